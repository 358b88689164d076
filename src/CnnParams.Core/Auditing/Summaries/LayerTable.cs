using System.Globalization;
using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>A table with a row for each layer or module, as most tools print one.</summary>
internal sealed class LayerTable : ISummaryFormat
{
    // What a layer reads: conv1[0][0] in Keras.
    private static readonly Regex Source = new(@"(?<name>[^\s\[\],'""]+)(?<call>\[\d+\]\[\d+\])?");

    private static readonly Regex ColumnRule = new(@"^\s*([|+]\s*)?:?[-=]+:?(\s+|\s*[|+]\s*):?[-=]+");

    public IEnumerable<string> Tools => TableTool.Names;

    public bool Begins(IReadOnlyList<string> lines, int index) => TableHeading.Of(lines[index]) is not null;

    public PrintedSummary Read(IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        var heading = TableHeading.Of(lines[0])!;
        bool isTree = TableTool.IsTree(heading, lines.Skip(1).TakeWhile(line => !PrintedCounts.IsTotal(line)));
        var table = heading.Wall is null
            ? SpacedTable.Read(heading, isTree, lines, cancellation)
            : WalledTable.Read(heading, lines);
        var tool = TableTool.Of(heading, table.Rows, isTree);
        var summary = new PrintedSummary(tool.Name) { Totals = PrintedCounts.Totals(lines.Skip(1)) };
        summary.Unread.AddRange(table.Unread);
        summary.CutLines = table.Cut;
        (summary.CountsTrained, summary.AddsMacs) = (
            tool.CountsTrained,
            tool.AddsMacs && heading.Has(SummaryColumn.Macs)
        );
        summary.IsHeadingCut = table.IsHeadingCut;
        summary.HasCounts = heading.Has(SummaryColumn.Parameters);
        summary.MayHideRepeated = isTree;
        if (isTree || tool.HasRoot)
            AddTree(summary, heading, table.Rows, tool);
        else if (tool.Name == TableTool.Fvcore)
            AddPaths(summary, heading, table.Rows);
        else
        {
            AddRows(summary, heading, table.Rows, tool);
            WeightList.Join(summary, cancellation);
            summary.Absent.AddRange(Absent(heading, table.Rows));
        }

        TakeTotals(summary);
        summary.IsCut = tool.HasTotals && summary.Totals.Parameters is null && !IsTypeset(heading, tool, lines);
        return summary;
    }

    // Markdown, reStructuredText and their like rule off each column, and have walls that the tool has not.
    private static bool IsTypeset(TableHeading heading, TableTool tool, IReadOnlyList<string> lines) =>
        (heading.Wall is { } wall && TableHeading.IsDrawn(wall) && !tool.HasWalls)
        || (!tool.RulesColumns && lines.Count > 1 && TableRows.IsRule(lines[1]) && ColumnRule.IsMatch(lines[1]));

    // Where no totals are printed below the rows, the last of them may have the sums; onnx-tool has one more, in which
    // weights that are used twice count once.
    private static void TakeTotals(PrintedSummary summary)
    {
        int last = summary.Rows.Count - 1;
        object? unique = null;
        if (last > 0 && summary.Rows[last] is { Name: "Dedup_Params", Parameters: var count })
            (unique, last) = (count, last - 1);
        if (last <= 0 || !summary.Totals.IsEmpty)
            return;
        var row = summary.Rows[last];
        if (!row.Name.Equals("Total", StringComparison.OrdinalIgnoreCase) || row.OutputShape.Any(char.IsDigit))
            return;
        summary.Totals = new PrintedTotals
        {
            Parameters = unique ?? row.Parameters,
            WithDuplicates = unique is null ? null : row.Parameters,
            Macs = row.Macs,
            Flops = row.Flops,
        };
        summary.Rows.RemoveRange(last, summary.Rows.Count - last);
    }

