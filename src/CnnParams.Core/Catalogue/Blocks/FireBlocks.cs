using CnnParams.Layers;

namespace CnnParams.Catalogue.Blocks;

/// <summary>SqueezeNet's module (arXiv:1602.07360).</summary>
public static class FireBlocks
{
    /// <summary>A 1x1 convolution that squeezes, then 1x1 and 3x3 convolutions side by side.</summary>
    /// <param name="x">The input.</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="squeeze">The filters of the first convolution.</param>
    /// <param name="expand">The filters of each of the two others.</param>
    [Block(
        "Fire",
        "A 1x1 convolution that squeezes, then 1x1 and 3x3 convolutions side by side (SqueezeNet).",
        Paper = "arXiv:1602.07360",
        Example = "Squeeze=16; Expand=64"
    )]
    public static Tensor Fire(
        this Tensor x,
        string scope,
        [Setting("The filters of the first convolution.")] long squeeze,
        [Setting("The filters of each of the two others.")] long expand
    ) =>
        x.Within(
            scope,
            x =>
                x.Conv("squeeze", squeeze, 1)
                    .ReLU("squeeze_activation")
                    .Branches(
                        "concat",
                        x => x.Conv("expand1x1", expand, 1).ReLU("expand1x1_activation"),
                        x => x.Conv("expand3x3", expand, 3, 1, 1).ReLU("expand3x3_activation")
                    )
        );
}
