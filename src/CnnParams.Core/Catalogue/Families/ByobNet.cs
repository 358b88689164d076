using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// Networks that timm builds of rows of blocks: GENet, residual networks of timm's author (q, ts), his RegNetZ, and the
/// residual image towers of CLIP.
/// </summary>
internal sealed class ByobNet : IArchitectureFamily
{
    private static readonly Paper Gpu = new(
        "Neural Architecture Design for GPU-Efficient Networks",
        2020,
        "arXiv:2006.14090"
    );

    private static readonly Paper Residual = new(
        "Deep Residual Learning for Image Recognition",
        2015,
        "arXiv:1512.03385"
    );

    private static readonly Paper Scaled = new("Fast and Accurate Model Scaling", 2021, "arXiv:2103.06877");

    private static readonly Paper Clip = new(
        "Learning Transferable Visual Models From Natural Language Supervision",
        2021,
        "arXiv:2103.00020"
    );

    private static readonly int[] DeepStem = [32, 32, 64];

    private static readonly Form Tiered26 = new(
        [24, 32, 64],
        [Bottle(2, 256, 1, 32), Bottle(2, 512, 2, 32), Bottle(2, 1024, 2, 32), Bottle(2, 2048, 2, 32)]
    )
    {
        PoolsStem = true,
        Function = "silu",
    };

    private static readonly Form Tiered32 = new(
        [24, 32, 64],
        [Bottle(2, 256, 1), Bottle(3, 512, 2), Bottle(3, 1536, 2), Bottle(2, 1536, 2)]
    )
    {
        Function = "silu",
    };

    private static readonly Form Tiered33 = Tiered32 with { Head = 1280 };

    public string Name => "ResNet";

