using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Layers;

namespace CnnParams.Formats.TensorFlow;

/// <summary>Reshapes, whose sizes may be computed in the graph from those of a tensor.</summary>
internal sealed class ReshapeOperators : TensorFlowRules
{
    public ReshapeOperators()
    {
        Map("Reshape", call => Reshape(call, call.Input(1)?.ValuesAsSizes));
        Map(
            "RESHAPE",
            call =>
                Reshape(
                    call,
                    call.Input(1)?.ValuesAsSizes
                        ?? call.Wholes("new_shape")?.Select(size => (long?)size).ToArray()
                        ?? call.Outputs[0].Sizes
                )
        );
    }

    private static OperatorResult Reshape(OperatorCall call, IReadOnlyList<long?>? target)
    {
        var sizes = target is null ? null : Resolved(call, target);
        if (sizes is null)
            return new MovedTensors([null]);
        if (call.First.IsConstant)
            return new MovedTensors([sizes]);

        var sample = OperatorCall.Sample(sizes, call.Batch, call.PlaceOf(sizes));
        if (
            sample is not { Count: > 0 }
            || sample.Any(size => size is null or < 1)
            || GraphTensor.Product(call.Sample(call.First)) != GraphTensor.Product(sample)
        )
            return new MovedTensors([sizes]);
        bool hasBatch = call.HasBatch(call.First);
        return new GraphLayer(
            sample.Count == 1 && call.First.Rank > 2 && hasBatch
                ? new Flatten()
                : new Reshape { TargetShape = [.. sample.Select(size => size!.Value)] }
        )
        {
            // A single sample may lose the axis of its batch, or come by one.
            Sizes = hasBatch == OperatorCall.IsBatched(sizes, call.Batch) ? null : sizes,
        };
    }

    // The axis that is open follows from the others. The batch, where it is open, is one sample.
    private static IReadOnlyList<long?>? Resolved(OperatorCall call, IReadOnlyList<long?> target)
    {
        long?[] sizes = [.. target];
        long? count =
            call.First.IsConstant || call.First.Batch != GraphBatch.First
                ? call.First.Count
                : GraphTensor.Product(call.Sample(call.First));
        bool hasBatch = call.HasBatch(call.First);
        if (hasBatch)
            count = checked(count * call.Batch);
        int open = Array.FindIndex(sizes, size => size is null or < 0);
        // What stands first is the batch, unless all others tell how much it is.
        if (
            hasBatch
            && open == 0
            && sizes[0] is null
            && (count is null || Array.FindLastIndex(sizes, size => size is null or < 0) > 0)
        )
        {
            sizes[0] = call.Batch;
            open = Array.FindIndex(sizes, size => size is null or < 0);
        }

        if (open < 0)
            return sizes;
        if (Array.FindLastIndex(sizes, size => size is null or < 0) != open)
            return [.. sizes.Select(size => size < 0 ? null : size)];
        long? given = GraphTensor.Product(sizes.Where((_, i) => i != open));
        sizes[open] = count is { } all && given > 0 && all % given == 0 ? all / given : null;
        return sizes;
    }
}
