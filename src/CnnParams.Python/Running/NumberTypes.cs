using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>The types of elements of arrays, which are their names here, called as functions: np.int64(3).</summary>
internal static class NumberTypes
{
    /// <summary>The number that a type makes of another; null where the name is that of no type of numbers.</summary>
    internal static object? Convert(Interpreter interpreter, string type, in Arguments arguments) =>
        type switch
        {
            "int8" or "int16" or "int32" or "int64" or "uint8" or "uint16" or "uint32" or "uint64" => interpreter.Call(
                BuiltinTypes.Int,
                arguments
            ),
            "float16" or "float32" or "float64" => interpreter.Call(BuiltinTypes.Float, arguments),
            "bool_" => interpreter.Call(BuiltinTypes.Bool, arguments),
            _ => null,
        };
}
