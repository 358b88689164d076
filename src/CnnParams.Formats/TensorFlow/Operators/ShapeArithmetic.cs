using CnnParams.Formats.Folding;

namespace CnnParams.Formats.TensorFlow.Operators;

/// <summary>
/// The arithmetic by which a graph makes shapes of shapes: whole numbers, some of which may be open, and the batch.
/// What it works out is no layer, but says what a reshape or a resize makes.
/// </summary>
internal static class ShapeArithmetic
{
    private static readonly Number Batch = new Size(new Symbol("batch", isBatch: true));

    private static readonly Dictionary<string, Func<OperatorCall, GraphTensor?>> Rules = new(StringComparer.Ordinal)
    {
        ["Shape"] = Shape,
        ["Rank"] = call => call.First.Rank is { } rank ? Scalar((long)rank) : null,
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
        ["Prod"] = call => Values(call, 0) is { } values ? Scalar(values.Aggregate((Number)1L, Number.Multiply)) : null,
        ["Add"] = call => Pairwise(call, Number.Add),
        ["AddV2"] = call => Pairwise(call, Number.Add),
        ["Sub"] = call => Pairwise(call, Number.Subtract),
        ["Mul"] = call => Pairwise(call, Number.Multiply),
        ["FloorDiv"] = call => Pairwise(call, Number.DivideDown),
        ["Maximum"] = call => Pairwise(call, Number.Max),
        ["Minimum"] = call => Pairwise(call, Number.Min),
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
        return folded is null || folded.Values!.Count > NumberList.Most
            ? null
            : [folded with { Name = call.Outputs.Count > 0 ? call.Outputs[0].Name : call.Name }];
    }

    private static IReadOnlyList<Number>? Values(OperatorCall call, int index) => call.Input(index)?.Values;

    private static GraphTensor Scalar(Number value) => GraphTensor.Numbers("", [value], []);

    private static GraphTensor Vector(IReadOnlyList<Number> values) => GraphTensor.Numbers("", values, [values.Count]);

    private static GraphTensor? Resized(IReadOnlyList<Number> values, long[] sizes)
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

    // What is not computed has no batch.
    private static GraphTensor? Shape(OperatorCall call)
    {
        if (call.First.Sizes is not { } stated)
            return null;
        Number[] sizes = [.. stated.Select(size => size is { } known ? (Number)known : Number.Unknown)];
        if (call.HasBatch(call.First))
            sizes[0] = Batch;
        else if (call.First.Batch == GraphBatch.Joined)
            sizes[0] = Number.Multiply(call.Sample(call.First)![0] is { } rows ? rows : Number.Unknown, Batch);
        return Vector(sizes);
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
        return
            Array.TrueForAll(joined, input => input?.Rank == 1)
            && NumberList.Join(joined.Select(input => input!.Values)) is { } all
            ? Vector(all)
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
            return NumberList.Rows(values, [begin]) is [var one] ? Scalar(one) : null;
        var taken = NumberList.Part(
            values,
            (call.Whole("begin_mask") & 1) == 1 ? 0 : begin,
            (call.Whole("end_mask") & 1) == 1 ? values.Count : end,
            step
        );
        return taken is null ? null : Vector(taken);
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
        long most = values.Count - begin;
        return Vector(NumberList.Part(values, begin, begin + (count < 0 ? most : Math.Min(count, most)), 1)!);
    }

    private static GraphTensor? Gather(OperatorCall call)
    {
        if (Values(call, 0) is not { } values || call.First.Rank != 1 || call.Wholes(1) is not { } indices)
            return null;
        return NumberList.Rows(values, indices) is { } taken
            ? GraphTensor.Numbers("", taken, call.Input(1)!.Sizes ?? [indices.Length])
            : null;
    }

    private static GraphTensor? Pairwise(OperatorCall call, Func<Number, Number, Number> rule)
    {
        if (NumberList.Pairwise(Values(call, 0), Values(call, 1), rule) is not { } results)
            return null;
        var longer = Values(call, 0)!.Count >= results.Count ? call.First : call.Required(1);
        return GraphTensor.Numbers("", results, longer.Sizes ?? [results.Count]);
    }
}
