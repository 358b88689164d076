using CnnParams.Python.Running;

namespace CnnParams.Python.Values;

/// <summary>What a provided function does. It gives a value, or null for None.</summary>
public delegate object? HostBody(HostCall call);

/// <summary>
/// A function that is provided: its signature as Python writes it, and what it does. The signature is taken apart when
/// it is first called.
/// </summary>
public sealed class HostFunction : PyObject
{
    private readonly string _signature;
    private readonly HostBody _body;
    private Signature? _parsed;

    /// <summary>A function with a signature as Python writes it, whose defaults are constants.</summary>
    public HostFunction(string signature, HostBody body)
    {
        _signature = signature;
        _body = body;
        Name = signature.Substring(0, signature.IndexOf('('));
    }

    /// <summary>Its name: what stands before the parentheses of the signature.</summary>
    public string Name { get; }

    /// <summary>Its parameters.</summary>
    public Signature Signature => _parsed ??= Signature.Parse(_signature);

    /// <summary>Other names that a call may give parameters, each with the name in the signature.</summary>
    public IReadOnlyDictionary<string, string>? OtherNames { get; init; }

    /// <summary>Makes arguments as older versions have them those of the signature.</summary>
    public Func<Interpreter, Arguments, Arguments>? Adapt { get; init; }

    /// <inheritdoc/>
    public override PyType Type => BuiltinTypes.HostFunction;

    /// <inheritdoc/>
    public override bool TryGetAttribute(Interpreter interpreter, string name, out object value)
    {
        value =
            name is "__name__" or "__qualname__" ? Name
            : name == "__module__" ? "builtins"
            : name == "__doc__" ? None.Instance
            : null!;
        return value is not null || base.TryGetAttribute(interpreter, name, out value);
    }

    /// <inheritdoc/>
    public override object Call(Interpreter interpreter, in Arguments arguments)
    {
        var signature = Signature;
        object?[] values = new object?[signature.Names.Length];
        signature.Bind(
            Name,
            Adapt is null ? Renamed(arguments) : Adapt(interpreter, arguments),
            values,
            signature.Defaults
        );
        try
        {
            return _body(new HostCall(interpreter, signature, values)) ?? None.Instance;
        }
        catch (OverflowException)
        {
            throw Errors.Value($"{Name}: the numbers are larger than 2^63-1");
        }
        // A body casts the values that it is called with, and bounds no numbers that the runtime bounds.
        catch (Exception exception) when (exception is InvalidCastException or ArgumentOutOfRangeException)
        {
            throw Errors.Type($"{Name}() cannot take what it is called with here");
        }
    }

    private Arguments Renamed(in Arguments arguments)
    {
        if (OtherNames is not { } others || arguments.Names is not { } names)
            return arguments;
        return new Arguments(
            arguments.Values,
            Array.ConvertAll(
                names,
                name => Signature.IndexOf(name) < 0 && others.TryGetValue(name, out string? own) ? own : name
            )
        );
    }

    /// <inheritdoc/>
    public override string Represent(Interpreter interpreter) => $"<built-in function {Name}>";
}
