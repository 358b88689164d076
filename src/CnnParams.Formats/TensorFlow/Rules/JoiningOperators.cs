using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Layers;

namespace CnnParams.Formats.TensorFlow;

/// <summary>Tensors joined, and parts of tensors.</summary>
internal sealed class JoiningOperators : TensorFlowRules
{
    private const int MostParts = 4096;

    public JoiningOperators()
    {
        Map(
            "ConcatV2",
            call => Concatenate(call, call.Inputs.Take(call.Inputs.Count - 1), call.Wholes(call.Inputs.Count - 1))
        );
        Map("Concat", call => Concatenate(call, call.Inputs.Skip(1), call.Wholes(0)));
        Map("CONCATENATION", call => Concatenate(call, call.Inputs, [call.Whole("axis") ?? 0]));
        Map("Pack PACK", Pack);
        Map("Unpack UNPACK", Unpack);
        Map("Split SPLIT", call => Split(call, call.Required(1), call.Wholes(0), null));
        Map("SplitV SPLIT_V", call => Split(call, call.First, call.Wholes(2), call.Wholes(1)));
        Map("Slice SLICE", Slice);
        Map("StridedSlice STRIDED_SLICE", StridedSlices.Cut);
    }

    private static OperatorResult Concatenate(OperatorCall call, IEnumerable<GraphTensor?> joined, long[]? axes)
    {
        GraphTensor[] inputs = [.. joined.OfType<GraphTensor>()];
        if (axes is not [var axis] || inputs.Length == 0)
            return new MovedTensors([null]);
        if (
            Array.TrueForAll(inputs, input => !input.IsConstant)
            && call.LayerAxis(inputs[0], axis) is { } layerAxis
            && inputs.Select(call.HasBatch).Distinct().Count() == 1
        )
            return new GraphLayer(new Concatenate { Axis = layerAxis }) { Reads = inputs };
        if (inputs.Any(input => input.Sizes is null || input.Rank != inputs[0].Rank))
            return new MovedTensors([null]);

        // A learned vector joined to what is computed, such as a class token.
        int at = (int)(axis < 0 ? axis + inputs[0].Rank!.Value : axis);
        return new MovedTensors([
            [
                .. inputs[0]
                    .Sizes!.Select(
                        (size, i) =>
                            i == at ? inputs.Aggregate((long?)0, (sum, input) => checked(sum + input.Sizes![i])) : size
                    ),
            ],
        ]);
    }

    private static MovedTensors Pack(OperatorCall call)
    {
        long axis = call.Whole("axis") ?? 0;
        if (call.Inputs.OfType<GraphTensor>().FirstOrDefault(input => input.Sizes is not null)?.Sizes is not { } sizes)
            return new MovedTensors([null]);
        int at = (int)(axis < 0 ? axis + sizes.Count + 1 : axis);
        return at >= 0 && at <= sizes.Count
            ? new MovedTensors([
                [.. sizes.Take(at), call.Inputs.Count, .. sizes.Skip(at)],
            ])
            : throw new UnknownOperatorException(
                $"its axis is {axis}; the input has the sizes {OperatorCall.Text(sizes)}"
            );
    }

    private static MovedTensors Unpack(OperatorCall call)
    {
        if (call.First.Sizes is not { } sizes)
            return new MovedTensors([null]);
        long axis = call.Whole("axis") ?? 0;
        long at = axis < 0 ? axis + sizes.Count : axis;
        IReadOnlyList<long?> part = [.. sizes.Where((_, i) => i != at)];
        return new MovedTensors([.. call.Outputs.Select(_ => part)]);
    }

    private static OperatorResult Split(OperatorCall call, GraphTensor whole, long[]? axes, long[]? parts)
    {
        long sections = call.Whole("num_split") ?? call.Whole("num_splits") ?? call.Outputs.Count;
        if (
            axes is not [var axis]
            || whole.IsConstant
            || sections is < 1 or > MostParts
            || call.LayerAxis(whole, axis) is not { } layerAxis
        )
            return new MovedTensors([null]);
        if (parts is null)
            return new GraphLayer(new Split { Axis = layerAxis, Sections = sections }) { Reads = [whole] };
        if (
            parts.Contains(-1)
            && whole.Sizes is { } sizes
            && sizes[(int)(axis < 0 ? axis + sizes.Count : axis)] is { } all
        )
            parts = Array.ConvertAll(parts, part => part < 0 ? all - parts.Where(given => given >= 0).Sum() : part);
        return new GraphLayer(new Split { Axis = layerAxis, Sizes = parts }) { Reads = [whole] };
    }

    private static MovedTensors Slice(OperatorCall call)
    {
        if (
            call.First.Sizes is not { } sizes
            || call.Input(2)?.ValuesAsSizes is not { } counts
            || counts.Count != sizes.Count
        )
            return new MovedTensors([null]);
        long[]? begins = call.Wholes(1);
        return new MovedTensors([
            [
                .. sizes.Select(
                    (size, i) =>
                        counts[i] is not < 0 ? counts[i]
                        : begins is not null && i < begins.Length ? size - begins[i]
                        : null
                ),
            ],
        ]);
    }
}
