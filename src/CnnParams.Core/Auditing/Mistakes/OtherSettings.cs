using System.Globalization;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Auditing.Mistakes;

/// <summary>The figure fits another number of filters or units: 456 parameters are those of 6 filters, not 8.</summary>
internal sealed class OtherCount : ILayerMistake
{
    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong)
    {
        if (row.Layer.WidthSymbol is not { } symbol || LayerTypes.Of(row.Layer).Width is not { } width)
            return [];
        long count = (long)width.Get(row.Layer)!;
        var slips = wrong
            .Select(claim => Count(row, claim, symbol, count))
            .OfType<long>()
            .Where(other => other > 0 && other != count)
            .Distinct();
        string words = width.Name.ToLowerInvariant();
        return slips.Select(other => new MistakenLayer(
            new Slip("OtherCount", 4.2, other, words, count) { Choices = other },
            width.Name,
            other
        )
        {
            IsHabit = false,
        });
    }

    private static long? Count(LayerMeasurement row, Claim claim, string symbol, long count)
    {
        if (claim.Shape is { } shape)
        {
            int rank = row.OutputShape.Rank;
            return rank > 0 ? shape.Of(rank)?[row.OutputShape.ChannelAxis] : null;
        }

        // Each figure grows with the number as a straight line does.
        if (
            claim.Figure is not { } figure
            || Computation.Of(row, claim.Quantity) is not { } right
            || right.Value is not { } value
        )
            return null;
        if (claim.Quantity == ClaimedQuantity.ActivationSize)
            return value % count == 0 && figure.Value % (value / count) == 0 ? figure.Value / (value / count) : null;
        if (right[symbol] != count || right.Put(new Slip("OtherCount", 0), symbol, 2 * count).Value is not { } twice)
            return null;
        decimal slope = (decimal)(twice - value) / count;
        decimal other = slope == 0 ? 0 : count + ((figure.Value - value) / slope);
        return other is > 0 and < 1_000_000_000 && (figure.Step > 1 || other == decimal.Truncate(other))
            ? (long)Math.Round(other)
            : null;
    }
}

/// <summary>The figure fits another size of the window.</summary>
internal sealed class OtherKernel : ILayerMistake
{
    private const int Largest = 11;

    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong)
    {
        if (row.Layer is not WindowLayer { Window: var size, WindowSetting: var setting } || wrong.Count == 0)
            yield break;
        for (long other = 1; other <= Largest; other++)
        {
            var change = new MistakenLayer(
                new Slip("OtherKernel", 5, Text(other, row), setting, size) { Choices = Largest },
                setting,
                new Extent(other)
            )
            {
                IsHabit = false,
            };
            if (!size.IsAll(other) && change.Measured(row) is { } changed && wrong.Any(claim => Fits(claim, changed)))
                yield return change;
        }
    }

    // One number for each axis that a window has.
    private static string Text(long size, LayerMeasurement row) =>
        string.Join("x", Enumerable.Repeat(size, row.Layer is SpatialLayer { SpatialRank: var rank } ? rank : 1));

    private static bool Fits(Claim claim, LayerMeasurement row) =>
        claim.Figure is { } figure
            ? Figures.Value(row, claim.Quantity) is { } number && figure.Fits(number)
            : claim.Shape!.Fits(row.OutputShape);
}

/// <summary>The figures fit an image of another size, or of another number of channels.</summary>
internal sealed class OtherImage : ILayerMistake
{
    private static readonly long[] UsualSizes =
    [
        28,
        32,
        64,
        96,
        112,
        128,
        160,
        192,
        224,
        227,
        229,
        240,
        256,
        260,
        299,
        300,
        320,
        331,
        384,
        416,
        448,
        480,
        512,
        600,
        608,
    ];

    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong)
    {
        if (row.Layer is not Input { Shape: { IsKnown: true, Rank: > 1 } } || row.Index > 0)
            yield break;
        var shape = row.OutputShape;
        // What has another number of axes is no image.
        foreach (long size in UsualSizes)
        {
            if (shape.SpatialRank == 2 && shape.Spatial(0) != size)
                yield return Change(
                    shape,
                    shape.WithSpatial([.. Enumerable.Repeat<Dimension>(size, shape.SpatialRank)], shape.Channels)
                );
        }

        // Images are grey or coloured; what has more channels is none.
        foreach (long channels in new[] { 1L, 3L })
        {
            if (shape.Channels.Size is <= 4 && shape.Channels != channels)
                yield return Change(shape, shape.WithAxis(shape.ChannelAxis, channels));
        }

        foreach (
            var claimed in wrong
                .Select(claim => claim.Shape?.Of(shape.Rank))
                .OfType<long?[]>()
                .Where(axes => axes.All(axis => axis > 0))
        )
            yield return Change(shape, shape.Like([.. claimed.Select(axis => Dimension.Of(axis!.Value))]));
    }

    private static MistakenLayer Change(TensorShape shape, TensorShape other) =>
        new(
            new Slip("OtherImage", 4.2, other.ToString(), shape.ToString()) { Choices = UsualSizes.Length },
            nameof(Input.Shape),
            other
        )
        {
            IsHabit = false,
        };
}

/// <summary>Height and width of the image are exchanged, with all that follows.</summary>
internal sealed class SidesExchanged : ILayerMistake
{
    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong)
    {
        if (
            row.Layer is not Input { Shape: { IsKnown: true, SpatialRank: 2 } }
            || row.OutputShape is not { } shape
            || shape.Spatial(0) == shape.Spatial(1)
        )
            return [];
        var other = shape.WithSpatial([shape.Spatial(1), shape.Spatial(0)], shape.Channels);
        return
        [
            new MistakenLayer(new Slip("SidesExchanged", 3, shape.ToString()), nameof(Input.Shape), other)
            {
                IsHabit = false,
            },
        ];
    }
}

/// <summary>The order of the axes of the image is mixed up: a height is read as channels.</summary>
internal sealed class LayoutMixed : ILayerMistake
{
    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong)
    {
        if (row.Layer is not Input { Shape: { IsKnown: true, Rank: > 1 } shape } input)
            yield break;
        var other = input.Layout == ShapeLayout.ChannelsLast ? ShapeLayout.ChannelsFirst : ShapeLayout.ChannelsLast;
        var slip = new Slip("LayoutMixed", 3.2, shape.ToString(), shape.As(other).Channels.ToString());
        yield return new MistakenLayer(slip, nameof(input.Layout), other) { IsHabit = false };
    }
}
