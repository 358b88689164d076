using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Auditing.Mistakes;

/// <summary>Padding 'same' is taken for 'valid', or the other way round; padding by numbers for none.</summary>
internal sealed class PaddingSwapped : ILayerMistake
{
    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong)
    {
        if (row.Layer is not WindowLayer { Padding: var padding })
            return [];
        var other =
            padding.Mode == PaddingMode.Valid || (padding.IsExplicit && padding.Equals(Padding.Symmetric(0)))
                ? Padding.Same
                : Padding.Valid;
        return [new MistakenLayer(new Slip("PaddingSwapped", 2, other, padding), nameof(WindowLayer.Padding), other)];
    }
}

/// <summary>The stride of a convolution, or the dilation, is left out of account.</summary>
internal sealed class StepIgnored : ILayerMistake
{
    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong)
    {
        if (row.Layer is FilterLayer filters)
        {
            if (!filters.Stride.IsAll(1))
                yield return new MistakenLayer(
                    new Slip("SettingIgnored", 2, nameof(filters.Stride), filters.Stride),
                    nameof(filters.Stride),
                    Extent.One
                );
            if (!filters.Dilation.IsAll(1))
                yield return new MistakenLayer(
                    new Slip("SettingIgnored", 2, nameof(filters.Dilation), filters.Dilation),
                    nameof(filters.Dilation),
                    Extent.One
                );
        }
        else if (row.Layer is Pooling pooling && !(pooling.Stride ?? pooling.PoolSize).IsAll(1))
        {
            yield return new MistakenLayer(new Slip("PoolingStrideOne", 3), nameof(pooling.Stride), Extent.One);
        }
    }
}

/// <summary>The last window of a pooling is rounded the other way.</summary>
internal sealed class RoundingSwapped : ILayerMistake
{
    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong)
    {
        if (row.Layer is not Pooling pooling)
            return [];
        return pooling.CeilMode == WindowRounding.Floor
            ? [new MistakenLayer(new Slip("RoundingSwapped", 2), nameof(pooling.CeilMode), WindowRounding.Ceil)]
            : [new MistakenLayer(new Slip("RoundedDown", 2), nameof(pooling.CeilMode), WindowRounding.Floor)];
    }
}

/// <summary>A pooling is forgotten: what follows sees the image as it was before.</summary>
internal sealed class PoolingForgotten : ILayerMistake
{
    // A window of one value, which changes nothing.
    private static readonly (string Setting, object Value)[] Nothing =
    [
        (nameof(Pooling.Padding), Padding.Valid),
        (nameof(Pooling.PoolSize), Extent.One),
        (nameof(Pooling.Stride), Extent.One),
    ];

    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong) =>
        row.Layer is Pooling { PoolSize: var size } && !size.IsAll(1)
            ?
            [
                new MistakenLayer(
                    new Slip("PoolingForgotten", 3),
                    layer =>
                        Nothing.Aggregate(
                            layer,
                            (other, setting) => LayerTypes.Of(other).With(other, setting.Setting, setting.Value)
                        )
                ),
            ]
            : [];
}
