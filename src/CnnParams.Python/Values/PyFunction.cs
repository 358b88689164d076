using CnnParams.Python.Compiling;
using CnnParams.Python.Running;
using CnnParams.Python.Syntax;

namespace CnnParams.Python.Values;

/// <summary>A function of a source.</summary>
public sealed class PyFunction(FunctionCode code, PyDict globals, object?[] defaults, Cell[] closure) : PyObject
{
    private PyDict? _attributes;

    /// <summary>What is run when it is called.</summary>
    public FunctionCode Code { get; } = code;

    /// <summary>The arguments that it cannot be called without.</summary>
    public IEnumerable<string> Needed =>
        Code
            .Signature.Parameters.Where(parameter =>
                parameter.Default is null && parameter.Kind is not (ParameterKind.Star or ParameterKind.DoubleStar)
            )
            .Select(parameter => parameter.Name);

    /// <summary>The names of the module that it is defined in.</summary>
    public PyDict Globals { get; } = globals;

    /// <summary>The default values in the order of the parameters, null where there is none.</summary>
    internal object?[] Defaults { get; private set; } = defaults;

    internal Cell[] Closure { get; } = closure;

    /// <summary>Its name, which a source can change.</summary>
    public string Name { get; private set; } = code.Name;

    /// <inheritdoc/>
    public override PyType Type => BuiltinTypes.Function;

    /// <inheritdoc/>
    public override bool TryGetAttribute(Interpreter interpreter, string name, out object value)
    {
        value = null!;
        if (_attributes is not null && _attributes.TryGet(name, out value))
            return true;
        value = name switch
        {
            "__name__" => Name,
            "__qualname__" => Code.QualifiedName,
            "__module__" => Globals.Get("__name__") ?? None.Instance,
            "__doc__" => (object?)Code.Documentation ?? None.Instance,
            "__dict__" => _attributes ??= new PyDict(),
            "__defaults__" => Given(0, Code.Signature.PositionalCount) is { Length: > 0 } values
                ? new PyTuple([.. values.Select(pair => pair.Value)])
                : None.Instance,
            "__kwdefaults__" => Given(Code.Signature.PositionalCount, Defaults.Length) is { Length: > 0 } named
                ? Named(named)
                : None.Instance,
            "__globals__" => Globals,
            "__annotations__" => Code.Annotations(),
            "__code__" => new PyCode(Code),
            _ => null!,
        };
        return value is not null || base.TryGetAttribute(interpreter, name, out value);
    }

    /// <inheritdoc/>
    public override void SetAttribute(Interpreter interpreter, string name, object? value)
    {
        if (name == "__name__" && value is string text)
            Name = text;
        else if (name == "__defaults__" && value is PyTuple tuple)
            SetDefaults(tuple.Items);
        else
            Attributes.SetIn(_attributes ??= new PyDict(), "function", name, value);
    }

    /// <inheritdoc/>
    public override object Call(Interpreter interpreter, in Arguments arguments) =>
        interpreter.CallFunction(this, arguments);

    /// <inheritdoc/>
    public override string Represent(Interpreter interpreter) => $"<function {Code.QualifiedName}>";

    private KeyValuePair<string, object>[] Given(int first, int end) =>
        [
            .. Enumerable
                .Range(first, end - first)
                .Where(i => Defaults[i] is not null)
                .Select(i => new KeyValuePair<string, object>(Code.Signature.Names[i], Defaults[i]!)),
        ];

    private static PyDict Named(KeyValuePair<string, object>[] values)
    {
        var named = new PyDict();
        foreach (var pair in values)
            named.Set(pair.Key, pair.Value);
        return named;
    }

    private void SetDefaults(object[] values)
    {
        object?[] all = (object?[])Defaults.Clone();
        int positional = Code.Signature.PositionalCount;
        for (int i = 0; i < positional; i++)
        {
            int index = i - (positional - values.Length);
            all[i] = index < 0 ? null : values[index];
        }

        Defaults = all;
    }
}

/// <summary>What is compiled of a function, as far as sources look at it.</summary>
internal sealed class PyCode(FunctionCode code) : PyObject
{
    public override PyType Type => BuiltinTypes.Code;

    public override bool TryGetAttribute(Interpreter interpreter, string name, out object value)
    {
        value = name switch
        {
            "co_name" => code.Name,
            "co_varnames" => new PyTuple([.. code.Signature.Names]),
            "co_argcount" => Boxed.Of(code.Signature.PositionalCount),
            _ => null!,
        };
        return value is not null || base.TryGetAttribute(interpreter, name, out value);
    }
}
