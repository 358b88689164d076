using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>A convolution with what mostly follows it: normalisation and activation.</summary>
public static class ConvBlocks
{
    /// <summary>
    /// torchvision's Conv2dNormActivation: a convolution without bias that keeps the size at stride 1 (0), batch norm
    /// (1) and an activation (2).
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="filters">The filters.</param>
    /// <param name="kernel">The size of a filter, odd.</param>
    /// <param name="stride">Positions from one window to the next.</param>
    /// <param name="function">The activation; none for a linear block.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="dilation">Positions from one value of a filter to the next.</param>
    [Block(
        "ConvNorm",
        "A convolution without bias that keeps the size at stride 1, batch norm and an activation.",
        Aliases = "ConvBNReLU",
        Example = "Filters=64; Kernel=3",
        ExampleInput = "56x56x64"
    )]
    public static Tensor ConvNorm(
        this Tensor x,
        string scope,
        [Setting("The filters.")] long filters,
        [Setting("The size of a filter, odd.")] long kernel,
        [Setting("Positions from one window to the next.")] long stride = 1,
        [Setting("The activation; none for a linear block.")] string? function = "relu",
        [Setting("Groups of channels.")] long groups = 1,
        [Setting("Positions from one value of a filter to the next.")] long dilation = 1
    ) =>
        x.Within(
            scope,
            x =>
                x.Conv("0", filters, kernel, stride, (kernel - 1) / 2 * dilation, groups, dilation, bias: false)
                    .BatchNorm("1")
                    .If(function is not null, x => x.Activation("2", function!))
        );

    /// <summary>
    /// A convolution with padding same and without bias, batch norm and an activation, named after Keras's habit.
    /// </summary>
    public static Tensor KerasConvNorm(
        this Tensor x,
        string name,
        long filters,
        Extent kernel,
        Extent? stride = null,
        Padding? padding = null,
        string? function = "relu",
        bool bias = false,
        bool scale = true
    ) =>
        x.Conv(name + "_conv", filters, kernel, stride, padding ?? Padding.Same, bias: bias)
            .BatchNorm(name + "_bn", scale)
            .If(function is not null, x => x.Activation($"{name}_{function}", function!));

    /// <summary>
    /// The padding that Keras's MobileNets and EfficientNets put before a 3x3 or larger convolution of stride 2, so
    /// that windows sit where PyTorch's would be mirrored: one less at the beginning for an even size.
    /// </summary>
    public static Tensor CorrectPad(this Tensor x, string name, long kernel)
    {
        long half = kernel / 2;
        var sides = new (long Begin, long End)[x.Shape.SpatialRank];
        for (int i = 0; i < sides.Length; i++)
            sides[i] = (half - (1 - (x.Shape.Spatial(i).Value % 2)), half);
        return x.Pad(name, Padding.Sides(sides));
    }
}
