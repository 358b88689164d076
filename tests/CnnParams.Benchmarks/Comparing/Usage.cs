namespace CnnParams.Benchmarks.Comparing;

/// <summary>What a piece of work took.</summary>
/// <param name="Cpu">The time that processors spent on it, in all threads: other programs do not lengthen it.</param>
/// <param name="Wall">The time that passed.</param>
/// <param name="PeakBytes">The most memory that its process held; 0 where that is not its own.</param>
internal readonly record struct Usage(TimeSpan Cpu, TimeSpan Wall, long PeakBytes);

/// <summary>Several runs of one piece of work.</summary>
internal sealed class Runs(IEnumerable<Usage> runs)
{
    private readonly Usage[] _runs = [.. runs];

    internal double Cpu => Median(run => run.Cpu.TotalMilliseconds);

    internal double LeastCpu => _runs.Min(run => run.Cpu.TotalMilliseconds);

    internal double MostCpu => _runs.Max(run => run.Cpu.TotalMilliseconds);

    internal double Wall => Median(run => run.Wall.TotalMilliseconds);

    internal double PeakBytes => Median(run => run.PeakBytes);

    private double Median(Func<Usage, double> value)
    {
        double[] sorted = [.. _runs.Select(value).Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
