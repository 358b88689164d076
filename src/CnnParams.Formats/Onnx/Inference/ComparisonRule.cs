using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>Comparisons and logic at one place: the output is a Boolean.</summary>
internal sealed class ComparisonRule : ShapeRule
{
    private static readonly Dictionary<string, Func<Number, Number, Number>> Folded = new(StringComparer.Ordinal)
    {
        ["Equal"] = Equal,
        ["Greater"] = (a, b) => Compare(a, b, (x, y) => x > y),
        ["Less"] = (a, b) => Compare(a, b, (x, y) => x < y),
        ["GreaterOrEqual"] = (a, b) => Compare(a, b, (x, y) => x >= y),
        ["LessOrEqual"] = (a, b) => Compare(a, b, (x, y) => x <= y),
        ["And"] = (a, b) => Compare(a, b, (x, y) => x != 0 && y != 0),
        ["Or"] = (a, b) => Compare(a, b, (x, y) => x != 0 || y != 0),
        ["Xor"] = (a, b) => Compare(a, b, (x, y) => (x != 0) != (y != 0)),
    };

    internal override IEnumerable<string> Operators => Folded.Keys;

    protected override Value Output(OnnxCall call)
    {
        var (left, right) = (call.Input(0), call.Input(1));
        var shape = call.Node.Has("broadcast") ? left.Shape : Shape.Broadcast(left.Shape, right.Shape);
        var elements =
            shape is not null
            && OnnxBroadcasting.Elements(left, shape) is { } a
            && OnnxBroadcasting.Elements(right, shape) is { } b
                ? a.Zip(b, Folded[call.Operator]).ToArray()
                : null;
        return OnnxCall.Typed(ElementType.Bool, shape, elements);
    }

    // An open size is never -1: that is how exports mark an axis to be kept.
    private static Number Equal(Number left, Number right)
    {
        if (!left.IsReal && !right.IsReal && left.Size.Same(right.Size) is { } same)
            return same;
        bool isMark = left.Value < 0 || right.Value < 0;
        return isMark ? false : Compare(left, right, (x, y) => x == y);
    }

    private static Number Compare(Number left, Number right, Func<double, double, bool> rule) =>
        left.Value is { } a && right.Value is { } b ? rule(a, b) : Number.Unknown;
}

/// <summary>A choice between two values at each place.</summary>
internal sealed class WhereRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["Where"];

    protected override Value Output(OnnxCall call)
    {
        var (condition, yes, no) = (call.Input(0), call.Input(1), call.Input(2));
        var shape = Shape.Broadcast(Shape.Broadcast(condition.Shape, yes.Shape), no.Shape);
        if (
            shape is null
            || OnnxBroadcasting.Elements(condition, shape) is not { } choices
            || OnnxBroadcasting.Elements(yes, shape) is not { } left
            || OnnxBroadcasting.Elements(no, shape) is not { } right
        )
        {
            return OnnxCall.Typed(yes.ElementType, shape);
        }

        var elements = choices
            .Select((choice, i) => choice.Value is { } known ? (known != 0 ? left[i] : right[i]) : Number.Unknown)
            .ToArray();
        return OnnxCall.Typed(yes.ElementType, shape, elements);
    }
}
