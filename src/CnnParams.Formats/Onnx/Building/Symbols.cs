using CnnParams.Formats.Folding;
using CnnParams.Formats.Onnx.Inference;
using CnnParams.Formats.Onnx.Schema;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>The names that a file has for open axes; an axis of the same name is the same size everywhere.</summary>
internal sealed class Symbols
{
    private readonly Dictionary<string, Size> _named = new(StringComparer.Ordinal);

    /// <summary>Gives a named axis a size.</summary>
    internal void Bind(string name, Size size) => _named[name] = size;

    /// <summary>
    /// The size of an axis: a number, the one of its name, or unknown. Some programs write 0 or -1 for an open axis.
    /// </summary>
    internal Size Size(Axis axis)
    {
        if (axis.SizeCase == Axis.SizeOneofCase.Number && axis.Number > 0)
            return axis.Number;
        if (axis.SizeCase != Axis.SizeOneofCase.Symbol || axis.Symbol.Length == 0)
            return Folding.Size.Unknown;
        if (!_named.TryGetValue(axis.Symbol, out var size))
            _named[axis.Symbol] = size = new Size(new Symbol(axis.Symbol));
        return size;
    }

    /// <summary>What the file states of a value.</summary>
    internal Value Value(ValueInfo info) =>
        new()
        {
            ElementType = (ElementType)(info.Type?.Tensor?.ElementType ?? 0),
            Shape =
                info.Type?.Tensor?.Shape is { } shape && shape.Axes.Count <= Shape.MostAxes
                    ? Shape.Of(shape.Axes.Select(Size))
                    : null,
        };
}
