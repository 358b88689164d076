using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// MobileViT: inverted residuals, and transformers over the patches of a feature map, one for each place in a patch;
/// and v2, whose attention is linear in the positions.
/// </summary>
internal sealed class MobileViT : IArchitectureFamily
{
    private static readonly Paper First = new(
        "MobileViT: Light-weight, General-purpose, and Mobile-friendly Vision Transformer",
        2021,
        "arXiv:2110.02178"
    );

    private static readonly Paper Second = new(
        "Separable Self-attention for Mobile Vision Transformers",
        2022,
        "arXiv:2206.02680"
    );

    private const long Patch = 2;

    public string Name => "MobileViT";

    public IEnumerable<Architecture> Members =>
        [
            Of("mobilevit_xxs", [16, 24, 48, 64, 80], [64, 80, 96], 320, 2),
            Of("mobilevit_xs", [32, 48, 64, 80, 96], [96, 120, 144], 384, 4),
            Of("mobilevit_s", [32, 64, 96, 128, 160], [144, 192, 240], 640, 4),
            Of("semobilevit_s", [32, 64, 96, 128, 160], [144, 192, 240], 640, 4, squeezes: true),
            New("mobilevitv2_050", 0.5),
            New("mobilevitv2_075", 0.75),
            New("mobilevitv2_100", 1),
            New("mobilevitv2_125", 1.25),
            New("mobilevitv2_150", 1.5, "mobilevitv2_150_384"),
            New("mobilevitv2_175", 1.75, "mobilevitv2_175_384"),
            New("mobilevitv2_200", 2, "mobilevitv2_200_384"),
        ];

    private static Architecture Of(
        string name,
        long[] filters,
        long[] widths,
        long head,
        long expansion,
        bool squeezes = false
    ) =>
        new(
            name,
            First,
            Variants.Timm(
                (x, _) =>
                    x.Unit("stem.", 16, 3, 2, function: "silu")
                        .Inverted("stages.0.0.", filters[0], 1, expansion, squeezes)
                        .Repeat(
                            3,
                            (x, i) => x.Inverted($"stages.1.{i}.", filters[1], i == 0 ? 2 : 1, expansion, squeezes)
                        )
                        .Repeat(
                            3,
                            (x, i) =>
                                x.Inverted($"stages.{i + 2}.0.", filters[i + 2], 2, expansion, squeezes)
                                    .Within($"stages.{i + 2}.1.", x => Block(x, widths[i], Depth(i)))
                        )
                        .Unit("final_conv.", head, function: "silu"),
                TimmUnits.Head,
                resolution: 256
            )
        );

    private static Architecture New(string name, double width, params string[] aliases)
    {
        long Scaled(long channels) => (long)(channels * width);

        return new(
            name,
            Second,
            Variants.Timm(
                (x, _) =>
                    x.Unit("stem.", Scaled(32), 3, 2, function: "silu")
                        .Inverted("stages.0.0.", ChannelRounding.Nearest(Scaled(64)), 1, 2)
                        .Repeat(
                            2,
                            (x, i) =>
                                x.Inverted($"stages.1.{i}.", ChannelRounding.Nearest(Scaled(128)), i == 0 ? 2 : 1, 2)
                        )
                        .Repeat(
                            3,
                            (x, i) =>
                                x.Inverted($"stages.{i + 2}.0.", ChannelRounding.Nearest(Scaled(128 * (i + 2))), 2, 2)
                                    .Within($"stages.{i + 2}.1.", x => SecondBlock(x, Depth(i)))
                        ),
                TimmUnits.Head,
                resolution: 256
            )
        )
        {
            Aliases = aliases,
        };
    }

    private static int Depth(int stage) =>
        stage switch
        {
            0 => 2,
            1 => 4,
            _ => 3,
        };

    private static Tensor Block(Tensor x, long width, int depth)
    {
        long channels = x.Channels;
        var image = x.Unit("conv_kxk.", channels, 3, function: "silu").Conv("conv_1x1", width, 1, bias: false);
        var whole = WholePatches(image, "resize");
        var rows = whole.ToChannelsLast("permute");
        var (down, across) = (whole.Shape.Spatial(0).Value / Patch, whole.Shape.Spatial(1).Value / Patch);
        rows = rows.View("grid", down, Patch, across, Patch, width)
            .Permute("patches", 2, 4, 1, 3, 5)
            .View("places", Patch * Patch, down * across, width)
            .Repeat(
                depth,
                (x, i) =>
                    x.Within(
                        $"transformer.{i}.",
                        x =>
                        {
                            x = x.LayerNorm("norm1").GroupAttention("attn.", 4).Add("add1", x);
                            return x.LayerNorm("norm2").Mlp("mlp.", 2 * width, "silu").Add("add2", x);
                        }
                    )
            )
            .LayerNorm("norm")
            .View("folded", Patch, Patch, down, across, width)
            .Permute("unfold", 3, 1, 4, 2, 5)
            .View("image", down * Patch, across * Patch, width);
        var back =
            x.OtherLayout is null && x.Shape.Layout == ShapeLayout.ChannelsFirst
                ? rows.ToChannelsFirst("permute_back")
                : rows;
        if (whole != image)
            back = back.Then("resize_back", PyramidBlocks.SizeOf(image, Interpolation.Bilinear));
        return x.Concatenate("cat", back.Unit("conv_proj.", channels, function: "silu"))
            .Unit("conv_fusion.", channels, 3, function: "silu");
    }

