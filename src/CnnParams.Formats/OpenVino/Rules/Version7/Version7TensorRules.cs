using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.OpenVino.Version7;

/// <summary>Where data comes in, layers that join, cut or move it, and loops.</summary>
internal sealed class Version7TensorRules : OperatorRules<Version7Operator>
{
    private static readonly Dictionary<string, PaddingValues> Modes = new(StringComparer.Ordinal)
    {
        ["constant"] = PaddingValues.Constant,
        ["edge"] = PaddingValues.Replicate,
        ["reflect"] = PaddingValues.Reflect,
    };

    public Version7TensorRules()
    {
        Map("Input", OpenVinoTensorRules.Feed);
        Map("Memory", Remember);
        Map("Concat", Concat);
        Map("Split Slice", OpenVinoTensorRules.Split);
        Map("Reshape", Reshape);
        Map("Flatten", Flatten);
        Map("Squeeze Unsqueeze", OpenVinoTensorRules.Reshape);
        Map("Permute", Permute);
        Map("Crop", Crop);
        Map("Pad", Pad);
        Map("Copy Convert", layer => layer.PassOn());
        Map("ShuffleChannels", layer => layer.Add(new ChannelShuffle { Groups = layer.Whole("group") ?? 1 }));
        Map(
            "Broadcast Fill GatherTree OneHot Range ReverseSequence ScatterUpdate SparseFillEmptyRows StridedSlice "
                + "Tile Unique",
            layer => layer.AddAsWritten(WorkKind.DataMovement)
        );
        // What is looked up in may be learned.
        Map("Gather", layer => layer.AddOperation(WorkKind.Lookup, layer.StatedOutput, layer.Weights()));
        Map(
            "LSTMCell GRUCell RNNCell LSTMSequence GRUSequence RNNSequence TensorIterator",
            layer => layer.AddUnknown(layer.StatedOutput, mayHaveWeights: false, layer.Blobs())
        );
    }

    // Of a pair, one gives what the other has kept the time before.
    private static void Remember(Version7Operator layer)
    {
        if (layer.InputCount == 0)
            OpenVinoTensorRules.Feed(layer);
        else
            layer.PassOn();
    }

    private static void Concat(Version7Operator layer)
    {
        if (layer.Axis(layer.Whole("axis") ?? 1) is { } axis && layer.InputCount == layer.Layer.Inputs.Count)
            layer.Add(new Concatenate { Axis = axis });
        else
            layer.AddOperation(WorkKind.DataMovement, layer.StatedOutput, layer.Weights());
    }

    // 0 takes over the size of an axis, -1 is what is left. Later versions have a constant instead, in the .bin file.
    private static void Reshape(Version7Operator layer)
    {
        long[] sizes = layer.Wholes("dim");
        bool keepsBatch =
            layer.HasBatchFirst
            && sizes.Length > 1
            && layer.Layer.Inputs.Count > 0
            && (sizes[0] == 0 || sizes[0] == layer.Layer.Inputs[0].Sizes.FirstOrDefault());
        long?[] target =
        [
            .. sizes
                .Skip(1)
                .Select(
                    (size, i) =>
                        size != 0 ? size
                        : i < layer.Shape.Rank ? layer.Shape.Sizes[i]
                        : null
                ),
        ];
        if (keepsBatch && Array.TrueForAll(target, size => size is not null))
            layer.AddToFirst(new Reshape { TargetShape = [.. target.Select(size => size!.Value)] });
        else
            OpenVinoTensorRules.Reshape(layer);
    }

    private static void Flatten(Version7Operator layer)
    {
        if (layer.HasBatchFirst && layer.Whole("axis") == 1 && (layer.Whole("end_axis") ?? -1) == -1)
            layer.AddToFirst(new Flatten());
        else
            OpenVinoTensorRules.Reshape(layer);
    }

    private static void Permute(Version7Operator layer)
    {
        if (layer.HasBatchFirst && layer.Wholes("order") is [0, _, ..] order)
            layer.AddToFirst(new Permute { Order = [.. order.Skip(1)] });
        else
            layer.AddAsWritten(WorkKind.DataMovement);
    }

    // How much is left, or how much is cut off; or as large as another input.
    private static void Crop(Version7Operator layer)
    {
        long[] axes = layer.Wholes("axis"),
            sizes = layer.Wholes("dim"),
            ends = layer.Wholes("crop_end");
        long[] starts = layer.Wholes("offset") is { Length: > 0 } offsets ? offsets : layer.Wholes("crop_begin");
        bool isSized = sizes.Length == axes.Length,
            isCut = ends.Length == axes.Length;
        if (
            axes.Length == 0
            || starts.Length != axes.Length
            || axes.Contains(0)
            || (!isSized && !isCut && layer.InputCount < 2)
        )
        {
            layer.AddAsWritten(WorkKind.DataMovement);
            return;
        }

        for (int i = 0; i < axes.Length; i++)
        {
            int axis = checked((int)axes[i]);
            long start = starts[i];
            long? end =
                isSized ? checked(start + sizes[i])
                : isCut ? (ends[i] > 0 ? -ends[i] : null)
                : AsLargeAs(layer, axis, start);
            layer.AddToFirst(
                new Slice
                {
                    Axis = axis,
                    Start = start,
                    End = end,
                }
            );
        }
    }

    private static long? AsLargeAs(Version7Operator layer, int axis, long start)
    {
        var other = layer.ShapeOf(1);
        return axis > 0 && axis <= other.Rank && other.Sizes[axis - 1] is { } size ? checked(start + size) : null;
    }

    // Batch and channels stay as they are, or it is no padding of an image.
    private static void Pad(Version7Operator layer)
    {
        if (
            layer.Wholes("pads_begin") is [0, 0, _, _] begin
            && layer.Wholes("pads_end") is [0, 0, _, _] end
            && layer.Shape.Rank == 3
            && Modes.TryGetValue(layer.Text("pad_mode", "constant"), out var mode)
        )
        {
            layer.AddToFirst(
                new ZeroPadding(2) { Mode = mode, Padding = Padding.Sides((begin[2], end[2]), (begin[3], end[3])) }
            );
        }
        else
        {
            layer.AddAsWritten(WorkKind.DataMovement);
        }
    }
}
