using CnnParams.Shapes;

namespace CnnParams.Formats.TensorFlow.Operators;

/// <summary>
/// A tensor whose image has been dealt out over the batch, so that filters without gaps see every second position, or
/// every third: TensorFlow's old way to dilate them. Here the image stays whole, and the filters are dilated.
/// </summary>
/// <param name="Block">Positions from one value that filters see to the next, by axis.</param>
/// <param name="Pads">Positions added at the beginning and the end of each axis, until filters have taken them.</param>
internal sealed record SpaceInBatch(long[] Block, long[] Pads)
{
    private static readonly HashSet<string> ValueByValue = new(StringComparer.Ordinal)
    {
        "Activation",
        "BatchNormalization",
        "PReLU",
    };

    /// <summary>The tensor that is dealt out; null where its axes do not let it be seen so.</summary>
    internal static GraphTensor? Of(OperatorCall call)
    {
        if (
            call.Wholes(1) is not { } block
            || call.Wholes(2) is not { } pads
            || pads.Length != 2 * block.Length
            || call.First.Rank != block.Length + 2
            || !call.HasBatch(call.First)
            || block.Any(step => step < 1)
            || pads.Any(pad => pad < 0)
        )
        {
            return null;
        }

        return call.First with
        {
            Name = call.Outputs[0].Name,
            Readers = call.Outputs[0].Readers,
            InBatch = new SpaceInBatch(block, pads),
        };
    }

    /// <summary>How filters see what an operator reads: as the file says, or dilated where that is dealt out.</summary>
    internal static (Extent Dilation, Padding Padding) Window(OperatorCall call, Extent dilation, Padding padding)
    {
        if (call.First.InBatch is not { } dealt)
            return (dilation, padding);
        if (call.Text("padding") != "VALID")
            throw new UnknownOperatorException(
                "what it reads is dealt out over the batch, and it adds positions of its own"
            );
        return (
            new Extent(dealt.Block),
            Padding.Sides([.. dealt.Block.Select((_, axis) => (dealt.Pads[2 * axis], dealt.Pads[(2 * axis) + 1]))])
        );
    }

    /// <summary>
    /// What stays dealt out after a layer; an error for one that would see the image otherwise than it is.
    /// </summary>
    internal SpaceInBatch After(GraphLayer layer)
    {
        if (layer.Layer.Type is "Conv2D" or "Conv1D" or "DepthwiseConv2D")
            return this with { Pads = new long[Pads.Length] };
        return ValueByValue.Contains(layer.Layer.Type) && Array.TrueForAll(Pads, pad => pad == 0)
            ? this
            : throw new UnknownOperatorException("what it reads is dealt out over the batch");
    }
}
