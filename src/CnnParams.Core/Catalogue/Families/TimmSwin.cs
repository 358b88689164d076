using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// The Swin transformers by timm's names, which say the size of windows and image: Swin, AutoFormerV2 (s3), Swin v2,
/// and another reading of v2's paper (cr).
/// </summary>
internal sealed class TimmSwin : IArchitectureFamily
{
    private static readonly Paper First = new(
        "Swin Transformer: Hierarchical Vision Transformer using Shifted Windows",
        2021,
        "arXiv:2103.14030"
    );

    private static readonly Paper Second = new(
        "Swin Transformer V2: Scaling Up Capacity and Resolution",
        2021,
        "arXiv:2111.09883"
    );

    private static readonly Paper Searched = new(
        "Searching the Search Space of Vision Transformer",
        2021,
        "arXiv:2111.14725"
    );

    private static readonly Form Tiny = new(96, [2, 2, 6, 2], [3, 6, 12, 24]);
    private static readonly Form Small = Tiny with { Depths = [2, 2, 18, 2] };
    private static readonly Form Base = new(128, [2, 2, 18, 2], [4, 8, 16, 32]);
    private static readonly Form Large = new(192, [2, 2, 18, 2], [6, 12, 24, 48]);
    private static readonly Form Huge = new(352, [2, 2, 18, 2], [11, 22, 44, 88]) { NormPeriod = 6 };
    private static readonly Form Giant = new(512, [2, 2, 42, 2], [16, 32, 64, 128]) { NormPeriod = 6 };

    public string Name => "Swin";

    public IEnumerable<Architecture> Members =>
        [
            Of("swin_tiny_patch4_window7_224", First, Tiny, [7], 224),
            Of("swin_small_patch4_window7_224", First, Small, [7], 224),
            Of("swin_base_patch4_window7_224", First, Base, [7], 224),
            Of("swin_base_patch4_window12_384", First, Base, [12], 384),
            Of("swin_large_patch4_window7_224", First, Large, [7], 224),
            Of("swin_large_patch4_window12_384", First, Large, [12], 384),
            Of("swin_s3_tiny_224", Searched, Tiny, [7, 7, 14, 7], 224),
            Of("swin_s3_small_224", Searched, Small, [14, 14, 14, 7], 224),
            Of("swin_s3_base_224", Searched, Tiny with { Depths = [2, 2, 30, 2] }, [7, 7, 14, 7], 224),
            New("swinv2_tiny_window8_256", Tiny, 8, 256),
            New("swinv2_tiny_window16_256", Tiny, 16, 256),
            New("swinv2_small_window8_256", Small, 8, 256),
            New("swinv2_small_window16_256", Small, 16, 256),
            New("swinv2_base_window8_256", Base, 8, 256),
            New("swinv2_base_window16_256", Base, 16, 256),
            New("swinv2_base_window12_192", Base, 12, 192, 21841),
            New("swinv2_base_window12to16_192to256", Base, 16, 256),
            New("swinv2_base_window12to24_192to384", Base, 24, 384),
            New("swinv2_large_window12_192", Large, 12, 192, 21841),
            New("swinv2_large_window12to16_192to256", Large, 16, 256),
            New("swinv2_large_window12to24_192to384", Large, 24, 384),
            Other("swinv2_cr_tiny_384", Tiny, 384),
            Other("swinv2_cr_tiny_224", Tiny, 224),
            Other("swinv2_cr_tiny_ns_224", Tiny with { NormsStages = true }, 224),
            Other("swinv2_cr_small_384", Small, 384),
            Other("swinv2_cr_small_224", Small, 224),
            Other("swinv2_cr_small_ns_224", Small with { NormsStages = true }, 224),
            Other("swinv2_cr_small_ns_256", Small with { NormsStages = true }, 256),
            Other("swinv2_cr_base_384", Base, 384),
            Other("swinv2_cr_base_224", Base, 224),
            Other("swinv2_cr_base_ns_224", Base with { NormsStages = true }, 224),
            Other("swinv2_cr_large_384", Large, 384),
            Other("swinv2_cr_large_224", Large, 224),
            Other("swinv2_cr_huge_384", Huge, 384),
            Other("swinv2_cr_huge_224", Huge with { Heads = [8, 16, 32, 64] }, 224),
            Other("swinv2_cr_giant_384", Giant, 384),
            Other("swinv2_cr_giant_224", Giant, 224),
        ];

    private static Architecture Of(string name, Paper paper, Form form, long[] windows, long resolution) =>
        new(
            name,
            paper,
            Variants.Timm(
                (x, _) =>
                    Body(
                            x,
                            form,
                            (x, scope) => x.PatchMerging(scope),
                            (x, stage, i) =>
                                FirstBlock(
                                    x,
                                    form.Heads[stage],
                                    windows[Math.Min(stage, windows.Length - 1)],
                                    i % 2 == 1
                                )
                        )
                        .LayerNorm("norm"),
                Head,
                resolution: resolution
            )
        );