    public IEnumerable<Architecture> Members =>
        [
            .. InFamily(
                "GENet",
                Of(
                    "gernet_s",
                    Gpu,
                    new([13], [Basic(1, 48), Basic(3, 48), Bottle(7, 384, 2), Wide(2, 560, 2), Wide(1, 256, 1)])
                    {
                        Head = 1920,
                    }
                ),
                Of(
                    "gernet_m",
                    Gpu,
                    new([32], [Basic(1, 128), Basic(2, 192), Bottle(6, 640, 2), Wide(4, 640, 2), Wide(1, 640, 1)])
                    {
                        Head = 2560,
                    }
                ),
                Of(
                    "gernet_l",
                    Gpu,
                    new([32], [Basic(1, 128), Basic(2, 192), Bottle(6, 640, 2), Wide(5, 640, 2), Wide(4, 640, 1)])
                    {
                        Head = 2560,
                    },
                    256
                )
            ),
            Of(
                "resnet51q",
                Residual,
                new(
                    [16, 32, 64, 128],
                    [
                        Bottle(2, 256, 1, 32),
                        Bottle(4, 512, 2, 32),
                        Bottle(6, 1536, 2, 32),
                        new(BlockKind.Bottleneck, 4, 1536, 2, 1, 1),
                    ]
                )
                {
                    Head = 2048,
                    Function = "silu",
                    PlainConvolutions = 2,
                },
                256
            ),
            Of(
                "resnet61q",
                Residual,
                new(
                    [16, 32, 64, 128],
                    [
                        new(BlockKind.Edge, 1, 256, 1, 0, 1),
                        Bottle(4, 512, 2, 32),
                        Bottle(6, 1536, 2, 32),
                        new(BlockKind.Bottleneck, 4, 1536, 2, 1, 1),
                    ]
                )
                {
                    Head = 2048,
                    Function = "silu",
                    ConvolvesTwice = true,
                },
                256
            ),
            Of("resnext26ts", Residual, Tiered26, 256),
            Of("gcresnext26ts", Residual, Tiered26 with { Attention = Context }, 256),
            Of("seresnext26ts", Residual, Tiered26 with { Attention = Squeeze }, 256),
            Of("eca_resnext26ts", Residual, Tiered26 with { Attention = Efficient }, 256),
            Of("resnet32ts", Residual, Tiered32, 256),
            Of("resnet33ts", Residual, Tiered33, 256),
            Of("gcresnet33ts", Residual, Tiered33 with { Attention = Context }, 256),
            Of("seresnet33ts", Residual, Tiered33 with { Attention = Squeeze }, 256),
            Of("eca_resnet33ts", Residual, Tiered33 with { Attention = Efficient }, 256),
            Of("gcresnet50t", Residual, new([24, 32, 64], Deep(3, 4, 6, 3)) { Attention = Context }, 256),
            Of(
                "gcresnext50ts",
                Residual,
                new(
                    [24, 32, 64],
                    [Bottle(3, 256, 1, 32), Bottle(4, 512, 2, 32), Bottle(6, 1024, 2, 32), Bottle(3, 2048, 2, 32)]
                )
                {
                    PoolsStem = true,
                    Function = "silu",
                    Attention = Context,
                },
                256
            ),
            .. InFamily(
                "RegNet",
                Of("regnetz_b16", Scaled, Inverted([32], 3, 16, 2, 1536, (2, 48), (6, 96), (12, 192), (2, 288))),
                Of("regnetz_c16", Scaled, Inverted([32], 4, 16, 2, 1536, (2, 48), (6, 96), (12, 192), (2, 288)), 256),
                Of(
                    "regnetz_b16_evos",
                    Scaled,
                    Evolved(Inverted([32], 3, 16, 2, 1536, (2, 48), (6, 96), (12, 192), (2, 288)), 16)
                ),
                Of(
                    "regnetz_c16_evos",
                    Scaled,
                    Evolved(Inverted([32], 4, 16, 2, 1536, (2, 48), (6, 96), (12, 192), (2, 288)), 16),
                    256
                ),
                Of(
                    "regnetz_d8_evos",
                    Scaled,
                    Evolved(Inverted([64, 64, 64], 4, 8, 1, 1792, (3, 64), (6, 128), (12, 256), (3, 384)), 16),
                    256
                ),
                Of(
                    "regnetz_d32",
                    Scaled,
                    Inverted([24, 32, 64], 4, 32, 1, 1792, (3, 64), (6, 128), (12, 256), (3, 384)),
                    256
                ),
                Of(
                    "regnetz_d8",
                    Scaled,
                    Inverted([24, 32, 64], 4, 8, 1, 1792, (3, 64), (6, 128), (12, 256), (3, 384)),
                    256
                ),
                Of(
                    "regnetz_e8",
                    Scaled,
                    Inverted([24, 32, 64], 4, 8, 1, 2048, (3, 96), (8, 192), (16, 384), (3, 512)),
                    256
                )
            ),
            .. OfClip("resnet50", 1, 224, 1024, 3, 4, 6, 3),
            .. OfClip("resnet101", 1, 224, 512, 3, 4, 23, 3),
            .. OfClip("resnet50x4", 1.25, 288, 640, 4, 6, 10, 6),
            .. OfClip("resnet50x16", 1.5, 384, 768, 6, 8, 18, 8),
            .. OfClip("resnet50x64", 2, 448, 1024, 3, 15, 36, 10),
            new(
                "resnet50_mlp",
                Residual,
                Variants.Timm((x, _) => Tower(1, Deep(3, 4, 6, 3)).Body(x), MlpHead, resolution: 256)
            ),
        ];

    private static Row Basic(int blocks, long filters) => new(BlockKind.Basic, blocks, filters, 2, 0, 1);

    internal static Row Bottle(int blocks, long filters, long stride, long group = 0) =>
        new(BlockKind.Bottleneck, blocks, filters, stride, group, 0.25);

    private static Row Wide(int blocks, long filters, long stride) =>
        new(BlockKind.Bottleneck, blocks, filters, stride, 1, 3);

    private static Row[] Deep(params int[] depths) =>
        [.. depths.Select((blocks, stage) => Bottle(blocks, 256L << stage, stage == 0 ? 1 : 2))];

    private static Form Inverted(
        long[] stem,
        double ratio,
        long group,
        long firstStride,
        long head,
        params (int Blocks, long Filters)[] stages
    ) =>
        new(
            stem,
            [
                .. stages.Select(
                    (row, i) =>
                        new Row(BlockKind.Bottleneck, row.Blocks, row.Filters, i == 0 ? firstStride : 2, group, ratio)
                ),
            ]
        )
        {
            Head = head,
            Function = "silu",
            Attention = (x, scope) => x.TimmSqueezeExcite(scope, 0.25),
            IsInverted = true,
        };

    // EvoNorms, which activate, in groups of so many channels.
    private static Form Evolved(Form form, long group) =>
        form with
        {
            Norm = TimmUnits.EvoNorm(x => x.Channels / group),
        };

    private static Form Tower(double width, Row[] rows) =>
        new([.. DeepStem.Select(filters => (long)Math.Round(filters * width))], rows)
        {
            Width = width,
            AveragesStem = true,
            Averages = true,
        };

