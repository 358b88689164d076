using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Comparing;

/// <summary>What became of a layer from one network to another.</summary>
public enum LayerChange : long
{
    /// <summary>It is as it was, but for its name.</summary>
    Equal,

    /// <summary>It is in the second network alone.</summary>
    Added,

    /// <summary>It is in the first network alone.</summary>
    Removed,

    /// <summary>It is in both, and differs.</summary>
    Changed,
}

/// <summary>A layer of two networks, or of one of them; or a block of layers.</summary>
public sealed class LayerDifference
{
    private readonly NetworkDifference _networks;
    private readonly IMeasured? _reference;
    private readonly IMeasured? _difference;

    internal LayerDifference(NetworkDifference networks, IMeasured? reference, IMeasured? difference, string reason)
    {
        _networks = networks;
        _reference = reference;
        _difference = difference;
        Reason = reason;
        Change =
            reference is null ? LayerChange.Added
            : difference is null ? LayerChange.Removed
            : reason.Length > 0 ? LayerChange.Changed
            : LayerChange.Equal;
    }

    /// <summary>What became of it.</summary>
    public LayerChange Change { get; }

    /// <summary>The same as a sign: + - ~, and = for none.</summary>
    public string Marker =>
        Change switch
        {
            LayerChange.Added => "+",
            LayerChange.Removed => "-",
            LayerChange.Changed => "~",
            _ => "=",
        };

    /// <summary>Its name; in the first network, where it is there.</summary>
    public string Name => (_reference ?? _difference)!.Name;

    /// <summary>Its name in the second network; null where it is not there.</summary>
    public string? DifferenceName => _difference?.Name;

    /// <summary>Its type; in the second network, where it is there.</summary>
    public string Type => (_difference ?? _reference)!.Type;

    /// <summary>The output shape in the first network.</summary>
    public TensorShape? ReferenceShape => _reference?.OutputShape;

    /// <summary>The output shape in the second network.</summary>
    public TensorShape? DifferenceShape => _difference?.OutputShape;

    /// <summary>Its parameters in the first network.</summary>
    public long? ReferenceParameters => _reference?.Parameters;

    /// <summary>Its parameters in the second network.</summary>
    public long? DifferenceParameters => _difference?.Parameters;

    /// <summary>How many parameters more there are in the second network; null where a number is not known.</summary>
    public long? ParametersDelta => Delta(row => row.Parameters);

    /// <summary>Its multiply-accumulates in the first network.</summary>
    public long? ReferenceMacs => _reference?.Macs;

    /// <summary>Its multiply-accumulates in the second network.</summary>
    public long? DifferenceMacs => _difference?.Macs;

    /// <summary>How many multiply-accumulates more there are in the second network.</summary>
    public long? MacsDelta => Delta(row => row.Macs);

    /// <summary>How many more output values it has in the second network, of one sample.</summary>
    public long? ActivationDelta => Delta(row => row.ActivationSize);

    /// <summary>
    /// What differs: settings, shapes, and what is read, or how many layers of a block; empty for what is in one
    /// network alone.
    /// </summary>
    public string Reason { get; }

    // A method, so that an exported row is plain.

    /// <summary>The two networks.</summary>
    public NetworkDifference GetNetworks() => _networks;

    private long? Delta(Func<IMeasured, long?> number) =>
        checked((_difference is null ? 0 : number(_difference)) - (_reference is null ? 0 : number(_reference)));

    /// <inheritdoc/>
    public override string ToString() => $"{Marker} {Name} ({Type}){(Reason.Length > 0 ? ": " + Reason : "")}";
}
