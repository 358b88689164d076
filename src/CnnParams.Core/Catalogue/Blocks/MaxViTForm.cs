using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>
/// What sets one of timm's networks of convolutions and attention apart: CoAtNet, with attention over the whole image,
/// and MaxViT, with attention in windows and in grids.
/// </summary>
/// <param name="Widths">The channels of the stages.</param>
/// <param name="Depths">The blocks of the stages.</param>
/// <param name="Stem">The channels of the two convolutions at the beginning.</param>
internal sealed record MaxViTForm(long[] Widths, int[] Depths, (long First, long Second) Stem)
{
    private const long PerHead = 32;

    // A window has as many positions a side as the image has 32 pixels.
    private const long Partition = 32;

    /// <summary>
    /// The blocks of each stage: C are convolutions, T attention, X convolutions once and then attention, M
    /// convolutions with attention in windows and in grids, P with both side by side.
    /// </summary>
    internal string Stages { get; init; } = "CCTT";

    /// <summary>Whether convolutions are those of ConvNeXt, and not inverted residuals.</summary>
    internal bool IsConvNeXt { get; init; }

    internal string Function { get; init; } = "gelu";

    internal bool PadsAsTensorFlow { get; init; }

    internal bool StemBias { get; init; }

    /// <summary>Whether an inverted residual is four times as wide as its input, and not as its output.</summary>
    internal bool ExpandsInput { get; init; }

    /// <summary>Whether an activation follows the norm that an inverted residual begins with.</summary>
    internal bool ActivatesFirst { get; init; }

    /// <summary>Whether the last convolution of an inverted residual, and its shortcut, have biases.</summary>
    internal bool ConvBias { get; init; } = true;

    /// <summary>Whether an inverted residual is made smaller by a pooling at its beginning.</summary>
    internal bool HalvesByPooling { get; init; }

    /// <summary>Whether images are made smaller by the largest of 3x3 positions, and not by the mean of 2x2.</summary>
    internal bool PoolsLargest { get; init; }

    /// <summary>Whether channels are weighed before the norm, and not after it.</summary>
    internal bool SqueezesEarly { get; init; }

    internal double SqueezeRatio { get; init; } = 0.25;

    internal string SqueezeFunction { get; init; } = "silu";

    /// <summary>Whether attention gets more channels from its last layer, and not from its first.</summary>
    internal bool ExpandsLate { get; init; }

    /// <summary>Whether the shortcut around attention has a bias where it gets more channels.</summary>
    internal bool ShortcutBias { get; init; } = true;

    /// <summary>Whether there is a learned factor for each channel after attention and perceptron.</summary>
    internal bool Scales { get; init; }

    /// <summary>Whether there is one after the blocks of ConvNeXt.</summary>
    internal bool ScalesConvolutions { get; init; }

    /// <summary>Whether batch norms stand for the layer norms around attention.</summary>
    internal bool HasBatchNorms { get; init; }

    /// <summary>
    /// The units of the perceptron that gives a bias for each distance of two positions; none where it is learned.
    /// </summary>
    internal long PositionUnits { get; init; }

    /// <summary>Whether learned biases are brought to pairs of positions by products with tables of ones.</summary>
    internal bool LooksUpByProducts { get; init; }

    /// <summary>Whether there is attention in grids alone.</summary>
    internal bool OnlyGrids { get; init; }

    /// <summary>Whether a layer comes before that of the classes.</summary>
    internal bool HasHiddenHead { get; init; }

    /// <summary>The same form in another size.</summary>
    internal MaxViTForm Sized(long[] widths, int[] depths, (long First, long Second)? stem = null) =>
        this with
        {
            Widths = widths,
            Depths = depths,
            Stem = stem ?? Stem,
        };

