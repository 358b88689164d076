using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Mnn;

/// <summary>
/// Operators on lists of known numbers: the arithmetic on sizes that converters leave in a graph. What has no rule here
/// makes a list that is not known.
/// </summary>
internal static class MnnArithmetic
{
    private static readonly Dictionary<string, Func<MnnOp, MnnKnown[], IReadOnlyList<Number>?>> Rules = new(
        StringComparer.Ordinal
    )
    {
        ["Cast"] = (op, inputs) =>
            CastsToWhole(op) ? Each(inputs[0], number => number.Rounded(Math.Truncate)) : inputs[0].Numbers,
        ["Pack"] = (op, inputs) => op.SettingsOr("PackParam").Int(1, "the axis") == 0 ? Join(inputs) : null,
        ["Concat"] = (op, inputs) => op.SettingsOr("Axis").Int(0, "the axis") is 0 or -1 ? Join(inputs) : null,
        ["GatherV2"] = (op, inputs) =>
            Gather(
                inputs,
                op.SettingsKind == "Axis" ? op.SettingsOr("Axis").Int(0, "the axis")
                    : inputs.Length > 2
                        ? inputs[2].Wholes is [var axis] ? axis
                            : -1
                    : 0
            ),
        ["Gather"] = (op, inputs) => Gather(inputs, op.SettingsOr("Gather").Int(3, "the axis")),
        ["StridedSlice"] = Slice,
        ["SliceTf"] = (_, inputs) =>
            inputs is [var from, { Wholes: [var begin] }, { Wholes: [var size] }]
                ? NumberList.Part(from.Numbers, begin, size < 0 ? long.MaxValue : begin + size, 1)
                : null,
        ["BinaryOp"] = (op, inputs) =>
            inputs.Length == 2
                ? Pairwise(inputs[0], inputs[1], op.SettingsOr("BinaryOp").Int(0, "the operation"))
                : null,
        ["UnaryOp"] = (op, inputs) => Unary(inputs[0], op.SettingsOr("UnaryOp").Int(0, "the operation")),
        ["Reduction"] = (op, inputs) =>
            Reduce(inputs[0].Numbers, op.SettingsOr("ReductionParam").Choice(0, "the operation")),
        ["Fill"] = (_, inputs) =>
            inputs is [{ Wholes: { } sizes }, { Numbers: [var value] }] ? Repeat(value, sizes) : null,
        ["ScatterNd"] = (_, inputs) =>
            inputs is [{ Wholes: { } places }, { Numbers: { } numbers }, { Wholes: [var count] }]
                ? Scatter(places, numbers, count)
                : null,
        ["Range"] = (_, inputs) =>
            inputs is [{ Wholes: [var from] }, { Wholes: [var to] }, { Wholes: [var step] }]
                ? Range(from, to, step)
                : null,
    };

    /// <summary>Whether an operator turns numbers into whole ones.</summary>
    // DT_INT32, DT_UINT8, DT_INT16, DT_INT8, DT_INT64.
    internal static bool CastsToWhole(MnnOp op) =>
        op.SettingsOr("CastParam").Int(1, "the type") is 3 or 4 or 5 or 6 or 9;

    /// <summary>
    /// What an operator makes of known tensors: a list for each of its outputs, as far as they are known.
    /// </summary>
    internal static IReadOnlyList<IReadOnlyList<Number>?> Compute(MnnOp op, MnnKnown[] inputs)
    {
        switch (op.Type)
        {
            // The same numbers under other axes.
            case "Squeeze"
            or "Unsqueeze"
            or "ExpandDims"
            or "Reshape"
            or "Flatten"
            or "ConvertTensor"
            or "Identity"
            or "Copy":
                return [inputs[0].Numbers];
            // Of a list each output has one.
            case "Unpack" when inputs[0].Numbers is { } numbers && numbers.Count == op.Outputs.Length:
                return [.. numbers.Select(number => (IReadOnlyList<Number>)[number])];
            default:
                var list = Rules.TryGetValue(op.Type, out var rule) ? rule(op, inputs) : null;
                return [list?.Count <= NumberList.Most ? list : null];
        }
    }

    private static IReadOnlyList<Number>? Join(MnnKnown[] inputs) =>
        NumberList.Join(inputs.Select(input => input.Numbers));

    // Whole rows, where there are several.
    private static IReadOnlyList<Number>? Gather(MnnKnown[] inputs, long axis)
    {
        if (
            axis != 0
            || inputs.Length < 2
            || inputs[0].Numbers is not { } numbers
            || inputs[1].Wholes is not { Length: <= NumberList.Most } places
        )
            return null;
        long rows = inputs[0].Source is { Sizes: { Count: > 1 } sizes } && sizes[0] > 0 ? sizes[0] : numbers.Count;
        return NumberList.Rows(numbers, places, rows > 0 ? (int)(numbers.Count / rows) : 0);
    }

