using CnnParams.Layers;

namespace CnnParams.Catalogue.Blocks;

/// <summary>The blocks of the tables of mobile networks, with the names of timm's modules.</summary>
internal static class MobileBlocks
{
    /// <summary>A block of a row.</summary>
    /// <param name="x">The input.</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="row">The row.</param>
    /// <param name="channels">The output channels, scaled.</param>
    /// <param name="stride">The stride of this block.</param>
    /// <param name="style">What the blocks have in common.</param>
    internal static Tensor MobileBlock(this Tensor x, string scope, MobileRow row, long channels, long stride, MobileStyle style) => x.Within(scope, x =>
    {
        string function = row.Function ?? style.Function;
        long expanded = ChannelRounding.Nearest((row.WidensFrom ?? x.Channels) * row.Expansion);
        var end = row.Kind switch
        {
            MobileKind.Convolution => x.Unit("conv", "bn1", channels, row.Kernel, stride, 0, style, function),
            MobileKind.Separable => x
                .Unit("conv_dw", "bn1", x.Channels, row.Kernel, stride, row.GroupSize, style, function)
                .Squeezed(row, style, function)
                .Unit("conv_pw", "bn2", channels, 1, 1, 0, style, null),
            MobileKind.Inverted => x
                .Unit("conv_pw", "bn1", expanded, 1, 1, 0, style, function)
                .Unit("conv_dw", "bn2", expanded, row.Kernel, stride, row.GroupSize, style, function)
                .Squeezed(row, style, function)
                .Unit("conv_pwl", "bn3", channels, 1, 1, 0, style, null),
            _ => x
                .Unit("conv_exp", "bn1", expanded, row.Kernel, stride, row.GroupSize, style, function)
                .Squeezed(row, style, function)
                .Unit("conv_pwl", "bn2", channels, 1, 1, 0, style, null),
        };
        bool adds = row.HasShortcut && stride == 1 && x.Channels == end.Channels;
        return end.If(adds, end => end.Add("add", x));
    });

    /// <summary>A convolution without bias, a norm and an activation.</summary>
    internal static Tensor Unit(
        this Tensor x, string name, string norm, long filters, long kernel, long stride, long groupSize, MobileStyle style, string? function)
    {
        long groups = groupSize == 0 ? 1 : filters / groupSize;
        x = style.Norm(x.Conv(name, filters, kernel, stride, style.PaddingFor(kernel), groups, bias: false), norm);
        return x.If(function is not null, x => x.Activation(norm + ".act", function!));
    }

    private static Tensor Squeezed(this Tensor x, MobileRow row, MobileStyle style, string function)
    {
        if (row.Squeeze <= 0)
            return x;
        double channels = (style.SqueezesExpanded ? x.Channels : x.Channels / row.Expansion) * row.Squeeze;
        return x.Within("se.", inner => inner.Multiply("multiply", inner
            .Mean("mean")
            .Conv("conv_reduce", style.SqueezeRounding(channels), 1).Activation("act1", style.SqueezeFunction ?? function)
            .Conv("conv_expand", x.Channels, 1).Activation("gate", style.Gate)));
    }
}
