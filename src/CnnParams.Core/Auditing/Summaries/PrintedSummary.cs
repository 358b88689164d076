using System.Globalization;

namespace CnnParams.Auditing.Summaries;

/// <summary>A summary as it was printed: every row, blocks among them, and the totals below.</summary>
internal sealed class PrintedSummary(string tool)
{
    internal string Tool { get; } = tool;

    /// <summary>The name of the network where the rows say it; empty elsewhere.</summary>
    internal string Name { get; set; } = "";

    /// <summary>All rows in order; those inside a block are deeper than it.</summary>
    internal List<PrintedRow> Rows { get; } = [];

    internal PrintedTotals Totals { get; set; } = new();

    /// <summary>Whether the text ends before the summary does.</summary>
    internal bool IsCut { get; set; }

    /// <summary>How many lines end before their last column does.</summary>
    internal int CutLines { get; set; }

    /// <summary>Whether the rows count what is trained alone.</summary>
    internal bool CountsTrained { get; set; }

    /// <summary>Whether what a block has itself, beside its modules, is printed nowhere.</summary>
    internal bool HidesOwn { get; init; }

    /// <summary>Whether the tool can leave out the rows of modules that are used again.</summary>
    internal bool MayHideRepeated { get; set; }

    /// <summary>Whether the rows have parameters at all.</summary>
    internal bool HasCounts { get; set; } = true;

    /// <summary>Whether the multiply-accumulates of the rows add up to a printed total.</summary>
    internal bool AddsMacs { get; set; }

    /// <summary>Whether the text begins within the summary, which the first row then is not of.</summary>
    internal bool IsBegun { get; set; }

    /// <summary>Whether rows have figures after the end of the heading, in columns of which nothing is known.</summary>
    internal bool IsHeadingCut { get; set; }

    /// <summary>Rows that are left out where the tool numbers them, the first and the last of each gap.</summary>
    internal List<(string First, string Last)> Gaps { get; } = [];

    private readonly Dictionary<string, int> _next = new(StringComparer.Ordinal);

    /// <summary>Adds a row that has a number, the first of which is 0, unless the rows are past it.</summary>
    internal bool AddNumbered(int number, PrintedRow row)
    {
        if (_next.TryGetValue("", out int next) && number < next)
            return false;
        Follow("", number, 0);
        Rows.Add(row);
        return true;
    }

    /// <summary>
    /// Takes the number of the next row of a series, whose name is written before it, and notes what is left out.
    /// </summary>
    internal void Follow(string series, int number, int first)
    {
        if (!_next.TryGetValue(series, out int next))
            next = first;
        if (number > next)
            Gaps.Add((Named(next), Named(number - 1)));
        _next[series] = Math.Max(next, number == int.MaxValue ? number : number + 1);

        string Named(int gap) => series + gap.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Lines between the rows that are none.</summary>
    internal List<string> Unread { get; } = [];

    /// <summary>What other rows say that they are in, or read, and what no row is of.</summary>
    internal List<string> Absent { get; } = [];
}

/// <summary>A printed row.</summary>
internal sealed record PrintedRow
{
    internal string Name { get; init; } = "";

    internal string Type { get; init; } = "";

    internal string OutputShape { get; init; } = "";

    /// <summary>A number, a text where the tool rounds, or nothing where it prints a dash.</summary>
    internal object? Parameters { get; init; }

    internal object? Macs { get; init; }

    internal object? Flops { get; init; }

    /// <summary>What is printed of a count that the column has cut; null where it is whole.</summary>
    internal string? CutCount { get; init; }

    internal int Depth { get; init; }

    /// <summary>
    /// Whether the figures of a block are those of the rows below it and its own; else they are its own alone.
    /// </summary>
    internal bool IsInclusive { get; init; }
}

/// <summary>The totals that were printed; what was not is null.</summary>
internal sealed record PrintedTotals
{
    internal object? Parameters { get; init; }

    internal object? TrainableParameters { get; init; }

    internal object? NonTrainableParameters { get; init; }

    internal object? Macs { get; init; }

    internal object? Flops { get; init; }

    /// <summary>
    /// What the rows add up to, where it is more than the network has: a layer that is used twice is counted twice.
    /// </summary>
    internal object? WithDuplicates { get; init; }

    internal bool IsEmpty => (Parameters ?? TrainableParameters ?? NonTrainableParameters ?? Macs ?? Flops) is null;
}
