namespace CnnParams.Formats;

/// <summary>
/// What a reader did not understand or found contradictory, each once, and no more than anyone reads.
/// </summary>
internal sealed class ReadingWarnings
{
    // A hostile file could ask for one for each layer.
    private const int Most = 1000;

    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private readonly List<string> _all = [];

    /// <summary>The warnings, in order.</summary>
    internal IReadOnlyList<string> All => _all;

    /// <summary>Notes one, unless it has been noted.</summary>
    internal void Add(string warning)
    {
        if (_all.Count > Most || !_said.Add(warning))
            return;
        _all.Add(_all.Count == Most ? "there is more that is not understood; it is not listed" : warning);
    }
}
