using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>Positions of an axis looked up.</summary>
internal sealed class GatherRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["Gather"];

    protected override Value Output(OnnxCall call)
    {
        var (data, indices) = (call.Shape, call.Input(1).Shape);
        if (
            data is null
            || indices is null
            || data.Index(call.Node.Number("axis", 0)) is not { } axis
            || data.Rank + indices.Rank > Shape.MostAxes
        )
            return call.Like(null);

        var output = Shape.Of([.. data.Axes.Take(axis), .. indices.Axes, .. data.Axes.Skip(axis + 1)]);
        if (
            call.Input(1).Whole is not { } chosen
            || data[axis].Value is not { } size
            || OnnxBroadcasting.Numbers(indices) is not { } sizes
        )
            return call.Like(output);
        return call.Like(
            output,
            OnnxBroadcasting.Gather(
                call.First,
                output,
                place =>
                {
                    long index = chosen[OnnxBroadcasting.Offset([.. place.Skip(axis).Take(sizes.Length)], sizes)];
                    return [.. place.Take(axis), index < 0 ? index + size : index, .. place.Skip(axis + sizes.Length)];
                }
            )
        );
    }
}

/// <summary>Single elements looked up: the indices say how many.</summary>
internal sealed class GatherElementsRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["GatherElements", "GatherND"];

    protected override Value Output(OnnxCall call)
    {
        if (call.Operator == "GatherElements")
            return call.Like(call.Input(1).Shape);
        long shared = call.Node.Number("batch_dims", 0);
        if (
            call.Shape is not { } data
            || call.Input(1).Shape is not { Rank: > 0 } indices
            || indices[indices.Rank - 1].Value is not ({ } depth and >= 0)
        )
            return call.Like(null);
        return shared >= 0 && shared <= data.Rank && depth <= data.Rank - shared
            ? call.Like(Shape.Of([.. indices.Axes.Take(indices.Rank - 1), .. data.Axes.Skip((int)(shared + depth))]))
            : call.Like(null);
    }
}

/// <summary>The largest elements of an axis, and their places.</summary>
internal sealed class TopKRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["TopK"];

    internal override IReadOnlyList<Value> Outputs(OnnxCall call)
    {
        var count =
            call.Node.Has("k") ? call.Node.Number("k", 0)
            : call.Input(1).Elements is [var given] ? given.Size
            : Size.Unknown;
        var output =
            call.Shape is { } shape && shape.Index(call.Node.Number("axis", -1)) is { } axis
                ? shape.With(axis, count)
                : null;
        return [call.Like(output), OnnxCall.Typed(ElementType.Int64, output)];
    }
}

/// <summary>Regions of an image brought to one size, and images sampled where a grid says.</summary>
internal sealed class SamplingRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["RoiAlign", "MaxRoiPool", "GridSample", "AffineGrid"];

    protected override Value Output(OnnxCall call) =>
        call.Like(
            call.Operator switch
            {
                "RoiAlign" => Regions(call, call.Node.Number("output_height", 1), call.Node.Number("output_width", 1)),
                "MaxRoiPool" => call.Node.Numbers("pooled_shape") is [var height, var width]
                    ? Regions(call, height, width)
                    : null,
                "GridSample" => Sampled(call),
                _ => call.Input(1).Sizes is { Count: 4 or 5 } size
                    ? Shape.Of([size[0], .. size.Skip(2), size.Count - 2])
                    : null,
            }
        );

    private static Shape? Regions(OnnxCall call, long height, long width) =>
        call.Shape is { Rank: 4 } image
            ? new Shape(
                call.Input(1).Shape is { Rank: > 0 } regions ? regions[0] : Size.Unknown,
                image[1],
                height,
                width
            )
            : null;

    private static Shape? Sampled(OnnxCall call) =>
        call.Shape is { Rank: > 2 } image && call.Input(1).Shape is { } grid && grid.Rank == image.Rank
            ? Shape.Of([image[0], image[1], .. grid.Axes.Skip(1).Take(image.Rank - 2)])
            : null;
}
