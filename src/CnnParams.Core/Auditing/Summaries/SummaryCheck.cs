using System.Globalization;
using CnnParams.Words;

namespace CnnParams.Auditing.Summaries;

/// <summary>Whether the rows of a summary add up to what is printed for their blocks and for the network.</summary>
internal static class SummaryCheck
{
    private const int MostLines = 3;

    /// <summary>What to say, part by part; nothing where all adds up.</summary>
    internal static IEnumerable<string> Of(PrintedSummary summary, string name)
    {
        // "a table" and "a list of weights" are no tools.
        string whole =
            name.Length > 0 ? $"'{name}' ({summary.Tool})"
            : summary.Tool.StartsWith("a ", StringComparison.Ordinal) ? "this " + summary.Tool.Substring("a ".Length)
            : $"this summary of {summary.Tool}";
        var warnings = new List<string>();
        var sum = Sum(summary, whole, warnings);
        foreach (string line in summary.Unread.Take(MostLines))
            yield return $"A line of {whole} is no row and was left out: '{line.Trim()}'.";
        if (summary.Unread.Count > MostLines)
            yield return Text("{0} more lines of {1} were left out.", summary.Unread.Count - MostLines, whole);

        if (summary.IsBegun)
            yield return $"The text begins within {whole}, at '{LabelOf(summary.Rows[0])}': what stands above it is missing.";
        // Nothing with parameters is missing where the rows have all.
        string hidden =
            summary.MayHideRepeated && Amount.Of(summary.Totals.Parameters) is { } printed && printed.Agrees(sum)
                ? ": without parameters, or used again and left out by hide_recursive_layers"
                : "";
        foreach (var (first, last) in summary.Gaps.Take(MostLines))
            yield return first == last
                ? Text("Row {0} of {1} is missing{2}.", first, whole, hidden)
                : Text("Rows {0} to {1} of {2} are missing{3}.", first, last, whole, hidden);
        if (summary.Gaps.Count > MostLines)
            yield return $"Rows of {whole} are missing in {Wording.InNumber($"{summary.Gaps.Count - MostLines} more place[s]")}.";
        if (summary.Absent.Count > 0)
            yield return $"What other rows of {whole} name has no row: "
                + $"{string.Join(", ", summary.Absent.Take(MostLines).Select(name => $"'{name}'"))}"
                + (summary.Absent.Count > MostLines ? ", ..." : "")
                + ".";

        if (summary.IsHeadingCut)
            yield return $"The heading of {whole} ends before its rows do: what stands after it was left out.";

        if (summary.CutLines > 0)
            yield return Text(
                "{0} {1} of {2} {3} before the last column does: figures are missing, or their last digits.",
                summary.CutLines,
                summary.CutLines == 1 ? "line" : "lines",
                whole,
                summary.CutLines == 1 ? "ends" : "end"
            );

        var cut = summary.Rows.FindAll(row => row.CutCount is not null);
        if (cut.Count > 0)
        {
            yield return Text(
                "The counts of {0} of {1} are cut: {2}{3}.",
                Wording.InNumber($"{cut.Count} row[s]"),
                whole,
                string.Join(", ", cut.Take(MostLines).Select(row => $"'{LabelOf(row)}' {row.CutCount}")),
                cut.Count > MostLines ? ", ..." : ""
            );
        }

        if (summary.IsCut)
            yield return $"The text ends before {whole} does, after '{LabelOf(summary.Rows[summary.Rows.Count - 1])}': rows may be missing.";

        foreach (string warning in warnings.Take(MostLines))
            yield return warning;
        if (warnings.Count > MostLines)
            yield return $"The rows of {Wording.InNumber($"{warnings.Count - MostLines} more block[s]")} in {whole} do not add up either.";

        var totals = summary.Totals;
        if (
            summary.CountsTrained
            && Amount.Of(totals.NonTrainableParameters) is { Value: > 0 } untrained
            && Amount.Of(totals.TrainableParameters) is { } alone
            && alone.Agrees(sum)
        )
            yield return Text(
                "The rows of {0} count what is trained alone: {1} parameters that are not are on none.",
                whole,
                untrained.Value
            );
        else if (
            summary.HasCounts
            && Amount.Of(totals.WithDuplicates ?? totals.Parameters) is { } total
            && !total.Agrees(sum)
        )
            yield return Text(
                "The rows of {0} add up to {1} parameters, and not to the total of {2} that is printed: {3}.",
                whole,
                sum.Value,
                total.Value,
                Difference(sum, total)
            );
        if (summary.AddsMacs && totals.Macs is null && totals.Parameters is not null)
            yield return $"The total of the multiply-accumulates of {whole} is missing.";
        var macs = summary.Rows.Aggregate(Amount.Nothing, (sum, row) => sum.And(Amount.Of(row.Macs) ?? Amount.Nothing));
        if (summary.AddsMacs && Amount.Of(totals.Macs) is { } allMacs && !allMacs.Agrees(macs))
        {
            yield return Text(
                "The rows of {0} add up to {1} multiply-accumulates, and not to the total of {2} that is printed: {3}.",
                whole,
                macs.Value,
                allMacs.Value,
                Difference(macs, allMacs)
            );
        }

        if (
            Amount.Of(totals.Parameters) is { } all
            && Amount.Of(totals.TrainableParameters) is { } trained
            && Amount.Of(totals.NonTrainableParameters) is { } fixedOnes
            && !all.Agrees(trained.And(fixedOnes))
        )
        {
            yield return Text(
                "The trainable and the other parameters that are printed for {0} add up to {1}, and not to the total "
                    + "of {2}.",
                whole,
                trained.And(fixedOnes).Value,
                all.Value
            );
        }
    }

