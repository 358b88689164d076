using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>Spectra of signals, the windows that signals are cut with, and determinants.</summary>
internal sealed class SignalRule : ShapeRule
{
    internal override IEnumerable<string> Operators =>
        ["HannWindow", "HammingWindow", "BlackmanWindow", "MelWeightMatrix", "DFT", "STFT", "Det", "MaxUnpool"];

    protected override Value Output(OnnxCall call) =>
        call.Operator switch
        {
            "MelWeightMatrix" => Of(
                call,
                Number(call, 1) is { Value: { } length }
                    ? new Shape((length / 2) + 1, Number(call, 0))
                    : new Shape(Size.Unknown, Number(call, 0))
            ),
            "DFT" => call.Like(Spectrum(call)),
            "STFT" => call.Like(Frames(call)),
            "Det" => call.Like(
                call.Shape is { Rank: >= 2 } matrices ? Shape.Of(matrices.Axes.Take(matrices.Rank - 2)) : null
            ),
            "MaxUnpool" => call.Like(Unpooled(call)),
            _ => Of(call, new Shape(Number(call, 0))),
        };

    private static Value Of(OnnxCall call, Shape shape) =>
        OnnxCall.Typed((ElementType)call.Node.Number("output_datatype", (long)ElementType.Float), shape);

    private static Size Number(OnnxCall call, int input) =>
        call.Input(input).Elements is [var number] ? number.Size : Size.Unknown;

    // Real and imaginary parts are the last axis; one side of a spectrum is half of it and one more.
    private static Shape? Spectrum(OnnxCall call)
    {
        if (call.Shape is not { Rank: > 1 } signal || signal.Index(call.Node.Number("axis", 1)) is not { } axis)
            return null;
        var length = call.Has(1) ? Number(call, 1) : signal[axis];
        return signal.With(signal.Rank - 1, 2).With(axis, Half(length, call.Node.Number("onesided", 0) == 1));
    }

    private static Shape? Frames(OnnxCall call)
    {
        if (call.Shape is not { Rank: 2 or 3 } signal)
            return null;
        var length =
            call.Has(3) ? Number(call, 3)
            : call.Input(2).Shape is { Rank: 1 } window ? window[0]
            : Size.Unknown;
        var frames =
            signal[1].Value is { } all && Number(call, 1).Value is { } step and > 0 && length.Value is { } frame
                ? ((all - frame) / step) + 1
                : Size.Unknown;
        return new Shape(signal[0], frames, Half(length, call.Node.Number("onesided", 1) == 1), 2);
    }

    private static Size Half(Size length, bool isOneSided) =>
        !isOneSided ? length
        : length.Value is { } all ? (all / 2) + 1
        : Size.Unknown;

    private static Shape? Unpooled(OnnxCall call)
    {
        // Samples and channels stay, whatever number stands for them.
        if (call.Input(2).Sizes is { } sizes)
            return Shape.Of(
                sizes.Select(
                    (size, axis) =>
                        axis < 2 && call.Shape is { Rank: > 2 } pooled && pooled[axis].Same(size) == true
                            ? pooled[axis]
                            : size
                )
            );
        if (call.Has(2))
            return call.Shape is { } open ? Shape.OfRank(open.Rank) : null;
        if (
            call.Shape is not { Rank: > 2 } shape
            || call.Node.Numbers("kernel_shape") is not { } window
            || window.Length != shape.Rank - 2
        )
            return null;
        long[] strides = call.Node.Numbers("strides") ?? [.. window.Select(_ => 1L)];
        long[] pads = call.Node.Numbers("pads") ?? new long[2 * window.Length];
        if (strides.Length != window.Length || pads.Length != 2 * window.Length)
            return null;
        return Shape.Of(
            shape.Axes.Select(
                (size, axis) =>
                    axis < 2 ? size
                    : size.Value is { } all
                        ? checked(
                            ((all - 1) * strides[axis - 2])
                            + window[axis - 2]
                            - pads[axis - 2]
                            - pads[axis - 2 + window.Length]
                        )
                    : Size.Unknown
            )
        );
    }
}
