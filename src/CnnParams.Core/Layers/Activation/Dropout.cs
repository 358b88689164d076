using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Values left out or disturbed in training only: no parameters, no shape of its own, no cost when used.
/// </summary>
[LayerType(
    "Dropout",
    "Leaves values out in training; does nothing otherwise.",
    Prefix = "dropout",
    Preset = "Kind=Dropout",
    Example = "Rate=0.5",
    ExampleInput = "120"
)]
[LayerType(
    "SpatialDropout1D",
    "Leaves whole channels of a sequence out in training.",
    Prefix = "dropout",
    Preset = "Kind=SpatialDropout1D",
    Aliases = "Dropout1D",
    Example = "Rate=0.2",
    ExampleInput = "100x16"
)]
[LayerType(
    "SpatialDropout2D",
    "Leaves whole channels of an image out in training.",
    Prefix = "dropout",
    Preset = "Kind=SpatialDropout2D",
    Aliases = "Dropout2D",
    Example = "Rate=0.2",
    ExampleInput = "28x28x8"
)]
[LayerType(
    "SpatialDropout3D",
    "Leaves whole channels of a volume out in training.",
    Prefix = "dropout",
    Preset = "Kind=SpatialDropout3D",
    Aliases = "Dropout3D",
    Example = "Rate=0.2",
    ExampleInput = "4x28x28x8"
)]
[LayerType(
    "AlphaDropout",
    "Dropout that keeps the mean and the variance, for SELU.",
    Prefix = "dropout",
    Preset = "Kind=AlphaDropout",
    Example = "Rate=0.1",
    ExampleInput = "120"
)]
[LayerType(
    "GaussianDropout",
    "Multiplies with noise around 1 in training.",
    Prefix = "dropout",
    Preset = "Kind=GaussianDropout",
    Example = "Rate=0.1",
    ExampleInput = "120"
)]
[LayerType(
    "GaussianNoise",
    "Adds noise around 0 in training; Rate is its standard deviation.",
    Prefix = "noise",
    Preset = "Kind=GaussianNoise",
    Example = "Rate=0.1",
    ExampleInput = "120"
)]
[LayerType(
    "DropPath",
    "Leaves the whole branch of a sample out in training (stochastic depth).",
    Prefix = "droppath",
    Preset = "Kind=DropPath",
    Aliases = "StochasticDepth",
    Example = "Rate=0.1",
    ExampleInput = "28x28x8"
)]
public sealed class Dropout : Layer
{
    /// <inheritdoc/>
    public override string Type => Kind.ToString();

    /// <summary>What is left out or disturbed.</summary>
    public DropoutKind Kind { get; init; }

    /// <summary>The share of values left out, or how strong the noise is.</summary>
    [Setting(
        "The share of values that are left out, or the strength of the noise, from 0 to 1; it changes no number here.",
        First = true,
        OtherNames = "P"
    )]
    public double Rate
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw Setting.Invalid(nameof(Rate), value, "from 0 to 1");
    } = 0.5;

    /// <inheritdoc/>
    public override bool IsInPlace => true;

    /// <inheritdoc/>
    internal override bool IsNothing => true;

    /// <inheritdoc/>
    internal override bool PassesScores => true;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs) => inputs.First;

    /// <inheritdoc/>
    // A mask of bytes is what native_dropout keeps on a GPU; on a CPU PyTorch keeps the noise in the input's type.
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) =>
        Rate <= 0
            ? BackwardNeeds.Passes
            : Kind switch
            {
                DropoutKind.Dropout => new(
                    SavedTensor.Inner("mask of the values kept", inputs.First.ElementCount).As(SavedType.Boolean)
                ),
                DropoutKind.AlphaDropout or DropoutKind.GaussianDropout => new(
                    SavedTensor.Inner("noise", inputs.First.ElementCount)
                ),
                DropoutKind.GaussianNoise => BackwardNeeds.Nothing,
                DropoutKind.DropPath => new(SavedTensor.Inner("noise", 1)),
                _ => new(SavedTensor.Inner("noise", inputs.First.Channels.Size)),
            };

    /// <inheritdoc/>
    // A cost only where a tool counts what training would draw.
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        Rate > 0
            ? [new Work(WorkKind.Dropout, Formulas.Working.Zero) { Elements = output.ElementCount ?? 0, Detail = Type }]
            : base.Work(inputs, output);
}

/// <summary>What a dropout leaves out or disturbs.</summary>
public enum DropoutKind : long
{
    /// <summary>Single values.</summary>
    Dropout,

    /// <summary>Channels of a sequence.</summary>
    SpatialDropout1D,

    /// <summary>Channels of an image.</summary>
    SpatialDropout2D,

    /// <summary>Channels of a volume.</summary>
    SpatialDropout3D,

    /// <summary>Single values, set to SELU's lower end.</summary>
    AlphaDropout,

    /// <summary>Every value, multiplied with noise.</summary>
    GaussianDropout,

    /// <summary>Every value, noise added.</summary>
    GaussianNoise,

    /// <summary>A branch of the network.</summary>
    DropPath,
}
