using CnnParams.Measuring;

namespace CnnParams.Reports;

/// <summary>A format in which something is written as text: its name, its extensions and how.</summary>
/// <typeparam name="TOptions">What can be asked of it.</typeparam>
public sealed class ReportFormat<TOptions>
{
    private readonly Func<NetworkMeasurement, TOptions, string> _write;

    internal ReportFormat(string name, string[] extensions, Func<NetworkMeasurement, TOptions, string> write) =>
        (Name, Extensions, _write) = (name, extensions, write);

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>The endings of its files, with the dot; the usual one first.</summary>
    public IReadOnlyList<string> Extensions { get; }

    /// <summary>The network in this format.</summary>
    /// <param name="network">The network, measured.</param>
    /// <param name="options">What is asked of it.</param>
    /// <exception cref="LayerException">A sum is larger than 2^63-1.</exception>
    public string Write(NetworkMeasurement network, TOptions options) => _write(network, options);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({string.Join(", ", Extensions)})";
}
