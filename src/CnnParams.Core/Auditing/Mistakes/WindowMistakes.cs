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

/// <summary>Padding by numbers is added at one end of each axis alone: 32 + 2 - 5 for 32 + 2 + 2 - 5.</summary>
internal sealed class PaddingOnOneSide : ILayerMistake
{
    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong)
    {
        var padding = row.Layer switch
        {
            WindowLayer window => window.Padding,
            ZeroPadding zeros => zeros.Padding,
            _ => Padding.Valid,
        };
        if (!padding.IsExplicit || row.InputShape is not { HasRank: true } image)
            return [];
        var sides = Enumerable.Range(0, image.SpatialRank).Select(axis => padding[axis]).ToArray();
        return sides.All(side => side.Begin == side.End) && sides.Any(side => side.Begin > 0)
            ?
            [
                new MistakenLayer(
                    new Slip("PaddingOnOneSide", 4, padding),
                    nameof(WindowLayer.Padding),
                    Padding.Sides([.. sides.Select(side => (side.Begin, 0L))])
                ),
            ]
            : [];
    }
}

/// <summary>A stride or an enlargement is applied twice: 224 becomes 56 for 112.</summary>
internal sealed class StepTwice : ILayerMistake
{
    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong)
    {
        var (setting, step) = row.Layer switch
        {
            FilterLayer filters => (nameof(filters.Stride), filters.Stride),
            Pooling pooling => (nameof(pooling.Stride), pooling.Stride ?? pooling.PoolSize),
            UpSampling { ScaleFactor.Count: 0 } larger => (nameof(larger.Size), larger.Size ?? 2),
            _ => ("", Extent.One),
        };
        return step.IsAll(1)
            ? []
            :
            [
                new MistakenLayer(
                    new Slip("SettingTwice", 4, setting, step),
                    setting,
                    new Extent([.. step.Sizes.Select(size => checked(size * size))])
                ),
            ];
    }
}

/// <summary>Windows of a pooling that overlap are taken to lie side by side.</summary>
internal sealed class OverlapForgotten : ILayerMistake
{
    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong) =>
        row.Layer is Pooling { Stride: { } stride, PoolSize: var window } && !stride.Equals(window)
            ? [new MistakenLayer(new Slip("OverlapForgotten", 3, stride, window), nameof(Pooling.Stride), null)]
            : [];
}

/// <summary>A transposed convolution is computed as a convolution, which makes an image smaller, not larger.</summary>
internal sealed class ForwardForTransposed : ILayerMistake
{
    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong) =>
        row.Layer is TransposedConvolution { Stride: var stride } && !stride.IsAll(1)
            ?
            [
                new MistakenLayer(
                    new Slip("ForwardForTransposed", 3, stride),
                    layer =>
                    {
                        var filters = (TransposedConvolution)layer;
                        return new Convolution(filters.SpatialRank)
                        {
                            Name = filters.Name,
                            Inputs = filters.Inputs,
                            Filters = filters.Filters,
                            KernelSize = filters.KernelSize,
                            Padding = filters.Padding,
                            Stride = filters.Stride,
                            Dilation = filters.Dilation,
                            Groups = filters.Groups,
                            UseBias = filters.UseBias,
                        };
                    }
                ),
            ]
            : [];
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
            if (filters is TransposedConvolution { OutputPadding: { } added } && !added.IsAll(0))
                yield return new MistakenLayer(
                    new Slip("SettingIgnored", 2, nameof(TransposedConvolution.OutputPadding), added),
                    nameof(TransposedConvolution.OutputPadding),
                    null
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

/// <summary>A padding, a cropping or an enlargement is forgotten: what follows sees the image before it.</summary>
internal sealed class ResizingForgotten : ILayerMistake
{
    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong) =>
        row.Layer is AxiswiseLayer or ResamplingLayer && row.InputShape?.Equals(row.OutputShape) == false
            ?
            [
                new MistakenLayer(
                    new Slip("ResizingForgotten", 3, row.Type),
                    layer => new Dropout { Name = layer.Name, Inputs = layer.Inputs }
                ),
            ]
            : [];
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
