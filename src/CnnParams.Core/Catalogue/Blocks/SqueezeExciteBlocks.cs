using CnnParams.Layers;

namespace CnnParams.Catalogue.Blocks;

/// <summary>Squeeze-and-excitation (arXiv:1709.01507): channels weighted by what the whole image holds.</summary>
public static class SqueezeExciteBlocks
{
    /// <summary>
    /// Global mean, 1x1 convolution to fewer channels, another back, a gate; the product with the input.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="squeeze">The channels in the middle.</param>
    /// <param name="function">The activation in the middle.</param>
    /// <param name="gate">The activation of the gate.</param>
    [Block(
        "SqueezeExcite",
        "Channels weighted by what the whole image holds: global mean, 1x1 convolution to fewer channels, another "
            + "back, a gate.",
        Aliases = "SE SqueezeAndExcitation",
        Paper = "arXiv:1709.01507",
        Example = "Squeeze=16",
        ExampleInput = "56x56x64"
    )]
    public static Tensor SqueezeExcite(
        this Tensor x,
        string scope,
        [Setting("The channels in the middle.")] long squeeze,
        [Setting("The activation in the middle.")] string function = "relu",
        [Setting("The activation of the gate.")] string gate = "sigmoid"
    ) =>
        x.Within(
            scope,
            x =>
                x.Multiply(
                    "multiply",
                    x.AdaptiveAveragePool("avgpool", 1)
                        .Conv("fc1", squeeze, 1)
                        .Activation("activation", function)
                        .Conv("fc2", x.Channels, 1)
                        .Activation("scale_activation", gate)
                )
        );
}
