using CnnParams.Shapes;

namespace CnnParams.Formats.Folding;

/// <summary>Shapes of one sample: the batch, which ONNX keeps among the axes, taken out.</summary>
internal static class SampleShapes
{
    /// <summary>The shape of one sample, channels first.</summary>
    internal static TensorShape Of(Shape? shape)
    {
        if (shape is null)
            return TensorShape.Unknown.As(ShapeLayout.ChannelsFirst);
        int batch = BatchAxis(shape);
        return FromSizes(shape.Axes.Where((_, axis) => axis != batch));
    }

    /// <summary>
    /// The shape of a constant beside values of a certain shape: where those have the batch, an axis of 1 is none, nor
    /// is one of as many positions as the file fixes samples, over which an export has repeated it.
    /// </summary>
    internal static TensorShape Beside(Shape constant, Shape other)
    {
        int batch = BatchAxis(other);
        int at = batch < 0 ? -1 : batch - (other.Rank - constant.Rank);
        return
            at >= 0 && at < constant.Rank && constant[at].Value is { } size && (size == 1 || size == other[batch].Value)
            ? FromSizes(constant.Axes.Where((_, axis) => axis != at))
            : Of(constant);
    }

    /// <summary>The axis that is the batch and nothing else; -1 where none is.</summary>
    internal static int BatchAxis(Shape shape)
    {
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis].IsBatch)
                return axis;
        }

        return -1;
    }

    /// <summary>An axis as layers count them, from 1 and without the batch; null for the batch itself.</summary>
    internal static int? Axis(Shape shape, int axis)
    {
        int batch = BatchAxis(shape);
        return axis == batch ? null
            : batch >= 0 && batch < axis ? axis
            : axis + 1;
    }

    /// <summary>A size as an axis of a layer's shape.</summary>
    internal static Dimension Dimension(Size size)
    {
        var one = size.WithoutBatch();
        return one.Value is >= 0 and var number ? Shapes.Dimension.Of(number) : Shapes.Dimension.Named(one.ToString());
    }

    private static TensorShape FromSizes(IEnumerable<Size> sizes) =>
        new(sizes.Select(Dimension), ShapeLayout.ChannelsFirst);
}