    private static Architecture New(string name, Form form, long window, long resolution, long classes = 1000) =>
        new(
            name,
            Second,
            Variants.Timm(
                (x, _) =>
                    Body(
                            x,
                            form,
                            (x, scope) => x.PatchMergingV2(scope),
                            (x, stage, i) => SecondBlock(x, form.Heads[stage], window, i % 2 == 1)
                        )
                        .LayerNorm("norm"),
                Head,
                resolution: resolution,
                classes: classes
            )
        );

    // The window is a 32nd of the image, and learned distances are those of all pairs of positions.
    private static Architecture Other(string name, Form form, long resolution) =>
        new(
            name,
            Second,
            Variants.Timm(
                (x, _) =>
                {
                    long window = x.Shape.Spatial(0).Value / 32;
                    return Body(
                        x,
                        form,
                        (x, scope) => x.PatchMerging(scope),
                        (x, stage, i) =>
                            OtherBlock(x, form.Heads[stage], window, i % 2 == 1)
                                .If(form.NormsBehind(stage, i), x => x.LayerNorm("norm3"))
                    );
                },
                (x, o) =>
                    x.ToChannelsFirst("head.permute")
                        .AdaptiveAveragePool("head.global_pool", 1)
                        .Flatten()
                        .Dense("head.fc", o.Classes),
                resolution: resolution
            )
        );

    private static Tensor Body(
        Tensor x,
        Form form,
        Func<Tensor, string, Tensor> merge,
        Func<Tensor, int, int, Tensor> block
    ) =>
        x.Conv("patch_embed.proj", form.Width, 4, 4)
            .ToChannelsLast("patch_embed.permute")
            .LayerNorm("patch_embed.norm")
            .Repeat(
                form.Depths.Length,
                (x, stage) =>
                    x.Within(
                        $"layers.{stage}.",
                        x =>
                            x.If(stage > 0, x => merge(x, "downsample."))
                                .Repeat(form.Depths[stage], (x, i) => x.Within($"blocks.{i}.", x => block(x, stage, i)))
                    )
            );

    private static Tensor Head(Tensor x, BuildOptions options) =>
        x.GlobalAveragePool("head.global_pool").Dense("head.fc", options.Classes);

    private static Tensor FirstBlock(Tensor x, long heads, long window, bool isShifted)
    {
        // Windows of timm are square, and never larger than the image.
        x = x.LayerNorm("norm1")
            .WindowAttention("attn.", heads, x.WindowWithin(window).Height, isShifted)
            .Add("add1", x);
        return x.LayerNorm("norm2").Mlp("mlp.", 4 * x.Channels).Add("add2", x);
    }

    private static Tensor SecondBlock(Tensor x, long heads, long window, bool isShifted)
    {
        var within = x.WindowWithin(window);
        x = x.Within(
                "attn.",
                x =>
                    x.InWindows(
                        within,
                        isShifted,
                        x => x.CosineAttention(heads, Project, x => x.DistanceBias(heads, within))
                    )
            )
            .LayerNorm("norm1")
            .Add("add1", x);
        return x.Mlp("mlp.", 4 * x.Channels).LayerNorm("norm2").Add("add2", x);
    }

    // Keys have no bias.
    private static Tensor Project(Tensor x)
    {
        long channels = x.Last();
        return x.Dense("qkv", 3 * channels, bias: false)
            .Add(
                "qkv_bias",
                x.Beside(
                    "biases",
                    new WeightTensors
                    {
                        Tensors =
                        [
                            new TensorSpec("q_bias", new TensorShape(channels)),
                            new TensorSpec("v_bias", new TensorShape(channels)),
                        ],
                        OutputShape = new TensorShape(3 * channels),
                    }
                )
            );
    }

    private static Tensor OtherBlock(Tensor x, long heads, long window, bool isShifted)
    {
        var within = x.WindowWithin(window);
        long positions = within.Height * within.Width;
        Tensor Distances(Tensor x) =>
            x.Computed("relative_coordinates_log", positions * positions, 2)
                .Dense("meta_mlp.fc1", 384)
                .ReLU("meta_mlp.act")
                .Dense("meta_mlp.fc2", heads)
                .Permute("meta_mlp.turned", 2, 1)
                .View("meta_mlp.bias", heads, positions, positions);

        x = x.Within(
                "attn.",
                x =>
                    x.InWindows(
                        within,
                        isShifted,
                        x => x.CosineAttention(heads, x => x.Dense("qkv", 3 * x.Last()), Distances)
                    )
            )
            .LayerNorm("norm1")
            .Add("add1", x);
        return x.Mlp("mlp.", 4 * x.Channels).LayerNorm("norm2").Add("add2", x);
    }

    private sealed record Form(long Width, int[] Depths, long[] Heads)
    {
        /// <summary>Whether stages end with a norm (cr); the last does anyway.</summary>
        internal bool NormsStages { get; init; }

        /// <summary>After how many blocks there is another norm (cr).</summary>
        internal int NormPeriod { get; init; }

        internal bool NormsBehind(int stage, int block) =>
            (NormPeriod > 0 && (block + 1) % NormPeriod == 0)
            || (block + 1 == Depths[stage] && (NormsStages || stage == Depths.Length - 1));
    }
}
