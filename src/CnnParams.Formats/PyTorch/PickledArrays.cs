using CnnParams.Formats.NumPy;

namespace CnnParams.Formats.PyTorch;

/// <summary>
/// Arrays of NumPy in a pickle: <c>_reconstruct(ndarray, (0,), b'b')</c>, whose state is then (version, shape, dtype,
/// whether Fortran's order, bytes), and <c>_frombuffer(bytes, dtype, shape, order)</c>.
/// </summary>
internal static class PickledArrays
{
    private const int MaxRank = 64;

    private const string Type = "descr";

    /// <summary>An array that has no state yet.</summary>
    internal static object Blank(object?[] arguments) => new PickleObject(new PickleGlobal("numpy", "ndarray", 0));

    /// <summary>A type of elements.</summary>
    internal static object ElementType(object?[] arguments)
    {
        var type = new PickleObject(new PickleGlobal("numpy", "dtype", 0));
        type.Attributes.Pairs.Add(new(Type, arguments.Length > 0 ? arguments[0] : null));
        return type;
    }

    /// <summary>A single number, which is no weight.</summary>
    internal static object Scalar(object?[] arguments) => new PickleObject(new PickleGlobal("numpy", "scalar", 0));

    /// <summary>An array by its bytes.</summary>
    /// <exception cref="FormatException">Its shape is none.</exception>
    internal static object FromBuffer(object?[] arguments) =>
        arguments.Length > 2
            ? Tensor(arguments[2], arguments[1])
            : throw new FormatException("an array needs bytes, a type and a shape");

    /// <summary>The array that an object becomes by its state; null for any other object.</summary>
    /// <exception cref="FormatException">Its shape is none.</exception>
    internal static PickleTensor? Of(PickleObject made, object? state) =>
        made.Type is { Module: "numpy", Name: "ndarray" } && state is object?[] { Length: > 2 } parts
            ? Tensor(parts[1], parts[2])
            : null;

    private static PickleTensor Tensor(object? shape, object? type)
    {
        if (shape is not object?[] { Length: <= MaxRank } sizes)
            throw new FormatException("an array has no shape");
        long[] known =
        [
            .. sizes.Select(size =>
                size is long and >= 0 and var number
                    ? number
                    : throw new FormatException("a size is a whole number from 0 on")
            ),
        ];
        string? name = (type as PickleObject)?.Attributes[Type] as string;
        return new PickleTensor(
            null,
            0,
            known,
            new long[known.Length],
            name is null ? null : NpyHeader.TypeOf(name),
            false
        );
    }
}