    // Rows that others read from, and that are not there; a name that its column cuts stands for all that begin so.
    private static IEnumerable<string> Absent(TableHeading heading, List<TableRow> rows)
    {
        int reads = heading.Place(SummaryColumn.Reads);
        if (reads < 0 || heading.Wall is not null)
            return [];
        var names = new HashSet<string>(StringComparer.Ordinal);
        var cut = new List<string>();
        foreach (string label in rows.Select(row => row.Cells[heading.Place(SummaryColumn.Label)]))
        {
            string name = RowLabel.Of(label).Name;
            if (label.TrimEnd().EndsWith(")", StringComparison.Ordinal))
                names.Add(name);
            else
                cut.Add(name);
        }

        string[] read =
        [
            // Old summaries of a sequence leave out its input.
            .. rows.Skip(1)
                .SelectMany(row => Source.Matches(row.Cells[reads]).Cast<Match>())
                .Where(match => match.Groups["call"].Success || heading.HasPlainReads)
                .Select(match => match.Groups["name"].Value)
                .Distinct(),
        ];
        // The last column cuts the longest alike.
        int longest = read.Select(name => name.Length).DefaultIfEmpty().Max();
        return read.Where(name =>
            !names.Contains(name)
            // Of a name of several words, the last stands before its call.
            && !names.Concat(cut).Any(whole => whole.EndsWith(" " + name, StringComparison.Ordinal))
            && !cut.Exists(start => name.StartsWith(start, StringComparison.Ordinal))
            && !(
                heading.HasPlainReads
                && name.Length == longest
                && names.Concat(cut).Any(whole => whole.StartsWith(name, StringComparison.Ordinal))
            )
        );
    }

