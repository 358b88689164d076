namespace CnnParams.Formats.TensorFlow.Operators;

/// <summary>
/// The arithmetic by which a graph makes shapes of shapes: whole numbers, some of which may be open. What it works out
/// is no layer, but says what a reshape or a resize makes.
/// </summary>
internal static class ShapeArithmetic
{
    // Longer lists are data, and not sizes of axes.
    private const int MostValues = 1024;

    private static readonly Dictionary<string, Func<OperatorCall, GraphTensor?>> Rules = new(StringComparer.Ordinal)
    {
        ["Shape"] = Shape,
        ["Rank"] = call => call.First.Rank is { } rank ? Scalar(rank) : null,
        ["Size"] = call => call.First.Count is { } count ? Scalar(count) : null,
        ["Cast"] = Same,
        ["Identity"] = Same,
        ["Reshape"] = call =>
            Values(call, 0) is { } values && call.Wholes(1) is { } sizes ? Resized(values, sizes) : null,
        ["Squeeze"] = call => Values(call, 0) is { Count: 1 } values ? Scalar(values[0]) : null,
        ["ExpandDims"] = call => call.First.Rank == 0 && Values(call, 0) is { } values ? Vector(values) : null,
        ["Pack"] = Pack,
        ["ConcatV2"] = Concatenate,
        ["CONCATENATION"] = Concatenate,
        ["StridedSlice"] = StridedSlice,
        ["Slice"] = Slice,
        ["GatherV2"] = Gather,
        ["Gather"] = Gather,
        ["Prod"] = call => Values(call, 0) is { } values ? Scalar(GraphTensor.Product(values)) : null,
        ["Add"] = call => Pairwise(call, (a, b) => checked(a + b)),
        ["AddV2"] = call => Pairwise(call, (a, b) => checked(a + b)),
        ["Sub"] = call => Pairwise(call, (a, b) => checked(a - b)),
        ["Mul"] = call => Pairwise(call, (a, b) => checked(a * b)),
        ["FloorDiv"] = call =>
            Pairwise(call, (a, b) => b == 0 ? null : (a / b) - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0)),
        ["Maximum"] = call => Pairwise(call, (a, b) => Math.Max(a, b)),
        ["Minimum"] = call => Pairwise(call, (a, b) => Math.Min(a, b)),
    };

    /// <summary>What an operator makes of sizes; null where it works on something else.</summary>
    internal static IReadOnlyList<GraphTensor>? Fold(OperatorCall call)
    {
        if (
            call.Inputs.Count == 0
            || call.Inputs[0] is null
            || !Rules.TryGetValue(OperatorNames.Of(call.Operator), out var rule)
        )
            return null;
        var folded = rule(call);
        return folded is null || folded.Values!.Count > MostValues
            ? null
            : [folded with { Name = call.Outputs.Count > 0 ? call.Outputs[0].Name : call.Name }];
    }

    private static IReadOnlyList<long?>? Values(OperatorCall call, int index) => call.Input(index)?.Values;

    private static GraphTensor Scalar(long? value) => GraphTensor.Numbers("", [value], []);

    private static GraphTensor Vector(IReadOnlyList<long?> values) => GraphTensor.Numbers("", values, [values.Count]);

    private static GraphTensor? Resized(IReadOnlyList<long?> values, long[] sizes)
    {
        long given = sizes.Where(size => size >= 0).Aggregate(1L, (product, size) => checked(product * size));
        return
            sizes.Count(size => size < 0) <= 1
            && given > 0
            && (Array.Exists(sizes, size => size < 0) ? values.Count % given == 0 : values.Count == given)
            ? GraphTensor.Numbers(
                "",
                values,
                [.. sizes.Select(size => (long?)(size < 0 ? values.Count / given : size))]
            )
            : null;
    }

    // What is not computed has no shape to be asked for; the batch stays open.
    private static GraphTensor? Shape(OperatorCall call)
    {
        if (call.First.Sizes is not { } sizes)
            return null;
        return Vector(call.HasBatch(call.First) ? [null, .. sizes.Skip(1)] : sizes);
    }

    private static GraphTensor? Same(OperatorCall call) =>
        call.First.Values is { } values ? GraphTensor.Numbers("", values, call.First.Sizes ?? [values.Count]) : null;

    private static GraphTensor? Pack(OperatorCall call) =>
        call.Inputs.All(input => input?.Values is { Count: 1 } && input.Rank == 0)
            ? Vector([.. call.Inputs.Select(input => input!.Values![0])])
            : null;

    private static GraphTensor? Concatenate(OperatorCall call)
    {
        bool hasAxisInput = call.Operator == "ConcatV2";
        var joined = call.Inputs.Take(call.Inputs.Count - (hasAxisInput ? 1 : 0)).ToArray();
        return Array.TrueForAll(joined, input => input?.Values is not null && input.Rank == 1)
            ? Vector([.. joined.SelectMany(input => input!.Values!)])
            : null;
    }

    private static GraphTensor? StridedSlice(OperatorCall call)
    {
        if (
            Values(call, 0) is not { } values
            || call.First.Rank != 1
            || call.Wholes(1) is not [var begin]
            || call.Wholes(2) is not [var end]
        )
            return null;
        long step = call.Wholes(3) is [var given] ? given : 1;
        if ((call.Whole("shrink_axis_mask") & 1) == 1)
            return At(values, begin) is var (value, exists) && exists ? Scalar(value) : null;
        if (step < 1)
            return null;
        long from = (call.Whole("begin_mask") & 1) == 1 ? 0 : Inside(begin, values.Count);
        long to = (call.Whole("end_mask") & 1) == 1 ? values.Count : Inside(end, values.Count);
        var taken = new List<long?>();
        for (long i = from; i < to; i += step)
            taken.Add(values[(int)i]);
        return Vector(taken);
    }

    private static GraphTensor? Slice(OperatorCall call)
    {
        if (
            Values(call, 0) is not { } values
            || call.First.Rank != 1
            || call.Wholes(1) is not [var begin]
            || call.Wholes(2) is not [var count]
            || begin < 0
            || begin > values.Count
        )
            return null;
        return Vector([.. values.Skip((int)begin).Take(count < 0 ? values.Count : (int)Math.Min(count, values.Count))]);
    }

    private static GraphTensor? Gather(OperatorCall call)
    {
        if (Values(call, 0) is not { } values || call.First.Rank != 1 || call.Wholes(1) is not { } indices)
            return null;
        var taken = Array.ConvertAll(indices, index => At(values, index));
        if (!Array.TrueForAll(taken, item => item.Exists))
            return null;
        return GraphTensor.Numbers("", [.. taken.Select(item => item.Value)], call.Input(1)!.Sizes ?? [indices.Length]);
    }

    private static GraphTensor? Pairwise(OperatorCall call, Func<long, long, long?> compute)
    {
        if (
            Values(call, 0) is not { } left
            || Values(call, 1) is not { } right
            || (left.Count != right.Count && left.Count != 1 && right.Count != 1)
        )
            return null;
        int count = Math.Max(left.Count, right.Count);
        var results = new long?[count];
        for (int i = 0; i < count; i++)
            results[i] =
                left[left.Count == 1 ? 0 : i] is { } a && right[right.Count == 1 ? 0 : i] is { } b
                    ? compute(a, b)
                    : null;
        return GraphTensor.Numbers(
            "",
            results,
            (left.Count >= right.Count ? call.First : call.Required(1)).Sizes ?? [count]
        );
    }

    private static (long? Value, bool Exists) At(IReadOnlyList<long?> values, long index)
    {
        long at = index < 0 ? index + values.Count : index;
        return at >= 0 && at < values.Count ? (values[(int)at], true) : (null, false);
    }

    private static long Inside(long position, int count) =>
        Math.Min(Math.Max(position < 0 ? position + count : position, 0), count);
}
