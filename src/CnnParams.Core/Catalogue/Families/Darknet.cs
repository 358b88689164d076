using System.Globalization;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// Darknet's classifiers and the YOLO detectors on them, as the .cfg files of pjreddie/darknet have them.
/// </summary>
internal sealed class Darknet : IArchitectureFamily
{
    private const string Counted =
        "The moving statistics count as non-trainable parameters: the .weights file holds them. Darknet's BFLOPs are "
        + "two for each multiply-accumulate.";

    private static readonly Paper First = new(
        "You Only Look Once: Unified, Real-Time Object Detection",
        2015,
        "arXiv:1506.02640"
    );

    private static readonly Paper Second = new("YOLO9000: Better, Faster, Stronger", 2016, "arXiv:1612.08242");

    private static readonly Paper Third = new("YOLOv3: An Incremental Improvement", 2018, "arXiv:1804.02767");

    public string Name => "Darknet";

    public IEnumerable<Architecture> Members =>
        [
            .. Detectors.Select(InYolo),
            new(
                "Darknet19",
                Second,
                Classifier(
                    (x, o) => Darknet19(x),
                    (x, o) =>
                        x.Conv("conv19", o.Classes, 1).GlobalAveragePool("avgpool").Activation("softmax", "softmax")
                )
            ),
            new(
                "Darknet53",
                Third,
                Classifier(
                    (x, o) => Darknet53(x, []),
                    (x, o) =>
                        x.GlobalAveragePool("avgpool", keepDims: true)
                            .Conv("output", o.Classes, 1)
                            .Flatten()
                            .Activation("softmax", "softmax")
                )
            ),
        ];

    private static IEnumerable<Architecture> Detectors =>
        [
            new(
                "YOLOv1",
                First,
                new DefinedVariant("original", YoloV1)
                {
                    Note =
                        "The paper's figure 3: no batch norm, two fully connected layers, 2 boxes for each of 7x7 "
                        + "cells.",
                    Resolution = 448,
                    Classes = 20,
                },
                Detector(
                    448,
                    20,
                    YoloV1Darknet,
                    "As yolo.cfg has it: batch norm, a locally connected layer in place of the large fully connected "
                        + "one, 3 boxes for each cell. "
                        + Counted
                )
            ),
            new("YOLOv1Tiny", First, Detector(448, 20, YoloV1Tiny)) { Aliases = ["TinyYOLOv1"] },
            new("YOLOv2", Second, Detector(416, 80, YoloV2)),
            new(
                "YOLOv2Tiny",
                Second,
                Detector(416, 80, (x, o) => TinyBody(x, 1024).Unit(512, 3).Output("region", 5 * (5 + o.Classes)))
            )
            {
                Aliases = ["TinyYOLOv2"],
            },
            new("YOLOv3", Third, Detector(416, 80, YoloV3)),
            new("YOLOv3Tiny", Third, Detector(416, 80, YoloV3Tiny)) { Aliases = ["TinyYOLOv3"] },
        ];

    private static Architecture InYolo(Architecture detector)
    {
        detector.Family = "YOLO";
        return detector;
    }

    private static ArchitectureVariant Classifier(
        Func<Tensor, BuildOptions, Tensor> body,
        Func<Tensor, BuildOptions, Tensor> top
    ) => new DefinedVariant("Darknet", body, top) { Note = Counted, Resolution = 256 };

    private static ArchitectureVariant Detector(
        long resolution,
        long classes,
        Func<Tensor, BuildOptions, Tensor> body,
        string note = Counted
    ) =>
        new DefinedVariant("Darknet", body)
        {
            Note = note,
            Resolution = resolution,
            Classes = classes,
        };

    // Pairs of a 1x1 convolution to half the filters and a 3x3 one between poolings.
    private static Tensor Darknet19(Tensor x) => Darknet19End(Darknet19Begin(x).MaxPool("pool5", 2));

    private static Tensor Darknet19Begin(Tensor x) =>
        x.Unit(32, 3)
            .MaxPool("pool1", 2)
            .Unit(64, 3)
            .MaxPool("pool2", 2)
            .Unit(128, 3)
            .Unit(64, 1)
            .Unit(128, 3)
            .MaxPool("pool3", 2)
            .Unit(256, 3)
            .Unit(128, 1)
            .Unit(256, 3)
            .MaxPool("pool4", 2)
            .Unit(512, 3)
            .Unit(256, 1)
            .Unit(512, 3)
            .Unit(256, 1)
            .Unit(512, 3);

    private static Tensor Darknet19End(Tensor x) =>
        x.Unit(1024, 3).Unit(512, 1).Unit(1024, 3).Unit(512, 1).Unit(1024, 3);

    // Table 1 of the third paper; the last tensor of each stage is kept for the detector.
    private static Tensor Darknet53(Tensor x, List<Tensor> stages)
    {
        (long Filters, int Blocks)[] table = [(64, 1), (128, 2), (256, 8), (512, 8), (1024, 4)];
        x = x.Unit(32, 3);
        foreach (var (filters, blocks) in table)
        {
            x = x.Unit(filters, 3, 2)
                .Repeat(blocks, (x, _) => x.Unit(filters / 2, 1).Unit(filters, 3).Add("shortcut", x));
            stages.Add(x);
        }

        return x;
    }

