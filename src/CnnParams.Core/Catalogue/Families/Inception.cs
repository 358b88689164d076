using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>GoogLeNet, Inception v3 and v4, Inception-ResNet v2.</summary>
internal sealed class Inception : IArchitectureFamily
{
    private static readonly Paper First = new("Going Deeper with Convolutions", 2014, "arXiv:1409.4842");

    private static readonly Paper Third = new(
        "Rethinking the Inception Architecture for Computer Vision",
        2015,
        "arXiv:1512.00567"
    );

    private static readonly Paper Fourth = new(
        "Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning",
        2016,
        "arXiv:1602.07261"
    );

    // Table 1 of the first paper.
    private static readonly (string Name, GoogLeNetRow Row)[] Table =
    [
        ("3a", new(64, 96, 128, 16, 32, 32)),
        ("3b", new(128, 128, 192, 32, 96, 64)),
        ("4a", new(192, 96, 208, 16, 48, 64)),
        ("4b", new(160, 112, 224, 24, 64, 64)),
        ("4c", new(128, 128, 256, 24, 64, 64)),
        ("4d", new(112, 144, 288, 32, 64, 64)),
        ("4e", new(256, 160, 320, 32, 128, 128)),
        ("5a", new(256, 160, 320, 32, 128, 128)),
        ("5b", new(384, 192, 384, 48, 128, 128)),
    ];

    private static readonly string[] TorchvisionNames =
    [
        "branch1",
        "branch2.0",
        "branch2.1",
        "branch3.0",
        "branch3.1",
        "branch4.0",
        "branch4.1",
        "concat",
    ];

    public string Name => "Inception";

    public IEnumerable<Architecture> Members =>
        [
            new(
                "GoogLeNet",
                First,
                Variants.Torchvision(
                    GoogLeNetTorchvision,
                    (x, o) =>
                        x.AdaptiveAveragePool("avgpool", 1).Flatten().Dropout("dropout", 0.2).Dense("fc", o.Classes),
                    "3x3 filters where the paper has 5x5 (pytorch/vision issue 906), batch norm in place of biases and "
                        + "of local response normalisation.",
                    hasAuxiliary: true
                ),
                Variants.Original(
                    GoogLeNetCaffe,
                    (x, o) =>
                        x.AveragePool("pool5/7x7_s1", 7, 1)
                            .Dropout("pool5/drop_7x7_s1", 0.4)
                            .FullyConnected("loss3/classifier", o.Classes)
                            .Activation("prob", "softmax"),
                    "As Caffe's bvlc_googlenet: biases, local response normalisation, 5x5 filters. The auxiliary heads "
                        + "are for training only.",
                    hasAuxiliary: true
                )
            )
            {
                Aliases = ["InceptionV1"],
            },
            new(
                "InceptionV3",
                Third,
                Variants.Torchvision(
                    (x, o) => V3(x, InceptionBlocks.BasicConv, o),
                    (x, o) => x.AdaptiveAveragePool("avgpool", 1).Dropout("dropout").Flatten().Dense("fc", o.Classes),
                    "Batch norms have a factor; the moving statistics are buffers, not parameters.",
                    resolution: 299,
                    hasAuxiliary: true
                ),
                Variants.Keras(
                    (x, o) => V3(x, InceptionBlocks.UnscaledConv, o),
                    KerasTop,
                    "Batch norms have no factor; the moving statistics count as non-trainable parameters. No auxiliary "
                        + "head.",
                    resolution: 299
                )
            ),
            new(
                "InceptionV4",
                Fourth,
                Variants.Original(
                    (x, _) => V4(x, InceptionBlocks.UnscaledConv),
                    V4Top,
                    "As the authors' code: batch norms have no factor; the moving statistics count as non-trainable "
                        + "parameters.",
                    resolution: 299
                ),
                PyTorch((x, _) => V4(x, InceptionBlocks.BasicConv), V4Top)
            ),
            new(
                "InceptionResNetV2",
                Fourth,
                Variants.Keras(
                    (x, _) => InceptionResNet(x, InceptionBlocks.UnscaledConv),
                    KerasTop,
                    "Batch norms have no factor; the moving statistics count as non-trainable parameters.",
                    resolution: 299
                ),
                PyTorch((x, _) => InceptionResNet(x, InceptionBlocks.BasicConv), KerasTop)
            ),
        ];

