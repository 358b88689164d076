using CnnParams.Catalogue.Blocks;
using static CnnParams.Catalogue.Families.ByobNet;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// Residual networks of timm in whose last stages attention over the image, or what does its work, stands for some of
/// the 3x3 convolutions.
/// </summary>
internal sealed class ByoaNet : IArchitectureFamily
{
    private static readonly Paper BoTNet = new(
        "Bottleneck Transformers for Visual Recognition",
        2021,
        "arXiv:2101.11605"
    );

    private static readonly Paper HaloNet = new(
        "Scaling Local Self-Attention for Parameter Efficient Visual Backbones",
        2021,
        "arXiv:2103.12731"
    );

    private static readonly Paper LambdaNet = new(
        "LambdaNetworks: Modeling Long-Range Interactions Without Attention",
        2021,
        "arXiv:2102.08602"
    );

    private static readonly Paper Bilinear = new(
        "Non-Local Neural Networks With Grouped Bilinear Attentional Transforms",
        2020,
        "10.1109/CVPR42600.2020.01182"
    );

    private static readonly long[] Tiered = [24, 32, 64];

    public string Name => "ResNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("botnet26t_256", BoTNet, Small(Bottleneck()) with { Function = "relu" }),
            Of("botnet50ts_256", BoTNet, Deep(Bottleneck(), firstEvery: 4)),
            Of("eca_botnext26ts_256", BoTNet, Small(Bottleneck(16), 16) with { Attention = Efficient }),
            Of("sebotnet33ts_256", BoTNet, Wide(Bottleneck())),
            Of(
                "halonet_h1",
                HaloNet,
                new(
                    [64],
                    [
                        All(Halo(3), 3, 64, 1, ratio: 1),
                        All(Halo(3), 3, 128, 2, ratio: 1),
                        All(Halo(3), 10, 256, 2, ratio: 1),
                        All(Halo(3), 3, 512, 2, ratio: 1),
                    ]
                )
                {
                    PoolsStem = true,
                    StemKernel = 7,
                }
            ),
            Of("halonet26t", HaloNet, Small(Halo(2)) with { Function = "relu" }),
            Of("sehalonet33ts", HaloNet, Wide(Halo(3))),
            Of("halonet50ts", HaloNet, Deep(Halo(3), Halo(3, 4), firstEvery: 4)),
            Of("eca_halonext26ts", HaloNet, Small(Halo(2, keySize: 16), 16) with { Attention = Efficient }),
            Of("lambda_resnet26t", LambdaNet, Small(Lambda(9)) with { Function = "relu" }),
            Of("lambda_resnet50ts", LambdaNet, Deep(Lambda(9), firstEvery: 4)),
            Of("lambda_resnet26rpt_256", LambdaNet, Small(Lambda(null)) with { Function = "relu" }),
            Of("haloregnetz_b", HaloNet, Inverted, 224),
            Of("lamhalobotnet50ts_256", BoTNet, Mixed(Lambda(13), Halo(3), Bottleneck()) with { PoolsStem = false }),
            Of("halo2botnet50ts_256", BoTNet, Mixed(Halo(3), Halo(3), Bottleneck()) with { PoolsStem = false }),
            Of(
                "bat_resnext26ts",
                Bilinear,
                new(
                    Tiered,
                    [Bottle(2, 256, 1, 32), Bottle(2, 512, 2, 32), Bottle(2, 1024, 2, 32), Bottle(2, 2048, 2, 32)]
                )
                {
                    PoolsStem = true,
                    Function = "silu",
                    Attention = (x, scope) => x.BilinearTransform(scope, 8),
                }
            ),
        ];

    private static Form Inverted { get; } =
        new(
            [32],
            [
                new(BlockKind.Bottleneck, 2, 48, 2, 16, 3),
                new(BlockKind.Bottleneck, 6, 96, 2, 16, 3),
                Every(3, Halo(2, window: 7, ratio: 0.33), new(BlockKind.Bottleneck, 12, 192, 2, 16, 3)),
                All(Halo(2, window: 7, ratio: 0.33), 2, 288, 2, 16, 3),
            ]
        )
        {
            Head = 1536,
            Function = "silu",
            Attention = (x, scope) => x.TimmSqueezeExcite(scope, 0.25),
            IsInverted = true,
        };

    private static Func<Tensor, long, Tensor> Bottleneck(long? keySize = null) =>
        (x, stride) => x.BottleneckAttention(stride, keySize);

    private static Func<Tensor, long, Tensor> Halo(
        long halo,
        long heads = 8,
        long? keySize = null,
        long window = 8,
        double ratio = 1
    ) => (x, stride) => x.HaloAttention(stride, halo, window, heads, keySize, ratio);

    private static Func<Tensor, long, Tensor> Lambda(long? radius) => (x, stride) => x.LambdaLayer(stride, radius);

    // Attention in every other block of the third stage and in the last.
    private static Form Small(Func<Tensor, long, Tensor> mixer, long group = 0) =>
        new(
            Tiered,
            [
                Bottle(2, 256, 1, group),
                Bottle(2, 512, 2, group),
                Every(1, mixer, Bottle(2, 1024, 2, group)),
                All(mixer, 2, 2048, 2, group),
            ]
        )
        {
            PoolsStem = true,
            Function = "silu",
        };

    private static Form Deep(
        Func<Tensor, long, Tensor> mixer,
        Func<Tensor, long, Tensor>? first = null,
        int firstEvery = 1
    ) => Mixed(first ?? mixer, mixer, mixer, firstEvery);

    private static Form Mixed(
        Func<Tensor, long, Tensor> first,
        Func<Tensor, long, Tensor> second,
        Func<Tensor, long, Tensor> third,
        int firstEvery = 1
    ) =>
        new(
            Tiered,
            [
                Bottle(3, 256, 1),
                Every(firstEvery, first, Bottle(4, 512, 2)),
                Every(1, second, Bottle(6, 1024, 2)),
                Every(1, third, Bottle(3, 2048, 2)),
            ]
        )
        {
            PoolsStem = true,
            Function = "silu",
        };

    private static Form Wide(Func<Tensor, long, Tensor> mixer) =>
        new(
            Tiered,
            [
                Bottle(2, 256, 1),
                Bottle(3, 512, 2) with
                {
                    Mixer = mixer,
                    Mixed = [2],
                },
                Bottle(3, 1024, 2) with
                {
                    Mixer = mixer,
                    Mixed = [2],
                },
                All(mixer, 2, 1536, 2, ratio: 0.333),
            ]
        )
        {
            Head = 1280,
            Function = "silu",
            Attention = Squeeze,
        };

    private static Row All(
        Func<Tensor, long, Tensor> mixer,
        int blocks,
        long filters,
        long stride,
        long group = 0,
        double ratio = 0.25
    ) =>
        new(BlockKind.Bottleneck, blocks, filters, stride, group, ratio)
        {
            Mixer = mixer,
            Mixed = [.. Enumerable.Range(0, blocks)],
        };

    // After so many others; where there are no more than these, the last.
    private static Row Every(int others, Func<Tensor, long, Tensor> mixer, Row row) =>
        row with
        {
            Mixer = mixer,
            Mixed =
                others < row.Blocks
                    ? [.. Enumerable.Range(0, row.Blocks).Where(number => number % (others + 1) == others)]
                    : [row.Blocks - 1],
        };

    private static Architecture Of(string name, Paper paper, Form form, long resolution = 256) =>
        new(name, paper, Variants.Timm((x, _) => form.Body(x), TimmUnits.Head, resolution: resolution));
}
