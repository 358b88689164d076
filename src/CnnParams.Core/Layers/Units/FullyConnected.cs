using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Units that each see every value of the layer before: (c * p) + (1 * c) parameters for c units after p values
/// (the article). What comes in is flattened.
/// </summary>
[LayerType(
    "FullyConnected",
    "Units that each see every value of the layer before; no Flatten is needed.",
    Aliases = "FC InnerProduct",
    Prefix = "fc",
    Example = "Units=120",
    ExampleInput = "5x5x16"
)]
public sealed class FullyConnected : UnitLayer
{
    /// <inheritdoc/>
    public override string Type => "FullyConnected";

    private protected override Dimension Features(TensorShape input) =>
        input.ElementCount is { } count ? count : Dimension.Unknown;

    private protected override long? Rows(TensorShape output) => 1;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        CheckFeatures(inputs.First);
        return inputs.First.Like(Units);
    }

    /// <inheritdoc/>
    public override ReceptiveStep ReceptiveStep(LayerInputs inputs) => Layers.ReceptiveStep.Whole;
}
