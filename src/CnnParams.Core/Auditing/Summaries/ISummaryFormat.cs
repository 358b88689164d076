namespace CnnParams.Auditing.Summaries;

/// <summary>A form in which tools print summaries. The reader finds every class that is one.</summary>
[FoundByItself]
internal interface ISummaryFormat
{
    /// <summary>The tools that print it.</summary>
    IEnumerable<string> Tools { get; }

    /// <summary>Whether a summary of this form begins at a line.</summary>
    bool Begins(IReadOnlyList<string> lines, int index);

    /// <summary>Reads a summary out of its lines, the first of which is the one at which it begins.</summary>
    PrintedSummary Read(IReadOnlyList<string> lines, CancellationToken cancellation);
}
