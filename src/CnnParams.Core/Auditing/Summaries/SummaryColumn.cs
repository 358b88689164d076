using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>What stands in a column of a printed table.</summary>
internal enum SummaryColumn
{
    /// <summary>The name, the type, or both.</summary>
    Label,

    /// <summary>The type, where the name has a column of its own.</summary>
    Type,

    /// <summary>The block that a layer lies in.</summary>
    Parent,

    /// <summary>The number of the row.</summary>
    Index,

    /// <summary>The shape that goes in.</summary>
    InputShape,

    /// <summary>The shape that comes out.</summary>
    OutputShape,

    /// <summary>The window of a filter, or the sizes of weights.</summary>
    Kernel,

    /// <summary>Parameters.</summary>
    Parameters,

    /// <summary>Another count: trainable parameters, groups, operations.</summary>
    OtherCount,

    /// <summary>Multiply-accumulates.</summary>
    Macs,

    /// <summary>Operations, whatever counts as one.</summary>
    Flops,

    /// <summary>A percentage.</summary>
    Share,

    /// <summary>Whether a layer is trained.</summary>
    Flag,

    /// <summary>The layers that are read.</summary>
    Reads,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>The titles of columns in the words of the tools.</summary>
internal static class ColumnTitles
{
    private static readonly (SummaryColumn Column, string Titles)[] Known =
    [
        (SummaryColumn.Label, @"layer \(type[^()]*(\([^()]*\))?[^()]*\)|layer name|module name|layer|modules?|name"),
        (SummaryColumn.Type, "layer type|type"),
        (SummaryColumn.Parent, "parent layers?"),
        (SummaryColumn.Index, "index|no\\.|#"),
        (SummaryColumn.InputShape, "input[ _](shape|size)s?|in sizes?|inshape"),
        (SummaryColumn.OutputShape, "output[ _](shape|size)s?|out sizes?|outshape|activations?( ?sizes?)?|outputs?"),
        (SummaryColumn.Kernel, "kernel[ _](shape|size)|(learnable|state) ?(sizes|properties)|states?"),
        (
            SummaryColumn.Parameters,
            @"#? ?param(eter)?s?( or shape| count| ?#|\.)?|#elements or shape|(total|num(ber of)?|# of|no\. of) ?(learnables|param(eter)?s?)|learnables"
        ),
        (SummaryColumn.OtherCount, @"tr\. param #|trainable param(eter)?s?|groups|num ?states|memory"),
        (SummaryColumn.Flops, "flops"),
        (SummaryColumn.Macs, "multi?[- ]?adds?|(forward_)?macs|madd|#flops"),
        (SummaryColumn.Share, "param %|[fmp]percent"),
        (SummaryColumn.Flag, "trainable|mode"),
        (SummaryColumn.Reads, "connected to|previous layer"),
    ];

    // What the numbers below are in: "Params (M)", "Params / K".
    private const string Unit =
        @"( ?([(\[] ?|/ ?)(in )?(?<unit>k|m|g|b|thousands?|millions?|billions?|10\^?[369])( ?[)\]])?)";

    // What layers are called in tables whose rows are no layers one by one.
    private static readonly Regex OfParts = new(
        "^(type|stage|block|operator|operation|unit|part|component)( name| type)?$",
        RegexOptions.IgnoreCase
    );

    // Titles of boxes, which a narrow terminal cuts.
    private static readonly string[] Whole =
    [
        "Trainable",
        "Params",
        "Param #",
        "Out sizes",
        "Output Shape",
        "In sizes",
        "Layer (type)",
        "Connected to",
        "Name",
        "Type",
        "Mode",
        "FLOPs",
    ];

    private static readonly Regex Title = new(
        "^(" + string.Join("|", Known.Select((known, i) => $"(?<c{i}>{known.Titles})")) + $"){Unit}?$",
        RegexOptions.IgnoreCase
    );

    private static readonly Regex Row = new(
        @"^\s*((?<title>("
            + string.Join(
                "|",
                Known.SelectMany(known => Alternatives(known.Titles)).OrderByDescending(title => title.Length)
            )
            + $@"){Unit}?)(\s+|$))+$",
        RegexOptions.IgnoreCase
    );

    /// <summary>What a title stands for; a title that is cut stands for the first that begins so.</summary>
    internal static SummaryColumn? Of(string title)
    {
        string words = Regex.Replace(title.Trim(), @"\s+", " ");
        if (words.EndsWith("…", StringComparison.Ordinal))
            return
                Array.Find(Whole, title => title.StartsWith(words.TrimEnd('…'), StringComparison.OrdinalIgnoreCase))
                    is { } whole
                ? Of(whole)
                : SummaryColumn.Other;
        if (words.Length == 0)
            return SummaryColumn.Index;
        var match = Title.Match(words);
        for (int i = 0; match.Success && i < Known.Length; i++)
        {
            if (match.Groups[$"c{i}"].Success)
                return Known[i].Column;
        }

        // Two words for one thing: "MACs/ MAdds".
        int slash = words.IndexOf('/');
        return
            slash > 0
            && slash == words.LastIndexOf('/')
            && Of(words.Substring(0, slash)) is { } column
            && column != SummaryColumn.Index
            && Of(words.Substring(slash + 1)) == column
            ? column
            : null;
    }

    /// <summary>What numbers below a title are in: K, M, G; nothing for ones.</summary>
    internal static string UnitOf(string title) =>
        Title.Match(title.Trim()).Groups["unit"] is { Success: true } unit ? Prefix(unit.Value) : "";

    /// <summary>A unit in the sign that goes after a number: K for thousands, M for 10^6, MiB for mib.</summary>
    internal static string Prefix(string unit)
    {
        string word = unit.ToUpperInvariant();
        if (word.StartsWith("BYTE", StringComparison.Ordinal))
            return "bytes";
        if (word.Length is 2 or 3 && word[word.Length - 1] == 'B')
            return word.Length == 3 ? word[0] + "iB" : word;
        return word switch
        {
            "10^3" or "103" or "THOUSAND" or "THOUSANDS" => "K",
            "10^6" or "106" => "M",
            "10^9" or "109" => "G",
            _ => word.Substring(0, 1),
        };
    }

    /// <summary>Whether a title may be that of what the rows are.</summary>
    internal static bool IsOfParts(string title) => OfParts.IsMatch(title.Trim());

    /// <summary>The titles of a line that has nothing else, with their places.</summary>
    internal static IReadOnlyList<Capture> In(string line) =>
        line.Length < LongestHeading
        && line.FirstOrDefault(sign => !char.IsWhiteSpace(sign)) is var first
        && (first == '#' || char.IsLetter(first))
        && Row.Match(line) is { Success: true } match
            ? [.. match.Groups["title"].Captures.Cast<Capture>()]
            : [];

    private const int LongestHeading = 600;

    // The alternatives of a title, split where no parenthesis is open.
    private static IEnumerable<string> Alternatives(string titles)
    {
        int start = 0,
            depth = 0;
        for (int i = 0; i <= titles.Length; i++)
        {
            if (i == titles.Length || (titles[i] == '|' && depth == 0))
            {
                yield return titles.Substring(start, i - start);
                start = i + 1;
            }
            else if (titles[i] is '(' or '[' && (i == 0 || titles[i - 1] != '\\'))
            {
                depth++;
            }
            else if (titles[i] is ')' or ']' && titles[i - 1] != '\\')
            {
                depth--;
            }
        }
    }
}
