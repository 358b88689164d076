using CnnParams.Formats.Caffe.Schema;
using CnnParams.Shapes;

namespace CnnParams.Formats.Caffe;

/// <summary>Caffe's shapes, whose first axis is the batch.</summary>
internal static class CaffeShapes
{
    // Caffe itself stops at 32 (kMaxBlobAxes).
    private const int MostAxes = 32;

    /// <summary>The shape of one sample.</summary>
    internal static TensorShape Sample(IReadOnlyList<long> sizes, ModelFile file)
    {
        if (sizes.Count > MostAxes || sizes.Any(size => size < 0))
            throw file.Damaged(
                $"({string.Join(",", sizes.Take(MostAxes + 1))}) is no shape: it has at most {MostAxes} axes, none of "
                    + "them below 0"
            );
        return sizes.Count == 0
            ? TensorShape.Unknown
            : new TensorShape(
                sizes.Skip(1).Select(size => size > 0 ? Dimension.Of(size) : Dimension.Unknown),
                ShapeLayout.ChannelsFirst
            );
    }

    /// <summary>The sizes of a weight's axes.</summary>
    internal static IReadOnlyList<long> Sizes(this Blob blob) =>
        blob.Shape is { } shape ? shape.Dim : [blob.Num, blob.Channels, blob.Height, blob.Width];

    /// <summary>
    /// An axis of Caffe's, counted from 0 with the batch, as the layers here count it: from 1 without.
    /// </summary>
    internal static int? Axis(int axis) => axis == 0 ? null : axis;
}
