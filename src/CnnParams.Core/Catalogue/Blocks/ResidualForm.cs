using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>
/// What timm varies in a residual block: groups, how the shortcut is brought to size, what weighs the channels, and
/// whether the image is made smaller by a mean after the convolution instead of its stride.
/// </summary>
internal sealed record ResidualForm
{
    /// <summary>The groups of the 3x3 convolution of a bottleneck (ResNeXt's cardinality).</summary>
    internal long Groups { get; init; } = 1;

    /// <summary>The width of a group for 64 filters.</summary>
    internal long BaseWidth { get; init; } = 64;

    /// <summary>By how much the first convolution of a bottleneck is narrower (SENet-154).</summary>
    internal long Narrowing { get; init; } = 1;

    /// <summary>The kernel of the shortcut's convolution where it has a stride (SENet-154).</summary>
    internal long ShortcutKernel { get; init; } = 1;

    /// <summary>Whether the shortcut takes the mean of 2x2 positions in place of a stride (ResNet-D).</summary>
    internal bool AveragesShortcut { get; init; }

    /// <summary>What stands in place of a stride: a mean of 2x2 positions (ResNet-AA), a blur.</summary>
    internal Func<Tensor, string, Tensor>? Smoothing { get; init; }

    /// <summary>What weighs the channels before the sum: squeeze-and-excitation, ECA; none when not given.</summary>
    internal Func<Tensor, string, Tensor>? Attention { get; init; }

    /// <summary>What normalises in place of batch norms.</summary>
    internal Func<Tensor, string, Tensor> Norm { get; init; } = (x, name) => x.BatchNorm(name);
}

/// <summary>The residual blocks in the forms of timm, with its names.</summary>
internal static class ResidualForms
{
    private const long Expansion = 4;

    /// <summary>Two 3x3 convolutions and a shortcut.</summary>
    internal static Tensor TimmBasicBlock(this Tensor x, string scope, long filters, long stride, ResidualForm form) =>
        x.Within(
            scope,
            x =>
                x.StridedConv("conv1", "aa", filters, stride, 1, form, x => form.Norm(x, "bn1").ReLU("act1"))
                    .Conv("conv2", filters, 3, 1, 1, bias: false)
                    .Norm("bn2", form)
                    .Finish(x, "act2", stride, form)
        );

    /// <summary>1x1, 3x3 and 1x1 convolution and a shortcut; the stride is the 3x3 convolution's.</summary>
    internal static Tensor TimmBottleneck(this Tensor x, string scope, long filters, long stride, ResidualForm form) =>
        x.Within(
            scope,
            x =>
            {
                long width = filters * form.BaseWidth / 64 * form.Groups;
                return x.Conv("conv1", width / form.Narrowing, 1, bias: false)
                    .Norm("bn1", form)
                    .ReLU("act1")
                    .StridedConv("conv2", "aa", width, stride, form.Groups, form, x => form.Norm(x, "bn2").ReLU("act2"))
                    .Conv("conv3", filters * Expansion, 1, bias: false)
                    .Norm("bn3", form)
                    .Finish(x, "act3", stride, form);
            }
        );

    private static Tensor Norm(this Tensor x, string name, ResidualForm form) => form.Norm(x, name);

    private static Tensor StridedConv(
        this Tensor x,
        string name,
        string mean,
        long filters,
        long stride,
        long groups,
        ResidualForm form,
        Func<Tensor, Tensor> activated
    )
    {
        bool smooths = form.Smoothing is not null && stride > 1;
        return activated(x.Conv(name, filters, 3, smooths ? 1 : stride, 1, groups, bias: false))
            .If(smooths, x => form.Smoothing!(x, mean));
    }

    internal static Tensor Finish(this Tensor end, Tensor begin, string function, long stride, ResidualForm form) =>
        end.If(form.Attention is not null, x => form.Attention!(x, "se."))
            .Add(
                "add",
                begin.If(stride != 1 || begin.Channels != end.Channels, x => x.Shortcut(end.Channels, stride, form))
            )
            .ReLU(function);

    private static Tensor Shortcut(this Tensor x, long filters, long stride, ResidualForm form)
    {
        if (form.AveragesShortcut)
        {
            return x.If(stride > 1, x => x.MeanOfPairs("downsample.0"))
                .Conv("downsample.1", filters, 1, bias: false)
                .Norm("downsample.2", form);
        }

        long kernel = stride > 1 ? form.ShortcutKernel : 1;
        return x.Conv("downsample.0", filters, kernel, stride, (kernel - 1) / 2, bias: false)
            .Norm("downsample.1", form);
    }
}
