using CnnParams.Python.Compiling;
using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>How classes are made, how objects are made of them, and what belongs to which.</summary>
internal static class Classes
{
    /// <summary>Makes a class of its body.</summary>
    internal static object Define(
        Interpreter interpreter,
        FunctionCode body,
        PyDict globals,
        Cell[] closure,
        PyList bases,
        PyDict keywords
    )
    {
        var members = new PyDict();
        members.Set("__module__", globals.Get("__name__") ?? "__main__");
        interpreter.Execute(body, globals, members, closure, out var frame);
        var types = bases.Items.Select(item => ToBase(interpreter, item)).ToArray();
        object? meta = keywords.Get("metaclass");
        keywords.Remove("metaclass");
        var metaclass = MetaclassOf(meta as PyType ?? BuiltinTypes.Type, types);
        object result = meta is not null and not PyType
            ? interpreter.Call(meta, body.Name, new PyTuple([.. types]), members)
            : Make(interpreter, metaclass, body.Name, types, members, keywords);
        int slot = Array.Find(frame.Code.CellSlots, slot => frame.Code.SlotNames[slot] == "__class__");
        if (frame.Code.CellSlots.Length > 0 && frame.Values[slot] is Cell cell)
            cell.Value = result;
        return result;
    }

    /// <summary>The metaclass of a class: the most derived of its own and those of its bases.</summary>
    internal static PyType MetaclassOf(PyType own, PyType[] bases) =>
        bases.Select(type => type.Type).Aggregate(own, (best, type) => type.IsSubclassOf(best) ? type : best);

    /// <summary>Makes a class through its metaclass.</summary>
    internal static object Make(
        Interpreter interpreter,
        PyType metaclass,
        string name,
        PyType[] bases,
        PyDict members,
        PyDict keywords
    )
    {
        object[] arguments = [metaclass, name, new PyTuple([.. bases]), members];
        var call = Named(arguments, keywords);
        object result =
            metaclass.TryFind("__new__", out object maker) && maker is StaticMethod or PyFunction
                ? interpreter.Call(maker is StaticMethod method ? method.Function : maker, call)
                : MakePlain(interpreter, metaclass, name, bases, members, keywords);
        if (metaclass.TryFind("__init__", out object initializer) && initializer is PyFunction)
        {
            arguments[0] = result;
            interpreter.Call(initializer, Named(arguments, keywords));
        }

        return result;
    }

    /// <summary>Makes a class as <c>type</c> does.</summary>
    internal static PyType MakePlain(
        Interpreter interpreter,
        PyType metaclass,
        string name,
        PyType[] bases,
        PyDict members,
        PyDict keywords
    )
    {
        if (bases.Length == 0)
            bases = [BuiltinTypes.Object];
        if (members.Get("__new__") is PyFunction maker)
            members.Set("__new__", new StaticMethod(maker));
        foreach (string special in new[] { "__init_subclass__", "__class_getitem__" })
        {
            if (members.Get(special) is PyFunction function)
                members.Set(special, new ClassMethod(function));
        }

        // An object that says when it equals another has no hash unless it says that too.
        if (members.Has("__eq__") && !members.Has("__hash__"))
            members.Set("__hash__", None.Instance);
        var type = new PyType(
            name,
            bases,
            members,
            interpreter,
            ReferenceEquals(metaclass, BuiltinTypes.Type) ? null : metaclass
        );
        foreach (var pair in members.Pairs().ToArray())
        {
            if (
                pair.Value is PyInstance { Type: var descriptor }
                && descriptor.TryFind("__set_name__", out object method)
            )
                interpreter.Call(method, pair.Value, type, pair.Key);
        }

        if (type.TryFindAfter(type, "__init_subclass__", out object hook))
            interpreter.Call(hook is ClassMethod wrapped ? wrapped.Function : hook, Named([type], keywords));
        return type;
    }

    /// <summary>Calls a class: makes an object of it.</summary>
    internal static object Instantiate(Interpreter interpreter, PyType type, in Arguments arguments)
    {
        interpreter.Allocate(1);
        if (
            type.Type is { IsProvided: false } metaclass
            && metaclass.TryFind("__call__", out object call)
            && call is PyFunction
        )
            return interpreter.Call(call, arguments.Prepend(type));
        return Create(interpreter, type, arguments);
    }

    /// <summary>What <c>type.__call__</c> does.</summary>
    internal static object Create(Interpreter interpreter, PyType type, in Arguments arguments)
    {
        object result =
            type.TryFind("__new__", out object maker) && maker is StaticMethod { Function: PyFunction function }
                ? interpreter.Call(function, arguments.Prepend(type))
                : type.Make(interpreter, type, arguments);
        if (BuiltinTypes.Of(result) is var made && !made.IsSubclassOf(type))
            return result;
        if (
            type.TryFind("__init__", out object initializer)
            && !ReferenceEquals(initializer, Library.ObjectMethods.Initialize)
        )
        {
            if (initializer is PyFunction or HostFunction)
                interpreter.Call(initializer, arguments.Prepend(result));
            else
                interpreter.Call(Attributes.Bind(interpreter, initializer, result, type), arguments);
        }
        else if (
            result is PyInstance
            && type.Make == BuiltinTypes.Object.Make
            && arguments.Values.Length > 0
            && maker is not StaticMethod { Function: PyFunction }
        )
        {
            throw Errors.Type($"{type.Name}() takes no arguments");
        }

