using System.Globalization;
using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>
/// Reads tables that have blanks between their columns. Which piece stands in which column is found by what it looks
/// like, in order, and by its place.
/// </summary>
internal static class SpacedTable
{
    private static readonly Regex Piece = new(@"\S+( \S+)*");

    // The number after a type, as in Conv2D-1.
    private static readonly Regex EndOfName = new(@"^\s*[A-Za-z_]\w*-\d+$");

    private static readonly Regex EndOfLabel = new(@"^\S+( \(\S*)?$");

    private static readonly Regex Gap = new(@"\S {2,}\S");

    private static readonly Regex NumberInFront = new(@"^\s*(?<number>\d{1,6})\s+(?<rest>\S.*)$");

    private static readonly Regex Frame = new(@"^\s*(?<bars>\|+)(?<row>.*?)\|*\s*$");

    // How far a cell may stand to the left of its title: Keras forgets the blank in front of the first column.
    private const int Drift = 3;

    internal static TableRows Read(
        TableHeading heading,
        bool isTree,
        IReadOnlyList<string> lines,
        CancellationToken cancellation
    )
    {
        var table = new TableRows();
        var waiting = new List<string>();
        // What stands right below a row, in columns.
        var below = new List<string>();
        TableRow? row = null;
        // Cells are aligned with their titles at the left or at the right: none begins after the last.
        int end = heading.Line.TrimEnd().Length,
            beyond = 0;
        // Keras sets its rows apart, since their cells may go on in the next lines, numbers among them.
        bool isApart = heading.IsOfLayers && !isTree && AreApart(lines);
        int doubleRules = 0;
        bool isBelow = false;
        foreach (string line in lines.Skip(1))
        {
            cancellation.ThrowIfCancellationRequested();
            if (PrintedCounts.IsTotal(line))
            {
                // Before its totals a table has nothing but rows.
                table.Unread.AddRange(waiting);
                below.Clear();
                break;
            }

            if (!TableRows.IsContent(line))
            {
                End();
                isBelow = false;
                doubleRules += IsDoubleRule(line) ? 1 : 0;
                // The rule below the heading closes the table too, unless it stands between all rows.
                if (doubleRules == 2 && table.Rows.Count > 1)
                {
                    table.Unread.AddRange(waiting);
                    below.Clear();
                    break;
                }

                continue;
            }

            var (text, frames) = isTree ? (line, 0) : Unframed(line);
            var found = RowOf(text, heading, isTree);
            if (
                found is not null
                && (
                    row is null
                    || isTree
                    || (isApart ? IsWhole(found, heading) : IsClosed(row, heading) && !GoesOn(row, found, heading))
                )
            )
            {
                End();
                table.Unread.AddRange(waiting);
                waiting.Clear();
                below.Clear();
                isBelow = true;
                row = found with { Frames = frames };
                beyond +=
                    heading.HasPlaces
                    && heading.Columns[0].Title.Length > 0
                    && text.Length > end
                    && line.LastIndexOf(' ') >= end
                        ? 1
                        : 0;
            }
            else if (row is not null && !isTree && Continuation(row.Cells, text, heading) is { } continued)
            {
                row = row with { Cells = continued };
            }
            else if (ColumnTitles.In(line).Count == 0)
            {
                // What follows the last row is text around the table, and no row that was lost.
                waiting.Add(line);
                if (isBelow && Gap.IsMatch(line))
                    below.Add(line);
            }
        }

        End();
        table.Unread.AddRange(below);
        TakeNumbers(table.Rows, heading);
        table.IsHeadingCut = beyond * 2 > table.Rows.Count;
        return table;

        void End()
        {
            if (row is not null)
                table.Rows.Add(row);
            row = null;
        }
    }