    private static DefinedVariant PyTorch(
        Func<Tensor, BuildOptions, Tensor> body,
        Func<Tensor, BuildOptions, Tensor> top
    ) =>
        new("PyTorch", body, top)
        {
            Note =
                "As the ports to PyTorch have it: batch norms have a factor; the moving statistics are buffers, not "
                + "parameters.",
            View = ParameterView.PyTorch,
            Resolution = 299,
        };

    private static Tensor V4(Tensor x, ConvUnit conv) =>
        x.InceptionV4Stem(conv)
            .Repeat(4, (x, i) => x.InceptionV4A($"inception_a{i + 1}.", conv))
            .InceptionReductionA("reduction_a.", conv, 192, 224, 256, 384)
            .Repeat(7, (x, i) => x.InceptionV4B($"inception_b{i + 1}.", conv))
            .InceptionV4ReductionB("reduction_b.", conv)
            .Repeat(3, (x, i) => x.InceptionV4C($"inception_c{i + 1}.", conv));

    private static Tensor V4Top(Tensor x, BuildOptions options) =>
        x.GlobalAveragePool("avg_pool")
            .Dropout("dropout", 0.2)
            .Dense("logits", options.Classes)
            .Activation("softmax", "softmax");

    private static Tensor KerasTop(Tensor x, BuildOptions options) =>
        x.GlobalAveragePool("avg_pool").Dense("predictions", options.Classes).Activation("softmax", "softmax");

    private static Tensor GoogLeNetTorchvision(Tensor x, BuildOptions options)
    {
        ConvUnit conv = InceptionBlocks.BasicConv;
        x = conv(x, "conv1", 64, 7, 2, 3).MaxPool("maxpool1", 3, 2, rounding: WindowRounding.Ceil);
        x = conv(conv(x, "conv2", 64, 1), "conv3", 192, 3, 1, 1)
            .MaxPool("maxpool2", 3, 2, rounding: WindowRounding.Ceil);
        foreach (var (name, row) in Table)
        {
            x = x.GoogLeNetModule($"inception{name}.", row, conv, TorchvisionNames, large: 3);
            if (options.Auxiliary && name is "4a" or "4d" && options.Auxiliary)
                Head(x, name == "4a" ? "aux1." : "aux2.", options.Classes);
            // The third pool has windows of 3, the fourth of 2.
            x = x.If(name == "3b", x => x.MaxPool("maxpool3", 3, 2, rounding: WindowRounding.Ceil))
                .If(name == "4e", x => x.MaxPool("maxpool4", 2, 2, rounding: WindowRounding.Ceil));
        }

        return x;

        static void Head(Tensor x, string scope, long classes) =>
            x.Within(
                scope,
                x =>
                    InceptionBlocks
                        .BasicConv(x.AdaptiveAveragePool("avgpool", 4), "conv", 128, 1)
                        .Flatten()
                        .Dense("fc1", 1024)
                        .ReLU("relu")
                        .Dropout("dropout", 0.7)
                        .Dense("fc2", classes)
            );
    }

    private static Tensor GoogLeNetCaffe(Tensor x, BuildOptions options)
    {
        x = InceptionBlocks
            .BiasedConv(x, "conv1/7x7_s2", 64, 7, 2, 3)
            .CaffePool("pool1/3x3_s2")
            .LocalResponseNorm("pool1/norm1");
        x = InceptionBlocks
            .BiasedConv(InceptionBlocks.BiasedConv(x, "conv2/3x3_reduce", 64, 1), "conv2/3x3", 192, 3, 1, 1)
            .LocalResponseNorm("conv2/norm2")
            .CaffePool("pool2/3x3_s2");
        foreach (var (name, row) in Table)
        {
            x = x.Inception($"inception_{name}/", row);
            if (options.Auxiliary && name is "4a" or "4d" && options.Auxiliary)
                Head(x, name == "4a" ? "loss1/" : "loss2/", options.Classes);
            x = x.If(name == "3b", x => x.CaffePool("pool3/3x3_s2")).If(name == "4e", x => x.CaffePool("pool4/3x3_s2"));
        }

        return x;

        static void Head(Tensor x, string scope, long classes) =>
            x.Within(
                scope,
                x =>
                    InceptionBlocks
                        .BiasedConv(
                            x.Then(
                                "ave_pool",
                                new Layers.AveragePooling(2)
                                {
                                    PoolSize = 5,
                                    Stride = 3,
                                    CeilMode = WindowRounding.CeilCaffe,
                                }
                            ),
                            "conv",
                            128,
                            1
                        )
                        .FullyConnected("fc", 1024)
                        .ReLU("relu_fc")
                        .Dropout("drop_fc", 0.7)
                        .FullyConnected("classifier", classes)
            );
    }

