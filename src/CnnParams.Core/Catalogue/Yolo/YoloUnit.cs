using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Yolo;

/// <summary>
/// What the blocks of YOLO are made of: a convolution without bias, a batch norm and an activation, which is one for
/// the whole network. Names are those of Ultralytics' modules: conv, bn, act.
/// </summary>
/// <param name="Function">The activation; none for a network without.</param>
internal sealed record YoloUnit(string? Function)
{
    /// <summary>A convolution that keeps the size at stride 1, batch norm, activation.</summary>
    internal Tensor Conv(
        Tensor x,
        string scope,
        long filters,
        Extent? kernel = null,
        long stride = 1,
        long groups = 1,
        bool active = true,
        long dilation = 1,
        Padding? padding = null
    ) => Activated(x, scope, filters, kernel ?? 1, stride, groups, active ? Function : null, dilation, padding);

    /// <summary>The same with an activation of its own; none where it is null.</summary>
    internal static Tensor Activated(
        Tensor x,
        string scope,
        long filters,
        Extent kernel,
        long stride,
        long groups,
        string? function,
        long dilation = 1,
        Padding? padding = null
    ) =>
        x.Within(
            scope,
            x =>
                x.Conv(
                        "conv",
                        filters,
                        kernel,
                        stride,
                        padding ?? Kept(kernel, dilation),
                        groups,
                        dilation,
                        bias: false
                    )
                    .BatchNorm("bn")
                    .If(function is not null, x => x.Activation("act", function!))
        );

    /// <summary>
    /// A convolution of each channel on its own, or of as many groups as divide both numbers of channels.
    /// </summary>
    internal Tensor Depthwise(
        Tensor x,
        string scope,
        long filters,
        long kernel,
        long stride = 1,
        bool active = true,
        long dilation = 1
    ) => Conv(x, scope, filters, kernel, stride, Divisor(x.Channels, filters), active, dilation);

    private static Padding Kept(Extent kernel, long dilation) =>
        Padding.Symmetric([.. kernel.Sizes.Select(size => ((dilation * (size - 1)) + 1) / 2)]);

    private static long Divisor(long a, long b) => b == 0 ? a : Divisor(b, a % b);
}
