using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>Axes made longer or shorter, to sizes or by factors.</summary>
internal sealed class ResizeRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["Resize", "Upsample"];

    protected override Value Output(OnnxCall call)
    {
        if (call.Shape is not { } shape)
            return call.Like(null);
        int[]? axes =
            call.Node.Numbers("axes")?.Select(axis => shape.Index(axis) ?? -1).ToArray()
            ?? [.. Enumerable.Range(0, shape.Rank)];
        var changed = shape.Axes.ToArray();
        if (axes.Contains(-1) || !Change(call, shape, axes, changed))
            return call.Like(Shape.OfRank(shape.Rank));
        return call.Like(new Shape(changed));
    }

    private static bool Change(OnnxCall call, Shape shape, int[] axes, Size[] changed)
    {
        if (Sizes(call) is { } sizes && sizes.Count == axes.Length)
        {
            for (int i = 0; i < axes.Length; i++)
                changed[axes[i]] =
                    KeepsAspect(call) || sizes[i].Value < 1 ? Size.Unknown
                    : sizes[i].Same(shape[axes[i]]) == true ? shape[axes[i]]
                    : sizes[i];
            return true;
        }

        if (Factors(call) is not { } factors || factors.Count != axes.Length)
            return false;
        for (int i = 0; i < axes.Length; i++)
            changed[axes[i]] = Times(shape[axes[i]], factors[i]);
        return true;
    }

    // From version 18 on, sizes may be bounds that one factor for all axes is found by.
    private static bool KeepsAspect(OnnxCall call) =>
        call.Node.Text("keep_aspect_ratio_policy", "stretch") != "stretch";

    private static IReadOnlyList<Size>? Sizes(OnnxCall call) =>
        call.Operator == "Resize" && call.Has(3) ? call.Input(3).Sizes : null;

    private static IReadOnlyList<double?>? Factors(OnnxCall call)
    {
        if (call.Node.Attribute("scales") is { } scales)
            return [.. scales.Floats.Select(factor => (double?)factor)];
        if (call.Node.Has("height_scale"))
            return [1, 1, call.Node.Real("height_scale", 1), call.Node.Real("width_scale", 1)];
        // After the data in version 10, after the regions from version 11 on.
        int at = call.Operator == "Resize" && (call.Node.Version >= 11 || call.Node.Inputs.Count > 2) ? 2 : 1;
        return call.Input(at).Elements?.Select(element => element.Value).ToArray();
    }

    private static Size Times(Size size, double? factor)
    {
        if (factor is not ({ } times and >= 0))
            return Size.Unknown;
        if (times == Math.Floor(times) && times < int.MaxValue)
            return size * (long)times;
        // In single precision, as onnx/defs/tensor/utils.cc has it.
        return size.Value is { } known && known * times < long.MaxValue / 2
            ? (long)Math.Floor((float)known * (float)times)
            : Size.Unknown;
    }
}
