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

    /// <summary>Numbers that are left out where the tool counts its rows.</summary>
    internal List<(int First, int Last)> Gaps { get; } = [];

    private long _next;

    /// <summary>Adds a row that has a number, the first of which is 0, unless the rows are past it.</summary>
    internal bool AddNumbered(int number, PrintedRow row)
    {
        if (number < _next)
            return false;
        if (number > _next)
            Gaps.Add(((int)_next, number - 1));
        Rows.Add(row);
        _next = number + 1L;
        return true;
    }

    /// <summary>Lines between the rows that are none.</summary>
    internal List<string> Unread { get; } = [];
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

    /// <summary>
    /// What the rows add up to, where it is more than the network has: a layer that is used twice is counted twice.
    /// </summary>
    internal object? WithDuplicates { get; init; }

    internal bool IsEmpty => (Parameters ?? TrainableParameters ?? NonTrainableParameters ?? Macs) is null;
}
