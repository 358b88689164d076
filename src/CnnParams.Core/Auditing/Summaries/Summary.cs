namespace CnnParams.Auditing.Summaries;

/// <summary>A summary of a network that a tool printed.</summary>
public sealed class Summary
{
    internal Summary(string name, string tool, IReadOnlyList<SummaryRow> rows, IReadOnlyList<string> warnings) =>
        (Name, Tool, Rows, Warnings) = (name, tool, rows, warnings);

    /// <summary>The name of the network; empty where the tool prints none.</summary>
    public string Name { get; }

    /// <summary>The tool that printed it.</summary>
    public string Tool { get; }

    /// <summary>The rows, those of layers in order; the last may be of the totals.</summary>
    public IReadOnlyList<SummaryRow> Rows { get; }

    /// <summary>What does not add up, part by part, and lines that could not be read.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <inheritdoc/>
    public override string ToString() => Name.Length > 0 ? $"{Tool}: {Name}" : Tool;
}
