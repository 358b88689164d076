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
    internal static Tensor MobileBlock(
        this Tensor x,
        string scope,
        MobileRow row,
        long channels,
        long stride,
        MobileStyle style
    ) =>
        x.Within(
            scope,
            x =>
            {
                string function = row.Function ?? style.Function;
                long expanded = ChannelRounding.Nearest((row.WidensFrom ?? x.Channels) * row.Expansion);
                var end = row.Kind switch
                {
                    MobileKind.Convolution => x.Unit("conv", "bn1", channels, row.Kernel, stride, 0, style, function),
                    MobileKind.Separable => x.If(
                            row.FoldsSquares,
                            x => x.Unit("conv_s2d", "bn_s2d", 4 * x.Channels, 2, 2, 0, style, function)
                        )
                        .Depthwise(stride, row, style, function)
                        .Squeezed(row, style, function)
                        .Unit("conv_pw", "bn2", channels, 1, 1, 0, style, row.IsActive ? function : null),
                    MobileKind.Inverted when row.Experts > 0 => x.ConditionalBlock(
                        row,
                        expanded,
                        channels,
                        stride,
                        style,
                        function
                    ),
                    MobileKind.Inverted => x.Pointwise("conv_pw", expanded, row.ExpandGroups)
                        .Normed("bn1", style, function)
                        .Strided("conv_dw", "bn2", expanded, stride, row, style, function)
                        .Squeezed(row, style, function)
                        .Pointwise("conv_pwl", channels, row.ProjectGroups)
                        .Normed("bn3", style, null),
                    MobileKind.Universal => x.UniversalBlock(row, expanded, channels, stride, style, function),
                    MobileKind.Attention => style.Norm(x, "norm").MultiQueryAttention("attn.", row, channels, style),
                    _ => x.Strided("conv_exp", "bn1", expanded, stride, row, style, function)
                        .Squeezed(row, style, function)
                        .Unit("conv_pwl", "bn2", channels, 1, 1, 0, style, null),
                };
                bool scales = style.HasLayerScale && row.Kind is (MobileKind.Universal or MobileKind.Attention);
                bool adds =
                    row.HasShortcut && row.Kind != MobileKind.Convolution && stride == 1 && x.Channels == end.Channels;
                return end.If(scales, end => end.Then("layer_scale", new Scale())).If(adds, end => end.Add("add", x));
            }
        );

    /// <summary>A convolution without bias, a norm and an activation.</summary>
    internal static Tensor Unit(
        this Tensor x,
        string name,
        string norm,
        long filters,
        long kernel,
        long stride,
        long groupSize,
        MobileStyle style,
        string? function
    )
    {
        long groups = groupSize == 0 ? 1 : filters / groupSize;
        return x.Conv(name, filters, kernel, stride, style.PaddingFor(kernel), groups, bias: false)
            .Normed(norm, style, function);
    }

    private static Tensor Normed(this Tensor x, string norm, MobileStyle style, string? function) =>
        style.Norm(x, norm).If(function is not null, x => x.Activation(norm + ".act", function!));

    private static Tensor Depthwise(this Tensor x, long stride, MobileRow row, MobileStyle style, string function) =>
        x.Strided("conv_dw", "bn1", x.Channels, stride, row, style, function);

    // The convolution of a block that has its stride.
    private static Tensor Strided(
        this Tensor x,
        string name,
        string norm,
        long filters,
        long stride,
        MobileRow row,
        MobileStyle style,
        string function
    )
    {
        if (row.Kernels.Length > 0)
            return x.MixedDepthwise(name, row.Kernels, stride, style).Normed(norm, style, function);
        bool smooths = style.Smoothing is not null && stride > 1;
        return x.Unit(name, norm, filters, row.Kernel, smooths ? 1 : stride, row.GroupSize, style, function)
            .If(smooths, x => style.Smoothing!(x, "aa"));
    }

    // An inverted residual whose filters are mixed from those of experts (arXiv:1904.04971).
    private static Tensor ConditionalBlock(
        this Tensor x,
        MobileRow row,
        long expanded,
        long channels,
        long stride,
        MobileStyle style,
        string function
    )
    {
        var routing = x.AdaptiveAveragePool("routing_pool", 1)
            .CalledAs(ModuleCall.Function)
            .Flatten("routing_flatten")
            .Dense("routing_fn", row.Experts)
            .Activation("routing_weights", "sigmoid")
            .CalledAs(ModuleCall.Function);

        Tensor Mixed(Tensor x, string name, long filters, long kernel = 1, long stride = 1, long groups = 1) =>
            x.Then(
                name,
                new ConditionalConvolution
                {
                    Filters = filters,
                    KernelSize = kernel,
                    Stride = stride,
                    Padding = style.PaddingFor(kernel),
                    Groups = groups,
                    UseBias = false,
                    Experts = row.Experts,
                },
                routing
            );

        x = Mixed(x, "conv_pw", expanded).Normed("bn1", style, function);
        x = Mixed(x, "conv_dw", expanded, row.Kernel, stride, expanded)
            .Normed("bn2", style, function)
            .Squeezed(row, style, function);
        return Mixed(x, "conv_pwl", channels).Normed("bn3", style, null);
    }

    // MobileNet v4's block; the stride is that of the depthwise convolution between, or of the one before.
    private static Tensor UniversalBlock(
        this Tensor x,
        MobileRow row,
        long expanded,
        long channels,
        long stride,
        MobileStyle style,
        string function
    )
    {
        Tensor Depthwise(Tensor x, string scope, long kernel, long stride, string? function) =>
            x.Within(
                scope,
                x =>
                {
                    bool smooths = style.Smoothing is not null && stride > 1;
                    return x.Unit("conv", "bn", x.Channels, kernel, smooths ? 1 : stride, 1, style, function)
                        .If(smooths, x => style.Smoothing!(x, "aa"));
                }
            );

        return x.If(
                row.FirstKernel > 0,
                x => Depthwise(x, "dw_start.", row.FirstKernel, row.Kernel > 0 ? 1 : stride, null)
            )
            .Unit("pw_exp.conv", "pw_exp.bn", expanded, 1, 1, 0, style, function)
            .If(row.Kernel > 0, x => Depthwise(x, "dw_mid.", row.Kernel, stride, function))
            .Unit("pw_proj.conv", "pw_proj.bn", channels, 1, 1, 0, style, null);
    }

    // Heads of queries share one set of keys and one of values, which can be of fewer positions.
    private static Tensor MultiQueryAttention(
        this Tensor x,
        string scope,
        MobileRow row,
        long channels,
        MobileStyle style
    ) =>
        x.Within(
            scope,
            x =>
            {
                Tensor Shared(string scope) =>
                    x.Within(
                        scope,
                        x =>
                            x.If(
                                    row.KeyStride > 1,
                                    x =>
                                        style.Norm(
                                            x.Conv(
                                                "down_conv",
                                                x.Channels,
                                                row.Kernel,
                                                row.KeyStride,
                                                row.Kernel / 2,
                                                x.Channels,
                                                bias: false
                                            ),
                                            "norm"
                                        )
                                )
                                .Conv("proj", row.KeySize, 1, bias: false)
                                .Tokens()
                    );

                var queries = x.Conv("query.proj", row.Heads * row.KeySize, 1, bias: false).Tokens("query.tokens");
                long positions = queries.Shape[0].Value;
                return queries
                    .View("query.heads", positions, row.Heads, row.KeySize)
                    .Permute("query.turned", 2, 1, 3)
                    .View("query.rows", row.Heads * positions, row.KeySize)
                    .Then("scores", new MatMul { TransposeB = true }, Shared("key."))
                    .Activation("softmax", "softmax")
                    .Then("mixture", new MatMul(), Shared("value."))
                    .View("heads", row.Heads, positions, row.KeySize)
                    .Permute("turned", 2, 1, 3)
                    .View("joined", positions, row.Heads * row.KeySize)
                    .ImageLike("image", x)
                    .Conv("output.proj", channels, 1, bias: false);
            }
        );

    // A depthwise convolution that has filters of another size for each of several groups of channels
    // (arXiv:1907.09595).
    private static Tensor MixedDepthwise(this Tensor x, string name, long[] kernels, long stride, MobileStyle style) =>
        x.InGroups(
            name,
            kernels.Length,
            (x, i) =>
                x.Conv(
                    $"{name}.{i}",
                    x.Channels,
                    kernels[i],
                    stride,
                    style.PaddingFor(kernels[i]),
                    x.Channels,
                    bias: false
                )
        );

    private static Tensor Pointwise(this Tensor x, string name, long filters, int groups) =>
        groups == 1
            ? x.Conv(name, filters, 1, bias: false)
            : x.InGroups(name, groups, (x, i) => x.Conv($"{name}.{i}", Shares(filters, groups)[i], 1, bias: false));

    private static Tensor InGroups(this Tensor x, string name, int groups, Func<Tensor, int, Tensor> convolution)
    {
        if (groups == 1)
            return convolution(x, 0);
        var parts = x.ThenParts(name + ".split", new Split { Sizes = Shares(x.Channels, groups) });
        Tensor[] ends = [.. parts.Select(convolution)];
        return ends[0].Concatenate(name, [.. ends.Skip(1)]);
    }

    // As even as may be; the first has what remains.
    private static long[] Shares(long channels, int groups)
    {
        long[] shares = [.. Enumerable.Repeat(channels / groups, groups)];
        shares[0] += channels % groups;
        return shares;
    }

    private static Tensor Squeezed(this Tensor x, MobileRow row, MobileStyle style, string function)
    {
        if (row.Squeeze <= 0)
            return x;
        double channels = (style.SqueezesExpanded ? x.Channels : x.Channels / row.Expansion) * row.Squeeze;
        return x.Within(
            "se.",
            inner =>
                inner.Multiply(
                    "multiply",
                    inner
                        .Mean("mean")
                        .Conv("conv_reduce", style.SqueezeRounding(channels), 1)
                        .Activation("act1", style.SqueezeFunction ?? function)
                        .Conv("conv_expand", x.Channels, 1)
                        .Activation("gate", style.Gate)
                )
        );
    }
}