        return result;
    }

    internal static bool IsInstance(Interpreter interpreter, object value, object type) =>
        type switch
        {
            PyType known => BuiltinTypes.Of(value).IsSubclassOf(known) || ChecksItself(interpreter, known, value),
            PyTuple tuple => Array.Exists(tuple.Items, item => IsInstance(interpreter, value, item)),
            PyInstance { Type: var union } when union.Name == "Union" => interpreter
                .ToArray(interpreter.GetAttribute(type, "__args__"))
                .Any(item => IsInstance(interpreter, value, item is None ? BuiltinTypes.None : item)),
            // Nothing here is of a class of a library that is not here.
            Unknown => false,
            _ => throw Errors.Type("isinstance() arg 2 must be a type, a tuple of types, or a union"),
        };

    // As the class says itself, and not one that it derives from, or as its metaclass says.
    private static bool ChecksItself(Interpreter interpreter, PyType type, object value) =>
        type.Members.Get("__instancecheck__") is HostFunction check
            ? interpreter.IsTrue(check.Call(interpreter, Arguments.Of(type, value)))
            : !type.Type.IsProvided
                && type.Type.TryFind("__instancecheck__", out object method)
                && interpreter.IsTrue(interpreter.Call(method, type, value));

    internal static bool IsSubclass(Interpreter interpreter, object value, object type) =>
        type switch
        {
            PyTuple tuple => Array.Exists(tuple.Items, item => IsSubclass(interpreter, value, item)),
            PyType known => (value as PyType ?? throw Errors.Type("issubclass() arg 1 must be a class")).IsSubclassOf(
                known
            ),
            Unknown => false,
            _ => throw Errors.Type("issubclass() arg 2 must be a class or a tuple of classes"),
        };

    /// <summary>Makes an exception of a provided class.</summary>
    internal static PyInstance MakeError(PyType type, object message)
    {
        var error = new PyInstance(type);
        error.Own.Set("args", PyTuple.Of(message));
        return error;
    }

    /// <summary>What a raise statement throws.</summary>
    /// <param name="interpreter">The evaluation.</param>
    /// <param name="value">An exception or a class of them; None where raise stands alone, in no handler.</param>
    /// <param name="cause">What stands after from, or None.</param>
    internal static RaisedException ToRaise(Interpreter interpreter, object value, object? cause = null)
    {
        if (value is None)
            return Errors.Runtime("No active exception to reraise");
        if (value is PyType type && type.IsSubclassOf(BuiltinTypes.BaseException))
            value = interpreter.Call(type);
        if (value is Unknown unknown)
            return unknown.Error();
        if (value is not PyInstance error || !error.Type.IsSubclassOf(BuiltinTypes.BaseException))
            return Errors.Type("exceptions must derive from BaseException");
        if (cause is PyType causing)
            cause = interpreter.Call(causing);
        if (cause is PyInstance)
            error.Own.Set("__cause__", cause);
        return new RaisedException(error);
    }

    private static PyType ToBase(Interpreter interpreter, object item)
    {
        switch (item)
        {
            case PyType type:
                return type;
            case Unknown { Cause: null } unknown:
                return UnknownBase(unknown);
            case Unknown unknown:
                throw unknown.Error();
        }

        if (
            interpreter.TryGetAttribute(item, "__mro_entries__", out object entries)
            && interpreter.Call(entries, PyTuple.Empty) is PyTuple { Items: [PyType entry, ..] }
        )
            return entry;
        throw Errors.Type($"a class can only derive from classes, and not from '{BuiltinTypes.Of(item).Name}' object");
    }

    // A class that derives from one of a library that is not here can be defined; an object of it cannot be made.
    private static PyType UnknownBase(Unknown unknown) =>
        new(unknown.Name, [BuiltinTypes.Object], new PyDict(), null, null)
        {
            Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
                throw Errors.Of(
                    BuiltinTypes.UnknownValueError,
                    $"an object of '{type.Name}' cannot be made: it derives from '{unknown.Name}', and there is no "
                        + $"module '{unknown.Name.Split('.')[0]}' here"
                ),
        };

    private static Arguments Named(object[] values, PyDict keywords) =>
        keywords.Count == 0
            ? new Arguments(values)
            : new Arguments(
                [.. values, .. keywords.Pairs().Select(pair => pair.Value)],
                [.. keywords.Keys().Cast<string>()]
            );
}
