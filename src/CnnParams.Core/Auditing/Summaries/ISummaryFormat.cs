namespace CnnParams.Auditing.Summaries;

/// <summary>How a tool prints summaries. The reader finds every class that is one.</summary>
internal interface ISummaryFormat
{
    /// <summary>The name of the tool.</summary>
    string Tool { get; }

    /// <summary>Whether the lines are such a summary.</summary>
    bool Recognizes(IReadOnlyList<string> lines);

    /// <summary>The rows, those of layers in order; one of them may be of the totals.</summary>
    IEnumerable<SummaryRow> Read(IReadOnlyList<string> lines);
}
