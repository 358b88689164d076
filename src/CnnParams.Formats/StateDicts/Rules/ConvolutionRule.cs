using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.StateDicts.Rules;

/// <summary>
/// A kernel of rank 3 to 5 is a convolution: <c>weight</c> (k, d / g, ...) as PyTorch keeps it, <c>kernel</c>
/// (..., d / g, k) as Keras and Flax do. The groups g are no part of a kernel; they are 1 unless the file has the
/// module's settings, so that the input channels of a depthwise convolution are shown as 1. The count is exact either
/// way.
/// </summary>
internal sealed class ConvolutionRule : IModuleRule
{
    private static readonly string[] Classes =
    [
        "Conv1d",
        "Conv2d",
        "Conv3d",
        "ConvBn1d",
        "ConvBn2d",
        "ConvReLU2d",
        "Conv2dSame",
    ];

    /// <inheritdoc/>
    public RuleMatch? Match(StateModule module)
    {
        if (module.Find("weight", "kernel") is not { Rank: >= 3 and <= 5 } kernel)
            return null;

        bool filtersLast = module.NameOf(kernel) == "kernel";
        int rank = kernel.Rank - 2;
        long filters = kernel.Sizes[filtersLast ? rank + 1 : 0];
        long depth = kernel.Sizes[filtersLast ? rank : 1];
        var bias = module.Find("bias");
        if (
            module.IsA(TransposedConvolutionRule.Classes)
            || (bias is not null && (bias.Rank != 1 || bias.Count != filters))
        )
            return null;

        long groups = module.IsA(Classes) ? module.Number("groups") ?? 1 : 1;
        var weights = new StoredWeights().With("kernel", kernel).With("bias", bias);
        return new RuleMatch(
            new Convolution(rank)
            {
                Name = module.Path,
                Filters = filters,
                KernelSize = new Extent([.. kernel.Sizes.Skip(filtersLast ? 0 : 2).Take(rank)]),
                Groups = groups,
                InputChannels = checked(depth * groups),
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
