using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Mnn;

/// <summary>The window of filters on images (schema/default/CaffeOp.fbs: Convolution2DCommon).</summary>
internal sealed class MnnWindow
{
    private const byte Valid = 1,
        Same = 2;

    private readonly int _channels;

    internal MnnWindow(MnnTable common, bool isDepthwise)
    {
        IsDepthwise = isDepthwise;
        Filters = common.Int(10, "the filters");
        _channels = common.Int(11, "the channels");
        int groups = common.Int(9, "the groups", 1);
        Groups = isDepthwise && groups <= 1 ? Math.Max(Filters, 1) : groups;
        Kernel = new Extent(common.Int(3, "the kernel", 1), common.Int(2, "the kernel", 1));
        Stride = new Extent(common.Int(5, "the stride", 1), common.Int(4, "the stride", 1));
        Dilation = new Extent(common.Int(7, "the dilation", 1), common.Int(6, "the dilation", 1));
        long width = common.Int(0, "the padding"),
            height = common.Int(1, "the padding");
        // Top, left, bottom, right.
        Padding = common.Wholes(14, "the padding") is { Length: >= 4 } sides
            ? PaddingOf(common.Choice(8, "the padding"), (sides[0], sides[2]), (sides[1], sides[3]))
            : PaddingOf(common.Choice(8, "the padding"), (height, height), (width, width));
        OutputPadding =
            common.Wholes(15, "the output's padding") is { Length: >= 2 } more ? new Extent(more[0], more[1])
            : Padding.Mode == PaddingMode.Explicit ? 0
            : null;
        HasRelu = common.Is(12, "a function");
        HasRelu6 = common.Is(13, "a function");
        HasOutputShape = common.Is(16, "whether the size is given");
    }

    internal bool IsDepthwise { get; }

    internal long Filters { get; }

    internal long Groups { get; }

    internal Extent Kernel { get; }

    internal Extent Stride { get; }

    internal Extent Dilation { get; }

    internal Padding Padding { get; }

    /// <summary>
    /// Of a transposed convolution, what is added at the ends; null where the padding follows a rule.
    /// </summary>
    internal Extent? OutputPadding { get; }

    internal bool HasRelu { get; }

    internal bool HasRelu6 { get; }

    /// <summary>Whether the output size is an input.</summary>
    internal bool HasOutputShape { get; }

    /// <summary>Padding by the file's number of a rule, or as given.</summary>
    internal static Padding PaddingOf(byte rule, params (long Begin, long End)[] sides) =>
        rule switch
        {
            Valid => Padding.Valid,
            Same => Padding.Same,
            _ => Padding.Sides(sides),
        };

    /// <summary>
    /// The padding with which a transposed convolution makes a size that is given, and what it then adds.
    /// </summary>
    internal (Padding Padding, Extent? More) PaddingFor(TensorShape image, long height, long width)
    {
        if (!image.IsKnown || image.Rank != 3)
            return (Padding, OutputPadding);
        long[] wanted = [height, width];
        long[] totals =
        [
            .. Enumerable
                .Range(0, 2)
                .Select(axis =>
                    checked(
                        ((image.Sizes[axis + 1]!.Value - 1) * Stride.Sizes[axis])
                        + (Dilation.Sizes[axis] * (Kernel.Sizes[axis] - 1))
                        + 1
                        - wanted[axis]
                    )
                ),
        ];
        (long Begin, long End)[] sides =
        [
            .. totals.Select(total => (Math.Max(total, 0) / 2, Math.Max(total, 0) - (Math.Max(total, 0) / 2))),
        ];
        return (Padding.Sides(sides), new Extent([.. totals.Select(total => Math.Max(-total, 0))]));
    }

    /// <summary>
    /// The input channels, by the number of weights or else by the settings; null where neither tells.
    /// </summary>
    internal long? Depth(MnnOperator layer, MnnFilterWeights weights) =>
        Depth(
            layer,
            weights,
            Filters,
            Groups,
            checked(Kernel.Sizes[0] * Kernel.Sizes[1]),
            IsDepthwise ? Groups : _channels
        );

    /// <summary>Whether there is a bias; one of another length than the filters is noted.</summary>
    internal bool HasBias(MnnOperator layer, MnnFilterWeights weights) => HasBias(layer, weights, Filters);

    /// <inheritdoc cref="Depth(MnnOperator, MnnFilterWeights)"/>
    // The settings have all channels or those of a group, depending on which framework the file comes from.
    internal static long? Depth(
        MnnOperator layer,
        MnnFilterWeights weights,
        long filters,
        long groups,
        long kernel,
        long stated
    )
    {
        long each = checked(Math.Max(filters, 1) * kernel);
        if (weights.IsLeftOut)
            layer.WarnOfFile(
                "weights have been left out of it, as benchmarks do; they are counted by the settings, and each filter "
                    + "with a bias, which MNN always writes"
            );
        if (weights.Count is { } count && each > 0 && groups > 0)
        {
            if (count % each == 0)
            {
                long depth = checked(count / each * groups);
                Check(layer, weights, count);
                if (stated > 0 && stated != depth && checked(stated * groups) != depth)
                    layer.Contradict(
                        $"it has {count} weights, of {depth} input channels, but its settings say {stated}"
                    );
                return depth;
            }

            layer.Contradict($"it has {count} weights, which {filters} filters of {kernel} positions cannot share out");
        }

        if (stated > 0 && groups == 1)
            Check(layer, weights, checked(each * stated));
        if (stated <= 0 || groups == 1)
            return stated > 0 ? stated : null;
        long? incoming = layer.Image is { Rank: > 0 } image ? image.Sizes[0] : null;
        return incoming == stated || incoming == checked(stated * groups) || stated % groups != 0 ? incoming : stated;
    }

    private static void Check(MnnOperator layer, MnnFilterWeights weights, long numbers)
    {
        if (weights.Missing(numbers) is > 0 and var missing)
            layer.Warn($"its {numbers} packed weights lack {missing} bytes");
    }

    /// <inheritdoc cref="HasBias(MnnOperator, MnnFilterWeights)"/>
    internal static bool HasBias(MnnOperator layer, MnnFilterWeights weights, long filters)
    {
        if (weights.Bias > 0 && weights.Bias != filters)
            layer.Contradict($"its bias has {weights.Bias} numbers, but there are {filters} filters");
        return weights.Bias > 0 || weights.IsLeftOut;
    }
}
