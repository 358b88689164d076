using CnnParams.Shapes;

namespace CnnParams.Measuring;

/// <summary>What a measurement is asked to assume.</summary>
public sealed class MeasureOptions
{
    /// <summary>What counts as a parameter; the network's own view when not given.</summary>
    public ParameterView? View { get; init; }

    /// <summary>The type of all numbers; when not given, the file's own, and 32-bit floating point where no file says.</summary>
    public DataType? DataType { get; init; }

    /// <summary>The number of samples at once: activations, multiply-accumulates and traffic are for all of them.</summary>
    public long BatchSize { get; init; } = 1;

    /// <summary>A shape instead of the one that the network's input has.</summary>
    public TensorShape? InputShape { get; init; }
}
