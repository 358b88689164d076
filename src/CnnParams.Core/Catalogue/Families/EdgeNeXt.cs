using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// EdgeNeXt: depthwise convolutions of growing size, and one block a stage that splits the channels and lets them
/// attend to each other; table 1 of the paper.
/// </summary>
internal sealed class EdgeNeXt : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "EdgeNeXt: Efficiently Amalgamated CNN-Transformer Architecture for Mobile Vision Applications",
        2022,
        "arXiv:2206.10589"
    );

    public string Name => "EdgeNeXt";

    public IEnumerable<Architecture> Members =>
        [
            Of("edgenext_xx_small", new([24, 48, 88, 168], [2, 2, 6, 2]) { Heads = 4 }, 256),
            Of("edgenext_x_small", new([32, 64, 100, 192], [3, 3, 9, 3]) { Heads = 4 }, 256),
            Of("edgenext_small", new([48, 96, 160, 304], [3, 3, 9, 3]), 256),
            Of("edgenext_base", new([80, 160, 288, 584], [3, 3, 9, 3]), 256),
            Of("edgenext_small_rw", new([48, 96, 192, 384], [3, 3, 9, 3]) { IsOther = true }, 256),
        ];

    private static Architecture Of(string name, Form form, long resolution) =>
        new(name, Paper, Variants.Timm((x, _) => form.Body(x), Form.Top, resolution: resolution));

    private sealed record Form(long[] Widths, int[] Depths)
    {
        private static readonly long[] Kernels = [3, 5, 7, 9];
        private static readonly int[] Scales = [2, 2, 3, 4];

        internal long Heads { get; init; } = 8;

        /// <summary>
        /// Whether it is timm's own: windows of the stem overlap, depthwise convolutions make the image smaller, and
        /// have no bias.
        /// </summary>
        internal bool IsOther { get; init; }

        internal Tensor Body(Tensor x)
        {
            x = IsOther ? x.Conv("stem.0", Widths[0], 9, 4, 4, bias: false) : x.Conv("stem.0", Widths[0], 4, 4);
            return x.LayerNorm("stem.1", channels: true)
                .Repeat(Widths.Length, (x, stage) => x.Within($"stages.{stage}.", x => Stage(x, stage)));
        }

        internal static Tensor Top(Tensor x, BuildOptions options) =>
            x.AdaptiveAveragePool("head.global_pool", 1)
                .LayerNorm("head.norm", channels: true)
                .Flatten()
                .Dense("head.fc", options.Classes);

        private Tensor Stage(Tensor x, int stage)
        {
            int mixed = stage == 0 ? 0 : 1;
            return x.If(
                    stage > 0 && !IsOther,
                    x => x.LayerNorm("downsample.0", channels: true).Conv("downsample.1", Widths[stage], 2, 2)
                )
                .Repeat(
                    Depths[stage],
                    (x, i) =>
                        x.Within(
                            $"blocks.{i}.",
                            x => i < Depths[stage] - mixed ? Block(x, stage, isFirst: i == 0) : Mixed(x, stage)
                        )
                );
        }

        // Where the convolution changes the shape, the shortcut begins after it.
        private Tensor Block(Tensor x, int stage, bool isFirst)
        {
            long kernel = Kernels[stage],
                stride = IsOther && isFirst && stage > 0 ? 2 : 1;
            var end = x.Conv("conv_dw", Widths[stage], kernel, stride, kernel / 2, x.Channels, bias: !IsOther);
            bool changes = stride > 1 || x.Channels != Widths[stage];
            return (changes ? end : x).Add("add", Perceptron(end.Tokens(), Widths[stage]).ImageLike("image", end));
        }

        // Parts of the channels, each with the sum of the one before; then all of them attend to each other.
        private Tensor Mixed(Tensor x, int stage)
        {
            int scales = Math.Max(1, Scales[stage] - 1);
            var parts = Chunks(x, scales + 1);
            List<Tensor> ends = [];
            for (int i = 0; i < scales; i++)
            {
                var part = i == 0 ? parts[0] : ends[i - 1].Add($"sum{i}", parts[i]);
                ends.Add(part.Conv($"convs.{i}", part.Channels, 3, 1, 1, part.Channels, bias: !IsOther));
            }

            ends.Add(parts[scales]);
            var image = ends[0].Concatenate("cat", [.. ends.Skip(1)]);
            var rows = image
                .Tokens()
                .If(stage == 1, x => x.Add("positions", image.WavePositions("pos_embd.").Tokens("pos_embd.tokens")));
            rows = rows.LayerNorm("norm_xca").CrossCovariance("xca.", Heads).Scaled("gamma_xca").Add("xca.add", rows);
            return x.Add("add", Perceptron(rows, x.Channels).ImageLike("image", image));
        }

        private static IReadOnlyList<Tensor> Chunks(Tensor x, int count)
        {
            // The last part is smaller where the channels do not divide.
            long size = (x.Channels + count - 1) / count;
            return x.ThenParts(
                "chunk",
                new Split { Sizes = [.. Enumerable.Repeat(size, count - 1), x.Channels - (size * (count - 1))] }
            );
        }

        private static Tensor Perceptron(Tensor x, long width) =>
            x.LayerNorm("norm").Mlp("mlp.", 4 * width).Scaled("gamma");
    }
}
