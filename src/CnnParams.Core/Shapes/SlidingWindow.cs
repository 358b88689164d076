using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Words;

namespace CnnParams.Shapes;

/// <summary>How the last window of a pooling is rounded.</summary>
public enum WindowRounding : long
{
    /// <summary>Only windows that fit.</summary>
    Floor,

    /// <summary>
    /// PyTorch's ceil mode: a window may hang over the end, if it starts inside the input or its left padding.
    /// </summary>
    Ceil,

    /// <summary>Caffe's ceil: as <see cref="Ceil"/>, but without padding the start is not looked at.</summary>
    CeilCaffe,
}

/// <summary>A window that slides along one axis: the arithmetic of convolution and pooling.</summary>
/// <remarks>
/// out = floor((in + begin + end - dilation * (kernel - 1) - 1) / stride) + 1; same padding gives ceil(in / stride),
/// an odd zero at the end (TensorFlow) or the beginning (ONNX's SAME_LOWER).
/// </remarks>
public readonly struct SlidingWindow(
    long kernel,
    long stride,
    long dilation,
    Padding padding,
    int axis,
    WindowRounding rounding = WindowRounding.Floor
)
{
    private static readonly Formula SameFormula = new("ceil(i / s)", "i: input; s: stride; same padding");

    private static readonly Formula ValidFormula = new("floor((i - m) / s) + 1", "i: input; m: kernel; s: stride");

    private const string PaddedLegend =
        "i: input; b, e: padding at the beginning and the end; l: dilation; m: kernel; s: stride";

    private static readonly Formula PaddedFormula = new("floor((i + b + e - l * (m - 1) - 1) / s) + 1", PaddedLegend);

    private static readonly Formula CeilFormula = new(
        "ceil((i + b + e - l * (m - 1) - 1) / s) + 1 - x",
        PaddedLegend + "; x: 1 for a last window that would start past the end of the input"
    );

    private bool IsSame => padding.Mode is PaddingMode.Same or PaddingMode.SameLower;

    /// <summary>Input positions from the first to the last that the window sees.</summary>
    public long Reach => checked((dilation * (kernel - 1)) + 1);

    /// <summary>The number of windows on an axis of <paramref name="input"/> positions.</summary>
    /// <exception cref="LayerException">The window is larger than the padded input.</exception>
    public Dimension Output(Dimension input)
    {
        if (!input.IsKnown)
            return KeepsSize ? input : Dimension.Unknown;
        long output = Count(input.Value);
        return output >= 1 || IsSame ? output : throw TooLarge(input.Value);
    }

    /// <summary>The zeros before and after an axis of <paramref name="input"/> positions.</summary>
    public (long Begin, long End) Pads(long input)
    {
        if (!IsSame)
            return padding[axis];

        long output = (input + stride - 1) / stride;
        long total = Math.Max(checked(((output - 1) * stride) + Reach - input), 0);
        long smaller = total / 2;
        return padding.Mode == PaddingMode.Same ? (smaller, total - smaller) : (total - smaller, smaller);
    }

    /// <summary>The rule with its numbers.</summary>
    public Working Explain(long input)
    {
        if (IsSame)
            return SameFormula.With(input, stride);

        var (begin, end) = padding[axis];
        if (rounding != WindowRounding.Floor)
            return CeilFormula.With(input, begin, end, dilation, kernel, stride, Clipped(input) ? 1 : 0);
        return begin == 0 && end == 0 && dilation == 1
            ? ValidFormula.With(input, kernel, stride)
            : PaddedFormula.With(input, begin, end, dilation, kernel, stride);
    }

    // The numbers of Explain, without the texts; a test holds the two together.
    private long Count(long input)
    {
        if (IsSame)
            return (input + stride - 1) / stride;

        var (begin, end) = padding[axis];
        long room = checked(input + begin + end - Reach);
        if (rounding == WindowRounding.Floor)
            return room < 0 ? 0 : (room / stride) + 1;
        // A window that is a little too large still fits once when rounded up, as in PyTorch.
        long steps = room < 0 ? -(-room / stride) : (room + stride - 1) / stride;
        return steps + 1 - (Clipped(input) ? 1 : 0);
    }

    private bool KeepsSize => stride == 1 && (IsSame || checked(padding[axis].Begin + padding[axis].End) == Reach - 1);

    // PyTorch: pooling_output_shape_pad_lr in aten/src/ATen/native/Pool.h; Caffe: pooling_layer.cpp clips only when
    // padded.
    private bool Clipped(long input)
    {
        var (begin, end) = padding[axis];
        if (rounding == WindowRounding.CeilCaffe && begin == 0 && end == 0)
            return false;
        long room = checked(input + begin + end - Reach);
        if (room < 0)
            return false;
        long last = (room + stride - 1) / stride;
        return checked(last * stride) >= input + begin;
    }

    private LayerException TooLarge(long input)
    {
        var (begin, end) = padding[axis];
        long padded = checked(input + begin + end);
        string window = dilation == 1 ? $"a window of {kernel}" : $"a window of {kernel}, dilated to {Reach},";
        string space =
            padded == input
                ? Wording.InNumber($"{input} position[s]")
                : Wording.InNumber($"{input} position[s] padded to {padded}");
        return new LayerException(
            ErrorId.WindowTooLarge,
            $"{window} does not fit into {space}; use a window of at most {padded}, padding, or a larger input"
        );
    }
}
