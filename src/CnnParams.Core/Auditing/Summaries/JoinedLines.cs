using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>Tables whose lines a page or a message has joined into one, divided again.</summary>
internal static class JoinedLines
{
    // A name with its type, or a type with its number; and what begins a shape after it.
    private static readonly Regex Row = new(
        @"(?<=\s|^)([^\s()]{1,200} \([A-Za-z_][\w.>]*\)?|[A-Za-z_]\w*-\d{1,7})\s{1,40}(?=[\[(]+(None|-?\d|\?)|multiple\b)"
    );

    private static readonly Regex Branch = new(@"([│|]\s{1,8}){0,16}[├└]─+[A-Za-z_(]");

    private static readonly Regex Heading = new(@"Param #", RegexOptions.IgnoreCase);

    private static readonly Regex Rule = new(
        @"[┏┡├└][━─┳┻╇┼┴┯╋╈]{5,}[┓┩┤┘]|(?<![│|+-])[=_-]{20,}|(?<=\|)(\s{0,8}:?-{3,200}:?\s{0,8}\|){2,200}"
    );

    private static readonly Regex Total = new(
        @"(Total|Trainable|Non-trainable|Optimizer) params:|Total mult-adds|(Input|Params) size \(MB\)|Forward/backward pass size|Estimated Total Size"
    );

    /// <summary>The lines; those that have several rows in one, row by row.</summary>
    internal static string[] Divided(string[] lines) => [.. lines.SelectMany(Divided)];

    private static IEnumerable<string> Divided(string line)
    {
        if (line.IndexOf('┃') >= 0 && line.IndexOf('│') >= 0)
            return InCells(line, Columns(line, '┃'));
        if (
            Rule.Match(line) is { Success: true } rule
            && rule.Value.Count(sign => sign == '|') is > 0 and var columns
            && line.Take(rule.Index).Count(sign => sign == '|') > columns + 1
        )
            return InCells(line, columns);
        if (!HasRows(line))
            return [line];
        var cuts = new SortedSet<int> { 0, line.Length };
        cuts.UnionWith(Starts(Row, line).Concat(Starts(Branch, line)).Concat(Starts(Total, line)));
        foreach (Match match in Rule.Matches(line))
            cuts.UnionWith([match.Index, match.Index + match.Length]);
        return cuts.Zip(cuts.Skip(1), (start, end) => line.Substring(start, end - start));
    }

    private static bool HasRows(string line) =>
        Row.Match(line) is { Success: true } row && (row.NextMatch().Success || Heading.IsMatch(line))
        || Branch.Match(line) is { Success: true } branch && branch.NextMatch().Success;

    private static IEnumerable<int> Starts(Regex pattern, string line) =>
        pattern.Matches(line).Cast<Match>().Select(match => match.Index);

    // How many cells the heading of a box has: it ends before the rule below it.
    private static int Columns(string line, char wall)
    {
        int end = line.IndexOf('┡');
        return line.Substring(0, end < 0 ? line.Length : end).Count(sign => sign == wall) - 1;
    }

    // A row ends with the wall after its last cell; between rows may be rules.
    private static IEnumerable<string> InCells(string line, int columns)
    {
        if (columns < 1)
        {
            yield return line;
            yield break;
        }

        int start = 0,
            walls = 0;
        var rules = Rule.Matches(line).Cast<Match>().ToDictionary(rule => rule.Index);
        for (int i = 0; i < line.Length; i++)
        {
            if (walls == 0 && rules.TryGetValue(i, out var rule))
            {
                yield return line.Substring(start, i - start);
                yield return rule.Value;
                (start, i) = (i + rule.Length, i + rule.Length - 1);
            }
            else if (line[i] is '│' or '┃' or '|' && ++walls > columns)
            {
                yield return line.Substring(start, i + 1 - start);
                (start, walls) = (i + 1, 0);
            }
        }

        yield return line.Substring(start);
    }
}