    internal static Tensor Squeeze(Tensor x, string scope) => x.TimmSqueezeExcite(scope);

    internal static Tensor Efficient(Tensor x, string scope) => x.EfficientChannelAttention(scope);

    private static Tensor Context(Tensor x, string scope) => x.GlobalContext(scope);

    private static Tensor MlpHead(Tensor x, BuildOptions options) =>
        x.AdaptiveAveragePool("head.global_pool", 1)
            .BatchNorm("head.norm")
            .Flatten()
            .Dense("head.pre_logits.fc", 1024)
            .ReLU("head.pre_logits.act")
            .Dense("head.fc", options.Classes);

    private static Architecture Of(string name, Paper paper, Form form, long resolution = 224) =>
        new(name, paper, Variants.Timm((x, _) => form.Body(x), TimmUnits.Head, resolution: resolution));

    // With attention as pooling, as CLIP has it, and with the mean.
    private static IEnumerable<Architecture> OfClip(
        string name,
        double width,
        long resolution,
        long classes,
        params int[] depths
    )
    {
        var form = Tower(width, Deep(depths));
        return
        [
            new(
                name + "_clip",
                Clip,
                Variants.Timm((x, _) => form.Body(x), AttentionHead, resolution: resolution, classes: classes)
            ),
            new(
                name + "_clip_gap",
                Clip,
                Variants.Timm(
                    (x, _) => form.Body(x).AdaptiveAveragePool("head.global_pool", 1).Flatten(),
                    null,
                    "timm has weights without a classifier.",
                    resolution,
                    0
                )
            ),
        ];
    }

    // The mean of all positions asks them, with learned places.
    private static Tensor AttentionHead(Tensor x, BuildOptions options) =>
        x.Within(
            "head.",
            x =>
            {
                var tokens = x.Tokens();
                long features = tokens.Last(),
                    rows = tokens.Shape[0].Value + 1,
                    heads = features / 64;
                var sequence = tokens.MeanOfRows("mean").View("mean_row", 1, features).Before("sequence", tokens);
                sequence = sequence.Add("positions", sequence.LearnedLike("pos_embed"));
                Tensor Part(string name) =>
                    sequence
                        .Dense(name, features)
                        .View(name + ".heads", rows, heads, 64)
                        .Permute(name + ".turned", 2, 1, 3);

                return Part("q")
                    .Then("scores", new MatMul { TransposeB = true }, Part("k"))
                    .Activation("softmax", "softmax")
                    .Then("mixture", new MatMul(), Part("v"))
                    .Permute("joined", 2, 1, 3)
                    .View("rows", rows, features)
                    .Dense("proj", options.Classes)
                    .Rows("token", 0, 1)
                    .Flatten();
            }
        );

    private static IEnumerable<Architecture> InFamily(string family, params Architecture[] members)
    {
        foreach (var member in members)
            member.Family = family;
        return members;
    }

    internal enum BlockKind
    {
        Basic,
        Bottleneck,
        Edge,
    }

    /// <summary>
    /// A row of blocks: how many, their channels, the stride of the first, the channels of a group (0: all), the
    /// middle's share.
    /// </summary>
    internal sealed record Row(BlockKind Kind, int Blocks, long Filters, long Stride, long Group, double Ratio)
    {
        /// <summary>What stands for the 3x3 convolution in some of the blocks: from the input and the stride.</summary>
        internal Func<Tensor, long, Tensor>? Mixer { get; init; }

        /// <summary>The numbers of these blocks.</summary>
        internal int[] Mixed { get; init; } = [];
    }

    internal sealed record Form(long[] Stem, Row[] Rows)
    {
        internal long StemKernel { get; init; } = 3;

        internal double Width { get; init; } = 1;

        internal bool PoolsStem { get; init; }

        internal bool AveragesStem { get; init; }

        /// <summary>How many convolutions of the stem have neither norm nor activation.</summary>
        internal int PlainConvolutions { get; init; }

        /// <summary>Whether means stand in place of strides.</summary>
        internal bool Averages { get; init; }

        /// <summary>Whether a bottleneck has two 3x3 convolutions.</summary>
        internal bool ConvolvesTwice { get; init; }

        /// <summary>
        /// Whether the middle is a multiple of the input, the end linear, and no shortcut where shapes change.
        /// </summary>
        internal bool IsInverted { get; init; }

        internal long Head { get; init; }

        internal string Function { get; init; } = "relu";

