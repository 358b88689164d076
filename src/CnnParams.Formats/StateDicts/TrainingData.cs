using System.Text.RegularExpressions;

namespace CnnParams.Formats.StateDicts;

/// <summary>
/// Arrays of data to learn from, which are kept in the same files as weights: they are told by their names, all of
/// which have to be those of data.
/// </summary>
internal static class TrainingData
{
    private const int MostNamed = 4;

    private const string Part = "(?:train|training|test|testing|val|valid|validation|dev)(?:[_-]?set)?";

    private const string Kind =
        "(?:x|y|data|images?|imgs?|pixels|labels?|features?|targets?|samples?|classes|list_classes)";

    private static readonly Regex Name = new(
        $"^(?:{Part}[_-]?{Kind}?|{Kind}(?:[_-]?(?:orig[_-]?)?{Part})?)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    /// <summary>Refuses a file of such arrays alone.</summary>
    /// <exception cref="Reading.ModelFileException">It holds nothing else.</exception>
    internal static void Refuse(ModelFile file, IReadOnlyList<(string Name, IReadOnlyList<long> Sizes)> arrays)
    {
        // One array called x or y may be anything.
        if (arrays.Count == 0 || !arrays.All(array => Name.IsMatch(array.Name)) || arrays is [{ Name.Length: 1 }])
            return;
        string named = string.Join(
            ", ",
            arrays.Take(MostNamed).Select(array => $"'{array.Name}' ({string.Join("x", array.Sizes)})")
        );
        throw file.Unsupported(
            $"it holds data to learn from, and no weights: {named}{(arrays.Count > MostNamed ? " ..." : "")}"
        );
    }
}