    /// <summary>The layers up to the features.</summary>
    internal Tensor Body(Tensor x)
    {
        var window = (x.Shape.Spatial(0).Value / Partition, x.Shape.Spatial(1).Value / Partition);
        x = x.Conv("stem.conv1", Stem.First, 3, 2, PaddingFor(3), bias: StemBias);
        return ConvNorm(x, "stem.norm1")
            .Activation("stem.norm1.act", Function)
            .Conv("stem.conv2", Stem.Second, 3, 1, PaddingFor(3), bias: StemBias)
            .Repeat(
                Widths.Length,
                (x, stage) =>
                    x.Repeat(
                        Depths[stage],
                        (x, i) =>
                            x.Within(
                                $"stages.{stage}.blocks.{i}.",
                                x => Block(x, KindOf(stage, i), Widths[stage], i == 0 ? 2 : 1, window)
                            )
                    )
            )
            .If(!HasHiddenHead, x => ImageNorm(x, "norm"));
    }

    /// <summary>The classifier.</summary>
    internal Tensor Top(Tensor x, BuildOptions options) =>
        HasHiddenHead
            ? ImageNorm(x.AdaptiveAveragePool("head.global_pool", 1), "head.norm")
                .Flatten()
                .Dense("head.pre_logits.fc", x.Channels)
                .Activation("head.pre_logits.act", "tanh")
                .Dense("head.fc", options.Classes)
            : x.Head(options);

    private char KindOf(int stage, int block) =>
        Stages[stage] switch
        {
            'X' => block == 0 ? 'C' : 'T',
            var kind => kind,
        };

    private Tensor Block(Tensor x, char kind, long width, long stride, (long Height, long Width) window)
    {
        Tensor Grids(Tensor x, Func<Tensor, Tensor> attend) => x.InGrids(window.Height, attend);
        Tensor Windows(Tensor x, Func<Tensor, Tensor> attend) => x.InWindows(window, isShifted: false, attend);

        switch (kind)
        {
            case 'C':
                return Convolutions(x, "", width, stride);
            case 'T':
                return AttentionOverAll(x, width, stride);
            case 'M':
                return ByPosition(
                    Convolutions(x, "conv.", width, stride),
                    x =>
                        x.If(!OnlyGrids, x => x.Within("attn_block.", x => Parted(x, x => Windows(x, One))))
                            .Within("attn_grid.", x => Parted(x, x => Grids(x, One)))
                );
            default:
                x = Convolutions(Convolutions(x, "conv.0.", width, stride), "conv.1.", width, 1);
                return ByPosition(
                    x,
                    x =>
                        x.Within(
                            "attn.",
                            x =>
                                Parted(
                                    x,
                                    x =>
                                        Within(x, "attn_block.", Windows)
                                            .Then("cat", new Concatenate { Axis = 3 }, Within(x, "attn_grid.", Grids))
                                )
                        )
                );
        }

        Tensor One(Tensor x) => x.Within("attn.", x => GroupAttention(x, x.Last(), window));
        Tensor Within(Tensor x, string scope, Func<Tensor, Func<Tensor, Tensor>, Tensor> parted) =>
            x.Within(scope, x => parted(x, x => GroupAttention(x, x.Last() / 2, window)));
    }

    private Tensor Convolutions(Tensor x, string scope, long width, long stride) =>
        x.Within(scope, x => IsConvNeXt ? ConvNeXt(x, width, stride) : Inverted(x, width, stride));

