using CnnParams.Formats.Onnx.Inference;
using CnnParams.Shapes;

namespace CnnParams.Formats.Onnx.Building.Rules;

/// <summary>What a transposed convolution cuts off and adds, in numbers.</summary>
/// <param name="Padding">The positions that are cut off.</param>
/// <param name="Added">The positions that are added at the end.</param>
internal sealed record TransposedPadding(Padding Padding, Extent? Added)
{
    /// <summary>
    /// The padding of an operator. A wanted output, or padding by rule, fixes the sum of both sides (onnx,
    /// docs/Operators.md, ConvTranspose); null where that depends on an axis that is open.
    /// </summary>
    internal static TransposedPadding? Of(OnnxCall call, long[] kernel)
    {
        int rank = kernel.Length - 2;
        long[] added = call.Node.Numbers("output_padding") ?? new long[rank];
        string rule = OnnxWindowSettings.AutoPad(call.Node);
        long[]? wanted = call.Node.Numbers("output_shape");
        bool isSame = rule.StartsWith("SAME", StringComparison.Ordinal);
        if (wanted is null && !isSame)
            return new TransposedPadding(
                rule == "VALID" ? 0 : OnnxWindowSettings.Padding(call.Node, rank),
                added.Length > 0 ? new Extent(added) : null
            );
        if (added.Length != rank || (wanted is not null && wanted.Length != rank && wanted.Length != rank + 2))
            return null;

        long[] strides = call.Node.Numbers("strides") ?? [.. Enumerable.Repeat(1L, rank)];
        long[] dilations = call.Node.Numbers("dilations") ?? [.. Enumerable.Repeat(1L, rank)];
        var sides = new (long, long)[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            if (Total(call, axis, wanted?[wanted.Length - rank + axis], strides[axis]) is not { } lessThanInput)
                return null;
            long total = checked(lessThanInput + added[axis] + ((kernel[axis + 2] - 1) * dilations[axis]) + 1);
            // What is wanted beyond the reach of the filters is added at the end.
            if (total < 0)
                (added[axis], total) = (checked(added[axis] - total), 0);
            sides[axis] = rule == "SAME_UPPER" ? (total / 2, total - (total / 2)) : (total - (total / 2), total / 2);
        }

        return new TransposedPadding(Padding.Sides(sides), new Extent(added));
    }

    // stride * (in - 1) - out; an output of in * stride does not depend on the input.
    private static long? Total(OnnxCall call, int axis, long? wanted, long stride)
    {
        if (wanted is not { } output)
            return -stride;
        return call.Shape is { } shape && axis + 2 < shape.Rank && shape[axis + 2].Value is { } size
            ? checked((stride * (size - 1)) - output)
            : null;
    }
}
