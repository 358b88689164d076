using System.Globalization;
using System.Text.RegularExpressions;
using CnnParams.Layers;

namespace CnnParams.Auditing.Summaries;

/// <summary>What the first column of a row says: the name, the type, and how deep in blocks the layer lies.</summary>
internal readonly record struct RowLabel(string Name, string Type, int Depth)
{
    /// <summary>The number of the row, where the tool writes one; the series that it belongs to is before it.</summary>
    internal (string Series, int Number)? Place { get; init; }

    /// <summary>What trees are drawn with, and what a code page without lines makes of it.</summary>
    internal const string Branches = "│├└─|+`-?\uFFFD";

    // torchinfo: a tree, the type, the name in parentheses, how deep and which; PyTorch Geometric has the name first.
    private static readonly Regex Branch = new(
        $@"^(?<tree>[\s{Regex.Escape(Branches).Replace("-", @"\-")}]*)(\((?<name>[^()]*)\)(?=[A-Za-z_]))?(?<type>[A-Za-z_]\w*|\w+(\.\w+)+(?=\s))(\s*\((?<name>[^()]*)\))?(:\s*(?<depth>\d+)-(?<number>\d+))?(?=\s|$)"
    );

    // Keras: the name and the type in parentheses, which the width of the column may have cut.
    private static readonly Regex NameAndType = new(
        @"^\s*(?<name>[^\s()][^()]*?) ?\((?<type>(?!None\b)[A-Za-z_][\w.>]*)(?<end>\)|…)?(?=\s|$)"
    );

    private static readonly Regex Numbered = new(@"^(?<type>[A-Za-z_]\w*)-(?<number>\d{1,7})$");

    private static readonly Regex Indexed = new(@"^(?<number>\d{1,7})_(?<name>[A-Za-z_].*)$");

    // What torchscan and the like draw before a name.
    private static readonly Regex Tree = new(@"^(?<tree>[\s│├└─|+]*)(?<rest>.*)$");

    private const int Indent = 5;

    /// <summary>
    /// The end of a label of torchinfo's or Keras's at the beginning of a line; 0 where there is none.
    /// </summary>
    internal static int EndOf(string line, bool isTree)
    {
        var match = isTree ? Branch.Match(line) : NameAndType.Match(line);
        return match.Success && (isTree || !match.Groups["name"].Value.Contains("  ")) ? match.Length : 0;
    }

    /// <summary>A label of torchinfo's; null for that of a single weight.</summary>
    internal static RowLabel? OfBranch(string text)
    {
        if (Branch.Match(text) is not { Success: true } match)
            return null;
        var (tree, type, name, depth) = (
            match.Groups["tree"],
            match.Groups["type"].Value,
            match.Groups["name"],
            match.Groups["depth"]
        );
        // A weight has a word of its own, all small, and no number: "weight", "bias_ih_l0".
        if (tree.Length > 0 && !depth.Success && !name.Success && !type.Any(char.IsUpper))
            return null;
        return new RowLabel(
            name.Success ? name.Value : "",
            type,
            // A number without end is none.
            int.TryParse(depth.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? number
                : (tree.Length + Indent - 1) / Indent
        )
        {
            Place = PlaceOf(depth.Value + "-", match),
        };
    }

    private static (string Series, int Number)? PlaceOf(string series, Match match) =>
        int.TryParse(match.Groups["number"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? (series, number)
            : null;

    /// <summary>Any other label.</summary>
    internal static RowLabel Of(string text)
    {
        var tree = Tree.Match(text);
        string plain = tree.Groups["rest"].Value.Trim().Trim('\'', '"', '{', '}');
        int depth = tree.Groups["tree"].Value.Any(c => !char.IsWhiteSpace(c))
            ? (tree.Groups["tree"].Length + Indent - 1) / Indent
            : 0;
        if (Numbered.Match(plain) is { Success: true } numbered)
            return new RowLabel(plain, numbered.Groups["type"].Value, depth) { Place = PlaceOf("", numbered) };
        if (NameAndType.Match(plain) is { Success: true } both)
        {
            bool isCut = both.Groups["end"].Value != ")";
            return new RowLabel(
                both.Groups["name"].Value.Trim(),
                isCut ? both.Groups["type"].Value + "…" : both.Groups["type"].Value,
                depth
            );
        }

        var indexed = Indexed.Match(plain);
        if (indexed.Success)
            plain = indexed.Groups["name"].Value;
        string last = plain.Substring(plain.LastIndexOf('.') + 1);
        string word = Regex.Replace(last, @"_\d+$", "");
        return new RowLabel(plain, LayerTypes.Find(word) is not null && char.IsUpper(word[0]) ? word : "", depth)
        {
            Place = PlaceOf("", indexed),
        };
    }
}
