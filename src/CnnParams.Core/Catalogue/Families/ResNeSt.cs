using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// ResNeSt: groups of channels in several splits, weighed against each other; 4s2x40d are 4 splits, 2 groups, 40
/// channels.
/// </summary>
internal sealed class ResNeSt : IArchitectureFamily
{
    private static readonly Paper Paper = new("ResNeSt: Split-Attention Networks", 2020, "arXiv:2004.08955");

    private static readonly int[] Depths50 = [3, 4, 6, 3];

    public string Name => "ResNeSt";

    public IEnumerable<Architecture> Members =>
        [
            Of("resnest14d", 32, [1, 1, 1, 1], new()),
            Of("resnest26d", 32, [2, 2, 2, 2], new()),
            Of("resnest50d", 32, Depths50, new()),
            Of("resnest101e", 64, [3, 4, 23, 3], new(), 256),
            Of("resnest200e", 64, [3, 24, 36, 3], new(), 320),
            Of("resnest269e", 64, [3, 30, 48, 8], new(), 416),
            Of(
                "resnest50d_4s2x40d",
                32,
                Depths50,
                new()
                {
                    Splits = 4,
                    Groups = 2,
                    BaseWidth = 40,
                    PoolsFirst = true,
                }
            ),
            Of(
                "resnest50d_1s4x24d",
                32,
                Depths50,
                new()
                {
                    Splits = 1,
                    Groups = 4,
                    BaseWidth = 24,
                    PoolsFirst = true,
                }
            ),
        ];

    private static Architecture Of(string name, long stem, int[] depths, Form form, long resolution = 224)
    {
        var shortcut = new ResidualForm { AveragesShortcut = true };
        return new(
            name,
            Paper,
            Variants.Timm(
                (x, _) =>
                    x.ResidualBody(
                        [stem, stem, 2 * stem],
                        depths,
                        (x, scope, filters, stride) =>
                            x.Within(
                                scope,
                                x =>
                                    x.Conv("conv1", filters * form.BaseWidth / 64 * form.Groups, 1, bias: false)
                                        .BatchNorm("bn1")
                                        .ReLU("act1")
                                        .If(
                                            form.PoolsFirst && stride > 1,
                                            x => x.AveragePool("avd_first", 3, stride, 1)
                                        )
                                        .Within("conv2.", x => SplitAttention(x, form))
                                        .If(
                                            !form.PoolsFirst && stride > 1,
                                            x => x.AveragePool("avd_last", 3, stride, 1)
                                        )
                                        .Conv("conv3", 4 * filters, 1, bias: false)
                                        .BatchNorm("bn3")
                                        .Finish(x, "act3", stride, shortcut)
                            )
                    ),
                TimmResidual.ResidualTop,
                resolution: resolution
            )
        );
    }

    private static Tensor SplitAttention(Tensor x, Form form)
    {
        long width = x.Channels,
            middle = Math.Max(32, ChannelRounding.Nearest(width * form.Splits * 0.25));
        x = x.Conv("conv", width * form.Splits, 3, 1, 1, form.Groups * form.Splits, bias: false)
            .BatchNorm("bn0")
            .ReLU("act0");
        IReadOnlyList<Tensor> splits =
            form.Splits > 1 ? x.ThenParts("split", new Split { Sections = form.Splits }) : [x];
        var sum = form.Splits > 1 ? splits[0].Add("sum", [.. splits.Skip(1)]) : x;
        var scores = sum.Mean("mean")
            .Conv("fc1", middle, 1, groups: form.Groups)
            .BatchNorm("bn1")
            .ReLU("act1")
            .Conv("fc2", width * form.Splits, 1, groups: form.Groups)
            .Activation("rsoftmax", form.Splits > 1 ? "softmax" : "sigmoid");
        if (form.Splits == 1)
            return x.Multiply("weighed", scores);
        var weights = scores.ThenParts("weights", new Split { Sections = form.Splits });
        Tensor[] weighed = [.. splits.Select((split, i) => split.Multiply($"weighed{i}", weights[i]))];
        return weighed[0].Add("selected", [.. weighed.Skip(1)]);
    }

    private sealed record Form
    {
        internal int Splits { get; init; } = 2;

        internal long Groups { get; init; } = 1;

        internal long BaseWidth { get; init; } = 64;

        /// <summary>Whether the mean that makes the image smaller comes before the convolution.</summary>
        internal bool PoolsFirst { get; init; }
    }
}