    private static Tensor V3(Tensor x, ConvUnit conv, BuildOptions options)
    {
        x = conv(conv(conv(x, "Conv2d_1a_3x3", 32, 3, 2), "Conv2d_2a_3x3", 32, 3), "Conv2d_2b_3x3", 64, 3, 1, 1)
            .MaxPool("maxpool1", 3, 2);
        x = conv(conv(x, "Conv2d_3b_1x1", 80, 1), "Conv2d_4a_3x3", 192, 3).MaxPool("maxpool2", 3, 2);
        x = x.InceptionA("Mixed_5b.", conv, 32)
            .InceptionA("Mixed_5c.", conv, 64)
            .InceptionA("Mixed_5d.", conv, 64)
            .InceptionB("Mixed_6a.", conv)
            .InceptionC("Mixed_6b.", conv, 128)
            .InceptionC("Mixed_6c.", conv, 160)
            .InceptionC("Mixed_6d.", conv, 160)
            .InceptionC("Mixed_6e.", conv, 192);
        if (options.Auxiliary)
        {
            _ = x.Within(
                "AuxLogits.",
                x =>
                    conv(conv(x.AveragePool("avg_pool", 5, 3), "conv0", 128, 1), "conv1", 768, 5)
                        .AdaptiveAveragePool("adaptive_avg_pool", 1)
                        .Flatten()
                        .Dense("fc", options.Classes)
            );
        }

        return x.InceptionD("Mixed_7a.", conv).InceptionE("Mixed_7b.", conv).InceptionE("Mixed_7c.", conv);
    }

    private static Tensor InceptionResNet(Tensor x, ConvUnit conv)
    {
        x = conv(conv(conv(x, "conv2d_1a", 32, 3, 2), "conv2d_2a", 32, 3), "conv2d_2b", 64, 3, 1, 1)
            .MaxPool("maxpool_3a", 3, 2);
        x = conv(conv(x, "conv2d_3b", 80, 1), "conv2d_4a", 192, 3).MaxPool("maxpool_5a", 3, 2);
        x = x.Within(
            "mixed_5b.",
            x =>
                x.Branches(
                    "concat",
                    x => conv(x, "branch0", 96, 1),
                    x => conv(conv(x, "branch1_1", 48, 1), "branch1_2", 64, 5, 1, 2),
                    x => conv(conv(conv(x, "branch2_1", 64, 1), "branch2_2", 96, 3, 1, 1), "branch2_3", 96, 3, 1, 1),
                    x => conv(x.AveragePool("avg_pool", 3, 1, 1), "branch3", 64, 1)
                )
        );
        x = x.Repeat(10, (x, i) => x.InceptionResNetA($"block35_{i + 1}.", conv))
            .InceptionReductionA("mixed_6a.", conv, 256, 256, 384, 384)
            .Repeat(20, (x, i) => x.InceptionResNetB($"block17_{i + 1}.", conv))
            .InceptionResNetReductionB("mixed_7a.", conv)
            .Repeat(10, (x, i) => x.InceptionResNetC($"block8_{i + 1}.", conv, activates: i < 9));
        return conv(x, "conv_7b", 1536, 1);
    }
}

/// <summary>Caffe's pooling of GoogLeNet: windows of 3, a stride of 2, rounded up.</summary>
file static class CaffePooling
{
    internal static Tensor CaffePool(this Tensor x, string name) =>
        x.MaxPool(name, 3, 2, rounding: WindowRounding.CeilCaffe);
}
