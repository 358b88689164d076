using CnnParams.Formats.Writing;
using CnnParams.Shapes;

namespace CnnParams.Formats.PyTorch.Writing;

/// <summary>Calls in Python: arguments that are as they are by default are left out.</summary>
internal static class PyTorchCalls
{
    /// <summary>A call with the arguments that are given; null ones are left out.</summary>
    internal static string Call(string function, params string?[] arguments) =>
        $"{function}({string.Join(", ", arguments.Where(argument => argument is not null))})";

    /// <summary>A named argument for each axis, or nothing where all have the default.</summary>
    internal static string? Named(string name, IReadOnlyList<long> sizes, long byDefault) =>
        sizes.All(size => size == byDefault) ? null : $"{name}={PythonNames.Tuple(sizes)}";

    /// <summary>A truth that is not as it is by default.</summary>
    internal static string? Named(string name, bool value, bool byDefault) =>
        value == byDefault ? null : $"{name}={(value ? "True" : "False")}";

    /// <summary>Positions added or, by negative numbers, cut off: PyTorch begins with the last axis.</summary>
    internal static string Pad(string x, IReadOnlyList<long> begin, IReadOnlyList<long> end, string rest = "") =>
        begin.Concat(end).All(size => size == 0)
            ? x
            : $"F.pad({x}, ({PythonNames.List(Enumerable.Range(0, begin.Count).Reverse().SelectMany(axis => new[] { begin[axis], end[axis] }))}){rest})";

    /// <summary>The input channels.</summary>
    internal static long Channels(WritableLayer layer, long? stated = null) =>
        stated
        ?? layer.InputShape.GetChannels().Size
        ?? throw new InexpressibleException("the input channels are not known");

    /// <summary>The values on the last axis.</summary>
    internal static long Features(TensorShape shape, long? stated = null) =>
        stated
        ?? (shape.Rank > 0 ? shape[shape.Rank - 1].Size : null)
        ?? throw new InexpressibleException("the input values are not known");

    /// <summary>The dimension in PyTorch, which counts the batch, of an axis that a setting names.</summary>
    internal static int Dimension(int axis, TensorShape shape) => Axis.Index(axis, shape, "Axis") + 1;
}
