using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>EfficientNet: table 1 of the paper, scaled to B0 ... B7; and v2, table 4 of the second paper.</summary>
internal sealed class EfficientNet : IArchitectureFamily
{
    private static readonly Paper First = new(
        "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks",
        2019,
        "arXiv:1905.11946"
    );

    private static readonly Paper Second = new(
        "EfficientNetV2: Smaller Models and Faster Training",
        2021,
        "arXiv:2104.00298"
    );

    private static readonly Stage[] Baseline =
    [
        new(1, 3, 1, 16, 1),
        new(6, 3, 2, 24, 2),
        new(6, 5, 2, 40, 2),
        new(6, 3, 2, 80, 3),
        new(6, 5, 1, 112, 3),
        new(6, 5, 2, 192, 4),
        new(6, 3, 1, 320, 1),
    ];

    // The authors' code has these beside the paper's; widths are rounded as nothing else's are.
    private static readonly Stage[] SecondBaseline =
    [
        Fused(1, 1, 16, 1),
        Fused(4, 2, 32, 2),
        Fused(4, 2, 48, 2),
        new(4, 3, 2, 96, 3),
        new(6, 3, 1, 112, 5),
        new(6, 3, 2, 192, 8),
    ];

    public string Name => "EfficientNet";

    public IEnumerable<Architecture> Members =>
        [
            Scaled("EfficientNetB0", 1.0, 1.0, 224),
            Scaled("EfficientNetB1", 1.0, 1.1, 240),
            Scaled("EfficientNetB2", 1.1, 1.2, 288, keras: 260),
            Scaled("EfficientNetB3", 1.2, 1.4, 300),
            Scaled("EfficientNetB4", 1.4, 1.8, 380),
            Scaled("EfficientNetB5", 1.6, 2.2, 456),
            Scaled("EfficientNetB6", 1.8, 2.6, 528),
            Scaled("EfficientNetB7", 2.0, 3.1, 600),
            SmallNew("EfficientNetV2B0", 1.0, 1.0, 224),
            SmallNew("EfficientNetV2B1", 1.0, 1.1, 240),
            SmallNew("EfficientNetV2B2", 1.1, 1.2, 260),
            SmallNew("EfficientNetV2B3", 1.2, 1.4, 300),
            New(
                "EfficientNetV2S",
                384,
                [
                    Fused(1, 1, 24, 2),
                    Fused(4, 2, 48, 4),
                    Fused(4, 2, 64, 4),
                    new(4, 3, 2, 128, 6),
                    new(6, 3, 1, 160, 9),
                    new(6, 3, 2, 256, 15),
                ]
            ),
            New(
                "EfficientNetV2M",
                480,
                [
                    Fused(1, 1, 24, 3),
                    Fused(4, 2, 48, 5),
                    Fused(4, 2, 80, 5),
                    new(4, 3, 2, 160, 7),
                    new(6, 3, 1, 176, 14),
                    new(6, 3, 2, 304, 18),
                    new(6, 3, 1, 512, 5),
                ]
            ),
            New(
                "EfficientNetV2L",
                480,
                [
                    Fused(1, 1, 32, 4),
                    Fused(4, 2, 64, 7),
                    Fused(4, 2, 96, 7),
                    new(4, 3, 2, 192, 10),
                    new(6, 3, 1, 224, 19),
                    new(6, 3, 2, 384, 25),
                    new(6, 3, 1, 640, 7),
                ]
            ),
        ];

    private static Stage Fused(long expansion, long stride, long filters, int repeats) =>
        new(expansion, 3, stride, filters, repeats, IsFused: true);

    private static Architecture Scaled(string name, double width, double depth, long resolution, long? keras = null)
    {
        Stage[] stages = Compound(Baseline, depth, filters => ChannelRounding.Nearest(filters * width));
        long first = ChannelRounding.Nearest(32 * width),
            last = ChannelRounding.Nearest(1280 * width);
        return new(
            name,
            First,
            Torchvision(stages, first, last, resolution),
            Keras(
                stages,
                first,
                last,
                keras ?? resolution,
                x => x.Then("normalization", new Normalization { Axis = [x.Shape.ChannelAxis + 1] }),
                "The moving statistics and the 7 values of the input's Normalization count as non-trainable parameters."
            )
        );
    }