        internal Func<Tensor, string, Tensor>? Attention { get; init; }

        /// <summary>What normalises and activates in place of batch norm and activation.</summary>
        internal Func<Tensor, string, string?, Tensor>? Norm { get; init; }

        internal Tensor Body(Tensor x)
        {
            bool pools = PoolsStem || AveragesStem;
            x = x.Repeat(
                Stem.Length,
                (x, i) =>
                {
                    string name = Stem.Length == 1 && !pools ? "stem." : $"stem.conv{i + 1}.";
                    long stride = i == 0 || (i == Stem.Length - 1 && !pools) ? 2 : 1;
                    return i < PlainConvolutions
                        ? x.Conv(name.TrimEnd('.'), Stem[i], 3, stride, 1, bias: false)
                        : x.Unit(name, Stem[i], StemKernel, stride, 1, Function, norm: Norm);
                }
            );
            return x.If(PoolsStem, x => x.MaxPool("stem.pool", 3, 2, 1))
                .If(AveragesStem, x => x.AveragePool("stem.pool", 2, 2))
                .Repeat(
                    Rows.Length,
                    (x, stage) =>
                        x.Repeat(Rows[stage].Blocks, (x, i) => Block(x, $"stages.{stage}.{i}.", Rows[stage], i))
                )
                .If(Head > 0, x => x.Unit("final_conv.", Head, function: Function, norm: Norm));
        }

        private Tensor Block(Tensor x, string scope, Row row, int number) =>
            x.Within(
                scope,
                begin =>
                {
                    long stride = number == 0 ? row.Stride : 1;
                    long filters = ChannelRounding.Nearest(row.Filters * Width);
                    long middle = ChannelRounding.Nearest((IsInverted ? begin.Channels : filters) * row.Ratio);
                    long groups = row.Group == 0 ? 1 : middle / row.Group;
                    bool twice = ConvolvesTwice && row.Kind == BlockKind.Bottleneck;
                    var end = row.Kind switch
                    {
                        _ when row.Mixed.Contains(number) => begin
                            .Unit("conv1_1x1.", middle, function: Function)
                            .Within("self_attn.", x => row.Mixer!(x, stride))
                            .BatchNorm("post_attn")
                            .Activation("post_attn.act", Function)
                            .Unit("conv3_1x1.", filters, function: null),
                        BlockKind.Basic => Weighed(
                            Strided(begin, "conv1_kxk.", middle, stride, 1)
                                .Unit("conv2_kxk.", filters, 3, 1, groups, null),
                            "attn_last."
                        ),
                        BlockKind.Edge => Weighed(Strided(begin, "conv1_kxk.", middle, stride, groups), "attn.")
                            .Unit("conv2_1x1.", filters, function: null),
                        _ => Weighed(
                                Strided(
                                        begin.Unit("conv1_1x1.", middle, function: Function, norm: Norm),
                                        "conv2_kxk.",
                                        middle,
                                        stride,
                                        groups
                                    )
                                    .If(twice, x => x.Unit("conv2b_kxk.", middle, 3, 1, groups, Function)),
                                "attn."
                            )
                            .Unit("conv3_1x1.", filters, function: null, norm: Norm),
                    };
                    bool changes = stride > 1 || begin.Channels != filters;
                    return end.If(
                            !(IsInverted && changes),
                            x => x.Add("add", changes ? Shortcut(begin, filters, stride) : begin)
                        )
                        .If(!IsInverted, x => x.Activation("act", Function));
                }
            );

        private Tensor Strided(Tensor x, string scope, long filters, long stride, long groups)
        {
            bool averages = Averages && stride > 1;
            return x.Unit(scope, filters, 3, averages ? 1 : stride, groups, Function, norm: Norm)
                .If(averages, x => x.AveragePool(scope + "aa", stride, stride));
        }

        private Tensor Weighed(Tensor x, string scope) => x.If(Attention is not null, x => Attention!(x, scope));

        private Tensor Shortcut(Tensor x, long filters, long stride) =>
            Averages
                ? x.If(
                        stride > 1,
                        x =>
                            x.Then(
                                "shortcut.pool",
                                new AveragePooling(2)
                                {
                                    PoolSize = 2,
                                    Stride = stride,
                                    CeilMode = WindowRounding.Ceil,
                                    CountIncludePad = false,
                                }
                            )
                    )
                    .Unit("shortcut.conv.", filters, function: null)
                : x.Unit("shortcut.", filters, 1, stride, function: null);
    }
}
