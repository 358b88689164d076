namespace CnnParams.Formats.Mnn;

/// <summary>
/// Operators on lists of known numbers: the arithmetic on sizes that converters leave in a graph. What has no rule here
/// makes a list that is not known.
/// </summary>
internal static class MnnArithmetic
{
    private const int MostNumbers = 1 << 12;

    private static readonly Dictionary<string, Func<MnnOp, MnnKnown[], IReadOnlyList<MnnNumber>?>> Rules = new(
        StringComparer.Ordinal
    )
    {
        ["Cast"] = (op, inputs) => CastsToWhole(op) ? Each(inputs[0], Math.Truncate) : inputs[0].Numbers,
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
                ? Part(from.Numbers, begin, size < 0 ? long.MaxValue : begin + size, 1)
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
    internal static IReadOnlyList<IReadOnlyList<MnnNumber>?> Compute(MnnOp op, MnnKnown[] inputs)
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
                return [.. numbers.Select(number => (IReadOnlyList<MnnNumber>)[number])];
            default:
                var list = Rules.TryGetValue(op.Type, out var rule) ? rule(op, inputs) : null;
                return [list?.Count <= MostNumbers ? list : null];
        }
    }

    /// <summary>The product of two numbers; unknown where the batch would be squared.</summary>
    internal static MnnNumber Multiply(MnnNumber left, MnnNumber right) =>
        left.IsPerBatch && right.IsPerBatch
            ? MnnNumber.Unknown
            : new MnnNumber(
                left.Value * right.Value,
                (left.IsPerBatch || right.IsPerBatch) && left.Value * right.Value != 0
            );

    private static IReadOnlyList<MnnNumber>? Join(MnnKnown[] inputs) =>
        Array.TrueForAll(inputs, input => input.Numbers is not null)
            ? [.. inputs.SelectMany(input => input.Numbers!).Take(MostNumbers + 1)]
            : null;

    // Whole rows, where there are several.
    private static IReadOnlyList<MnnNumber>? Gather(MnnKnown[] inputs, long axis)
    {
        if (
            axis != 0
            || inputs.Length < 2
            || inputs[0].Numbers is not { } numbers
            || inputs[1].Wholes is not { Length: <= MostNumbers } places
        )
            return null;
        long rows = inputs[0].Source is { Sizes: { Count: > 1 } sizes } && sizes[0] > 0 ? sizes[0] : numbers.Count;
        int width = rows > 0 ? (int)(numbers.Count / rows) : 0;
        var gathered = new List<MnnNumber>();
        foreach (long place in places)
        {
            long at = place < 0 ? place + rows : place;
            if (at < 0 || at >= rows || width == 0 || gathered.Count > MostNumbers)
                return null;
            gathered.AddRange(numbers.Skip((int)at * width).Take(width));
        }

        return gathered;
    }

    // TensorFlow's has masks, by bits; ONNX's has the axes in front of the steps.
    private static IReadOnlyList<MnnNumber>? Slice(MnnOp op, MnnKnown[] inputs)
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
        return Part(
            inputs[0].Numbers,
            begin,
            isOne ? (begin == -1 ? long.MaxValue : begin + 1)
                : (settings.Int(3, "the ends") & 1) != 0 ? long.MaxValue
                : end,
            step
        );
    }

    private static IReadOnlyList<MnnNumber>? Part(IReadOnlyList<MnnNumber>? numbers, long begin, long end, long step)
    {
        if (numbers is null || step < 1)
            return null;
        long first = Math.Max(begin < 0 ? begin + numbers.Count : begin, 0),
            last = Math.Min(end < 0 ? end + numbers.Count : end, numbers.Count);
        var part = new List<MnnNumber>();
        for (long i = first; i < last; i += step)
            part.Add(numbers[(int)i]);
        return part;
    }

    private static IReadOnlyList<MnnNumber>? Pairwise(MnnKnown left, MnnKnown right, int operation)
    {
        if (
            left.Numbers is not { Count: > 0 } a
            || right.Numbers is not { Count: > 0 } b
            || (a.Count != b.Count && a.Count > 1 && b.Count > 1)
        )
            return null;
        bool isReal = left.IsReal || right.IsReal;
        return
        [
            .. Enumerable
                .Range(0, Math.Max(a.Count, b.Count))
                .Select(i => Binary(a[a.Count == 1 ? 0 : i], b[b.Count == 1 ? 0 : i], operation, isReal)),
        ];
    }

    // By BinaryOpOperation of the schema.
    private static MnnNumber Binary(MnnNumber left, MnnNumber right, int operation, bool isReal)
    {
        switch (operation)
        {
            case 2:
                return Multiply(left, right);
            case 3 or 7 or 13:
                double quotient = left.Value / right.Value;
                bool isKnown = !right.IsPerBatch || left.IsPerBatch;
                return isKnown
                    ? new MnnNumber(
                        isReal && operation != 13 ? quotient : Math.Floor(quotient),
                        left.IsPerBatch && !right.IsPerBatch
                    )
                    : MnnNumber.Unknown;
        }

        // Nothing is added to the batch, or taken away.
        if (left.IsPerBatch != right.IsPerBatch)
            return operation is 0 or 1 && right.Value == 0 ? left
                : operation == 0 && left.Value == 0 ? right
                : MnnNumber.Unknown;
        return operation switch
        {
            0 => left with { Value = left.Value + right.Value },
            1 => left with { Value = left.Value - right.Value },
            4 or 9 => left with { Value = Math.Max(left.Value, right.Value) },
            5 or 8 => left with { Value = Math.Min(left.Value, right.Value) },
            17 or 19 when right.Value > 0 && !left.IsPerBatch => left with
            {
                Value = left.Value - (Math.Floor(left.Value / right.Value) * right.Value),
            },
            _ => MnnNumber.Unknown,
        };
    }

    // By UnaryOpOperation of the schema.
    private static IReadOnlyList<MnnNumber>? Unary(MnnKnown input, int operation) =>
        operation switch
        {
            0 => Each(input, Math.Abs),
            1 => Each(input, number => -number),
            2 => Each(input, Math.Floor),
            3 => Each(input, Math.Ceiling),
            5 => Each(input, Math.Sqrt),
            23 => Each(input, Math.Round),
            _ => null,
        };

    // By ReductionType of the schema; over all numbers, which stand in one axis.
    private static IReadOnlyList<MnnNumber>? Reduce(IReadOnlyList<MnnNumber>? numbers, byte operation)
    {
        if (numbers is not { Count: > 0 })
            return null;
        return operation switch
        {
            0 => [numbers.Aggregate((sum, number) => Binary(sum, number, 0, isReal: true))],
            4 => [numbers.Aggregate((sum, number) => Binary(sum, number, 4, isReal: true))],
            5 => [numbers.Aggregate((sum, number) => Binary(sum, number, 5, isReal: true))],
            6 => [numbers.Aggregate(Multiply)],
            _ => null,
        };
    }

    private static IReadOnlyList<MnnNumber>? Repeat(MnnNumber value, long[] sizes)
    {
        double count = sizes.Aggregate(1.0, (product, size) => product * size);
        return count is >= 0 and <= MostNumbers ? [.. Enumerable.Repeat(value, (int)count)] : null;
    }

    // Zeros, but for the numbers at certain places: so converters write the steps of ONNX's slices, axis by axis.
    private static IReadOnlyList<MnnNumber>? Scatter(long[] places, IReadOnlyList<MnnNumber> numbers, long count)
    {
        if (
            count is < 0 or > MostNumbers
            || places.Length != numbers.Count
            || Array.Exists(places, place => place < 0 || place >= count)
        )
            return null;
        var scattered = new MnnNumber[count];
        for (int i = 0; i < places.Length; i++)
            scattered[places[i]] = numbers[i];
        return scattered;
    }

    private static IReadOnlyList<MnnNumber>? Range(long from, long to, long step)
    {
        double count = step == 0 ? 0 : Math.Ceiling(((double)to - from) / step);
        return count is >= 0 and <= MostNumbers
            ? [.. Enumerable.Range(0, (int)count).Select(i => new MnnNumber(from + ((double)i * step)))]
            : null;
    }

    // Of the batch only what keeps a factor can be said: rounding does not.
    private static IReadOnlyList<MnnNumber>? Each(MnnKnown input, Func<double, double> function) =>
        input.Numbers is { } numbers
            ?
            [
                .. numbers.Select(number =>
                    number.IsPerBatch && number.Value != 1
                        ? MnnNumber.Unknown
                        : number with
                        {
                            Value = function(number.Value),
                        }
                ),
            ]
            : null;
}
