using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// A layer that changes each spatial axis by a rule of that axis alone and lets the channels pass: padding, cropping,
/// resizing, adaptive pooling. Nothing is learned.
/// </summary>
public abstract class AxiswiseLayer : SpatialLayer
{
    private protected AxiswiseLayer(int spatialRank)
        : base(spatialRank) { }

    /// <summary>The rule of a spatial axis with <paramref name="size"/> positions.</summary>
    /// <exception cref="LayerException">No output position would be left.</exception>
    private protected abstract Working Rule(int axis, long size);

    /// <summary>The output size of an axis whose size is not known.</summary>
    private protected virtual Dimension Open(int axis, Dimension input) => Dimension.Unknown;

    /// <summary>Makes sure that every setting fits the number of spatial axes.</summary>
    private protected abstract void CheckRanks();

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var image = Image(inputs);
        CheckRanks();
        var spatial = PerAxis(axis =>
            image.Spatial(axis).Size is { } size ? Rule(axis, size).Value : Open(axis, image.Spatial(axis))
        );
        return image.WithSpatial(spatial, image.Channels);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output) =>
        ExplainAxes(inputs, Rule);
}
