using CnnParams.Python.Running;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Library;

/// <summary>
/// What the library's Python sources need of the evaluator: copies, signatures, classes to derive from.
/// </summary>
internal static class HostModule
{
    internal static PyModule Make()
    {
        var names = new PyDict();
        void Add(string signature, HostBody body)
        {
            var function = new HostFunction(signature, body);
            names.Set(function.Name, function);
        }

        Add("copy(value)", call => Copying.Copy(call.Interpreter, call[0], null));
        Add(
            "deepcopy(value, memo=None)",
            call => Copying.Copy(call.Interpreter, call[0], call[1] as PyDict ?? new PyDict())
        );
        Add("modules()", call => call.Interpreter.Modules.Table);
        // What the variables are where a function of the library is called.
        Add(
            "caller()",
            call =>
                call.Interpreter.Frames.FindLast(frame => !frame.Function.Source.IsLibrary)?.Locals() ?? new PyDict()
        );
        Add("note_draw(what, value)", call => NoteDraw(call.Interpreter, call.Text(0), call.Text(1)));
        Add("parameters(function)", call => Parameters(call[0]));
        Add(
            "binary(op, left, right)",
            call => Operators.Binary(call.Interpreter, (BinaryOp)call.Integer(0), call[1], call[2])
        );
        Add("is_function(value)", call => Boxed.Of(call[0] is PyFunction));
        Add("is_method(value)", call => Boxed.Of(call[0] is BoundMethod));
        Add("is_generator(value)", call => Boxed.Of(call[0] is PyGenerator));
        Add("is_module(value)", call => Boxed.Of(call[0] is PyModule));
        Add(
            "is_iterable(value)",
            call =>
                Boxed.Of(
                    call[0] is string or PyList or PyTuple or PyDict or PySet or PyRange or PyIterator or DictView
                        || (
                            call[0] is PyInstance instance
                            && (instance.Type.TryFind("__iter__", out _) || instance.Type.TryFind("__getitem__", out _))
                        )
                )
        );
        Add("is_sequence(value)", call => Boxed.Of(call[0] is string or PyList or PyTuple or PyRange or Bytes));
        Add("is_mapping(value)", call => Boxed.Of(call[0] is PyDict));
        foreach (
            var type in new[]
            {
                BuiltinTypes.Function,
                BuiltinTypes.Method,
                BuiltinTypes.Module,
                BuiltinTypes.Generator,
                BuiltinTypes.HostFunction,
                BuiltinTypes.None,
            }
        )
            names.Set(type.Name, type);
        return new PyModule("_host", names);
    }

    private static object? NoteDraw(Interpreter interpreter, string what, string value)
    {
        string place = interpreter.Here is { } here
            ? FormattableString.Invariant($"{Path.GetFileName(here.Path)}, line {here.Line}: ")
            : "";
        interpreter.Note($"{place}{what} is taken to give {value}; what is computed can differ from run to run");
        return null;
    }

    // The parameters of a function: name, kind, and its default or ...
    private static PyList Parameters(object value)
    {
        int skipped = 0;
        while (true)
        {
            switch (value)
            {
                case BoundMethod method:
                    value = method.Function;
                    skipped++;
                    continue;
                case StaticMethod method:
                    value = method.Function;
                    continue;
                case PyType type when type.TryFind("__init__", out object initializer):
                    value = initializer;
                    skipped++;
                    continue;
                case PyFunction function:
                    return Parameters(function.Code.Signature, function.Defaults, skipped);
                case HostFunction function:
                    return Parameters(function.Signature, function.Signature.Defaults, skipped);
                case PyInstance instance when instance.Own.Get("func") is { } inner:
                    value = inner;
                    continue;
                default:
                    throw Errors.Type(
                        $"'{BuiltinTypes.Of(value).Name}' object is not a callable whose signature is known"
                    );
            }
        }
    }

    private static PyList Parameters(Signature signature, object?[] defaults, int skipped)
    {
        var all = signature
            .Parameters.Select((parameter, i) => (Parameter: parameter, Default: defaults[i]))
            .OrderBy(pair => pair.Parameter.At)
            .Skip(skipped);
        return new PyList([
            .. all.Select(pair =>
                (object)
                    PyTuple.Of(
                        pair.Parameter.Name,
                        Boxed.Of((int)pair.Parameter.Kind),
                        pair.Default ?? Ellipsis.Instance,
                        (object?)pair.Parameter.Annotation ?? Ellipsis.Instance
                    )
            ),
        ]);
    }
}