    // Figure 3 of the first paper, with the convolution that is meant.
    private static Tensor YoloV1Body(Tensor x, Func<Tensor, long, long, long, Tensor> conv) =>
        x.Stage(conv, (64, 7, 2))
            .MaxPool("pool1", 2)
            .Stage(conv, (192, 3, 1))
            .MaxPool("pool2", 2)
            .Stage(conv, (128, 1, 1), (256, 3, 1), (256, 1, 1), (512, 3, 1))
            .MaxPool("pool3", 2)
            .Repeat(4, (x, _) => x.Stage(conv, (256, 1, 1), (512, 3, 1)))
            .Stage(conv, (512, 1, 1), (1024, 3, 1))
            .MaxPool("pool4", 2)
            .Repeat(2, (x, _) => x.Stage(conv, (512, 1, 1), (1024, 3, 1)))
            .Stage(conv, (1024, 3, 1), (1024, 3, 2), (1024, 3, 1), (1024, 3, 1));

    private static Tensor YoloV1(Tensor x, BuildOptions options) =>
        YoloV1Body(x, DarknetLayers.Biased)
            .FullyConnected("connected1", 4096)
            .Activation("connected1/leaky", "leaky_relu")
            .Dropout("dropout")
            .FullyConnected("connected2", 7 * 7 * ((2 * 5) + options.Classes));

    private static Tensor YoloV1Darknet(Tensor x, BuildOptions options) =>
        YoloV1Body(x, DarknetLayers.Unit)
            .Then(
                "local",
                new LocallyConnected(2)
                {
                    Filters = 256,
                    KernelSize = 3,
                    Padding = 1,
                }
            )
            .Activation("local/leaky", "leaky_relu")
            .Dropout("dropout")
            .FullyConnected("connected", 7 * 7 * ((3 * 5) + options.Classes));

    private static Tensor YoloV1Tiny(Tensor x, BuildOptions options) =>
        x.Repeat(6, (x, i) => x.Unit(16L << i, 3).MaxPool($"pool{i + 1}", 2))
            .Unit(1024, 3)
            .Unit(256, 3)
            .FullyConnected("connected", 7 * 7 * ((2 * 5) + options.Classes));

    private static Tensor YoloV2(Tensor x, BuildOptions options)
    {
        var fine = Darknet19Begin(x);
        var coarse = Darknet19End(fine.MaxPool("pool5", 2)).Unit(1024, 3).Unit(1024, 3);
        // The finer map goes along, each 2x2 positions as four channels.
        return fine.Unit(64, 1)
            .Then("reorg", new PixelUnshuffle { Factor = 2 })
            .Concatenate("route", coarse)
            .Unit(1024, 3)
            .Output("region", 5 * (5 + options.Classes));
    }

    private static Tensor YoloV3(Tensor x, BuildOptions options)
    {
        List<Tensor> stages = [];
        x = Darknet53(x, stages);
        foreach (var (filters, finer) in new[] { (512L, stages[3]), (256L, stages[2]), (128L, null) })
        {
            x = x.Repeat(2, (x, _) => x.Unit(filters, 1).Unit(2 * filters, 3)).Unit(filters, 1);
            var output = x.Unit(2 * filters, 3).Output("yolo", 3 * (5 + options.Classes));
            if (finer is null)
                return output;
            x = x.Unit(filters / 2, 1).UpSample("upsample").Concatenate("route", finer);
        }

        return x;
    }

    private static Tensor YoloV3Tiny(Tensor x, BuildOptions options)
    {
        long values = 3 * (5 + options.Classes);
        Tensor fine = x;
        x = TinyBody(x, 1024, stage => fine = stage).Unit(256, 1);
        _ = x.Unit(512, 3).Output("yolo", values);
        return x.Unit(128, 1).UpSample("upsample").Concatenate("route", fine).Unit(256, 3).Output("yolo", values);
    }

    // Six 3x3 convolutions with pooling after each, the last of which keeps the size; and a seventh.
    private static Tensor TinyBody(Tensor x, long last, Action<Tensor>? fifth = null) =>
        x.Repeat(
                6,
                (x, i) =>
                {
                    x = x.Unit(16L << i, 3);
                    if (i == 4)
                        fifth?.Invoke(x);
                    return i < 5 ? x.MaxPool($"pool{i + 1}", 2) : x.MaxPool("pool6", 2, 1, Padding.Same);
                }
            )
            .Unit(last, 3);
}

/// <summary>Darknet's convolutional layers, numbered as they come.</summary>
file static class DarknetLayers
{
    /// <summary>Convolution without bias, batch norm, leaky ReLU.</summary>
    internal static Tensor Unit(this Tensor x, long filters, long kernel, long stride = 1)
    {
        string name = x.Next();
        return x.Conv(name, filters, kernel, stride, kernel / 2, bias: false)
            .BatchNorm(name + "/bn")
            .Activation(name + "/leaky", "leaky_relu");
    }

    /// <summary>Convolution with bias, leaky ReLU.</summary>
    internal static Tensor Biased(this Tensor x, long filters, long kernel, long stride = 1)
    {
        string name = x.Next();
        return x.Conv(name, filters, kernel, stride, kernel / 2).Activation(name + "/leaky", "leaky_relu");
    }

    /// <summary>Convolutions, each of so many filters, a size and a stride.</summary>
    internal static Tensor Stage(
        this Tensor x,
        Func<Tensor, long, long, long, Tensor> conv,
        params (long Filters, long Kernel, long Stride)[] table
    ) => x.Repeat(table.Length, (x, i) => conv(x, table[i].Filters, table[i].Kernel, table[i].Stride));

    /// <summary>The linear 1x1 convolution that predicts.</summary>
    internal static Tensor Output(this Tensor x, string name, long values) => x.Conv(name, values, 1);

    internal static Tensor UpSample(this Tensor x, string name) => x.Then(name, new UpSampling(2) { Size = 2 });

    private static string Next(this Tensor x) =>
        "conv" + (x.Layers.Count(layer => layer is Convolution) + 1).ToString(CultureInfo.InvariantCulture);
}
