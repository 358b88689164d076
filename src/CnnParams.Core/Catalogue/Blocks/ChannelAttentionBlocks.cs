using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>Gates of channels as timm builds and names them.</summary>
internal static class ChannelAttentionBlocks
{
    /// <summary>Squeeze-and-excitation (arXiv:1709.01507) to a share of the channels, rounded to a multiple.</summary>
    internal static Tensor TimmSqueezeExcite(
        this Tensor x,
        string scope,
        double ratio = 1.0 / 16,
        long divisor = 8,
        string gate = "sigmoid"
    ) => x.TimmSqueezeExciteTo(scope, ChannelRounding.Multiple(x.Channels * ratio, divisor), gate: gate);

    /// <summary>Squeeze-and-excitation to so many channels.</summary>
    internal static Tensor TimmSqueezeExciteTo(
        this Tensor x,
        string scope,
        long squeeze,
        string function = "relu",
        string gate = "sigmoid",
        bool bias = true
    ) =>
        x.Within(
            scope,
            inner =>
                inner.Multiply(
                    "multiply",
                    inner
                        .Mean("mean")
                        .Conv("fc1", squeeze, 1, bias: bias)
                        .Activation("act", function)
                        .Conv("fc2", x.Channels, 1, bias: bias)
                        .Activation("gate", gate)
                )
        );

    /// <summary>One layer of the channels' means in place of two (arXiv:1911.06667).</summary>
    internal static Tensor EffectiveSqueezeExcite(this Tensor x, string scope) =>
        x.Within(
            scope,
            inner =>
                inner.Multiply(
                    "multiply",
                    inner.Mean("mean").Conv("fc", x.Channels, 1).Activation("gate", "hard_sigmoid")
                )
        );

    /// <summary>
    /// Efficient channel attention (arXiv:1910.03151): a convolution over the channels' means, whose size grows with
    /// their number.
    /// </summary>
    internal static Tensor EfficientChannelAttention(this Tensor x, string scope) =>
        x.Within(
            scope,
            inner =>
            {
                long[] line = x.Shape.Layout == ShapeLayout.ChannelsFirst ? [1, x.Channels] : [x.Channels, 1];
                long[] image = x.Shape.Layout == ShapeLayout.ChannelsFirst ? [x.Channels, 1, 1] : [1, 1, x.Channels];
                return inner.Multiply(
                    "multiply",
                    inner
                        .Mean("mean")
                        .Then("line", new Reshape { TargetShape = line })
                        .Then(
                            "conv",
                            new Convolution(1)
                            {
                                Filters = 1,
                                KernelSize = KernelFor(x.Channels),
                                Padding = Padding.Same,
                                UseBias = false,
                            }
                        )
                        .Then("image", new Reshape { TargetShape = image })
                        .Activation("gate", "sigmoid")
                );
            }
        );

    /// <summary>
    /// Global context (arXiv:1904.11492): a mean weighed by what a 1x1 convolution says of each position, and a
    /// perceptron for the gate.
    /// </summary>
    internal static Tensor GlobalContext(this Tensor x, string scope) =>
        x.Within(
            scope,
            inner =>
            {
                long[] image = x.Shape.Layout == ShapeLayout.ChannelsFirst ? [x.Channels, 1, 1] : [1, 1, x.Channels];
                var weights = inner
                    .Conv("conv_attn", 1, 1)
                    .Tokens("places")
                    .Permute("row", 2, 1)
                    .Activation("softmax", "softmax");
                return inner.Multiply(
                    "multiply",
                    weights
                        .Then("context", new MatMul(), inner.Tokens("positions"))
                        .View("image", image)
                        .Conv("mlp_scale.fc1", x.Channels / 8, 1)
                        .LayerNorm("mlp_scale.norm", channels: true)
                        .ReLU("mlp_scale.act")
                        .Conv("mlp_scale.fc2", x.Channels, 1)
                        .Activation("gate", "sigmoid")
                );
            }
        );

    // The paper's equation 12 with gamma 2 and b 1, brought to an odd number.
    private static long KernelFor(long channels)
    {
        long size = (long)((Math.Log(channels, 2) + 1) / 2);
        return Math.Max(3, size % 2 == 1 ? size : size + 1);
    }
}
