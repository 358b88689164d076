using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>DenseNet: table 1 of the paper.</summary>
internal sealed class DenseNet : IArchitectureFamily
{
    private static readonly Paper Paper = new("Densely Connected Convolutional Networks", 2016, "arXiv:1608.06993");

    public string Name => "DenseNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("DenseNet121", 64, 32, true, 6, 12, 24, 16),
            Of("DenseNet161", 96, 48, false, 6, 12, 36, 24),
            Of("DenseNet169", 64, 32, true, 6, 12, 32, 32),
            Of("DenseNet201", 64, 32, true, 6, 12, 48, 32),
        ];

    private static Architecture Of(string name, long first, long growth, bool isInKeras, params int[] depths)
    {
        Tensor Body(Tensor x) =>
            x.Within(
                "features.",
                x =>
                    x.Conv("conv0", first, 7, 2, 3, bias: false)
                        .BatchNorm("norm0")
                        .ReLU("relu0")
                        .MaxPool("pool0", 3, 2, 1)
                        .Repeat(
                            depths.Length,
                            (x, i) =>
                                x.DenseBlock($"denseblock{i + 1}.", depths[i], growth)
                                    .If(i < depths.Length - 1, x => x.DenseTransition($"transition{i + 1}."))
                        )
                        .BatchNorm("norm5")
                        .ReLU("relu5")
                        .CalledAs(ModuleCall.Function)
            );

        var torchvision = Variants.Torchvision(
            (x, _) => Body(x),
            (x, o) =>
                x.AdaptiveAveragePool("avgpool", 1)
                    .CalledAs(ModuleCall.Function)
                    .Flatten()
                    .Dense("classifier", o.Classes),
            "The moving statistics are buffers, not parameters."
        );
        var keras = Variants.Keras(
            (x, _) => Body(x),
            (x, o) => x.GlobalAveragePool("avg_pool").Dense("predictions", o.Classes).Activation("softmax", "softmax"),
            "The moving statistics count as non-trainable parameters."
        );
        return isInKeras ? new(name, Paper, torchvision, keras) : new(name, Paper, torchvision);
    }
}