    private static Tensor SecondBlock(Tensor x, int depth)
    {
        long channels = x.Channels,
            width = ChannelRounding.Nearest(channels * 0.5);
        x = WholePatches(x, "resize");
        var (down, across) = (x.Shape.Spatial(0).Value / Patch, x.Shape.Spatial(1).Value / Patch);
        bool first = x.Shape.Layout == ShapeLayout.ChannelsFirst;
        x = x.DepthwiseUnit("conv_kxk.", 3, function: "silu").Conv("conv_1x1", width, 1, bias: false);
        // An image whose height is the place in a patch and whose width the patch.
        x = first
            ? x.View("grid", width, down, Patch, across, Patch)
                .Permute("patches", 1, 3, 5, 2, 4)
                .View("places", width, Patch * Patch, down * across)
            : x.View("grid", down, Patch, across, Patch, width)
                .Permute("patches", 2, 4, 1, 3, 5)
                .View("places", Patch * Patch, down * across, width);
        x = x.Repeat(
            depth,
            (x, i) =>
                x.Within(
                    $"transformer.{i}.",
                    x =>
                    {
                        x = Normed(x, "norm1").Within("attn.", LinearAttention).Add("add1", x);
                        return Normed(x, "norm2")
                            .Conv("mlp.fc1", 2 * width, 1)
                            .Activation("mlp.act", "silu")
                            .Conv("mlp.fc2", width, 1)
                            .Add("add2", x);
                    }
                )
        );
        x = Normed(x, "norm");
        x = first
            ? x.View("folded", width, Patch, Patch, down, across)
                .Permute("unfold", 1, 4, 2, 5, 3)
                .View("image", width, down * Patch, across * Patch)
            : x.View("folded", Patch, Patch, down, across, width)
                .Permute("unfold", 3, 1, 4, 2, 5)
                .View("image", down * Patch, across * Patch, width);
        return x.Unit("conv_proj.", channels, function: null);
    }

    // One score for each position weighs the keys; their sum is multiplied with the values.
    private static Tensor LinearAttention(Tensor x)
    {
        long width = x.Channels;
        var parts = x.Conv("qkv_proj", 1 + (2 * width), 1).ThenParts("split", new Split { Sizes = [1, width, width] });
        var (places, patches) = (x.Shape.Spatial(0).Value, x.Shape.Spatial(1).Value);
        var context = parts[1]
            .Multiply("weigh", parts[0].Activation("softmax", "softmax"))
            .Then(
                "sum",
                new Operation
                {
                    OperatorType = "ReduceSum",
                    OutputShape =
                        x.Shape.Layout == ShapeLayout.ChannelsFirst
                            ? new TensorShape(width, places, 1)
                            : new TensorShape(places, 1, width),
                    Kind = WorkKind.Mean,
                }
            );
        return parts[2].ReLU("relu").Multiply("multiply", context).Conv("out_proj", width, 1);
    }

    private static Tensor Normed(Tensor x, string name) => x.Then(name, new GroupNormalization { Groups = 1 });

    // An image of whole patches; where it is not, it is made larger.
    private static Tensor WholePatches(Tensor x, string name)
    {
        var (height, width) = (x.Shape.Spatial(0).Value, x.Shape.Spatial(1).Value);
        if (height % Patch + (width % Patch) == 0)
            return x;
        var whole = new Resize(2)
        {
            OutputSize = new Extent(height + (height % Patch), width + (width % Patch)),
            Interpolation = Interpolation.Bilinear,
            Notes = new SourceNotes { StoredFor = [x.Shape] },
        };
        return x.Then(name, whole);
    }
}

/// <summary>The inverted residual of timm's rows of blocks, without a shortcut where shapes change.</summary>
file static class MobileViTBlocks
{
    internal static Tensor Inverted(
        this Tensor x,
        string scope,
        long filters,
        long stride,
        long expansion,
        bool squeezes = false
    ) =>
        x.Within(
            scope,
            x =>
            {
                long middle = ChannelRounding.Nearest(x.Channels * expansion);
                var end = x.Unit("conv1_1x1.", middle, function: "silu")
                    .DepthwiseUnit("conv2_kxk.", 3, stride, "silu")
                    .If(squeezes, x => x.TimmSqueezeExcite("attn.", 1.0 / 8))
                    .Unit("conv3_1x1.", filters, function: null);
                return end.If(stride == 1 && x.Channels == filters, end => end.Add("add", x));
            }
        );
}
