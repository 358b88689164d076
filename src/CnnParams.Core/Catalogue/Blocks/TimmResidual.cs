namespace CnnParams.Catalogue.Blocks;

/// <summary>
/// The frame of a residual network: a stem, a pooling and four stages, each of twice the filters of the one before.
/// </summary>
internal static class TimmResidual
{
    /// <summary>The stem and the stages.</summary>
    /// <param name="x">The image.</param>
    /// <param name="stem">The filters of three 3x3 convolutions; of one 7x7 where there is one number.</param>
    /// <param name="depths">The blocks of each stage.</param>
    /// <param name="block">A block: its scope, its filters, its stride.</param>
    internal static Tensor ResidualBody(
        this Tensor x,
        long[] stem,
        int[] depths,
        Func<Tensor, string, long, long, Tensor> block
    )
    {
        int last = stem.Length - 1;
        x =
            stem.Length == 1
                ? x.Conv("conv1", stem[0], 7, 2, 3, bias: false)
                : x.Repeat(
                        last,
                        (x, i) =>
                            x.Conv($"conv1.{3 * i}", stem[i], 3, i == 0 ? 2 : 1, 1, bias: false)
                                .BatchNorm($"conv1.{(3 * i) + 1}")
                                .ReLU($"conv1.{(3 * i) + 2}")
                    )
                    .Conv($"conv1.{3 * last}", stem[last], 3, 1, 1, bias: false);
        return x.BatchNorm("bn1")
            .ReLU("act1")
            .MaxPool("maxpool", 3, 2, 1)
            .Repeat(
                depths.Length,
                (x, stage) =>
                    x.Repeat(
                        depths[stage],
                        (x, i) => block(x, $"layer{stage + 1}.{i}.", 64L << stage, stage > 0 && i == 0 ? 2 : 1)
                    )
            );
    }

    /// <summary>The mean of all positions and a layer of classes.</summary>
    internal static Tensor ResidualTop(this Tensor x, BuildOptions options) =>
        x.AdaptiveAveragePool("global_pool", 1).Flatten().Dense("fc", options.Classes);

    /// <summary>
    /// Convolutions one after another over parts of the channels, each part with the sum of the one before (Res2Net,
    /// arXiv:1904.01169); where the shape changes, each part on its own and the last pooled.
    /// </summary>
    internal static Tensor Hierarchy(this Tensor x, int scale, long stride, long groups, bool isFirst)
    {
        var parts = x.ThenParts("split", new Layers.Split { Sections = scale });
        List<Tensor> ends = [];
        for (int i = 0; i < Math.Max(1, scale - 1); i++)
        {
            var part = i == 0 || isFirst ? parts[i] : ends[i - 1].Add($"sum{i}", parts[i]);
            ends.Add(
                part.Conv($"convs.{i}", part.Channels, 3, stride, 1, groups, bias: false)
                    .BatchNorm($"bns.{i}")
                    .ReLU($"relu{i}")
            );
        }

        if (scale > 1)
            ends.Add(parts[scale - 1].If(isFirst, x => x.AveragePool("pool", 3, stride, 1)));
        return ends[0].Concatenate("cat", [.. ends.Skip(1)]);
    }
}
