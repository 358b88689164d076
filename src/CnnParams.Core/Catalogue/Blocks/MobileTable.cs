namespace CnnParams.Catalogue.Blocks;

/// <summary>What stands between a table of mobile blocks and the classifier.</summary>
internal enum MobileHead
{
    /// <summary>A 1x1 convolution with norm of every position.</summary>
    Positions,

    /// <summary>A 1x1 convolution of the mean, with a bias and without a norm.</summary>
    Mean,

    /// <summary>The same without a bias.</summary>
    MeanWithoutBias,

    /// <summary>A 1x1 convolution of the mean, with a norm.</summary>
    MeanNormed,
}

/// <summary>
/// A network that is a table of <see cref="MobileRow"/>s with a convolution before and one after it, scaled in width
/// and depth as EfficientNet's paper has it (equation 3).
/// </summary>
internal sealed record MobileTable
{
    /// <summary>The stages, each a row or several.</summary>
    internal required MobileRow[][] Stages { get; init; }

    /// <summary>What the blocks have in common.</summary>
    internal MobileStyle Style { get; init; } = new();

    /// <summary>How many times as many channels there are.</summary>
    internal double Width { get; init; } = 1;

    /// <summary>How many times as many blocks there are.</summary>
    internal double Depth { get; init; } = 1;

    /// <summary>The same stage by stage, where the stages are scaled apart.</summary>
    internal double[]? Depths { get; init; }

    /// <summary>Filters of the first convolution, before any scaling.</summary>
    internal double Stem { get; init; } = 32;

    /// <summary>The size of a filter of the first convolution.</summary>
    internal long StemKernel { get; init; } = 3;

    /// <summary>Whether the first convolution is not scaled.</summary>
    internal bool KeepsStem { get; init; }

    /// <summary>Filters of the convolution after the table, before any scaling; 0 for none.</summary>
    internal double Head { get; init; } = 1280;

    /// <summary>What the convolution after the table sees: every position, or their mean (MobileNet v3).</summary>
    internal MobileHead HeadKind { get; init; }

    /// <summary>Whether the number of blocks is rounded, and not made whole upwards.</summary>
    internal bool RoundsDepth { get; init; }

    /// <summary>
    /// Whether the first and the last convolution, and the depth of the first and the last stage, are not scaled.
    /// </summary>
    internal bool KeepsEnds { get; init; }

    /// <summary>Whether the convolution after the table is scaled.</summary>
    internal bool ScalesHead { get; init; } = true;

    /// <summary>
    /// Whether the first stage sees squares of 2x2 positions as four times the channels, which the second stage ends in
    /// place of its stride (EfficientNet-X).
    /// </summary>
    internal bool FoldsFirstStage { get; init; }

    /// <summary>How a scaled number of channels is made whole.</summary>
    internal Func<double, long> Rounding { get; init; } = channels => ChannelRounding.Nearest(channels);

    private long HeadFilters => KeepsEnds || !ScalesHead ? (long)Head : Rounding(Head * Width);

    /// <summary>The layers up to the features.</summary>
    internal Tensor Body(Tensor x)
    {
        x = x.Unit(
            "conv_stem",
            "bn1",
            KeepsEnds || KeepsStem ? (long)Stem : Rounding(Stem * Width),
            StemKernel,
            2,
            0,
            Style,
            Style.Function
        );
        for (int stage = 0; stage < Stages.Length; stage++)
            x = Stage(x, stage);
        return x.If(
            HeadKind == MobileHead.Positions && Head > 0,
            x => x.Unit("conv_head", "bn2", HeadFilters, 1, 1, 0, Style, Style.Function)
        );
    }

    /// <summary>The classifier.</summary>
    internal Tensor Top(Tensor x, BuildOptions options) =>
        x.AdaptiveAveragePool("global_pool", 1)
            .If(
                HeadKind == MobileHead.Mean,
                x => x.Conv("conv_head", HeadFilters, 1).Activation("act2", Style.Function)
            )
            .If(
                HeadKind == MobileHead.MeanWithoutBias,
                x => x.Conv("conv_head", HeadFilters, 1, bias: false).Activation("act2", Style.Function)
            )
            .If(
                HeadKind == MobileHead.MeanNormed,
                x => x.Unit("conv_head", "norm_head", HeadFilters, 1, 1, 0, Style, Style.Function)
            )
            .Flatten()
            .Dropout("drop", 0.2)
            .Dense("classifier", options.Classes);

    private Tensor Stage(Tensor x, int stage)
    {
        var rows = Stages[stage];
        int[] repeats = Repeats(
            rows,
            KeepsEnds && (stage == 0 || stage == Stages.Length - 1) ? 1 : Depths?[stage] ?? Depth
        );
        int block = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            var scaled = rows[row] with
            {
                WidensFrom = rows[row].WidensFrom is { } from ? Rounding(from * Width) : null,
            };
            x = x.Repeat(
                repeats[row],
                (x, _) =>
                {
                    var form = FoldsFirstStage ? Folded(scaled, stage, block) : scaled;
                    long stride = block == 0 ? form.Stride : 1;
                    return x.MobileBlock(
                        $"blocks.{stage}.{block++}.",
                        form,
                        Rounding(form.Channels * Width) * (FoldsFirstStage && stage == 0 ? 4 : 1),
                        stride,
                        Style
                    );
                }
            );
        }

        return x;
    }

    // Squeeze-and-excitation and the expansion are as wide as they would be of the channels before the folding.
    private static MobileRow Folded(MobileRow row, int stage, int block) =>
        (stage, block) switch
        {
            (0, 0) => row with { FoldsSquares = true, Kernel = (row.Kernel + 1) / 2, Squeeze = row.Squeeze / 4 },
            (1, 0) => row with { Stride = 1, Expansion = row.Expansion / 4 },
            _ => row,
        };

    // The blocks of a stage are scaled together, and given to its rows from the last to the first.
    private int[] Repeats(MobileRow[] rows, double depth)
    {
        int before = rows.Sum(row => row.Repeats),
            after = RoundsDepth
                ? Math.Max(1, (int)Math.Round(before * depth, MidpointRounding.ToEven))
                : (int)Math.Ceiling(before * depth);
        int[] repeats = new int[rows.Length];
        for (int i = rows.Length - 1; i >= 0; i--)
        {
            repeats[i] = Math.Max(
                1,
                (int)Math.Round((double)rows[i].Repeats / before * after, MidpointRounding.ToEven)
            );
            before -= rows[i].Repeats;
            after -= repeats[i];
        }

        return repeats;
    }
}
