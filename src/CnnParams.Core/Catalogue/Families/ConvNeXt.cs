using CnnParams.Catalogue.Blocks;

namespace CnnParams.Catalogue.Families;

/// <summary>ConvNeXt: section 3 of the paper.</summary>
internal sealed class ConvNeXt : IArchitectureFamily
{
    private static readonly Paper Paper = new("A ConvNet for the 2020s", 2022, "arXiv:2201.03545");

    private static readonly int[] Short = [3, 3, 9, 3];
    private static readonly int[] Long = [3, 3, 27, 3];

    public string Name => "ConvNeXt";

    public IEnumerable<Architecture> Members =>
        [
            Of("ConvNeXtTiny", Short, 96),
            Of("ConvNeXtSmall", Long, 96),
            Of("ConvNeXtBase", Long, 128),
            Of("ConvNeXtLarge", Long, 192),
            Of("ConvNeXtXLarge", Long, 256, isInTorchvision: false),
        ];

    private static Architecture Of(string name, int[] depths, long width, bool isInTorchvision = true)
    {
        const string same = "The same numbers in torchvision and Keras: there is no batch norm.";
        Tensor Body(Tensor x) =>
            x.Within(
                "features.",
                x =>
                    x.Conv("0.0", width, 4, 4)
                        .LayerNorm("0.1", channels: true)
                        .Repeat(
                            depths.Length,
                            (x, stage) =>
                                x.If(
                                        stage > 0,
                                        x =>
                                            x.LayerNorm($"{2 * stage}.0", channels: true)
                                                .Conv($"{2 * stage}.1", 2 * x.Channels, 2, 2)
                                    )
                                    .Repeat(
                                        depths[stage],
                                        // The rate grows from 0 at the first block.
                                        (x, i) => x.ConvNeXtBlock($"{(2 * stage) + 1}.{i}.", stage + i == 0 ? 0 : 0.2)
                                    )
                        )
            );

        var torchvision = Variants.Torchvision(
            (x, _) => Body(x),
            (x, o) =>
                x.AdaptiveAveragePool("avgpool", 1)
                    .Within("classifier.", x => x.LayerNorm("0", channels: true).Flatten("1").Dense("2", o.Classes)),
            same
        );
        var keras = Variants.Keras(
            // Without the classifier its norm stays.
            (x, o) => Body(x).If(!o.IncludeTop, x => x.LayerNorm("layer_normalization", channels: true)),
            (x, o) =>
                x.GlobalAveragePool("head_gap")
                    .LayerNorm("head_layernorm")
                    .Dense("head_dense", o.Classes)
                    .Activation("softmax", "softmax"),
            same
        );
        return isInTorchvision ? new(name, Paper, torchvision, keras) : new(name, Paper, keras);
    }
}
