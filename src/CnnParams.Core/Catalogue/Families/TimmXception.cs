using CnnParams.Catalogue.Blocks;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// Xception as timm builds it, and the aligned ones of DeepLab, named by their layers; p has norm and activation first.
/// </summary>
internal sealed class TimmXception : IArchitectureFamily
{
    private static readonly Paper First = new(
        "Xception: Deep Learning with Depthwise Separable Convolutions",
        2016,
        "arXiv:1610.02357"
    );

    private static readonly Paper Aligned = new(
        "Encoder-Decoder with Atrous Separable Convolution for Semantic Image Segmentation",
        2018,
        "arXiv:1802.02611"
    );

    private static readonly (long Width, long Stride)[] Entry = [(128, 2), (256, 2), (728, 2)];

    private static readonly (long Width, long Stride)[] LongEntry = [(128, 2), (256, 1), (256, 2), (728, 1), (728, 2)];

    public string Name => "Xception";

    public IEnumerable<Architecture> Members =>
        [
            Legacy("Xception"),
            Legacy("legacy_xception"),
            Of("xception41", Entry, 8),
            Of("xception65", Entry, 16),
            Of("xception71", LongEntry, 16),
            Of("xception41p", Entry, 8, normsFirst: true),
            Of("xception65p", Entry, 16, normsFirst: true),
        ];

    private static Architecture Legacy(string name) =>
        new(
            name,
            First,
            Variants.Timm(
                (x, _) =>
                    Active(Active(x, "1", x => x.Conv("conv1", 32, 3, 2, bias: false)), "2", Second)
                        .Block("block1.", [128, 128], 2, activatesFirst: false)
                        .Block("block2.", [256, 256], 2)
                        .Block("block3.", [728, 728], 2)
                        .Repeat(8, (x, i) => x.Block($"block{i + 4}.", [728, 728, 728], 1))
                        .Block("block12.", [728, 1024], 2)
                        .Separated("3", 1536)
                        .Separated("4", 2048),
                (x, o) => x.AdaptiveAveragePool("global_pool", 1).Flatten().Dense("fc", o.Classes),
                "The moving statistics are buffers, not parameters.",
                resolution: 299
            )
        );

    private static Tensor Second(Tensor x) => x.Conv("conv2", 64, 3, bias: false);

    private static Tensor Active(Tensor x, string number, Func<Tensor, Tensor> filters) =>
        filters(x).BatchNorm("bn" + number).ReLU("act" + number);

    private static Architecture Of(
        string name,
        (long Width, long Stride)[] entry,
        int middle,
        bool normsFirst = false
    ) =>
        new(
            name,
            Aligned,
            Variants.Timm(
                (x, _) =>
                {
                    int block = 0;
                    Tensor Next(Tensor x, long[] widths, long stride, bool isLast = false) =>
                        normsFirst
                            ? x.NormedFirst($"blocks.{block++}.", widths, stride, isLast)
                            : x.NormedLast($"blocks.{block++}.", widths, stride, isLast);

                    x = x.Unit("stem.0.", 32, 3, 2);
                    x = normsFirst ? x.Conv("stem.1", 64, 3, 1, 1, bias: false) : x.Unit("stem.1.", 64, 3);
                    foreach (var (width, stride) in entry)
                        x = Next(x, [width, width, width], stride);
                    x = x.Repeat(middle, (x, _) => Next(x, [728, 728, 728], 1));
                    x = Next(x, [728, 1024, 1024], 2);
                    return Next(x, [1536, 1536, 2048], 1, isLast: true).If(normsFirst, x => x.ReLU("act"));
                },
                (x, o) => x.Head(o),
                resolution: 299
            )
        );
}

/// <summary>The blocks of Xceptions, as timm names them.</summary>
file static class TimmXceptionBlocks
{
    /// <summary>Separable convolutions, and where there is a stride a pooling, beside a shortcut.</summary>
    internal static Tensor Block(this Tensor x, string scope, long[] widths, long stride, bool activatesFirst = true) =>
        x.Within(
            scope,
            begin =>
            {
                int step = 0;
                string Next() => $"rep.{step++}";
                var x = begin.Repeat(
                    widths.Length,
                    (x, i) =>
                        x.If(i > 0 || activatesFirst, x => x.ReLU(Next()))
                            .Separable(Next() + ".", widths[i])
                            .BatchNorm(Next())
                );
                return x.If(stride > 1, x => x.MaxPool(Next(), 3, stride, 1))
                    .Add(
                        "add",
                        begin.If(
                            stride > 1 || begin.Channels != x.Channels,
                            begin => begin.Conv("skip", x.Channels, 1, stride, bias: false).BatchNorm("skipbn")
                        )
                    );
            }
        );

    /// <summary>A separable convolution with norm and activation.</summary>
    internal static Tensor Separated(this Tensor x, string number, long filters) =>
        x.Separable($"conv{number}.", filters).BatchNorm("bn" + number).ReLU("act" + number);

    /// <summary>Three separable convolutions, whose parts have norms of their own.</summary>
    internal static Tensor NormedLast(this Tensor x, string scope, long[] widths, long stride, bool isLast) =>
        x.Within(
            scope,
            begin =>
                begin
                    .Repeat(
                        3,
                        (x, i) =>
                            x.If(!isLast, x => x.ReLU($"stack.act{i + 1}"))
                                .Within(
                                    $"stack.conv{i + 1}.",
                                    x =>
                                        x.Depthwise("conv_dw", i == 2 ? stride : 1)
                                            .BatchNorm("bn_dw")
                                            .If(isLast, x => x.ReLU("act_dw"))
                                            .Conv("conv_pw", widths[i], 1, bias: false)
                                            .BatchNorm("bn_pw")
                                            .If(isLast, x => x.ReLU("act_pw"))
                                )
                    )
                    .If(
                        !isLast,
                        x =>
                            x.Add(
                                "add",
                                begin.If(
                                    stride > 1 || begin.Channels != widths[2],
                                    x => x.Unit("shortcut.", widths[2], 1, stride, function: null)
                                )
                            )
                    )
        );

    /// <summary>Three separable convolutions after norm and activation.</summary>
    internal static Tensor NormedFirst(this Tensor x, string scope, long[] widths, long stride, bool isLast) =>
        x.Within(
            scope,
            begin =>
            {
                begin = begin.BatchNorm("norm").ReLU("norm.act");
                return begin
                    .Repeat(
                        3,
                        (x, i) =>
                            x.Within(
                                $"stack.conv{i + 1}.",
                                x =>
                                    x.If(i > 0, x => x.BatchNorm("norm").ReLU("norm.act"))
                                        .Depthwise("conv_dw", i == 2 ? stride : 1)
                                        .Conv("conv_pw", widths[i], 1, bias: false)
                            )
                    )
                    .If(
                        !isLast,
                        x =>
                            x.Add(
                                "add",
                                begin.If(
                                    stride > 1 || begin.Channels != widths[2],
                                    x => x.Conv("shortcut", widths[2], 1, stride, bias: false)
                                )
                            )
                    );
            }
        );

    private static Tensor Separable(this Tensor x, string scope, long filters) =>
        x.Within(scope, x => x.Depthwise("conv1", 1).Conv("pointwise", filters, 1, bias: false));

    private static Tensor Depthwise(this Tensor x, string name, long stride) =>
        x.Conv(name, x.Channels, 3, stride, 1, x.Channels, bias: false);
}
