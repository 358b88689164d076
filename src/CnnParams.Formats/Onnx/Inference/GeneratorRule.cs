using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>The shape of a value as a value.</summary>
internal sealed class ShapeOfRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["Shape", "Size"];

    protected override Value Output(OnnxCall call)
    {
        if (call.Operator == "Size")
            return OnnxCall.Typed(ElementType.Int64, Shape.Scalar, call.Shape is { } counted ? [counted.Count] : null);
        if (call.Shape is not { } shape)
            return OnnxCall.Typed(ElementType.Int64, Shape.OfRank(1));

        int start = Bound(call.Node.Number("start", 0), shape.Rank);
        int end = Bound(call.Node.Number("end", shape.Rank), shape.Rank);
        var axes = shape.Axes.Skip(start).Take(Math.Max(end - start, 0)).Select(size => (Number)size).ToArray();
        return OnnxCall.Typed(ElementType.Int64, new Shape(axes.Length), axes);
    }

    private static int Bound(long axis, int rank) => (int)Math.Min(Math.Max(axis < 0 ? axis + rank : axis, 0), rank);
}

/// <summary>Tensors that are filled by a rule, of a size that is computed.</summary>
internal sealed class GeneratorRule : ShapeRule
{
    internal override IEnumerable<string> Operators =>
        [
            "ConstantOfShape",
            "ConstantFill",
            "Range",
            "EyeLike",
            "RandomNormal",
            "RandomUniform",
            "RandomNormalLike",
            "RandomUniformLike",
            "Multinomial",
        ];

    protected override Value Output(OnnxCall call) =>
        call.Operator switch
        {
            "ConstantOfShape" => ConstantOfShape(call),
            "Range" => Range(call),
            "RandomNormal" or "RandomUniform" => OnnxCall.Typed(
                Type(call),
                ShapeOf(call.Node.Numbers("shape")?.Select(size => (Size)size))
            ),
            "ConstantFill" => OnnxCall.Typed(
                Type(call),
                ShapeOf(call.First.Sizes ?? call.Node.Numbers("shape")?.Select(size => (Size)size))
            ),
            "Multinomial" => OnnxCall.Typed(
                (ElementType)call.Node.Number("dtype", (long)ElementType.Int32),
                call.Shape is { Rank: 2 } shape ? shape.With(1, call.Node.Number("sample_size", 1)) : null
            ),
            _ => call.Like(call.Shape),
        };

    private static ElementType Type(OnnxCall call) => (ElementType)call.Node.Number("dtype", (long)ElementType.Float);

    private static Shape? ShapeOf(IEnumerable<Size>? sizes) => sizes is null ? null : Shape.Of(sizes);

    /// <summary>The number that ConstantOfShape fills a tensor with.</summary>
    internal static Number Filling(OnnxCall call) => Filling(Fill(call));

    private static Value? Fill(OnnxCall call) =>
        call.Node.Attribute("value")?.Tensor is { } tensor ? TensorReader.Value(tensor) : null;

    private static Number Filling(Value? fill) =>
        fill?.Elements is [var known] ? known
        : fill is null ? 0L
        : Number.Unknown;

    private static Value ConstantOfShape(OnnxCall call)
    {
        var fill = Fill(call);
        var type = fill?.ElementType ?? ElementType.Float;
        var shape =
            ShapeOf(call.First.Sizes)
            ?? (
                call.Shape is { Rank: 1 } list && list[0].Value is >= 0 and <= 64 and var rank
                    ? Shape.OfRank((int)rank)
                    : null
            );
        var element = Filling(fill);
        var elements =
            OnnxBroadcasting.Numbers(shape) is { } sizes && OnnxBroadcasting.Count(sizes) is { } count
                ? Enumerable.Repeat(element, count).ToArray()
                : null;
        return OnnxCall.Typed(type, shape, elements);
    }

    private static Value Range(OnnxCall call)
    {
        if (
            call.First.Elements is not [var start]
            || call.Input(1).Elements is not [var limit]
            || call.Input(2).Elements is not [var delta]
        )
            return call.Like(Shape.OfRank(1));
        if (start.Value is not { } from || limit.Value is not { } to || delta.Value is not { } step || step == 0)
        {
            var span = Number.Subtract(limit, start);
            return call.Like(new Shape(delta.Value == 1 ? span.Size : Size.Unknown));
        }

        double length = Math.Max(Math.Ceiling((to - from) / step), 0);
        if (length > long.MaxValue / 2)
            return call.Like(Shape.OfRank(1));
        var elements =
            length <= Value.MostElements
                ? Enumerable.Range(0, (int)length).Select(i => (Number)(from + (i * step))).ToArray()
                : null;
        return call.Like(new Shape((long)length), elements);
    }
}

/// <summary>Operators whose output is as long as the data decide.</summary>
internal sealed class DataDependentRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["NonZero", "Compress", "Unique", "NonMaxSuppression", "OneHot"];

    internal override IReadOnlyList<Value> Outputs(OnnxCall call) =>
        call.Operator switch
        {
            "NonZero" =>
            [
                OnnxCall.Typed(
                    ElementType.Int64,
                    new Shape(call.Shape?.Rank is > 0 and var rank ? rank : Size.Unknown, Size.Unknown)
                ),
            ],
            "NonMaxSuppression" => [OnnxCall.Typed(ElementType.Int64, new Shape(Size.Unknown, 3))],
            "Compress" => [call.Like(Along(call))],
            "Unique" => Unique(call),
            _ => [OneHot(call)],
        };

    private static Shape? Along(OnnxCall call)
    {
        if (!call.Node.Has("axis"))
            return Shape.OfRank(1);
        return call.Shape?.Index(call.Node.Number("axis", 0)) is { } axis ? call.Shape.With(axis, Size.Unknown) : null;
    }

    private static Value[] Unique(OnnxCall call)
    {
        var list = OnnxCall.Typed(ElementType.Int64, Shape.OfRank(1));
        return [call.Like(Along(call)), list, list, list];
    }

    private static Value OneHot(OnnxCall call)
    {
        if (call.Shape is not { } shape)
            return OnnxCall.Typed(call.Input(2).ElementType, null);
        long axis = call.Node.Number("axis", -1);
        long at = axis < 0 ? axis + shape.Rank + 1 : axis;
        if (at < 0 || at > shape.Rank)
            return OnnxCall.Typed(call.Input(2).ElementType, null);
        var axes = shape.Axes.ToList();
        axes.Insert((int)at, call.Input(1).Elements is [var depth] ? depth.Size : Size.Unknown);
        return OnnxCall.Typed(call.Input(2).ElementType, Shape.Of(axes));
    }
}