    private Tensor Inverted(Tensor x, long width, long stride)
    {
        long middle = ChannelRounding.Nearest(4 * (ExpandsInput ? x.Channels : width)),
            squeeze = (long)(SqueezeRatio * (ExpandsInput ? middle : width));
        var end = x.BatchNorm("pre_norm")
            .If(ActivatesFirst, x => x.Activation("pre_norm.act", Function))
            .If(HalvesByPooling && stride > 1, x => MeanOf(x, "down.pool"))
            .Conv("conv1_1x1", middle, 1, bias: false)
            .BatchNorm("norm1")
            .Activation("norm1.act", Function)
            .Conv("conv2_kxk", middle, 3, HalvesByPooling ? 1 : stride, PaddingFor(3), middle, bias: false)
            .If(SqueezesEarly, x => Squeezed(x, "se_early.", squeeze))
            .BatchNorm("norm2")
            .Activation("norm2.act", Function)
            .If(!SqueezesEarly, x => Squeezed(x, "se.", squeeze))
            .Conv("conv3_1x1", width, 1, bias: ConvBias);
        return end.Add("add", stride > 1 ? Smaller(x, "shortcut", width, ConvBias) : x);
    }

    private Tensor Squeezed(Tensor x, string scope, long squeeze) =>
        x.TimmSqueezeExciteTo(scope, squeeze, SqueezeFunction);

    private Tensor ConvNeXt(Tensor x, long width, long stride) =>
        x.Conv("conv_dw", width, 7, stride, 3, x.Channels)
            .LayerNorm("norm", channels: true)
            .Conv("mlp.fc1", 4 * width, 1)
            .Activation("mlp.act", Function)
            .Conv("mlp.fc2", width, 1)
            .If(ScalesConvolutions, x => x.Then("ls", new Scale()))
            .Add("add", stride > 1 ? Smaller(x, "shortcut", width, bias: true) : x);

    private Tensor AttentionOverAll(Tensor x, long width, long stride)
    {
        var normed = stride > 1 ? Halved(ImageNorm(x, "norm1.norm"), "norm1.down.pool") : ImageNorm(x, "norm1");
        x = normed
            .Within("attn.", x => ImageAttention(x, width))
            .If(Scales, x => x.Then("ls1", new Scale()))
            .Add("add1", stride > 1 ? Smaller(x, "shortcut", width, ShortcutBias) : x);
        return ImageNorm(x, "norm2")
            .Conv("mlp.fc1", 4 * width, 1)
            .Activation("mlp.act", Function)
            .Conv("mlp.fc2", width, 1)
            .If(Scales, x => x.Then("ls2", new Scale()))
            .Add("add2", x);
    }

    // Attention and perceptron, where the channels are the last axis.
    private Tensor Parted(Tensor x, Func<Tensor, Tensor> attention)
    {
        x = attention(x.LayerNorm("norm1")).If(Scales, x => x.Scaled("ls1")).Add("add1", x);
        return x.LayerNorm("norm2").Mlp("mlp.", 4 * x.Last(), Function).If(Scales, x => x.Scaled("ls2")).Add("add2", x);
    }

    private static Tensor ByPosition(Tensor x, Func<Tensor, Tensor> attend) =>
        x.Shape.Layout == ShapeLayout.ChannelsFirst
            ? attend(x.ToChannelsLast("permute")).ToChannelsFirst("permute_back")
            : attend(x);

    // Rows of each window or grid in, (groups,rows,features), and so many features out.
    private Tensor GroupAttention(Tensor x, long width, (long Height, long Width) window)
    {
        var (groups, rows, heads) = (x.Shape[0].Value, x.Shape[1].Value, x.Last() / PerHead);
        var parts = x.Dense("qkv", 3 * x.Last())
            .View("heads", groups, rows, 3, heads, PerHead)
            .Permute("parts", 3, 1, 4, 2, 5)
            .ThenParts("split", new Split { Axis = 1, Sections = 3 });
        Tensor Part(int i) => parts[i].View("part" + i, groups, heads, rows, PerHead);
        return Part(0)
            .Then("scores", new MatMul { TransposeB = true }, Part(1))
            .Add("bias", x.Within("rel_pos.", x => Biases(x, heads, window)))
            .Activation("softmax", "softmax")
            .Then("mixture", new MatMul(), Part(2))
            .Permute("joined", 1, 3, 2, 4)
            .View("rows", groups, rows, x.Last())
            .Dense("proj", width);
    }