    // A column of numbers that has no title: all labels begin with one, each with a larger one.
    private static void TakeNumbers(List<TableRow> rows, TableHeading heading)
    {
        int label = heading.Place(SummaryColumn.Label);
        var numbered = rows.ConvertAll(row => NumberInFront.Match(row.Cells[label]));
        if (heading.Has(SummaryColumn.Index) || !numbered.TrueForAll(match => match.Success))
            return;
        int[] numbers =
        [
            .. numbered.Select(match => int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture)),
        ];
        if (numbers.Zip(numbers.Skip(1), (above, below) => above >= below).Any(isBack => isBack))
            return;
        for (int i = 0; i < rows.Count; i++)
        {
            rows[i].Cells[label] = numbered[i].Groups["rest"].Value;
            rows[i] = rows[i] with { Index = numbered[i].Groups["number"].Value };
        }
    }

    private static bool IsDoubleRule(string line) => line.Trim() is { Length: > 0 } rule && rule.All(c => c == '=');

    // Whether the rows have lines or blanks between them.
    private static bool AreApart(IReadOnlyList<string> lines)
    {
        int groups = 0;
        bool isInside = false;
        foreach (string line in lines.Skip(1).TakeWhile(line => !PrintedCounts.IsTotal(line)))
        {
            bool isContent = TableRows.IsContent(line);
            groups += isContent && !isInside ? 1 : 0;
            isInside = isContent;
        }

        return groups > 1;
    }

    // A row with all that a row has: no part of another one looks so.
    private static bool IsWhole(TableRow row, TableHeading heading) =>
        row.Cells[heading.Place(SummaryColumn.Label)].TrimEnd() is var label
        && IsClosed(row, heading)
        && (
            EndOfName.IsMatch(label)
            || (label.EndsWith(")", StringComparison.Ordinal) && RowLabel.EndOf(label, isTree: false) == label.Length)
        )
        && heading.Place(SummaryColumn.OutputShape) is var shape
        && (shape < 0 || row.Cells[shape].Length > 0);

    // The type that a row has begun is ended in the next line, which has no type of its own.
    private static bool GoesOn(TableRow row, TableRow next, TableHeading heading)
    {
        int label = heading.Place(SummaryColumn.Label);
        return row.Cells[label].Contains('(')
            && !row.Cells[label].Contains(')')
            && next.Cells[label].Contains(')')
            && !next.Cells[label].Contains('(');
    }

    private static bool IsClosed(TableRow row, TableHeading heading) =>
        row
            .Cells.Where(
                (_, column) => heading.Columns[column].Kind is SummaryColumn.OutputShape or SummaryColumn.InputShape
            )
            .All(cell => !PrintedShape.IsOpen(cell));

    // Keras draws frames around the layers of a block.
    private static (string Text, int Frames) Unframed(string line)
    {
        if (Frame.Match(line) is not { Success: true } match)
            return (line, 0);
        int bars = match.Groups["bars"].Index + match.Groups["bars"].Length;
        return (new string(' ', bars) + match.Groups["row"].Value, match.Groups["bars"].Length);
    }

    private static TableRow? RowOf(string line, TableHeading heading, bool isTree)
    {
        var plain = heading.HasPlainReads
            ? OfPlaces(line, heading, isTree) ?? OfPieces(line, heading, isTree)
            : OfPieces(line, heading, isTree) ?? OfPlaces(line, heading, isTree);
        if (plain is not null)
            return plain;
        int label = RowLabel.EndOf(line, isTree);
        var tokens = TableToken.From(line, label).ToList();
        if (tokens.Count == 0)
            return null;
        int first = label > 0 ? 0 : tokens.FindIndex(1, token => token.Kind is not TableTokenKind.Word);
        // Trees have no words after their labels.
        if (first < 0 || (isTree && tokens.Exists(token => token.Kind == TableTokenKind.Word)))
            return null;
        var values = tokens.Skip(first).ToList();
        string name =
            label > 0
                ? line.Substring(0, label)
                : line.Substring(0, values.Count > 0 ? values[0].Start : line.Length).TrimEnd();
        string[] cells = [.. heading.Columns.Select(_ => "")];
        var places = Aligned(values, heading, line);
        for (int i = 0; i < values.Count; i++)
        {
            if (places[i] >= 0)
                cells[places[i]] = values[i].Text;
        }

        cells[heading.Place(SummaryColumn.Label)] = name;
        Divide(cells, heading);
        int count = heading.Place(SummaryColumn.Parameters);
        // A decimal without a unit, its own or that of the title, is no count.
        bool isCount =
            count >= 0
            && cells[count].Length > 0
            && (
                TableToken.At(cells[count], 0).Kind != TableTokenKind.Count
                || PrintedCounts.Of(cells[count] + ColumnTitles.UnitOf(heading.Columns[count].Title)) is not null
            );
        // MATLAB leaves out what is 0: the shape stands where its column is.
        int shape = heading.Place(SummaryColumn.OutputShape);
        bool isUncounted =
            heading.Has(SummaryColumn.Type)
            && heading.HasPlaces
            && count >= 0
            && cells[count].Length == 0
            && shape >= 0
            && Array.IndexOf(places, shape) is >= 0 and var place
            && values[place].Kind is TableTokenKind.Shape or TableTokenKind.Blank
            && !PrintedShape.IsOpen(cells[shape])
            && Math.Abs(values[place].Start - heading.Columns[shape].Start) < Drift;
        // A name has no blanks: a message that ends in a number has.
        bool isMessage =
            heading.IsOfLayers
            && label == 0
            && name.Trim().IndexOf(' ') >= 0
            && (shape < 0 || cells[shape].Length == 0);
        bool isRow = !isMessage && (count < 0 || isCount || isUncounted || (isTree && values.Count > 0));
        return isRow
            ? new TableRow(cells) { IsOfWeight = values.Exists(value => value.Kind == TableTokenKind.WeightCount) }
            : null;
    }

    // Names, types and blocks in columns of their own stand in the label so far.
    private static void Divide(string[] cells, TableHeading heading)
    {
        int label = heading.Place(SummaryColumn.Label);
        string[] words = Regex.Split(cells[label].Trim(), @"\s{2,}|(?<=^\S+) (?=\S+-\d+$)");
        // Between single blanks a name ends at the first.
        if (words.Length == 1)
            words =
                heading.HasPlaces || !heading.Has(SummaryColumn.Type)
                    ? [cells[label]]
                    : cells[label].Trim().Split([' '], 2);
        if (heading.Has(SummaryColumn.Parent))
            cells[label] = words[words.Length - 1];
        else if (heading.Place(SummaryColumn.Type) is var type and >= 0 && words.Length > 1)
            (cells[label], cells[type]) = (
                cells[label]
                    .Substring(0, cells[label].LastIndexOf(words[words.Length - 1], StringComparison.Ordinal))
                    .TrimEnd(),
                words[words.Length - 1]
            );
    }

    // As many pieces as columns, each of which can stand in its own.
    private static TableRow? OfPieces(string line, TableHeading heading, bool isTree)
    {
        if (isTree)
            return null;
        string[] pieces = [.. Piece.Matches(line).Cast<Match>().Select(match => match.Value)];
        if (pieces.Length != heading.Columns.Length)
            return null;
        for (int i = 0; i < pieces.Length; i++)
        {
            var kind = heading.Columns[i].Kind;
            var token = TableToken.At(pieces[i], 0);
            bool isWhole = token.Text.Length == pieces[i].Length;
            if (kind != SummaryColumn.Label && (Likeness(token, kind) < 0 || (!isWhole && !MayHaveBlanks(kind))))
                return null;
        }

        return new TableRow(pieces);

        static bool MayHaveBlanks(SummaryColumn kind) =>
            kind is SummaryColumn.Other or SummaryColumn.Reads or SummaryColumn.Type or SummaryColumn.Kernel;
    }

    // A row of Keras before 2.4, whose cells are cut where their columns end, one blank before the next: a shape that
    // is cut so would have the count for one of its axes.
    private static TableRow? OfPlaces(string line, TableHeading heading, bool isTree)
    {
        var columns = heading.Columns;
        int shape = heading.Place(SummaryColumn.OutputShape),
            count = heading.Place(SummaryColumn.Parameters);
        if (
            isTree
            || !heading.IsOfLayers
            || shape < 0
            || count < 0
            || columns[count].Start >= line.Length
            || (
                !heading.HasPlainReads
                && columns.Skip(1).Any(column => column.Start < line.Length && line[column.Start - 1] != ' ')
            )
        )
            return null;
        string[] cells =
        [
            .. columns.Select(
                (column, i) =>
                    column.Start >= line.Length ? ""
                    : i + 1 < columns.Length && columns[i + 1].Start < line.Length
                        ? line.Substring(column.Start, columns[i + 1].Start - column.Start).TrimEnd()
                    : line.Substring(column.Start).TrimEnd()
            ),
        ];
        // MXNet leaves no blank after a name that it cuts, and has single numbers for shapes.
        bool isCut = heading.HasPlainReads
            ? cells[shape].Length > 0
                && line[columns[count].Start - 1] == ' '
                && TableToken.At(cells[shape], 0) is { Kind: TableTokenKind.Shape or TableTokenKind.Count } token
                && token.Text.Length == cells[shape].Length
            : cells[shape].Length > 0
                && PrintedShape.EndOf(cells[shape], 0) == cells[shape].Length
                && PrintedShape.IsOpen(cells[shape]);
        if (
            !isCut
            || cells[count].Length == 0
            || TableToken.At(cells[count], 0) is not { Kind: TableTokenKind.Count } number
        )
            return null;
        return number.Text.Length == cells[count].Length ? new TableRow(cells) : null;
    }

    // The row with what a line adds to it: each piece goes on where its column is, without a blank, as it was cut.
    // Null for a line of something else, which has a piece below a cell that has ended.
    private static string[]? Continuation(string[] cells, string line, TableHeading heading)
    {
        if (!heading.IsOfLayers)
            return null;
        string[] continued = [.. cells];
        foreach (Match piece in Piece.Matches(line))
        {
            int column = Array.FindLastIndex(heading.Columns, column => column.Start <= piece.Index + Drift);
            if (column < 0 || HasEnded(cells[column].TrimEnd(), heading.Columns[column].Kind))
                return null;
            // A name has no blanks, but for one before its type.
            if (heading.Columns[column].Kind == SummaryColumn.Label && !EndOfLabel.IsMatch(piece.Value))
                return null;
            // A name that is read is not cut, but the next one.
            string between = heading.HasPlainReads && heading.Columns[column].Kind == SummaryColumn.Reads ? " " : "";
            continued[column] += between + piece.Value;
        }

        return continued;
    }

    private static bool HasEnded(string cell, SummaryColumn kind) =>
        kind switch
        {
            SummaryColumn.Label => cell.EndsWith(")", StringComparison.Ordinal) || EndOfName.IsMatch(cell),
            SummaryColumn.InputShape or SummaryColumn.OutputShape => cell.Length > 0 && !PrintedShape.IsOpen(cell),
            _ => false,
        };

    /// <summary>
    /// The column of each piece, in the order of both, so that all together look most as they should; -1 for none.
    /// </summary>
    private static int[] Aligned(List<TableToken> tokens, TableHeading heading, string line)
    {
        var columns = heading.Columns;
        bool hasPlaces = heading.HasPlaces && line.TrimStart().Contains("  ");
        int[,] best = new int[tokens.Count + 1, columns.Length + 1];
        for (int i = tokens.Count - 1; i >= 0; i--)
        {
            for (int j = columns.Length - 1; j >= 0; j--)
            {
                int pair = Pair(i, j);
                best[i, j] = Math.Max(
                    pair > 0 ? pair + best[i + 1, j + 1] : 0,
                    Math.Max(best[i + 1, j], best[i, j + 1])
                );
            }
        }

        int[] places = [.. tokens.Select(_ => -1)];
        for (int i = 0, j = 0; i < tokens.Count && j < columns.Length; )
        {
            if (Pair(i, j) is > 0 and var pair && best[i, j] == pair + best[i + 1, j + 1])
                places[i++] = j++;
            else if (best[i, j] == best[i + 1, j])
                i++;
            else
                j++;
        }

        return places;

        int Pair(int i, int j)
        {
            int likeness = Likeness(tokens[i], columns[j].Kind);
            if (likeness <= 0 || columns[j].Kind == SummaryColumn.Label || !hasPlaces)
                return likeness;
            int titleEnd = columns[j].Start + columns[j].Title.Length;
            bool overlaps = tokens[i].Start < titleEnd && tokens[i].End > columns[j].Start;
            bool aligns =
                Math.Abs(tokens[i].Start - columns[j].Start) < Drift || Math.Abs(tokens[i].End - titleEnd) < Drift;
            return likeness + (overlaps ? 3 : 0) + (aligns ? 2 : 0);
        }
    }

    // How much a piece looks like what stands in a column; below zero where it cannot.
    private static int Likeness(TableToken token, SummaryColumn column) =>
        (token.Kind, column) switch
        {
            (TableTokenKind.Shape, SummaryColumn.InputShape or SummaryColumn.OutputShape) => 10,
            (TableTokenKind.Shape, SummaryColumn.Kernel) => 9,
            (
                TableTokenKind.Count,
                SummaryColumn.Parameters
                    or SummaryColumn.Macs
                    or SummaryColumn.Flops
                    or SummaryColumn.OtherCount
            ) => 10,
            (TableTokenKind.WeightCount, SummaryColumn.Parameters) => 10,
            (TableTokenKind.Count, SummaryColumn.Kernel or SummaryColumn.Index) => 4,
            (TableTokenKind.Share, SummaryColumn.Share) => 10,
            (TableTokenKind.Flag, SummaryColumn.Flag) => 10,
            (TableTokenKind.Blank, SummaryColumn.Label or SummaryColumn.Type or SummaryColumn.Parent) => -1,
            (TableTokenKind.Blank, _) => 6,
            (TableTokenKind.Word or TableTokenKind.Shape, SummaryColumn.Other or SummaryColumn.Reads) => 2,
            (TableTokenKind.Word, SummaryColumn.Type or SummaryColumn.Parent or SummaryColumn.Kernel) => 1,
            _ => -1,
        };
}
