using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Python.Library;

/// <summary>What every object has, and classes and exceptions besides.</summary>
internal static class ObjectMethods
{
    internal static HostFunction Initialize { get; } = new("__init__(self, /, *args, **kwargs)", _ => null);

    private static readonly HostFunction[] Defaults =
    [
        new("__repr__(self, /)", call => $"<{BuiltinTypes.Of(call.Self).Name} object>"),
        new("__str__(self, /)", call => call.Interpreter.Represent(call.Self)),
        new("__format__(self, specification, /)", call => call.Interpreter.ToText(call.Self)),
        new(
            "__hash__(self, /)",
            call => Boxed.Of(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(call.Self))
        ),
        new(
            "__eq__(self, other, /)",
            call => ReferenceEquals(call.Self, call[1]) ? Boxed.True : NotImplemented.Instance
        ),
        new(
            "__ne__(self, other, /)",
            call => ReferenceEquals(call.Self, call[1]) ? Boxed.False : NotImplemented.Instance
        ),
    ];

    internal static void Define()
    {
        BuiltinTypes
            .Object.Member("__init__", Initialize)
            .Member(
                "__init_subclass__",
                new ClassMethod(new HostFunction("__init_subclass__(cls, /, **kwargs)", _ => null))
            )
            .Member(
                "__new__",
                new StaticMethod(new HostFunction("__new__(cls, /, *args, **kwargs)", call => Make(call)))
            )
            .Method("__setattr__(self, name, value, /)", call => Set(call, call[2]))
            .Method("__delattr__(self, name, /)", call => Set(call, null))
            .Method("__getattribute__(self, name, /)", Get)
            .Method("__reduce__(self, /)", _ => throw Errors.Type("objects are not pickled here"))
            .Member("__doc__", None.Instance);

        BuiltinTypes.Type.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
            MakeType(interpreter, type, arguments);
        BuiltinTypes
            .Type.Method(
                "__call__(cls, /, *args, **kwargs)",
                call => Classes.Create(call.Interpreter, (PyType)call.Self, TextMethods.Given(call))
            )
            .Method("mro(cls, /)", call => new PyList([.. ((PyType)call.Self).Mro]))
            .Method("__subclasses__(cls, /)", _ => new PyList([]))
            .Member(
                "__new__",
                new StaticMethod(new HostFunction("__new__(mcs, name, bases, namespace, /, **kwargs)", NewType))
            )
            .Member("__init__", new HostFunction("__init__(cls, /, *args, **kwargs)", _ => null));

        BuiltinTypes.BaseException.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
        {
            var error = new PyInstance(type);
            error.Own.Set("args", PyTuple.Of([.. arguments.Values.Take(arguments.Count)]));
            return error;
        };
        foreach (
            var type in typeof(BuiltinTypes)
                .GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)
                .Select(field => field.GetValue(null))
                .OfType<PyType>()
                .Concat(BuiltinTypes.OtherErrors)
        )
        {
            if (type.IsSubclassOf(BuiltinTypes.BaseException))
                type.Make = BuiltinTypes.BaseException.Make;
        }

        BuiltinTypes
            .BaseException.Method("__init__(self, /, *args, **kwargs)", call => Put(call.Self, "args", call["args"]))
            .Method("__str__(self, /)", call => Message(call))
            .Method(
                "__repr__(self, /)",
                call =>
                    $"{BuiltinTypes.Of(call.Self).Name}{(ErrorArguments(call) is { Items.Length: 1 } one ? $"({call.Interpreter.Represent(one.Items[0])})" : call.Interpreter.Represent(ErrorArguments(call)))}"
            )
            .Method("with_traceback(self, tb, /)", call => call.Self)
            .Method("add_note(self, note, /)", _ => null)
            .Member("__traceback__", None.Instance)
            .Member("__cause__", None.Instance);
        BuiltinTypes.StopIteration.Property(
            "value",
            call => ErrorArguments(call).Items is [var first, ..] ? first : None.Instance
        );
    }

    /// <summary>
    /// What object has for a special method, as super() finds it; elsewhere values do it by themselves.
    /// </summary>
    internal static HostFunction? Default(string name) => Array.Find(Defaults, method => method.Name == name);

    private static object Make(HostCall call)
    {
        var type = (PyType)call.Self;
        return type.Make(call.Interpreter, type, TextMethods.Given(call));
    }

    private static object Get(HostCall call) =>
        call.Self is not PyInstance instance ? call.Interpreter.GetAttribute(call.Self, call.Text(1))
        : instance.TryGetPlainly(call.Interpreter, call.Text(1), out object value) ? value
        : throw Interpreter.NoAttribute(instance, call.Text(1));

    private static object? Set(HostCall call, object? value)
    {
        switch (call.Self)
        {
            case PyInstance instance:
                instance.SetOwn(call.Interpreter, call.Text(1), value);
                break;
            case PyDict { Type.IsProvided: false } dict:
                dict.SetOwn(call.Interpreter, call.Text(1), value);
                break;
            case PyList { Type.IsProvided: false } list:
                list.SetOwn(call.Interpreter, call.Text(1), value);
                break;
            case PyType { IsProvided: false } type:
                type.SetOwn(call.Text(1), value);
                break;
            default:
                call.Interpreter.SetAttribute(call.Self, call.Text(1), value);
                break;
        }

        return null;
    }

    private static object MakeType(Interpreter interpreter, PyType type, in Arguments arguments)
    {
        if (arguments.Count == 1 && ReferenceEquals(type, BuiltinTypes.Type))
            return BuiltinTypes.Of(arguments[0]);
        if (arguments.Count != 3 || arguments[0] is not string name || arguments[2] is not PyDict members)
            throw Errors.Type("type() takes 1 or 3 arguments");
        PyType[] bases = [.. interpreter.ToArray(arguments[1]).Cast<PyType>()];
        var metaclass = Classes.MetaclassOf(type, bases);
        return ReferenceEquals(metaclass, type)
            ? Classes.MakePlain(interpreter, type, name, bases, members.Copy(), new PyDict())
            : Classes.Make(interpreter, metaclass, name, bases, members.Copy(), new PyDict());
    }

    private static PyType NewType(HostCall call) =>
        Classes.MakePlain(
            call.Interpreter,
            (PyType)call.Self,
            call.Text(1),
            [
                .. call
                    .Interpreter.ToArray(call[2])
                    .Select(item => item as PyType ?? throw Errors.Type("bases must be types")),
            ],
            ((PyDict)call[3]).Copy(),
            call.Named("kwargs")
        );

    private static object? Put(object self, string name, object value)
    {
        ((PyInstance)self).Own.Set(name, value);
        return null;
    }

    private static PyTuple ErrorArguments(HostCall call) =>
        (call.Self as PyInstance)?.Own.Get("args") as PyTuple ?? PyTuple.Empty;

    private static string Message(HostCall call)
    {
        var arguments = ErrorArguments(call);
        bool isKey = BuiltinTypes.Of(call.Self).IsSubclassOf(BuiltinTypes.KeyError);
        return arguments.Items.Length switch
        {
            0 => "",
            1 => isKey ? call.Interpreter.Represent(arguments.Items[0]) : call.Interpreter.ToText(arguments.Items[0]),
            _ => call.Interpreter.Represent(arguments),
        };
    }
}
