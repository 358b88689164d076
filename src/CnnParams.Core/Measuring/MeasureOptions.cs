using CnnParams.Layers;
using CnnParams.Measuring.Conventions;
using CnnParams.Shapes;

namespace CnnParams.Measuring;

/// <summary>What a measurement is asked to assume.</summary>
public sealed record MeasureOptions
{
    /// <summary>What counts as a parameter; the network's own view when not given.</summary>
    public ParameterView? View { get; init; }

    /// <summary>
    /// The type of all numbers; when not given, that of the layer or of the file, and 32-bit floating point where
    /// neither says.
    /// </summary>
    public DataType? DataType { get; init; }

    /// <summary>How <see cref="LayerMeasurement.Cost"/> is counted; CnnParams's own way when not given.</summary>
    public CostConvention CostConvention { get; init; } = CostConventions.Own;

    /// <summary>
    /// The number of samples at once: activations, multiply-accumulates and traffic are for all of them.
    /// </summary>
    public long BatchSize { get; init; } = 1;

    /// <summary>Which layers write over what they read, for peaks of memory.</summary>
    public InPlaceOperations InPlace { get; init; } = InPlaceOperations.Activations;

    /// <summary>A shape instead of the one that the network's input has.</summary>
    public TensorShape? InputShape { get; init; }

    /// <summary>Shapes instead of those that inputs of these names have, for a network with several.</summary>
    public IReadOnlyDictionary<string, TensorShape> InputShapes { get; init; } = new Dictionary<string, TensorShape>();

    /// <summary>The same for a network that has the shapes already.</summary>
    internal MeasureOptions WithoutShapes() =>
        this with
        {
            InputShape = null,
            InputShapes = new Dictionary<string, TensorShape>(),
        };
}
