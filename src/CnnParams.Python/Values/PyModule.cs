using CnnParams.Python.Running;

namespace CnnParams.Python.Values;

/// <summary>A module: its names, and those that are found when they are asked for.</summary>
public sealed class PyModule(string name, PyDict names) : PyObject
{
    internal string Name { get; } = name;

    /// <summary>The names that it has so far.</summary>
    public PyDict Names { get; } = names;

    /// <summary>Finds a name that is not there yet; what it gives is kept.</summary>
    public Func<Interpreter, string, object?>? Find { get; set; }

    /// <inheritdoc/>
    public override PyType Type => BuiltinTypes.Module;

    /// <inheritdoc/>
    public override bool TryGetAttribute(Interpreter interpreter, string name, out object value)
    {
        if (Names.TryGet(name, out value))
            return true;
        if (name == "__dict__")
        {
            value = Names;
            return true;
        }

        if (Find?.Invoke(interpreter, name) is { } found)
        {
            Names.Set(name, found);
            value = found;
            return true;
        }

        if (Names.TryGet("__getattr__", out object method) && !name.StartsWith("__", StringComparison.Ordinal))
        {
            value = interpreter.Call(method, name);
            return true;
        }

        return base.TryGetAttribute(interpreter, name, out value);
    }

    /// <inheritdoc/>
    public override void SetAttribute(Interpreter interpreter, string name, object? value) =>
        Attributes.SetIn(Names, $"module '{Name}'", name, value);

    /// <inheritdoc/>
    public override string Represent(Interpreter interpreter) => $"<module '{Name}'>";
}