    private Tensor ImageAttention(Tensor x, long width)
    {
        long features = ExpandsLate ? x.Channels : width,
            heads = features / PerHead;
        var (height, across) = (x.Shape.Spatial(0).Value, x.Shape.Spatial(1).Value);
        long rows = height * across;
        var parts = x.Conv("qkv", 3 * features, 1)
            .Tokens("rows")
            .View("heads", rows, heads, 3, PerHead)
            .Permute("parts", 3, 2, 1, 4)
            .ThenParts("split", new Split { Axis = 1, Sections = 3 });
        Tensor Part(int i) => parts[i].View("part" + i, heads, rows, PerHead);
        return Part(0)
            .Then("scores", new MatMul { TransposeB = true }, Part(1))
            .Add("bias", x.Within("rel_pos.", x => Biases(x, heads, (height, across))))
            .Activation("softmax", "softmax")
            .Then("mixture", new MatMul(), Part(2))
            .Permute("joined", 2, 1, 3)
            .View("joined_heads", rows, features)
            .ImageLike("image", x)
            .Conv("proj", width, 1);
    }

    // A number for each head and each two positions, by how far these are apart.
    private Tensor Biases(Tensor x, long heads, (long Height, long Width) window)
    {
        var (tall, wide) = ((2 * window.Height) - 1, (2 * window.Width) - 1);
        long positions = window.Height * window.Width;
        if (PositionUnits > 0)
        {
            return x.Computed("rel_coords_log", tall, wide, 2)
                .Dense("mlp.fc1", PositionUnits)
                .ReLU("mlp.act")
                .Dense("mlp.fc2", heads)
                .Then(
                    "relative_position_index",
                    new Operation
                    {
                        OperatorType = "Gather",
                        OutputShape = new TensorShape(heads, positions, positions),
                        Kind = WorkKind.DataMovement,
                    }
                );
        }

        if (!LooksUpByProducts)
        {
            return x.Beside(
                "relative_position_bias_table",
                new WeightTensors
                {
                    Tensors = [new TensorSpec("table", new TensorShape(tall * wide, heads))],
                    OutputShape = new TensorShape(heads, positions, positions),
                }
            );
        }

        return x.Learned("relative_position_bias_table", heads, tall, wide)
            .Permute("distances", 1, 3, 2)
            .View("columns", heads * wide, tall)
            .Then("rows", new MatMul(), x.Computed("height_lookup", tall, window.Height * window.Height))
            .View("by_row", heads, wide, window.Height * window.Height)
            .Permute("turned", 1, 3, 2)
            .View("rows_columns", heads * window.Height * window.Height, wide)
            .Then("pairs", new MatMul(), x.Computed("width_lookup", wide, window.Width * window.Width))
            .View("grid", heads, window.Height, window.Height, window.Width, window.Width)
            .Permute("by_position", 1, 2, 4, 3, 5)
            .View("bias", heads, positions, positions);
    }

    private Tensor Smaller(Tensor x, string scope, long width, bool bias) =>
        Halved(x, scope + ".pool").If(x.Channels != width, x => x.Conv(scope + ".expand", width, 1, bias: bias));

    private Tensor Halved(Tensor x, string name) => PoolsLargest ? x.MaxPool(name, 3, 2, 1) : MeanOf(x, name);

    private Tensor MeanOf(Tensor x, string name) => x.AveragePool(name, 2, 2, PaddingFor(1));

    private Tensor ConvNorm(Tensor x, string name) =>
        IsConvNeXt ? x.LayerNorm(name, channels: true) : x.BatchNorm(name);

    private Tensor ImageNorm(Tensor x, string name) =>
        HasBatchNorms ? x.BatchNorm(name) : x.LayerNorm(name, channels: true);

    private Padding PaddingFor(long kernel) => PadsAsTensorFlow ? Padding.Same : kernel / 2;
}
