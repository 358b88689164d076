using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>The reference networks of MLPerf Tiny, as keras_model.py of mlcommons/tiny builds them.</summary>
internal sealed class TinyML : IArchitectureFamily
{
    private const string Counted =
        "The moving statistics count as non-trainable parameters; convolutions keep their biases beside batch norm.";

    private static readonly Paper Paper = new("MLPerf Tiny Benchmark", 2021, "arXiv:2106.07597");

    private static readonly (long Filters, long Stride)[] PersonDetection =
    [
        (16, 1),
        (32, 2),
        (32, 1),
        (64, 2),
        (64, 1),
        (128, 2),
        (128, 1),
        (128, 1),
        (128, 1),
        (128, 1),
        (128, 1),
        (256, 2),
        (256, 1),
    ];

    public string Name => "MLPerf Tiny";

    public IEnumerable<Architecture> Members =>
        [
            new("MLPerfTinyKeywordSpotting", Paper, Of(new Extent(49, 10), 1, 12, KeywordSpotting, Counted))
            {
                Aliases = ["DSCNN"],
            },
            new(
                "MLPerfTinyImageClassification",
                Paper,
                Of(32, 3, 10, ImageClassification, Counted + " 16 filters; the file's default is 26 by now.")
            )
            {
                Aliases = ["ResNet8"],
            },
            new("MLPerfTinyVisualWakeWords", Paper, Of(96, 3, 2, VisualWakeWords, Counted))
            {
                Aliases = ["MobileNetV1_0_25_96"],
            },
            new(
                "MLPerfTinyAnomalyDetection",
                Paper,
                new DefinedVariant("Keras", (x, _) => AnomalyDetection(x))
                {
                    Note =
                        "An autoencoder of a sound's spectrum. The moving statistics count as non-trainable "
                        + "parameters.",
                    Layout = ShapeLayout.ChannelsLast,
                    Resolution = null,
                    Channels = 640,
                    HasClasses = false,
                }
            ),
        ];

    private static ArchitectureVariant Of(
        Extent resolution,
        long channels,
        long classes,
        Func<Tensor, Tensor> body,
        string note
    ) =>
        new DefinedVariant(
            "Keras",
            (x, _) => body(x),
            (x, o) => x.Flatten().Dense("dense", o.Classes).Activation("softmax", "softmax")
        )
        {
            Note = note,
            Layout = ShapeLayout.ChannelsLast,
            Resolution = resolution,
            Channels = channels,
            Classes = classes,
        };

    private static Tensor KeywordSpotting(Tensor x)
    {
        x = x.Conv("conv", 64, new Extent(10, 4), 2, Padding.Same)
            .BatchNorm("bn")
            .ReLU("relu")
            .Dropout("dropout", 0.2)
            .Repeat(4, (x, i) => x.Separated($"block{i + 1}_", 64, 1))
            .Dropout("dropout", 0.4);
        return x.AveragePool("pool", new Extent(x.Shape.Spatial(0).Value, x.Shape.Spatial(1).Value));
    }

    private static Tensor ImageClassification(Tensor x) =>
        x.Conv("conv", 16, 3, 1, Padding.Same)
            .BatchNorm("bn")
            .ReLU("relu")
            .Residual("stack1_", 16, 1)
            .Residual("stack2_", 32, 2)
            .Residual("stack3_", 64, 2)
            .AveragePool("pool", 8);

    private static Tensor VisualWakeWords(Tensor x) =>
        x.Conv("conv", 8, 3, 2, Padding.Same)
            .BatchNorm("bn")
            .ReLU("relu")
            .Repeat(
                PersonDetection.Length,
                (x, i) => x.Separated($"block{i + 1}_", PersonDetection[i].Filters, PersonDetection[i].Stride)
            )
            .AveragePool("pool", 3);

    private static Tensor AnomalyDetection(Tensor x)
    {
        long inputs = x.Channels;
        long[] units = [128, 128, 128, 128, 8, 128, 128, 128, 128];
        return x.Repeat(
                units.Length,
                (x, i) => x.Dense($"dense{i + 1}", units[i]).BatchNorm($"bn{i + 1}").ReLU($"relu{i + 1}")
            )
            .Dense("output", inputs);
    }
}

/// <summary>The blocks of MLPerf Tiny's networks.</summary>
file static class TinyBlocks
{
    /// <summary>Depthwise and pointwise convolution, each with batch norm and ReLU.</summary>
    internal static Tensor Separated(this Tensor x, string scope, long filters, long stride) =>
        x.Within(
            scope,
            x =>
                x.DepthwiseConv("depthwise", 3, stride, Padding.Same)
                    .BatchNorm("depthwise_bn")
                    .ReLU("depthwise_relu")
                    .Conv("pointwise", filters, 1)
                    .BatchNorm("pointwise_bn")
                    .ReLU("pointwise_relu")
        );

    /// <summary>
    /// Two convolutions and a shortcut, which has a convolution without batch norm where the size changes.
    /// </summary>
    internal static Tensor Residual(this Tensor x, string scope, long filters, long stride) =>
        x.Within(
            scope,
            x =>
            {
                var end = x.Conv("conv1", filters, 3, stride, Padding.Same)
                    .BatchNorm("bn1")
                    .ReLU("relu1")
                    .Conv("conv2", filters, 3, 1, Padding.Same)
                    .BatchNorm("bn2");
                return x.If(stride > 1, x => x.Conv("shortcut", filters, 1, stride, Padding.Same))
                    .Add("add", end)
                    .ReLU("relu2");
            }
        );
}
