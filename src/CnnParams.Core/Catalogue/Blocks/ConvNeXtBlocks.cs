using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>The block of ConvNeXt (arXiv:2201.03545).</summary>
public static class ConvNeXtBlocks
{
    /// <summary>
    /// A depthwise 7x7 convolution, layer norm, two linear layers with GELU between, a learned scale and a shortcut.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="scope">What is put before the names.</param>
    [Block(
        "ConvNeXtBlock",
        "Depthwise 7x7 convolution, layer norm, two linear layers with GELU between, a learned scale and a shortcut.",
        Paper = "arXiv:2201.03545"
    )]
    public static Tensor ConvNeXtBlock(this Tensor x, string scope) => x.ConvNeXtBlock(scope, dropPathRate: 0.2);

    /// <summary>The same with a rate at which the branch of a sample is left out.</summary>
    internal static Tensor ConvNeXtBlock(this Tensor x, string scope, double dropPathRate) =>
        x.Within(
            scope,
            x =>
            {
                // Channels come last for the linear layers, and go back to where they were.
                bool first = x.Shape.Layout == ShapeLayout.ChannelsFirst;
                return x.Conv("block.0", x.Channels, 7, 1, 3, x.Channels)
                    .ToChannelsLast("block.1")
                    .LayerNorm("block.2")
                    .Dense("block.3", 4 * x.Channels)
                    .Activation("block.4", "gelu")
                    .Dense("block.5", x.Channels)
                    .If(first, x => x.ToChannelsFirst("block.6"))
                    .Then("layer_scale", new Scale())
                    .DropPath("stochastic_depth", dropPathRate)
                    .Add("add", x);
            }
        );

    /// <summary>
    /// Global response normalisation (arXiv:2301.00808): channels by the length of each beside the mean length, a
    /// learned factor and offset for each, and the sum with the input.
    /// </summary>
    internal static Tensor GlobalResponseNorm(this Tensor x, string name) =>
        x.Then(
            name,
            new Operation
            {
                OperatorType = "GlobalResponseNormalization",
                OutputShape = x.Shape,
                Kind = WorkKind.ElementWise,
                Tensors =
                [
                    new TensorSpec("weight", new TensorShape(x.Channels)),
                    new TensorSpec("bias", new TensorShape(x.Channels)),
                ],
            }
        );
}
