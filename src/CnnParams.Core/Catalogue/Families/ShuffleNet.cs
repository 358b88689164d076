using CnnParams.Catalogue.Blocks;

namespace CnnParams.Catalogue.Families;

/// <summary>ShuffleNet v2: table 5 of the paper.</summary>
internal sealed class ShuffleNet : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design",
        2018,
        "arXiv:1807.11164"
    );

    private static readonly int[] Repeats = [4, 8, 4];

    public string Name => "ShuffleNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("ShuffleNetV2_x0_5", 1024, 48, 96, 192),
            Of("ShuffleNetV2_x1_0", 1024, 116, 232, 464),
            Of("ShuffleNetV2_x1_5", 1024, 176, 352, 704),
            Of("ShuffleNetV2_x2_0", 2048, 244, 488, 976),
        ];

    private static Architecture Of(string name, long last, params long[] filters) =>
        new(
            name,
            Paper,
            Variants.Torchvision(
                (x, _) =>
                    x.ConvNorm("conv1.", 24, 3, 2)
                        .MaxPool("maxpool", 3, 2, 1)
                        .Repeat(
                            filters.Length,
                            (x, stage) =>
                                x.Repeat(
                                    Repeats[stage],
                                    (x, i) => x.ShuffleUnit($"stage{stage + 2}.{i}.", filters[stage], i == 0 ? 2 : 1)
                                )
                        )
                        .ConvNorm("conv5.", last, 1),
                (x, o) => x.GlobalAveragePool("mean").Dense("fc", o.Classes)
            )
        );
}
