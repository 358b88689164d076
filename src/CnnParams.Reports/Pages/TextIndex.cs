namespace CnnParams.Reports.Pages;

/// <summary>
/// Texts that are written once and known by their number from then on: most layers have formulas of others.
/// </summary>
internal sealed class TextIndex
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];

    internal IReadOnlyList<string> Texts => _texts;

    internal long NumberOf(string text)
    {
        if (_numbers.TryGetValue(text, out int number))
            return number;
        _numbers.Add(text, _texts.Count);
        _texts.Add(text);
        return _texts.Count - 1;
    }
}
