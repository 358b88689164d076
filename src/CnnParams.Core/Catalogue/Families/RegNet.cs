using CnnParams.Catalogue.Blocks;

namespace CnnParams.Catalogue.Families;

/// <summary>RegNet: widths that follow a line, made whole; X without and Y with squeeze-and-excitation.</summary>
internal sealed class RegNet : IArchitectureFamily
{
    private static readonly Paper Paper = new("Designing Network Design Spaces", 2020, "arXiv:2003.13678");

    public string Name => "RegNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("RegNetX_400MF", 22, 24, 24.48, 2.54, 16),
            Of("RegNetX_800MF", 16, 56, 35.73, 2.28, 16),
            Of("RegNetX_1_6GF", 18, 80, 34.01, 2.25, 24),
            Of("RegNetX_3_2GF", 25, 88, 26.31, 2.25, 48),
            Of("RegNetX_8GF", 23, 80, 49.56, 2.88, 120),
            Of("RegNetX_16GF", 22, 216, 55.59, 2.1, 128),
            Of("RegNetX_32GF", 23, 320, 69.86, 2.0, 168),
            Of("RegNetY_400MF", 16, 48, 27.89, 2.09, 8, squeezes: true),
            Of("RegNetY_800MF", 14, 56, 38.84, 2.4, 16, squeezes: true),
            Of("RegNetY_1_6GF", 27, 48, 20.71, 2.65, 24, squeezes: true),
            Of("RegNetY_3_2GF", 21, 80, 42.63, 2.66, 24, squeezes: true),
            Of("RegNetY_8GF", 17, 192, 76.82, 2.19, 56, squeezes: true),
            Of("RegNetY_16GF", 18, 200, 106.23, 2.48, 112, squeezes: true),
            Of("RegNetY_32GF", 20, 232, 115.89, 2.53, 232, squeezes: true),
            Of("RegNetY_128GF", 27, 456, 160.83, 2.52, 264, squeezes: true),
        ];

    private static Architecture Of(
        string name,
        int depth,
        long firstWidth,
        double slope,
        double step,
        long groupWidth,
        bool squeezes = false
    ) =>
        new(
            name,
            Paper,
            Variants.Torchvision(
                (x, _) =>
                {
                    x = x.ConvNorm("stem.", 32, 3, 2);
                    int stage = 0;
                    foreach (var (width, count) in Stages(depth, firstWidth, slope, step, groupWidth))
                    {
                        stage++;
                        x = x.Repeat(
                            count,
                            (x, i) =>
                                x.RegNetBlock(
                                    $"trunk_output.block{stage}.block{stage}-{i}.",
                                    width,
                                    Math.Min(groupWidth, width),
                                    i == 0 ? 2 : 1,
                                    squeezes
                                )
                        );
                    }

                    return x;
                },
                (x, o) => x.AdaptiveAveragePool("avgpool", 1).Flatten().Dense("fc", o.Classes)
            )
        );

    // Equations 2 to 4 of the paper, as torchvision computes them: widths of all blocks on a line, each brought to the
    // nearest power of the step and to a multiple of 8, blocks of one width making a stage.
    private static IEnumerable<(long Width, int Count)> Stages(
        int depth,
        long firstWidth,
        double slope,
        double step,
        long groupWidth
    ) =>
        Enumerable
            .Range(0, depth)
            .Select(block => Math.Round(Math.Log(((block * slope) + firstWidth) / firstWidth) / Math.Log(step)))
            .Select(power => checked((long)Math.Round(firstWidth * Math.Pow(step, power) / 8) * 8))
            .GroupBy(
                width => width,
                (width, blocks) => (ChannelRounding.Nearest(width, Math.Min(groupWidth, width)), blocks.Count())
            );
}