    // The sum of all rows; a block is closed, and compared, where a row follows that is not inside it.
    private static Amount Sum(PrintedSummary summary, string whole, List<string> warnings)
    {
        var open = new Stack<(PrintedRow Row, Amount Sum)>();
        var sum = Amount.Nothing;
        foreach (var row in summary.Rows)
        {
            Close(row.Depth);
            open.Push((row, Amount.None));
        }

        Close(int.MinValue);
        return sum;

        void Close(int depth)
        {
            while (open.Count > 0 && open.Peek().Row.Depth >= depth)
            {
                var closed = Closed(open.Pop(), summary, whole, warnings);
                if (open.Count == 0)
                {
                    sum = sum.And(closed);
                }
                else
                {
                    var (outer, inner) = open.Pop();
                    open.Push((outer, inner.And(closed)));
                }
            }
        }
    }

    private static Amount Closed(
        (PrintedRow Row, Amount Sum) block,
        PrintedSummary summary,
        string whole,
        List<string> warnings
    )
    {
        var (row, sum) = block;
        var own = Amount.Of(row.Parameters);
        if (sum.IsNone || !row.IsInclusive)
            return (own ?? Amount.Nothing).And(sum);
        if (own is not { } printed)
            return sum;
        if (!printed.Agrees(sum))
        {
            warnings.Add(
                Text(
                    "The rows of block '{0}' in {1} add up to {2} parameters, and not to the {3} that are printed for "
                        + "it: {4}.",
                    LabelOf(row),
                    whole,
                    sum.Value,
                    printed.Value,
                    summary.HidesOwn && sum.Value < printed.Value
                        ? Text("{0} are of its own, or missing", printed.Value - sum.Value)
                        : Difference(sum, printed)
                )
            );
        }

        return printed;
    }

    private static string LabelOf(PrintedRow row) => row.Name.Length > 0 ? row.Name : row.Type;

    private static string Difference(Amount sum, Amount printed) =>
        sum.Value < printed.Value
            ? Text("{0} {1} missing", printed.Value - sum.Value, printed.Value - sum.Value == 1 ? "is" : "are")
            : Text("{0} too many", sum.Value - printed.Value);

    private static string Text(string format, params object[] values) =>
        string.Format(CultureInfo.InvariantCulture, format, values);

    // A number with how far it may be off for being rounded.
    private readonly record struct Amount(decimal Value, decimal Slack, bool IsNone)
    {
        /// <summary>The sum of no rows.</summary>
        internal static Amount None { get; } = new(0, 0, true);

        internal static Amount Nothing { get; } = new(0, 0, false);

        internal static Amount? Of(object? printed) =>
            printed switch
            {
                long exact => new Amount(exact, 0, false),
                string text when Figure.Parse(text) is { } figure => new Amount(
                    figure.Value,
                    figure.Step == 1 ? 0 : figure.Step,
                    false
                ),
                _ => null,
            };

        internal Amount And(Amount other) => new(Value + other.Value, Slack + other.Slack, IsNone && other.IsNone);

        // Tools round to the nearest and down; a whole step covers both.
        internal bool Agrees(Amount other) => Math.Abs(Value - other.Value) <= Slack + other.Slack;
    }
}
