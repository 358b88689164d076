using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>Attention of channels to channels (arXiv:2106.09681), and the places that go with it.</summary>
internal static class CrossCovarianceBlocks
{
    /// <summary>
    /// Channels of unit length are compared with channels: as many scores as a head has channels, squared.
    /// </summary>
    internal static Tensor CrossCovariance(this Tensor x, string scope, long heads) =>
        x.Within(
            scope,
            x =>
            {
                var (rows, features, perHead) = (x.Shape[0].Value, x.Last(), x.PerHead(heads));
                var parts = x.Dense("qkv", 3 * features)
                    .View("heads", rows, 3, heads, perHead)
                    .Permute("parts", 2, 3, 4, 1)
                    .ThenParts("split", new Split { Axis = 1, Sections = 3 });
                Tensor Part(int i) => parts[i].View("part" + i, heads, perHead, rows);

                return Part(0)
                    .OfUnitLength("q_unit")
                    .Then("scores", new MatMul { TransposeB = true }, Part(1).OfUnitLength("k_unit"))
                    .Multiply("tempered", x.Learned("temperature", heads, 1, 1))
                    .Activation("softmax", "softmax")
                    .Then("mixture", new MatMul(), Part(2))
                    .Permute("joined", 3, 1, 2)
                    .View("rows", rows, features)
                    .Dense("proj", features);
            }
        );

    /// <summary>
    /// Sines and cosines of each place, 64 channels, through a 1x1 convolution to those of the image.
    /// </summary>
    internal static Tensor WavePositions(this Tensor image, string scope)
    {
        var (height, across) = (image.Shape.Spatial(0).Value, image.Shape.Spatial(1).Value);
        bool first = image.Shape.Layout == ShapeLayout.ChannelsFirst;
        return image
            .Beside(
                scope + "waves",
                new WeightTensors
                {
                    OutputShape = first ? new TensorShape(64, height, across) : new TensorShape(height, across, 64),
                }
            )
            .Conv(scope + "token_projection", image.Channels, 1);
    }
}
