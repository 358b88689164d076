using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Python.Library;

/// <summary>
/// The module typing: names that may be written in annotations, subscripted, called and derived from.
/// </summary>
internal static class TypingModule
{
    private static readonly PyType Generic = new("Generic", BuiltinTypes.Object);
    private static readonly PyType Protocol = new("Protocol", BuiltinTypes.Object);

    internal static PyModule Make()
    {
        var names = new PyDict();
        void Add(string signature, HostBody body)
        {
            var function = new HostFunction(signature, body);
            names.Set(function.Name, function);
        }

        names.Set("TYPE_CHECKING", Boxed.False);
        names.Set("Generic", Generic);
        names.Set("Protocol", Protocol);
        foreach (
            var (name, type) in new[]
            {
                ("List", BuiltinTypes.List),
                ("Dict", BuiltinTypes.Dict),
                ("Tuple", BuiltinTypes.Tuple),
                ("Set", BuiltinTypes.Set),
                ("FrozenSet", BuiltinTypes.FrozenSet),
                ("Type", BuiltinTypes.Type),
                ("Text", BuiltinTypes.Str),
                ("OrderedDict", BuiltinTypes.Dict),
            }
        )
            names.Set(name, type);
        Add("cast(typ, value)", call => call[1]);
        Add("TypeVar(name, *args, **kwargs)", call => new TypeForm(call.Text(0)));
        Add("ParamSpec(name, *args, **kwargs)", call => new TypeForm(call.Text(0)));
        Add("NewType(name, tp)", call => call[1]);
        Add("overload(function)", call => call[0]);
        Add("final(function)", call => call[0]);
        Add("override(function)", call => call[0]);
        Add("no_type_check(function)", call => call[0]);
        Add("runtime_checkable(cls)", call => call[0]);
        Add(
            "get_type_hints(obj, *args, **kwargs)",
            call =>
                call.Interpreter.TryGetAttribute(call[0], "__annotations__", out object found) ? found : new PyDict()
        );
        Add("get_origin(tp)", _ => null);
        Add("get_args(tp)", _ => PyTuple.Empty);
        var module = new PyModule("typing", names);
        module.Find = (interpreter, name) =>
            name switch
            {
                "NamedTuple" or "TypedDict" => interpreter.GetAttribute(
                    interpreter.Modules.Import(interpreter, "_typing_classes", wantsLast: true, isOptional: false),
                    name
                ),
                _ when name.StartsWith("__", StringComparison.Ordinal) => null,
                "Callable"
                or "Iterable"
                or "Iterator"
                or "Sequence"
                or "Mapping"
                or "MutableMapping"
                or "MutableSequence"
                or "Hashable"
                or "Sized"
                or "Container"
                or "Collection" => interpreter.GetAttribute(
                    interpreter.Modules.Import(interpreter, "collections_abc", wantsLast: true, isOptional: false),
                    name
                ),
                _ => new TypeForm(name),
            };
        return module;
    }

    /// <summary>Any, Optional[int], a type variable: what is only ever written down.</summary>
    private sealed class TypeForm(string name) : PyObject
    {
        public override PyType Type => BuiltinTypes.UnionType;

        public override bool TryGetAttribute(Interpreter interpreter, string attribute, out object value)
        {
            value = attribute switch
            {
                "__name__" => name,
                "__args__" => PyTuple.Empty,
                "__mro_entries__" => new HostFunction("__mro_entries__(bases)", _ => PyTuple.Of(Generic)),
                _ => null!,
            };
            return value is not null || base.TryGetAttribute(interpreter, attribute, out value);
        }

        public override object GetItem(Interpreter interpreter, object index) => this;

        public override object Operate(Interpreter interpreter, Syntax.BinaryOp op, object other, bool isRight) => this;

        public override object Call(Interpreter interpreter, in Arguments arguments) => this;

        public override string Represent(Interpreter interpreter) => $"typing.{name}";
    }
}
