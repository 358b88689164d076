using CnnParams.Catalogue.Blocks;
using static CnnParams.Catalogue.Blocks.MobileRow;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// MobileNet v4: universal inverted bottlenecks, with mobile attention in the hybrids; tables 10 to 14 of the paper.
/// </summary>
internal sealed class MobileNetV4 : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "MobileNetV4: Universal Models for the Mobile Ecosystem",
        2024,
        "arXiv:2404.10518"
    );

    private static readonly MobileTable Small = new()
    {
        ScalesHead = false,
        HeadKind = MobileHead.MeanNormed,
        Stages =
        [
            [Convolution(3, 2, 32), Convolution(1, 1, 32)],
            [Convolution(3, 2, 96), Convolution(1, 1, 64)],
            [Universal(5, 5, 2, 3, 96), Universal(0, 3, 1, 2, 96, 4), Universal(3, 0, 1, 4, 96)],
            [
                Universal(3, 3, 2, 6, 128),
                Universal(5, 5, 1, 4, 128),
                Universal(0, 5, 1, 4, 128),
                Universal(0, 5, 1, 3, 128),
                Universal(0, 3, 1, 4, 128, 2),
            ],
            [Convolution(1, 1, 960)],
        ],
    };

    private static readonly MobileTable Medium = Small with
    {
        Stages =
        [
            [Fused(4, 3, 2, 48)],
            [Universal(3, 5, 2, 4, 80), Universal(3, 3, 1, 2, 80)],
            [
                Universal(3, 5, 2, 6, 160),
                Universal(3, 3, 1, 4, 160, 2),
                Universal(3, 5, 1, 4, 160),
                Universal(3, 3, 1, 4, 160),
                Universal(3, 0, 1, 4, 160),
                Universal(0, 0, 1, 2, 160),
                Universal(3, 0, 1, 4, 160),
            ],
            [
                Universal(5, 5, 2, 6, 256),
                Universal(5, 5, 1, 4, 256),
                Universal(3, 5, 1, 4, 256, 2),
                Universal(0, 0, 1, 4, 256),
                Universal(3, 0, 1, 4, 256),
                Universal(3, 5, 1, 2, 256),
                Universal(5, 5, 1, 4, 256),
                Universal(0, 0, 1, 4, 256, 2),
                Universal(5, 0, 1, 2, 256),
            ],
            [Convolution(1, 1, 960)],
        ],
    };

    private static readonly MobileTable Large = Small with
    {
        Stem = 24,
        Stages =
        [
            [Fused(4, 3, 2, 48)],
            [Universal(3, 5, 2, 4, 96), Universal(3, 3, 1, 4, 96)],
            [
                Universal(3, 5, 2, 4, 192),
                Universal(3, 3, 1, 4, 192, 3),
                Universal(3, 5, 1, 4, 192),
                Universal(5, 3, 1, 4, 192, 5),
                Universal(3, 0, 1, 4, 192),
            ],
            [
                Universal(5, 5, 2, 4, 512, 4),
                Universal(5, 0, 1, 4, 512),
                Universal(5, 3, 1, 4, 512),
                Universal(5, 0, 1, 4, 512, 2),
                Universal(5, 3, 1, 4, 512),
                Universal(5, 5, 1, 4, 512),
                Universal(5, 0, 1, 4, 512, 3),
            ],
            [Convolution(1, 1, 960)],
        ],
    };

    private static readonly MobileTable HybridMedium = Small with
    {
        Style = new() { HasLayerScale = true },
        Stages =
        [
            [Fused(4, 3, 2, 48)],
            [Universal(3, 5, 2, 4, 80), Universal(3, 3, 1, 2, 80)],
            [
                Universal(3, 5, 2, 6, 160),
                Universal(0, 0, 1, 2, 160),
                Universal(3, 3, 1, 4, 160),
                Universal(3, 5, 1, 4, 160),
                Attention(4, 64, 160, 2),
                Universal(3, 3, 1, 4, 160),
                Attention(4, 64, 160, 2),
                Universal(3, 0, 1, 4, 160),
                Attention(4, 64, 160, 2),
                Universal(3, 3, 1, 4, 160),
                Attention(4, 64, 160, 2),
                Universal(3, 0, 1, 4, 160),
            ],
            [
                Universal(5, 5, 2, 6, 256),
                Universal(5, 5, 1, 4, 256),
                Universal(3, 5, 1, 4, 256, 2),
                Universal(0, 0, 1, 2, 256),
                Universal(3, 5, 1, 2, 256),
                Universal(0, 0, 1, 2, 256),
                Universal(0, 0, 1, 4, 256),
                Attention(4, 64, 256),
                Universal(3, 0, 1, 4, 256),
                Attention(4, 64, 256),
                Universal(5, 5, 1, 4, 256),
                Attention(4, 64, 256),
                Universal(5, 0, 1, 4, 256),
                Attention(4, 64, 256),
                Universal(5, 0, 1, 4, 256),
            ],
            [Convolution(1, 1, 960)],
        ],
    };

    private static readonly MobileTable HybridLarge = Large with
    {
        Style = new() { Function = "gelu", HasLayerScale = true },
        Stages =
        [
            [Fused(4, 3, 2, 48)],
            [Universal(3, 5, 2, 4, 96), Universal(3, 3, 1, 4, 96)],
            [
                Universal(3, 5, 2, 4, 192),
                Universal(3, 3, 1, 4, 192, 3),
                Universal(3, 5, 1, 4, 192),
                Universal(5, 3, 1, 4, 192, 2),
                Attention(8, 48, 192, 2),
                Universal(5, 3, 1, 4, 192),
                Attention(8, 48, 192, 2),
                Universal(5, 3, 1, 4, 192),
                Attention(8, 48, 192, 2),
                Universal(5, 3, 1, 4, 192),
                Attention(8, 48, 192, 2),
                Universal(3, 0, 1, 4, 192),
            ],
            [
                Universal(5, 5, 2, 4, 512, 4),
                Universal(5, 0, 1, 4, 512),
                Universal(5, 3, 1, 4, 512),
                Universal(5, 0, 1, 4, 512, 2),
                Universal(5, 3, 1, 4, 512),
                Universal(5, 5, 1, 4, 512),
                Attention(8, 64, 512),
                Universal(5, 0, 1, 4, 512),
                Attention(8, 64, 512),
                Universal(5, 0, 1, 4, 512),
                Attention(8, 64, 512),
                Universal(5, 0, 1, 4, 512),
                Attention(8, 64, 512),
                Universal(5, 0, 1, 4, 512),
            ],
            [Convolution(1, 1, 960)],
        ],
    };

    public string Name => "MobileNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("mobilenetv4_conv_small_035", Small with { Width = 0.35, KeepsStem = true }, 224),
            Of("mobilenetv4_conv_small_050", Small with { Width = 0.5, KeepsStem = true }, 224),
            Of("mobilenetv4_conv_small", Small, 224),
            Of("mobilenetv4_conv_medium", Medium, 256),
            Of("mobilenetv4_conv_large", Large, 384),
            Of("mobilenetv4_hybrid_medium_075", HybridMedium with { Width = 0.75, KeepsStem = true }, 224),
            Of("mobilenetv4_hybrid_medium", HybridMedium, 256),
            Of("mobilenetv4_hybrid_large_075", HybridLarge with { Width = 0.75, KeepsStem = true }, 256),
            Of("mobilenetv4_hybrid_large", HybridLarge, 384),
            Of("mobilenetv4_conv_aa_medium", Smoothed(Medium, TimmUnits.Averaged), 256),
            Of("mobilenetv4_conv_blur_medium", Smoothed(Medium, TimmUnits.Blurred), 224),
            Of("mobilenetv4_conv_aa_large", Smoothed(Large, TimmUnits.Averaged), 448),
        ];

    private static MobileTable Smoothed(MobileTable table, Func<Tensor, string, Tensor> smoothing) =>
        table with
        {
            Style = table.Style with { Smoothing = smoothing },
        };

    private static Architecture Of(string name, MobileTable table, long resolution) =>
        new(name, Paper, Variants.Timm((x, _) => table.Body(x), table.Top, resolution: resolution));
}
