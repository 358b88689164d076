namespace CnnParams.Catalogue.Blocks;

/// <summary>
/// A network that is a table of <see cref="MobileRow"/>s with a convolution before and one after it, scaled in width and
/// depth as EfficientNet's paper has it (equation 3).
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

    /// <summary>Filters of the convolution after the table, before any scaling.</summary>
    internal double Head { get; init; } = 1280;

    /// <summary>Whether the first and the last convolution, and the depth of the first and the last stage, are not scaled.</summary>
    internal bool KeepsEnds { get; init; }

    /// <summary>Whether the convolution after the table is scaled.</summary>
    internal bool ScalesHead { get; init; } = true;

    /// <summary>How a scaled number of channels is made whole.</summary>
    internal Func<double, long> Rounding { get; init; } = channels => ChannelRounding.Nearest(channels);

    /// <summary>The layers up to the features.</summary>
    internal Tensor Body(Tensor x)
    {
        x = x.Unit("conv_stem", "bn1", KeepsEnds ? (long)Stem : Rounding(Stem * Width), 3, 2, 0, Style, Style.Function);
        for (int stage = 0; stage < Stages.Length; stage++)
            x = Stage(x, stage);
        return x.Unit("conv_head", "bn2", KeepsEnds || !ScalesHead ? (long)Head : Rounding(Head * Width), 1, 1, 0, Style, Style.Function);
    }

    /// <summary>The classifier.</summary>
    internal static Tensor Top(Tensor x, BuildOptions options) =>
        x.AdaptiveAveragePool("global_pool", 1).Flatten().Dropout("drop", 0.2).Dense("classifier", options.Classes);

    private Tensor Stage(Tensor x, int stage)
    {
        var rows = Stages[stage];
        int[] repeats = Repeats(rows, KeepsEnds && (stage == 0 || stage == Stages.Length - 1) ? 1 : Depths?[stage] ?? Depth);
        int block = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            var scaled = rows[row] with { WidensFrom = rows[row].WidensFrom is { } from ? Rounding(from * Width) : null };
            x = x.Repeat(repeats[row], (x, _) =>
            {
                long stride = block == 0 ? scaled.Stride : 1;
                return x.MobileBlock($"blocks.{stage}.{block++}.", scaled, Rounding(scaled.Channels * Width), stride, Style);
            });
        }

        return x;
    }

    // The blocks of a stage are scaled together, and given to its rows from the last to the first.
    private static int[] Repeats(MobileRow[] rows, double depth)
    {
        int before = rows.Sum(row => row.Repeats), after = (int)Math.Ceiling(before * depth);
        int[] repeats = new int[rows.Length];
        for (int i = rows.Length - 1; i >= 0; i--)
        {
            repeats[i] = Math.Max(1, (int)Math.Round((double)rows[i].Repeats / before * after, MidpointRounding.ToEven));
            before -= rows[i].Repeats;
            after -= repeats[i];
        }

        return repeats;
    }
}
