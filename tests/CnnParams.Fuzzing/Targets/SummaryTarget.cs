using System.Text;
using CnnParams.Auditing.Summaries;

namespace CnnParams.Fuzzing.Targets;

/// <summary>What tools printed, as ConvertFrom-CnnSummary reads it.</summary>
internal sealed class SummaryTarget() : MutatedTarget("Summary", FuzzData.Files("summaries", ".txt"))
{
    internal override Ending Run(FuzzInput input, CancellationToken cancellation)
    {
        try
        {
            foreach (var summary in SummaryReader.ReadAll(Encoding.UTF8.GetString(input.Content), cancellation))
                _ = (summary.Rows.Count, summary.Warnings.Count);
            return Ending.Read;
        }
        catch (FormatException)
        {
            return Ending.ErrorWithPlace;
        }
    }
}
