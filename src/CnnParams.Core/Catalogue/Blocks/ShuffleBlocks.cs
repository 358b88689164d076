using CnnParams.Layers;

namespace CnnParams.Catalogue.Blocks;

/// <summary>The units of ShuffleNet v2 (arXiv:1807.11164).</summary>
public static class ShuffleBlocks
{
    /// <summary>
    /// Half of the channels pass, the other half go through three convolutions; with a stride both halves are made from
    /// all. Then they are joined and shuffled.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="filters">The output channels.</param>
    /// <param name="stride">1 or 2.</param>
    [Block(
        "ShuffleUnit",
        "Half of the channels pass, the others go through three convolutions; then all are shuffled (ShuffleNet v2).",
        Paper = "arXiv:1807.11164",
        Example = "Filters=116; Stride=2"
    )]
    public static Tensor ShuffleUnit(
        this Tensor x,
        string scope,
        [Setting("The output channels.")] long filters,
        [Setting("1 or 2.")] long stride = 1
    ) =>
        x.Within(
            scope,
            x =>
            {
                long half = filters / 2;
                var halves =
                    stride == 1
                        ? x.ThenParts("chunk", new Split { Sections = 2 })
                        :
                        [
                            x.Within(
                                "branch1.",
                                x =>
                                    x.Conv("0", x.Channels, 3, stride, 1, x.Channels, bias: false)
                                        .BatchNorm("1")
                                        .Conv("2", half, 1, bias: false)
                                        .BatchNorm("3")
                                        .ReLU("4")
                            ),
                            x,
                        ];
                var worked = halves[1]
                    .Within(
                        "branch2.",
                        x =>
                            x.Conv("0", half, 1, bias: false)
                                .BatchNorm("1")
                                .ReLU("2")
                                .Conv("3", half, 3, stride, 1, half, bias: false)
                                .BatchNorm("4")
                                .Conv("5", half, 1, bias: false)
                                .BatchNorm("6")
                                .ReLU("7")
                    );
                return halves[0].Concatenate("concat", worked).Then("shuffle", new ChannelShuffle { Groups = 2 });
            }
        );
}
