namespace CnnParams.Measuring.Training;

/// <summary>The memory that a network takes, term by term.</summary>
public interface IMemoryEstimate
{
    /// <summary>The network's name.</summary>
    string Network { get; }

    /// <summary>The number of samples in a batch.</summary>
    long BatchSize { get; }

    /// <summary>All terms together, in bytes.</summary>
    long Total { get; }

    /// <summary>How far the total can be trusted.</summary>
    Trust Trust { get; }

    /// <summary>The network, how it runs, and the total, in a line.</summary>
    string Heading { get; }

    /// <summary>The terms that are not 0.</summary>
    IReadOnlyList<MemoryTerm> Terms();

    /// <summary>The total for another batch.</summary>
    /// <exception cref="OverflowException">More than 2^63-1.</exception>
    long TotalOf(long batch);
}

/// <summary>How a heading begins.</summary>
internal static class MemoryHeading
{
    internal static string Of(IMemoryEstimate memory) => memory.Network.Length > 0 ? memory.Network + ", " : "";
}
