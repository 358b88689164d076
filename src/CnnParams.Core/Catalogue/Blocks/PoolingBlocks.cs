using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>Pooling in the place of attention (arXiv:2111.11418).</summary>
internal static class PoolingBlocks
{
    /// <summary>What the mean of 3x3 positions is more than the position in the middle.</summary>
    internal static Tensor PoolMixer(this Tensor x, string scope) =>
        x.Within(
            scope,
            x =>
                x.Then(
                        "pool",
                        new AveragePooling(2)
                        {
                            PoolSize = 3,
                            Stride = Extent.One,
                            Padding = 1,
                            CountIncludePad = false,
                        }
                    )
                    .Then("difference", new Merge { Operation = MergeOperation.Subtract }, x)
        );
}
