using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Words;

namespace CnnParams.Shapes;

/// <summary>
/// A window that every position of one axis is spread over: the arithmetic of a transposed convolution.
/// </summary>
/// <remarks>
/// With padding in numbers PyTorch's and ONNX's rule, out = (in - 1) * stride - begin - end + dilation * (kernel - 1) +
/// output_padding + 1; by name Keras's (keras/src/backend/common/backend_utils.py,
/// _get_output_shape_given_tf_padding).
/// </remarks>
public readonly struct TransposedWindow(
    long kernel,
    long stride,
    long dilation,
    Padding padding,
    int axis,
    long? outputPadding
)
{
    private static readonly Formula SameFormula = new("i * s", "i: input; s: stride; same padding");

    private static readonly Formula ValidFormula = new(
        "(i - 1) * s + max(l * (m - 1) + 1, s)",
        "i: input; s: stride; l: dilation; m: kernel"
    );

    private static readonly Formula PaddedFormula = new(
        "(i - 1) * s - b - e + l * (m - 1) + a + 1",
        "i: input; s: stride; b, e: padding at the beginning and the end; l: dilation; m: kernel; a: output padding"
    );

    private bool IsSame => padding.Mode is PaddingMode.Same or PaddingMode.SameLower;

    /// <summary>Output positions from the first to the last that one position is spread over.</summary>
    public long Reach => checked((dilation * (kernel - 1)) + 1);

    /// <summary>Output positions that are cut off at the beginning.</summary>
    public long Begin =>
        padding.IsExplicit ? padding[axis].Begin
        : !IsSame ? 0
        : outputPadding is null ? Math.Max(Reach - stride, 0) / 2
        : Reach / 2;

    /// <summary>The output positions, for an axis of <paramref name="input"/> positions.</summary>
    /// <exception cref="LayerException">The padding cuts off all of them.</exception>
    public Dimension Output(Dimension input)
    {
        if (!input.IsKnown)
            return Dimension.Unknown;
        var rule = Explain(input.Value);
        return rule.Value >= 1
            ? rule.Value
            : throw new LayerException(
                ErrorId.InvalidSetting,
                Wording.InNumber(
                    $"{input} position[s] can give no output: {rule}; use less padding or a larger kernel or stride"
                )
            );
    }

    /// <summary>
    /// What output positions see: o sees the input positions i with o = i * stride - begin + k * dilation for a k of
    /// the kernel, which are different ones at each position of a stride, and none where the stride is wider than the
    /// kernel.
    /// </summary>
    internal ReceptiveAxis? Receptive()
    {
        const long widestKernel = 1 << 16;
        if (kernel > widestKernel)
            return null;
        var (taps, step, spread, begin) = (kernel, stride, dilation, Begin);
        return ReceptiveAxis.Repeating(
            step,
            1,
            output =>
            {
                var seen = SeenPositions.None;
                for (long k = 0; k < taps; k++)
                {
                    long from = output + begin - (k * spread);
                    if (from % step == 0)
                        seen = seen.And(new SeenPositions(from / step, from / step));
                }

                return seen;
            }
        );
    }

    /// <summary>The rule with its numbers.</summary>
    public Working Explain(long input)
    {
        if (padding.IsExplicit)
            return PaddedFormula.With(
                input,
                stride,
                padding[axis].Begin,
                padding[axis].End,
                dilation,
                kernel,
                outputPadding ?? 0
            );
        if (outputPadding is not { } added)
            return IsSame ? SameFormula.With(input, stride) : ValidFormula.With(input, stride, dilation, kernel);

        return PaddedFormula.With(input, stride, Begin, Begin, dilation, kernel, added);
    }
}
