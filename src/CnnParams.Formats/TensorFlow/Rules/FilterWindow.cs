using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Shapes;

namespace CnnParams.Formats.TensorFlow;

/// <summary>
/// How TensorFlow states a window: a number for each axis of the tensor, the batch and the channels among them.
/// </summary>
internal static class FilterWindow
{
    /// <summary>The numbers of the spatial axes; null where none are stated.</summary>
    internal static long[]? Spatial(OperatorCall call, string attribute, int rank) =>
        Spatial(call, call.Wholes(attribute), rank);

    /// <inheritdoc cref="Spatial(OperatorCall, string, int)"/>
    internal static long[]? Spatial(OperatorCall call, long[]? numbers, int rank)
    {
        if (numbers is null || numbers.Length != rank + 2)
            return numbers is { Length: 1 } ? numbers : null;
        return [.. numbers.Skip(IsChannelsFirst(call) ? 2 : 1).Take(rank)];
    }

    /// <summary>The numbers of the spatial axes; 1 where none are stated.</summary>
    internal static Extent Each(OperatorCall call, string attribute, int rank) =>
        Spatial(call, attribute, rank) is { } numbers ? new Extent(numbers) : Extent.One;

    /// <summary>Whether the channels stand before the spatial axes.</summary>
    internal static bool IsChannelsFirst(OperatorCall call) =>
        call.Text("data_format")?.StartsWith("NC", StringComparison.Ordinal) == true;

    /// <summary>The padding, by rule or by number.</summary>
    internal static Padding Padding(OperatorCall call, int rank)
    {
        if (call.Text("padding") != "EXPLICIT")
            return PaddingByRule(call);
        if (call.Wholes("explicit_paddings") is not { } sides || sides.Length != 2 * (rank + 2))
            throw new UnknownOperatorException("its padding is explicit, but not stated");
        int first = IsChannelsFirst(call) ? 4 : 2;
        return Shapes.Padding.Sides([
            .. Enumerable.Range(0, rank).Select(axis => (sides[first + (2 * axis)], sides[first + (2 * axis) + 1])),
        ]);
    }

    /// <summary>The padding by its rule.</summary>
    internal static Padding PaddingByRule(OperatorCall call) =>
        call.Text("padding")?.ToUpperInvariant() switch
        {
            "SAME" => Shapes.Padding.Same,
            "VALID" or null => Shapes.Padding.Valid,
            var other => throw new UnknownOperatorException(
                $"its padding is '{other}', which is none of SAME and VALID"
            ),
        };

    /// <summary>
    /// How many channels filters see, where that does not follow from the input, and in how many groups.
    /// </summary>
    internal static (long? Channels, long Groups) Channels(OperatorCall call, long depth)
    {
        var image = call.First;
        long? channels = image.Sizes is { Count: > 1 } sizes
            ? sizes[IsChannelsFirst(call) ? 1 : sizes.Count - 1]
            : null;
        if (channels is not { } incoming)
            return (depth, 1);
        return incoming % depth == 0
            ? (null, incoming / depth)
            : throw new UnknownOperatorException($"its filters see {depth} channels, but the input has {incoming}");
    }

    /// <summary>What a transposed convolution adds at the end, so that it makes the image that the file says.</summary>
    internal static Extent? OutputPadding(
        OperatorCall call,
        GraphTensor values,
        IReadOnlyList<long?>? wanted,
        long[] window,
        long[] stride
    )
    {
        int rank = window.Length,
            first = IsChannelsFirst(call) ? 2 : 1;
        if (wanted is null || wanted.Count != rank + 2 || values.Sizes is not { } sizes || sizes.Count != rank + 2)
            return null;
        bool isSame = call.Text("padding") == "SAME";
        long[] padding = new long[rank];
        bool isUsual = true;
        for (int i = 0; i < rank; i++)
        {
            if (wanted[first + i] is not { } output || sizes[first + i] is not { } input)
                return null;
            // Keras's rules (keras/src/ops/operation_utils.py) for the output without, and with, a padding of its own.
            long whole = checked(input * stride[i]);
            isUsual &= output == (isSame ? whole : checked(whole + Math.Max(window[i] - stride[i], 0)));
            padding[i] = checked(output - ((input - 1) * stride[i]) - window[i] + (isSame ? 2 * (window[i] / 2) : 0));
        }

        return isUsual ? null : new Extent(padding);
    }
}
