using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Python.Library;

/// <summary>What collections.abc is made of: classes that an object belongs to by what it can do.</summary>
internal static class AbstractTypes
{
    private static readonly PyDict Names = Define();

    internal static PyModule Make() => new("_abstract", Names.Copy());

    private static PyDict Define()
    {
        var names = new PyDict();
        void Add(string name, Func<object, bool> check) =>
            names.Set(
                name,
                new PyType(name, BuiltinTypes.Object).Member(
                    "__instancecheck__",
                    new HostFunction("__instancecheck__(cls, value, /)", call => Boxed.Of(check(call[1])))
                )
            );

        Add(
            "Iterable",
            value =>
                value is string or PyList or PyTuple or PyDict or PySet or PyRange or PyIterator or DictView or Bytes
                || Has(value, "__iter__")
        );
        Add("Iterator", value => value is PyIterator || Has(value, "__next__"));
        Add("Generator", value => value is PyGenerator);
        Add("Sequence", value => value is string or PyList or PyTuple or PyRange or Bytes);
        Add("MutableSequence", value => value is PyList);
        Add("Mapping", value => value is PyDict);
        Add("MutableMapping", value => value is PyDict);
        Add("Set", value => value is PySet);
        Add("MutableSet", value => value is PySet { IsFrozen: false });
        Add(
            "Container",
            value => value is string or PyList or PyTuple or PyDict or PySet or PyRange || Has(value, "__contains__")
        );
        Add(
            "Collection",
            value =>
                value is string or PyList or PyTuple or PyDict or PySet or PyRange
                || (Has(value, "__contains__") && Has(value, "__len__"))
        );
        Add(
            "Sized",
            value => value is string or PyList or PyTuple or PyDict or PySet or PyRange || Has(value, "__len__")
        );
        Add("Hashable", value => value is not (PyList or PyDict or PySet { IsFrozen: false }));
        Add(
            "Callable",
            value => value is PyFunction or HostFunction or BoundMethod or PyType || Has(value, "__call__")
        );
        foreach (string name in new[] { "KeysView", "ValuesView", "ItemsView", "Awaitable", "Coroutine", "ByteString" })
            Add(name, _ => false);
        return names;
    }

    private static bool Has(object value, string name) =>
        value is PyInstance instance && instance.Type.TryFind(name, out _);
}
