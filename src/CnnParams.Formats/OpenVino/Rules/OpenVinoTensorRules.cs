using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.OpenVino;

/// <summary>Where data comes in and leaves, operators that move it, and loops.</summary>
internal sealed class OpenVinoTensorRules : OperatorRules<IrOperator>
{
    public OpenVinoTensorRules()
    {
        Map("Parameter", Feed);
        Map("Result Assign", _ => { });
        Map("Concat", Concat);
        Map("Split VariadicSplit", Split);
        Map("Reshape Squeeze Unsqueeze Flatten", Reshape);
        Map("Convert ConvertLike ReadValue Identity", layer => layer.PassOn());
        Map(
            "ShuffleChannels",
            layer => layer.Add(new ChannelShuffle { Groups = layer.Wholes("group") is [var groups] ? groups : 1 })
        );
        // The order, the begin and the end are constants in the .bin file; the file has the output shape.
        Map(
            "Transpose StridedSlice Slice Pad Tile Broadcast GatherND GatherElements GatherTree Reverse "
                + "ReverseSequence ScatterUpdate ScatterElementsUpdate ScatterNDUpdate "
                + "Range OneHot NonZero Roll BatchToSpace SpaceToBatch ExtractImagePatches Col2Im ReorgYolo PriorBox "
                + "PriorBoxClustered Bucketize Unique Eye RandomUniform",
            layer => layer.AddAsWritten(WorkKind.DataMovement)
        );
        Map("Gather", layer => layer.AddAsWritten(WorkKind.Lookup));
        Map("LSTMCell LSTMSequence", layer => Recur(layer, states: 2));
        Map("GRUCell RNNCell GRUSequence RNNSequence", layer => Recur(layer, states: 1));
        Map(
            "TensorIterator Loop If ScaledDotProductAttention",
            layer => layer.AddUnknown(layer.StatedOutput, mayHaveWeights: false, layer.Weights())
        );
    }

    /// <summary>Where data comes in.</summary>
    internal static void Feed(IrOperator layer)
    {
        layer.AddInputs(
            _ => layer.StatedOutput.IsKnown ? layer.StatedOutput : layer.Options.InputShape ?? layer.StatedOutput,
            name: _ => layer.Name
        );
        // OpenVINO goes by the shape; the output is what has been inferred of it.
        string shape = layer.Text("shape", "").Replace(" ", ""),
            output = string.Join(",", layer.Layer.Outputs.Take(1).SelectMany(port => port.Sizes));
        bool isFixed = shape.Length > 0 && (shape + output).All(sign => sign == ',' || char.IsDigit(sign));
        if (isFixed && layer.StatedOutput.IsKnown && shape != output)
            layer.Contradict($"its shape is {shape}, but its output is {output}");
    }

    // After the data come the states to begin with, which are learned where they are not all zeros.
    private static void Recur(IrOperator layer, int states)
    {
        IrConstant[] begin = [.. Enumerable.Range(1, states).Select(layer.Constant).OfType<IrConstant>()];
        string[] zeros = [.. begin.Where(layer.IsZero).Select(state => state.Name)];
        layer.AddUnknown(
            layer.StatedOutput,
            mayHaveWeights: false,
            Array.ConvertAll(
                layer.Weights(),
                weight => zeros.Contains(weight.Name) ? weight with { Role = WeightRole.Constant } : weight
            )
        );
        if (zeros.Length < begin.Length)
            layer.AssumeWeights("the states that it begins with are taken for learned");
    }

    private static void Concat(IrOperator layer)
    {
        if (
            layer.Wholes("axis") is [var written]
            && layer.Axis(written) is { } axis
            && layer.InputCount == layer.Layer.Inputs.Count
        )
            layer.Add(new Concatenate { Axis = axis });
        else
            layer.AddAsWritten(WorkKind.DataMovement);
    }

    /// <summary>Along the axis in which the parts differ from the whole.</summary>
    internal static void Split(IrOperator layer)
    {
        var whole = layer.Shape;
        var parts = Enumerable.Range(0, layer.OutputCount).Select(layer.StatedShape).ToList();
        int axis = Enumerable
            .Range(0, whole.Rank)
            .FirstOrDefault(i =>
                parts.TrueForAll(part => part.Rank == whole.Rank)
                && parts.Exists(part => part.Sizes[i] != whole.Sizes[i])
            );
        bool isCut =
            whole.IsKnown
            && parts.TrueForAll(part => part.IsKnown && part.Rank == whole.Rank)
            && whole.Rank > 0
            && parts.Sum(part => part.Sizes[axis]) == whole.Sizes[axis];
        if (isCut)
            layer.AddToFirst(new Split { Axis = axis + 1, Sizes = [.. parts.Select(part => part.Sizes[axis]!.Value)] });
        else
            layer.AddAsWritten(WorkKind.DataMovement);
    }

    /// <summary>Another shape of as many values: the one that the file says leaves.</summary>
    internal static void Reshape(IrOperator layer)
    {
        var outgoing = layer.StatedOutput;
        if (outgoing is { IsKnown: true, Rank: > 0 } && layer.Shape.ElementCount == outgoing.ElementCount)
            layer.AddToFirst(new Reshape { TargetShape = [.. outgoing.Sizes.Select(size => size!.Value)] });
        else
            layer.AddAsWritten(WorkKind.DataMovement);
    }
}
