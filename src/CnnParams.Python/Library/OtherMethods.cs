using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Python.Library;

/// <summary>What iterators, properties and other provided classes have, and how they are made.</summary>
internal static class OtherMethods
{
    internal static void Define()
    {
        BuiltinTypes
            .Iterator.Method("__next__(self, /)", call => Next((PyIterator)call.Self, call))
            .Method("__iter__(self, /)", call => call.Self);
        BuiltinTypes
            .Generator.Method("send(self, value, /)", call => Send(call))
            .Method("close(self, /)", call => Close(call))
            .Method("throw(self, error, value=None, *rest)", Throw);
        // What a source asks a value for before it goes through it, or calls it.
        foreach (
            var type in new[]
            {
                BuiltinTypes.Range,
                BuiltinTypes.Set,
                BuiltinTypes.FrozenSet,
                BuiltinTypes.DictKeys,
                BuiltinTypes.DictValues,
                BuiltinTypes.DictItems,
                BuiltinTypes.Bytes,
            }
        )
            type.Method("__iter__(self, /)", call => call.Interpreter.Iterate(call.Self))
                .Method("__len__(self, /)", call => call.Interpreter.Length(call.Self));
        foreach (var type in new[] { BuiltinTypes.Function, BuiltinTypes.HostFunction, BuiltinTypes.Method })
            type.Method(
                "__call__(self, /, *args, **kwargs)",
                call => call.Interpreter.Call(call.Self, TextMethods.Given(call))
            );
        BuiltinTypes.Range.Make = MakeRange;
        BuiltinTypes
            .Range.Method("index(self, value, /)", RangeIndex)
            .Method("count(self, value, /)", call => Boxed.Of(((PyRange)call.Self).IndexOf(call[1]) >= 0 ? 1 : 0));
        BuiltinTypes.Slice.Method("indices(self, length, /)", SliceIndices);
        BuiltinTypes.Slice.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
            arguments.Count switch
            {
                1 => new PySlice(None.Instance, arguments[0], None.Instance),
                2 => new PySlice(arguments[0], arguments[1], None.Instance),
                3 => new PySlice(arguments[0], arguments[1], arguments[2]),
                _ => throw Errors.Type("slice expects 1 to 3 arguments"),
            };
        BuiltinTypes.Property.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
            new PyProperty(
                arguments.Count > 0 ? arguments[0] : arguments.Find("fget"),
                arguments.Count > 1 ? arguments[1] : null,
                arguments.Count > 2 ? arguments[2] : null
            );
        BuiltinTypes.StaticMethod.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
            new StaticMethod(One(arguments, "staticmethod"));
        BuiltinTypes.ClassMethod.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
            new ClassMethod(One(arguments, "classmethod"));
        BuiltinTypes.Super.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
            arguments is { Count: 2 } && arguments[0] is PyType after
                ? new SuperObject(after, arguments[1])
                : throw Errors.Type("super() is super(class, object)");
        BuiltinTypes.Module.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
            new PyModule(interpreter.ToText(One(arguments, "module")), new PyDict());
        BuiltinTypes.Method.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
            arguments.Count == 2
                ? new BoundMethod(arguments[0], arguments[1])
                : throw Errors.Type("method expected 2 arguments");
        BuiltinTypes.Function.Method(
            "__get__(self, instance, owner=None, /)",
            call => call[1] is None ? call.Self : new BoundMethod(call.Self, call[1])
        );
    }

    private static object One(in Arguments arguments, string name) =>
        arguments.Count == 1 ? arguments[0] : throw Errors.Type($"{name} expected 1 argument");

    private static object Next(PyIterator iterator, HostCall call) =>
        call.Interpreter.Next(iterator, out object value)
            ? value
            : throw Errors.Stop(iterator is PyGenerator generator ? generator.Result : None.Instance);

    private static object Send(HostCall call)
    {
        var generator = (PyGenerator)call.Self;
        return generator.Send(call.Interpreter, call[1], out object value)
            ? value
            : throw Errors.Stop(generator.Result);
    }

    private static object Throw(HostCall call)
    {
        var generator = (PyGenerator)call.Self;
        var raised = Classes.ToRaise(call.Interpreter, call[2] is PyInstance given ? given : call[1]);
        return generator.Throw(call.Interpreter, raised, out object value)
            ? value
            : throw Errors.Stop(generator.Result);
    }

    private static object? Close(HostCall call)
    {
        ((PyGenerator)call.Self).Close(call.Interpreter);
        return null;
    }

    private static object RangeIndex(HostCall call) =>
        ((PyRange)call.Self).IndexOf(call[1]) is >= 0 and var index
            ? Boxed.Of(index)
            : throw Errors.Value($"{call.Interpreter.Represent(call[1])} is not in range");

    private static PyTuple SliceIndices(HostCall call)
    {
        if (call.Integer(1) < 0)
            throw Errors.Value("length should not be negative");
        var (first, step, _, last) = ((PySlice)call.Self).Bounds(call.Interpreter, call.Integer(1));
        return PyTuple.Of(Boxed.Of(first), Boxed.Of(last), Boxed.Of(step));
    }

    private static object MakeRange(Interpreter interpreter, PyType type, in Arguments arguments)
    {
        if (arguments.Count is 0 or > 3 || arguments.Names is not null)
            throw Errors.Type("range expected 1 to 3 arguments");
        long first = Integers.Index(interpreter, arguments[0]);
        if (arguments.Count == 1)
            return new PyRange(0, first, 1);
        long step = arguments.Count == 3 ? Integers.Index(interpreter, arguments[2]) : 1;
        return step == 0
            ? throw Errors.Value("range() arg 3 must not be zero")
            : new PyRange(first, Integers.Index(interpreter, arguments[1]), step);
    }
}