    private static void AddRows(PrintedSummary summary, TableHeading heading, List<TableRow> rows, TableTool tool)
    {
        foreach (var row in rows)
        {
            string text = row.Cells[heading.Place(SummaryColumn.Label)];
            var label = RowLabel.Of(text);
            string index = row.Index.Length > 0 ? row.Index : Cell(row, heading, SummaryColumn.Index).Trim();
            int? number =
                tool.NumbersLabels ? label.Place?.Number
                : int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int place) ? place
                : null;
            if (number is { } known && tool.FirstNumber is { } first)
                summary.Follow("", known, first);
            summary.Rows.Add(RowOf(row, text, label, heading, tool));
        }
    }

    private static PrintedRow RowOf(TableRow row, string text, RowLabel label, TableHeading heading, TableTool tool)
    {
        string shape = ShapeOf(row, heading);
        string type = Cell(row, heading, SummaryColumn.Type).Trim().Trim('\'', '"', '{', '}');
        string name = label.Name;
        int depth =
            tool.HasPaths ? name.Count(c => c == '.')
            : row.Frames > 0 ? row.Frames
            : KerasDepth(text, label.Depth);
        string count = Cell(row, heading, SummaryColumn.Parameters).Trim();
        return new PrintedRow
        {
            Name = name,
            Type = CutType.Complete(type is "n/a" or "" ? label.Type : type, name, shape),
            OutputShape = shape,
            Parameters = CountOf(row, heading, SummaryColumn.Parameters),
            CutCount = count.EndsWith("…", StringComparison.Ordinal) ? count : null,
            Macs = CountOf(row, heading, SummaryColumn.Macs),
            // What a tool calls FLOPs is by a convention of its own.
            Flops = tool.IsKnown ? null : CountOf(row, heading, SummaryColumn.Flops),
            Depth = depth,
            IsInclusive = tool.IsInclusive,
        };
    }

    // torchinfo: the names of blocks lead to that of the layer; the first row is the network itself.
    private static void AddTree(PrintedSummary summary, TableHeading heading, List<TableRow> rows, TableTool tool)
    {
        var path = new List<string>();
        var places = new List<(string Series, int Number)>();
        int margin = heading.Line.Length - heading.Line.TrimStart().Length;
        foreach (var row in rows)
        {
            // What stands in front of the heading is no depth.
            string cell = row.Cells[heading.Place(SummaryColumn.Label)];
            string text = tool.HasRoot
                ? cell.Trim()
                : cell.Substring(Math.Min(margin, cell.Length - cell.TrimStart().Length));
            if (row.IsOfWeight || RowLabel.OfBranch(text) is not { } label)
                continue;
            if (label.Place is { } place && !tool.HasRoot)
                places.Add(place);
            path.RemoveRange(Math.Min(label.Depth, path.Count), Math.Max(0, path.Count - label.Depth));
            // Blocks above the first row may not have been pasted.
            while (path.Count < label.Depth)
                path.Add("");
            path.Add(label.Name);
            string name = label.Name.Length > 0 ? string.Join(".", path.Skip(1).Where(part => part.Length > 0)) : "";
            if (label.Depth == 0 && summary.Name.Length == 0)
                summary.Name = label.Type;
            summary.Rows.Add(
                new PrintedRow
                {
                    Name = name.Length > 0 ? name : text.TrimStart([' ', .. RowLabel.Branches]).Trim(),
                    Type = label.Type,
                    OutputShape = ShapeOf(row, heading),
                    Parameters = PrintedCounts.Of(Cell(row, heading, SummaryColumn.Parameters)),
                    Macs = PrintedCounts.Of(Cell(row, heading, SummaryColumn.Macs)),
                    Depth = label.Depth,
                    IsInclusive = tool.IsInclusive,
                }
            );
        }

        Follow(summary, places);
        if (!tool.HasRoot || summary.Rows.Count == 0)
            return;
        summary.Totals = new PrintedTotals { Parameters = summary.Rows[0].Parameters, Macs = summary.Rows[0].Macs };
        summary.Rows.RemoveAt(0);
    }

    // A list of modules that is called in parts has the last of its numbers each time, and the others stand nowhere.
    private static void Follow(PrintedSummary summary, List<(string Series, int Number)> places)
    {
        foreach (var series in places.GroupBy(place => place.Series, place => place.Number))
        {
            int[] numbers = [.. series.Distinct().OrderBy(number => number)];
            int again = series.Count() - numbers.Length,
                absent = numbers[numbers.Length - 1] - numbers.Length;
            if (absent <= again)
                continue;
            foreach (int number in numbers)
                summary.Follow(series.Key, number, 1);
        }
    }

    // fvcore: paths, the first of the whole network; a shape in place of a count is that of a single weight.
    private static void AddPaths(PrintedSummary summary, TableHeading heading, List<TableRow> rows)
    {
        int label = heading.Place(SummaryColumn.Label);
        bool IsWeight(TableRow row) =>
            Cell(row, heading, SummaryColumn.Parameters).Trim().StartsWith("(", StringComparison.Ordinal);
        bool IsWithin(TableRow row, string block) =>
            row.Cells[label].Trim().StartsWith(block + ".", StringComparison.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            string name = row.Cells[label].Trim();
            object? count = PrintedCounts.Of(Cell(row, heading, SummaryColumn.Parameters));
            if (summary.Rows.Count == 0 && summary.Totals.IsEmpty)
            {
                // The name of the whole is that of no module, and of many tables the same: "model".
                summary.Totals = new PrintedTotals
                {
                    Parameters = count,
                    Macs = PrintedCounts.Of(Cell(row, heading, SummaryColumn.Macs)),
                };
                continue;
            }

            int dot = name.LastIndexOf('.');
            if (IsWeight(row))
            {
                // Weights of a layer are in its count; those of a block, beside its layers, stand nowhere else.
                string block = dot < 0 ? "" : name.Substring(0, dot);
                bool isOfLayer = dot >= 0 && !rows.Exists(other => !IsWeight(other) && IsWithin(other, block));
                count = isOfLayer
                    ? null
                    : ShapeFigure
                        .Parse(Cell(row, heading, SummaryColumn.Parameters).Trim())
                        ?.Axes.Aggregate(1L, (size, axis) => size * (axis ?? 1));
                if (isOfLayer)
                    continue;
            }

            summary.Rows.Add(
                new PrintedRow
                {
                    Name = name,
                    Parameters = count,
                    Macs = PrintedCounts.Of(Cell(row, heading, SummaryColumn.Macs)),
                    // A block whose only module stands below it has no row: layers.0.se.fc is as deep as layers.0.bn2.
                    Depth = name.Where((sign, i) => sign == '.' && names.Contains(name.Substring(0, i))).Count(),
                    IsInclusive = true,
                }
            );
            names.Add(name);
        }
    }

    // The title may say what the numbers below it are in.
    private static object? CountOf(TableRow row, TableHeading heading, SummaryColumn column)
    {
        string text = Cell(row, heading, column).Trim();
        bool isPlain = text.Length > 0 && text.All(sign => char.IsDigit(sign) || sign is '.' or ',');
        return PrintedCounts.Of(
            isPlain ? text + ColumnTitles.UnitOf(heading.Columns[heading.Place(column)].Title) : text
        );
    }

    private static string Cell(TableRow row, TableHeading heading, SummaryColumn column) =>
        heading.Place(column) is var place and >= 0 ? row.Cells[place] : "";

    private static string ShapeOf(TableRow row, TableHeading heading)
    {
        string text = PrintedShape.Plain(Cell(row, heading, SummaryColumn.OutputShape).Trim('\'', '{', '}', ' '));
        if (PrintedShape.IsOpen(text))
            text = PrintedShape.Closed(text);
        return text is "--" or "-" or "n/a" or "?" || text.StartsWith("<", StringComparison.Ordinal) ? "" : text;
    }

    // Keras 3 draws three blanks and a branch for each block.
    private static int KerasDepth(string text, int depth)
    {
        const int indent = 3;
        int branch = text.IndexOf('└');
        return branch >= 0 && branch == text.Length - text.TrimStart().Length ? Math.Max(1, branch / indent) : depth;
    }
}
