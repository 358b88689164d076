using System.Diagnostics;
using CnnParams.Fuzzing.Targets;

namespace CnnParams.Fuzzing;

/// <summary>Gives a target one input after the other, and holds it to its limits.</summary>
internal sealed class FuzzRun(FuzzTarget target, int seed)
{
    // Of each, some inputs take more for reasons of the machine: what is over a limit is tried again, alone.
    private static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(2);

    // Of the working set, and of what is made in all, most of which is gone when it is done.
    private const long MostBytes = 256L << 20,
        MostMade = 64L << 20,
        MostBytesForOne = 1024;

    private readonly HashSet<string> _kinds = new(StringComparer.Ordinal);
    private readonly List<FuzzFault> _faults = [];
    private long _peak;
    private readonly int[] _endings = new int[Enum.GetValues<Ending>().Length];

    /// <summary>How many inputs were tried.</summary>
    internal int Inputs { get; private set; }

    /// <summary>The processor's time for all of them.</summary>
    internal TimeSpan Time { get; private set; }

    /// <summary>The longest that one took.</summary>
    internal TimeSpan Longest { get; private set; }

    /// <summary>The first fault of each kind.</summary>
    internal IReadOnlyList<FuzzFault> Faults => _faults;

    /// <summary>How often an input ended so.</summary>
    internal int Count(Ending ending) => _endings[(int)ending];

    /// <summary>Tries inputs.</summary>
    /// <param name="from">The number of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="found">Is told of a fault of a new kind.</param>
    internal void Try(int from, int count, Action<FuzzFault, FuzzInput>? found = null)
    {
        for (int number = from; number < from + count; number++)
        {
            var input = target.Input(seed, number);
            Inputs++;
            if (Fault(input, number) is { } fault && _kinds.Add(fault.Kind))
            {
                _faults.Add(fault);
                found?.Invoke(fault, input);
            }
        }
    }

    private FuzzFault? Fault(FuzzInput input, int number)
    {
        FuzzFault? fault = null;
        // The first time, code is compiled besides.
        for (int attempt = 0; attempt < 3; attempt++)
        {
            var before = Environment.CpuUsage.UserTime;
            long made = GC.GetTotalAllocatedBytes(),
                peak = _peak;
            using var watch = new CancellationTokenSource(LongestTime * 10 * target.Weight);
            try
            {
                var ending = target.Run(input, watch.Token);
                if (attempt == 0)
                    _endings[(int)ending]++;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                return FuzzFault.Of(target.Name, seed, number, exception);
            }
            catch (OperationCanceledException)
            {
                // The time says it.
            }

            var time = Environment.CpuUsage.UserTime - before;
            made = GC.GetTotalAllocatedBytes() - made;
            if (made > MostMade || peak == 0)
                _peak = Process.GetCurrentProcess().PeakWorkingSet64;
            if (attempt == 0)
                Time += time;
            fault = Over(time, peak == 0 ? 0 : _peak - peak, input, number);
            if (fault is null)
            {
                if (time > Longest)
                    Longest = time;
                return null;
            }
        }

        return fault;
    }

    private FuzzFault? Over(TimeSpan time, long growth, FuzzInput input, int number) =>
        time > LongestTime * target.Weight
            ? new(target.Name, seed, number, "Time", $"{input.Content.Length} bytes took {time.TotalSeconds:0.0} s")
        : growth > (MostBytes + (input.Content.Length * MostBytesForOne)) * target.Weight
            ? new(
                target.Name,
                seed,
                number,
                "Memory",
                $"for {input.Content.Length} bytes, the working set grew by {growth >> 20} MB"
            )
        : null;
}