    // TensorFlow's has masks, by bits; ONNX's has the axes in front of the steps.
    private static IReadOnlyList<Number>? Slice(MnnOp op, MnnKnown[] inputs)
    {
        var settings = op.SettingsOr("StridedSliceParam");
        bool isOnnx = settings.Int(7, "the framework") == 1;
        int stepAt = isOnnx ? 4 : 3;
        if (inputs.Length < 3 || inputs[1].Wholes is not [var begin] || inputs[2].Wholes is not [var end])
            return null;
        long step =
            inputs.Length > stepAt
                ? inputs[stepAt].Wholes is [var given]
                    ? given
                    : 0
                : 1;
        bool isOne = (settings.Int(6, "the axes that go") & 1) != 0;
        if ((settings.Int(2, "the beginnings") & 1) != 0)
            begin = 0;
        return NumberList.Part(
            inputs[0].Numbers,
            begin,
            isOne ? (begin == -1 ? long.MaxValue : begin + 1)
                : (settings.Int(3, "the ends") & 1) != 0 ? long.MaxValue
                : end,
            step
        );
    }

    private static IReadOnlyList<Number>? Pairwise(MnnKnown left, MnnKnown right, int operation)
    {
        bool isReal = left.IsReal || right.IsReal;
        return NumberList.Pairwise(left.Numbers, right.Numbers, (a, b) => Binary(a, b, operation, isReal));
    }

    // By BinaryOpOperation of the schema.
    private static Number Binary(Number left, Number right, int operation, bool isReal) =>
        operation switch
        {
            0 => Number.Add(left, right),
            1 => Number.Subtract(left, right),
            2 => Number.Multiply(left, right),
            3 or 7 when isReal => Number.Divide(left, right, isInteger: false),
            3 or 7 or 13 => Number.DivideDown(left, right),
            4 or 9 => Number.Max(left, right),
            5 or 8 => Number.Min(left, right),
            17 or 19 => Number.Modulo(left, right),
            _ => Number.Unknown,
        };

    // By UnaryOpOperation of the schema.
    private static IReadOnlyList<Number>? Unary(MnnKnown input, int operation) =>
        operation switch
        {
            0 => Each(input, number => number.Apply(Math.Abs)),
            1 => Each(input, number => Number.Multiply(number, -1L)),
            2 => Each(input, number => number.Rounded(Math.Floor)),
            3 => Each(input, number => number.Rounded(Math.Ceiling)),
            5 => Each(input, number => number.Apply(Math.Sqrt)),
            23 => Each(input, number => number.Rounded(Math.Round)),
            _ => null,
        };

    // By ReductionType of the schema; over all numbers, which stand in one axis.
    private static IReadOnlyList<Number>? Reduce(IReadOnlyList<Number>? numbers, byte operation)
    {
        if (numbers is not { Count: > 0 })
            return null;
        return operation switch
        {
            0 => [numbers.Aggregate(Number.Add)],
            4 => [numbers.Aggregate(Number.Max)],
            5 => [numbers.Aggregate(Number.Min)],
            6 => [numbers.Aggregate(Number.Multiply)],
            _ => null,
        };
    }

    private static IReadOnlyList<Number>? Repeat(Number value, long[] sizes)
    {
        double count = sizes.Aggregate(1.0, (product, size) => product * size);
        return count is >= 0 and <= NumberList.Most ? [.. Enumerable.Repeat(value, (int)count)] : null;
    }

    // Zeros, but for the numbers at certain places: so converters write the steps of ONNX's slices, axis by axis.
    private static IReadOnlyList<Number>? Scatter(long[] places, IReadOnlyList<Number> numbers, long count)
    {
        if (
            count is < 0 or > NumberList.Most
            || places.Length != numbers.Count
            || Array.Exists(places, place => place < 0 || place >= count)
        )
            return null;
        var scattered = new Number[count];
        for (int i = 0; i < places.Length; i++)
            scattered[places[i]] = numbers[i];
        return scattered;
    }

    private static IReadOnlyList<Number>? Range(long from, long to, long step)
    {
        double count = step == 0 ? 0 : Math.Ceiling(((double)to - from) / step);
        return count is >= 0 and <= NumberList.Most
            ? [.. Enumerable.Range(0, (int)count).Select(i => (Number)(from + ((double)i * step)))]
            : null;
    }

    private static IReadOnlyList<Number>? Each(MnnKnown input, Func<Number, Number> function) =>
        input.Numbers?.Select(function).ToArray();
}
