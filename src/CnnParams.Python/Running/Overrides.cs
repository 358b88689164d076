using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>
/// Methods of sources on classes that derive from list, tuple or dict: they stand before what these do by themselves.
/// </summary>
internal static class Overrides
{
    internal static bool TryFind(object value, string name, out object method)
    {
        method = null!;
        return value is PyList or PyTuple or PyDict
            && BuiltinTypes.Of(value) is { IsProvided: false } type
            && type.TryFind(name, out method)
            && method is PyFunction;
    }
}
