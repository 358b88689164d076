using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// Sequencer: recurrent layers over the rows and the columns of the image, in both directions, in the place of
/// attention; table 1 of the paper.
/// </summary>
internal sealed class Sequencer : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "Sequencer: Deep LSTM for Image Classification",
        2022,
        "arXiv:2205.01972"
    );

    public string Name => "Sequencer";

    public IEnumerable<Architecture> Members =>
        [Of("sequencer2d_s", [4, 3, 8, 3]), Of("sequencer2d_m", [4, 3, 14, 3]), Of("sequencer2d_l", [8, 8, 16, 4])];

    private static Architecture Of(string name, int[] depths) =>
        new(name, Paper, Variants.Timm((x, _) => Body(x, depths), Top));

    private static Tensor Body(Tensor x, int[] depths) =>
        x.Conv("stem.proj", 192, 7, 7)
            .ToChannelsLast("stem.permute")
            .Repeat(
                depths.Length,
                (x, stage) =>
                    x.Within(
                        $"stages.{stage}.",
                        x =>
                            x.If(
                                    stage > 0,
                                    // Only the second stage makes the image smaller.
                                    x =>
                                        x.InChannelsFirst(
                                            "downsample.",
                                            x => x.Conv("downsample.down", 384, stage == 1 ? 2 : 1, stage == 1 ? 2 : 1)
                                        )
                                )
                                .Repeat(depths[stage], (x, i) => x.Within($"blocks.{i}.", Block))
                    )
            )
            .LayerNorm("norm");

    private static Tensor Top(Tensor x, BuildOptions options) => x.Head(options);

    private static Tensor Block(Tensor x)
    {
        long width = x.Last();
        x = x.LayerNorm("norm1")
            .Within(
                "rnn_tokens.",
                x =>
                    Lines(x.Permute("columns", 2, 1, 3), "rnn_v")
                        .Permute("rows", 2, 1, 3)
                        .Then("cat", new Concatenate { Axis = 3 }, Lines(x, "rnn_h"))
                        .Dense("fc", width)
            )
            .Add("add1", x);
        return x.LayerNorm("norm2").Mlp("mlp_channels.", 3 * width).Add("add2", x);
    }

    // Each line of the image is a sequence, which the same layer reads in both directions.
    private static Tensor Lines(Tensor x, string name) =>
        x.Then(
            name,
            new TimeDistributed
            {
                Layer = new LSTM
                {
                    Units = x.Last() / 4,
                    ReturnSequences = true,
                    Bidirectional = true,
                    BiasCount = 2,
                },
            }
        );
}