    private static Architecture New(string name, long resolution, Stage[] stages) =>
        new(
            name,
            Second,
            Torchvision(stages, stages[0].Filters, 1280, resolution),
            Keras(
                stages,
                stages[0].Filters,
                1280,
                resolution,
                x => x,
                "The moving statistics count as non-trainable parameters."
            )
        );

    private static Architecture SmallNew(string name, double width, double depth, long resolution)
    {
        Stage[] stages = Compound(SecondBaseline, depth, filters => ChannelRounding.Multiple(filters * width));
        return new(
            name,
            Second,
            Keras(
                stages,
                ChannelRounding.Multiple(32 * width),
                ChannelRounding.Multiple(1280 * width),
                resolution,
                x => x,
                "The moving statistics count as non-trainable parameters."
            )
        );
    }

    private static Stage[] Compound(Stage[] stages, double depth, Func<long, long> scaled) =>
        Array.ConvertAll(
            stages,
            stage => stage with { Filters = scaled(stage.Filters), Repeats = (int)Math.Ceiling(stage.Repeats * depth) }
        );

    private static ArchitectureVariant Torchvision(Stage[] stages, long first, long last, long resolution) =>
        Variants.Torchvision(
            (x, _) =>
                x.Within(
                    "features.",
                    x =>
                        x.ConvNorm("0.", first, 3, 2, "silu")
                            .Repeat(
                                stages.Length,
                                (x, stage) =>
                                    x.Repeat(
                                        stages[stage].Repeats,
                                        (x, i) =>
                                        {
                                            var block = stages[stage].Block(x, i);
                                            string scope = $"{stage + 1}.{i}.";
                                            return stages[stage].IsFused
                                                ? x.FusedInvertedResidual(scope, block)
                                                : x.InvertedResidual(scope, block);
                                        }
                                    )
                            )
                            .ConvNorm($"{stages.Length + 1}.", last, 1, function: "silu")
                ),
            (x, o) =>
                x.AdaptiveAveragePool("avgpool", 1)
                    .Flatten()
                    .Within("classifier.", x => x.Dropout("0", 0.2).Dense("1", o.Classes)),
            "The moving statistics are buffers, not parameters.",
            resolution
        );

    private static ArchitectureVariant Keras(
        Stage[] stages,
        long first,
        long last,
        long resolution,
        Func<Tensor, Tensor> preprocessing,
        string note
    ) =>
        Variants.Keras(
            (x, _) =>
                preprocessing(x)
                    .KerasConvNorm("stem", first, 3, 2, Padding.Same, "silu")
                    .Repeat(
                        stages.Length,
                        (x, stage) =>
                            x.Repeat(
                                stages[stage].Repeats,
                                (x, i) =>
                                {
                                    var block = stages[stage].Block(x, i);
                                    string scope = $"block{stage + 1}{(char)('a' + (i % 26))}{(i < 26 ? "" : "2")}_";
                                    return stages[stage].IsFused
                                        ? x.KerasFusedInvertedResidual(scope, block)
                                        : x.KerasInvertedResidual(scope, block);
                                }
                            )
                    )
                    .KerasConvNorm("top", last, 1, function: "silu"),
            (x, o) =>
                x.GlobalAveragePool("avg_pool")
                    .Dropout("top_dropout", 0.2)
                    .Dense("predictions", o.Classes)
                    .Activation("softmax", "softmax"),
            note,
            resolution
        );

    /// <summary>A row of the tables: expansion, kernel, stride, channels and how many blocks.</summary>
    private sealed record Stage(
        long Expansion,
        long Kernel,
        long Stride,
        long Filters,
        int Repeats,
        bool IsFused = false
    )
    {
        /// <summary>
        /// Block number <paramref name="i"/>; squeeze-and-excitation has a quarter of the input channels.
        /// </summary>
        internal InvertedResidual Block(Tensor x, int i) =>
            new(
                Expansion * x.Channels,
                Filters,
                Kernel,
                i == 0 ? Stride : 1,
                "silu",
                Squeeze: Math.Max(1, x.Channels / 4)
            )
            {
                SqueezeFunction = "silu",
                DropsPath = true,
                // The rate grows from 0 at the first block, the only stage without an expansion.
                DropPathRate = Expansion == 1 && i == 0 ? 0 : 0.2,
            };
    }
}
