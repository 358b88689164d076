using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Normalisation of groups of channels within one sample: 2 * c parameters, however many groups there are.
/// </summary>
[LayerType(
    "GroupNormalization",
    "Normalises groups of channels within one sample.",
    Prefix = "gn",
    Aliases = "GroupNorm GN",
    Example = "Groups=8",
    ExampleInput = "28x28x64"
)]
public sealed class GroupNormalization() : ChannelNormalization(learns: true)
{
    /// <inheritdoc/>
    public override string Type => "GroupNormalization";

    /// <summary>The number of groups.</summary>
    [Setting("The number of groups; channels must divide by it.", First = true)]
    public long Groups
    {
        get;
        init => field = Setting.AtLeast(1, value);
    } = 32;

    private protected override WorkKind Kind(TensorShape input) => WorkKind.GroupNormalization;

    private protected override long Operations => OperationsOfMoments;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        if (VectorSizes(inputs) is [var channels] && channels % Groups != 0)
            throw new LayerException(
                ErrorId.IndivisibleGroups,
                $"{channels} channels are not divisible by Groups {Groups}"
            );
        return base.OutputShape(inputs);
    }

    private protected override (long? Count, bool IsPerSample)? Moments(LayerInputs inputs) =>
        (checked(2 * Groups), true);

    private protected override bool CopiesStrided => true;
}
