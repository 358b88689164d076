using CnnParams.Python.Running;
using CnnParams.Python.Syntax;

namespace CnnParams.Python.Values;

/// <summary>
/// What cannot be known without running what is not here: something of a library that is not provided, or the result of
/// a statement that was passed over. It can be handed about; whoever needs its value is told where it comes from.
/// </summary>
public sealed class Unknown(string name, Exception? cause = null) : PyObject
{
    /// <summary>What it is called: numpy.random.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// What the statement failed with that should have given it; null where it is of a library that is not here.
    /// </summary>
    public Exception? Cause { get; } = cause;

    /// <summary>Whether it is a module that is not here, or something of one.</summary>
    internal bool IsOfMissing { get; init; }

    /// <inheritdoc/>
    public override PyType Type => BuiltinTypes.Unknown;

    // What it gives is of the same library.
    private Unknown Of(string name) => new(name, Cause) { IsOfMissing = IsOfMissing };

    /// <inheritdoc/>
    public override bool TryGetAttribute(Interpreter interpreter, string name, out object value)
    {
        if (Cause is not null)
            throw Error();
        // As what a with statement enters it does nothing: with strategy.scope().
        value = name switch
        {
            "__enter__" => new HostFunction("__enter__()", _ => this),
            "__exit__" => new HostFunction("__exit__(*args)", _ => Boxed.False),
            _ => Of($"{Name}.{name}"),
        };
        if (name is "__enter__" or "__exit__")
            return true;
        return !name.StartsWith("__", StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public override void SetAttribute(Interpreter interpreter, string name, object? value)
    {
        if (Cause is not null)
            throw Error();
    }

    /// <inheritdoc/>
    public override object Call(Interpreter interpreter, in Arguments arguments)
    {
        if (Cause is not null)
            throw Error();
        if (interpreter.Handed is { } handed)
            Array.ForEach(arguments.Values, handed);
        // As a decorator it leaves what it decorates: that it changes shapes is less likely than that it does not.
        return arguments is { Count: 1, Names: null } && arguments[0] is PyFunction or PyType { IsProvided: false }
            ? arguments[0]
            : Of(Name + "()");
    }

    /// <inheritdoc/>
    public override object Operate(Interpreter interpreter, BinaryOp op, object other, bool isRight) =>
        Cause is null ? Of(Name) : throw Error();

    /// <inheritdoc/>
    public override object Operate(Interpreter interpreter, UnaryOp op) => Cause is null ? Of(Name) : throw Error();

    /// <inheritdoc/>
    public override object? Compare(Interpreter interpreter, CompareOp op, object other) => throw Error();

    /// <inheritdoc/>
    public override bool IsTrue(Interpreter interpreter) => throw Error();

    /// <inheritdoc/>
    public override object GetItem(Interpreter interpreter, object index) =>
        Cause is null ? Of(Name + "[...]") : throw Error();

    /// <inheritdoc/>
    public override bool SetItem(Interpreter interpreter, object index, object? value) =>
        Cause is null ? true : throw Error();

    /// <inheritdoc/>
    public override PyIterator Iterate(Interpreter interpreter) => throw Error();

    /// <inheritdoc/>
    public override object Length(Interpreter interpreter) => throw Error();

    /// <inheritdoc/>
    public override object ToInteger(Interpreter interpreter) => throw Error();

    /// <inheritdoc/>
    public override object ToReal(Interpreter interpreter) => throw Error();

    /// <inheritdoc/>
    public override string Represent(Interpreter interpreter) => $"<unknown {Name}>";

    /// <summary>The error of one who needs its value.</summary>
    public RaisedException Error()
    {
        string first = Name.Split('.', '(', '[')[0];
        var error = Errors.Of(
            BuiltinTypes.UnknownValueError,
            Cause is null
                ? $"the value of '{Name}' cannot be known"
                    + (IsOfMissing ? $": there is no module '{first}' here, and" : ", since")
                    + " nothing is executed"
                : $"'{Name}' has no value: what should give it failed, {Explain((Cause as RaisedException)?.First ?? Cause)}"
        );
        error.Asked = this;
        return error;
    }

    /// <summary>What failed, and where.</summary>
    public static string Explain(Exception cause)
    {
        if (cause is not RaisedException raised)
            return cause.Message;
        string place =
            raised.Trace.Count == 0
                ? ""
                : FormattableString.Invariant(
                    $" ({Path.GetFileName(raised.Trace[0].Path)}, line {raised.Trace[0].Line})"
                );
        return $"{raised.Describe()}{place}";
    }
}
