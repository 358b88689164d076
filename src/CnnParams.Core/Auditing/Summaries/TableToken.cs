using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>What a piece of a row looks like.</summary>
internal enum TableTokenKind
{
    /// <summary>A word.</summary>
    Word,

    /// <summary>A shape.</summary>
    Shape,

    /// <summary>A number, exact or rounded.</summary>
    Count,

    /// <summary>A dash, or another sign for nothing.</summary>
    Blank,

    /// <summary>A percentage.</summary>
    Share,

    /// <summary>Yes or no.</summary>
    Flag,

    /// <summary>The count of a single weight, with a branch of the tree in front.</summary>
    WeightCount,
}

/// <summary>A piece of a row of a table that has blanks between its columns.</summary>
internal readonly record struct TableToken(string Text, int Start, TableTokenKind Kind)
{
    private static readonly Regex Number = new(@"\G(\d[\d,]*(\.\d+)?( ?[kKMGBT](?=\s|$))?)(?=\s|$)");

    private static readonly Regex Frozen = new(@"\G\(\d{1,3}(,\d{3})*\)(?=\s|$)");

    private static readonly Regex Nothing = new(
        @"\G(--?|_|\(recursive\)|\(unused\)|\?|<Symbol [^>]*>|(?i:n/a|multiple))(?=\s|$)"
    );

    private static readonly Regex Percentage = new(@"\G[\d.]+ ?%(?=\s|$)");

    private static readonly Regex YesOrNo = new(@"\G(True|False|Partial|Y|N|train|eval)(?=\s|$)");

    private static readonly Regex OfWeight = new(@"\G[├└│|+`?\uFFFD][─?\uFFFD-]? ?\d[\d,]*(?=\s|$)");

    private static readonly Regex Word = new(@"\G\S+");

    internal int End => Start + Text.Length;

    /// <summary>The piece at a place where a word begins.</summary>
    internal static TableToken At(string line, int start)
    {
        // (9,408) is a count, and (9, 408) a shape.
        if (Frozen.Match(line, start) is { Success: true } frozen)
            return new TableToken(frozen.Value, start, TableTokenKind.Count);
        if (
            PrintedShape.EndOf(line, start) is var end
            && end > start
            && (end == line.Length || char.IsWhiteSpace(line[end]))
        )
            return new TableToken(line.Substring(start, end - start), start, TableTokenKind.Shape);
        foreach (var (pattern, kind) in Patterns)
        {
            if (pattern.Match(line, start) is { Success: true } match)
                return new TableToken(match.Value, start, kind);
        }

        return new TableToken(Word.Match(line, start).Value, start, TableTokenKind.Word);
    }

    /// <summary>All pieces from a place on.</summary>
    internal static IEnumerable<TableToken> From(string line, int start)
    {
        for (int i = start; i < line.Length; i++)
        {
            if (char.IsWhiteSpace(line[i]))
                continue;
            var token = At(line, i);
            yield return token;
            i = token.End - 1;
        }
    }

    private static (Regex Pattern, TableTokenKind Kind)[] Patterns =>
        [
            (Number, TableTokenKind.Count),
            (Nothing, TableTokenKind.Blank),
            (Percentage, TableTokenKind.Share),
            (YesOrNo, TableTokenKind.Flag),
            (OfWeight, TableTokenKind.WeightCount),
        ];
}

/// <summary>Shapes as tables have them: closed, or cut where the column ends and continued in the line below.</summary>
internal static class PrintedShape
{
    // What may stand in a shape, but for brackets and what is between axes.
    private static readonly Regex Axis = new(@"\G(None|null|-?\d+|\?|'[^']*':|""[^""]*"":)", RegexOptions.IgnoreCase);

    private static readonly Regex Product = new(@"\G\d+(\([SCBTU]+\))?(\s?[x×]\s?\d+(\([SCBTU]+\))?)+");

    private static readonly Regex Label = new(@"\s*\((?<label>[SCBTU]+)\)");

    /// <summary>Where a shape that begins at a place ends; the place itself where none begins there.</summary>
    internal static int EndOf(string line, int start)
    {
        if (Product.Match(line, start) is { Success: true } product)
            return start + product.Length;
        if (line[start] is not ('(' or '[' or '{'))
            return start;
        int depth = 0,
            end = start;
        bool hasAxis = false,
            afterComma = true;
        for (int i = start; i < line.Length; )
        {
            char c = line[i];
            if (c is '(' or '[' or '{')
                (depth, i, afterComma) = (depth + 1, i + 1, true);
            else if (c is ')' or ']' or '}')
                (depth, i, afterComma) = (depth - 1, i + 1, false);
            else if (c == ',')
                (i, afterComma) = (i + 1, true);
            else if (c == ' ' && (afterComma || Next(line, i) is ')' or ']') && !IsGap(line, i))
            {
                i++;
                continue;
            }
            else if (Axis.Match(line, i) is { Success: true } axis && (afterComma || line[i] is '\'' or '"'))
                (i, afterComma, hasAxis) = (i + axis.Length, axis.Value.EndsWith(":", StringComparison.Ordinal), true);
            else
                break;
            end = i;
            // Several shapes may stand one after the other.
            if (
                depth == 0
                && !(end + 2 < line.Length && line[end] == ',' && line[end + 1] == ' ' && line[end + 2] is '(' or '[')
            )
                break;
        }

        // A number in parentheses is a count, and a word in them a type. What a layer reads is in quotation marks.
        bool isOne = end - start < 3 || !line.Substring(start, end - start).Contains(',');
        return !hasAxis || (isOne && depth == 0 && line[start] == '(') ? start : end;
    }

    /// <summary>Whether a shape ends before its brackets do.</summary>
    internal static bool IsOpen(string shape) =>
        shape.Count(c => c is '(' or '[' or '{') != shape.Count(c => c is ')' or ']' or '}');

    /// <summary>What is whole of a list of shapes that is cut: the first; nothing where that one is cut.</summary>
    internal static string Closed(string shape)
    {
        int end = shape.IndexOfAny([')', ']', '}']);
        int start = shape.LastIndexOfAny(['(', '[', '{'], Math.Max(0, end));
        return end > start && start >= 0 ? shape.Substring(start, end - start + 1) : "";
    }

    /// <summary>A shape in the form that claims have: MATLAB writes what its axes are, the batch last.</summary>
    internal static string Plain(string text)
    {
        if (!Label.IsMatch(text))
            return text.Trim();
        string[] axes = text.Split(['x', '×'], StringSplitOptions.RemoveEmptyEntries);
        return string.Join(
            "x",
            axes.Where(axis => Label.Match(axis).Groups["label"].Value != "B")
                .Select(axis => Label.Replace(axis, "").Trim())
        );
    }

    private static char Next(string line, int i)
    {
        while (i < line.Length && line[i] == ' ')
            i++;
        return i < line.Length ? line[i] : '\0';
    }

    private static bool IsGap(string line, int i) => i + 1 < line.Length && line[i + 1] == ' ';
}
