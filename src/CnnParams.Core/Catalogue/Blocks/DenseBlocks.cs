using CnnParams.Layers;

namespace CnnParams.Catalogue.Blocks;

/// <summary>The blocks of DenseNet (arXiv:1608.06993): every layer sees what all before it made.</summary>
public static class DenseBlocks
{
    /// <summary>
    /// Norm, ReLU, 1x1 convolution to four times the growth, norm, ReLU, 3x3 convolution; joined with the input.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="growth">The channels that are added.</param>
    [Block(
        "DenseLayer",
        "Norm, ReLU, 1x1 convolution, norm, ReLU, 3x3 convolution, joined with the input (DenseNet).",
        Paper = "arXiv:1608.06993",
        Example = "Growth=32"
    )]
    public static Tensor DenseLayer(
        this Tensor x,
        string scope,
        [Setting("The channels that are added.")] long growth
    ) =>
        x.Within(
            scope,
            x =>
                x.Concatenate(
                    "concat",
                    x.BatchNorm("norm1")
                        .ReLU("relu1")
                        .Conv("conv1", 4 * growth, 1, bias: false)
                        .BatchNorm("norm2")
                        .ReLU("relu2")
                        .Conv("conv2", growth, 3, 1, 1, bias: false)
                )
        );

    /// <summary>Several dense layers, named from 1.</summary>
    [Block(
        "DenseBlock",
        "Several dense layers, each of which sees what all before it made (DenseNet).",
        Paper = "arXiv:1608.06993",
        Example = "Layers=6; Growth=32"
    )]
    public static Tensor DenseBlock(
        this Tensor x,
        string scope,
        [Setting("The number of dense layers.")] long layers,
        [Setting("The channels that each adds.")] long growth
    ) => x.Within(scope, x => x.Repeat(layers, (x, i) => x.DenseLayer($"denselayer{i + 1}.", growth)));

    /// <summary>Half the channels by a 1x1 convolution, a quarter of the positions by pooling.</summary>
    [Block(
        "DenseTransition",
        "Half the channels by a 1x1 convolution, a quarter of the positions by pooling (DenseNet).",
        Paper = "arXiv:1608.06993"
    )]
    public static Tensor DenseTransition(this Tensor x, string scope) =>
        x.Within(
            scope,
            x => x.BatchNorm("norm").ReLU("relu").Conv("conv", x.Channels / 2, 1, bias: false).AveragePool("pool", 2)
        );
}
