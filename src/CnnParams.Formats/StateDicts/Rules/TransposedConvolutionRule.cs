using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.StateDicts.Rules;

/// <summary>
/// A kernel (d, k / g, ...) is one of a transposed convolution where the file names the class, or where the bias has
/// as many values as the second axis and not as many as the first: (k) of a convolution's (k, d, ...).
/// </summary>
internal sealed class TransposedConvolutionRule : IModuleRule
{
    internal static readonly string[] Classes = ["ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"];

    /// <inheritdoc/>
    public RuleMatch? Match(StateModule module)
    {
        if (module.Find("weight") is not { Rank: >= 3 and <= 5 } kernel)
            return null;
        var bias = module.Find("bias");
        bool fits = bias is { Rank: 1 } && bias.Count == kernel.Sizes[1] && bias.Count != kernel.Sizes[0];
        if (!module.IsA(Classes) && !(module.Class is null && fits))
            return null;

        int rank = kernel.Rank - 2;
        long groups = module.Number("groups") ?? 1;
        var weights = new StoredWeights().With("kernel", kernel).With("bias", bias);
        return new RuleMatch(
            new TransposedConvolution(rank)
            {
                Name = module.Path,
                Filters = checked(kernel.Sizes[1] * groups),
                KernelSize = new Extent([.. kernel.Sizes.Skip(2)]),
                Groups = groups,
                InputChannels = kernel.Sizes[0],
                Stride = WindowSettings.Extent(module, "stride"),
                Dilation = WindowSettings.Extent(module, "dilation"),
                Padding = WindowSettings.Padding(module),
                UseBias = bias is not null,
                Trainable = weights.Trainable,
                Stored = weights.Stored,
            },
            weights.Tensors
        );
    }
}
