using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Stands where a layer could not be made, so that a network without it is never measured as if it were complete: its
/// shape, weights and cost are not known, and measuring it says why.
/// </summary>
public sealed class UnmadeLayer : Layer
{
    /// <inheritdoc/>
    public override string Type => WantedType.Length > 0 ? WantedType : "?";

    /// <summary>What was to be made, as the source calls it.</summary>
    public string WantedType { get; init; } = "";

    /// <summary>Why it could not be.</summary>
    public string Reason { get; init; } = "";

    /// <summary>How such a layer describes itself: it is no type that can be asked for.</summary>
    internal static LayerTypeInfo Info { get; } =
        new(
            typeof(UnmadeLayer),
            new LayerTypeAttribute("Unmade", "A layer that could not be made.") { Prefix = "unmade" }
        );

    /// <inheritdoc/>
    public override (int Fewest, int Most) GetArity() => (0, int.MaxValue);

    /// <inheritdoc/>
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs) => null;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs) =>
        throw new LayerException(
            ErrorId.UnmadeLayer,
            $"it could not be made, so the network is not complete: {Reason.TrimEnd('.')}"
        );
}
