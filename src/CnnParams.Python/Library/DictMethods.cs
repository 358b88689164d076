using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Python.Library;

/// <summary>What dictionaries have.</summary>
internal static class DictMethods
{
    internal static void Define()
    {
        BuiltinTypes.Dict.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
            new PyDict(ReferenceEquals(type, BuiltinTypes.Dict) ? null : type);
        BuiltinTypes
            .Dict.Method("__init__(self, mapping=None, /, **kwargs)", call => Update(call))
            .Method("update(self, mapping=None, /, **kwargs)", call => Update(call))
            .Method("get(self, key, default=None, /)", call => Self(call).Get(call[1]) ?? call[2])
            .Method("setdefault(self, key, default=None, /)", SetDefault)
            .Method("pop(self, key, default=..., /)", Pop)
            .Method("popitem(self, last=True)", PopItem)
            .Method("keys(self, /)", call => new DictView(Self(call), DictPart.Keys))
            .Method("values(self, /)", call => new DictView(Self(call), DictPart.Values))
            .Method("items(self, /)", call => new DictView(Self(call), DictPart.Items))
            .Method("copy(self, /)", call => Copy(call))
            .Method("clear(self, /)", call => Clear(call))
            .Method("__len__(self, /)", call => Boxed.Of(Self(call).Count))
            .Method("__iter__(self, /)", call => Self(call).Iterate(call.Interpreter))
            .Method("__contains__(self, key, /)", call => Boxed.Of(Self(call).Has(call[1])))
            .Method("__getitem__(self, key, /)", call => Self(call).GetItem(call.Interpreter, call[1]))
            .Method(
                "__setitem__(self, key, value, /)",
                call => Self(call).SetItem(call.Interpreter, call[1], call[2]) ? null : null
            )
            .Method(
                "__delitem__(self, key, /)",
                call => Self(call).SetItem(call.Interpreter, call[1], null) ? null : null
            )
            .Method("__reversed__(self, /)", call => new EnumerableIterator(Enumerable.Reverse(Self(call).Keys())))
            .Method("__eq__(self, other, /)", call => Compare(call, Syntax.CompareOp.Equal))
            .Method("__ne__(self, other, /)", call => Compare(call, Syntax.CompareOp.NotEqual))
            .Method(
                "__or__(self, other, /)",
                call =>
                    Self(call).Operate(call.Interpreter, Syntax.BinaryOp.Or, call[1], isRight: false)
                    ?? NotImplemented.Instance
            )
            .Method("__repr__(self, /)", call => Self(call).Represent(call.Interpreter))
            .Method("move_to_end(self, key, last=True)", MoveToEnd)
            .Member("fromkeys", new ClassMethod(new HostFunction("fromkeys(cls, iterable, value=None, /)", FromKeys)));
    }

    private static PyDict Self(HostCall call) => (PyDict)call.Self;

    private static object Compare(HostCall call, Syntax.CompareOp op) =>
        Self(call).Compare(call.Interpreter, op, call[1]) ?? NotImplemented.Instance;

    private static object? Update(HostCall call)
    {
        if (call[1] is not None)
            Mappings.Merge(call.Interpreter, Self(call), call[1], isStrict: false);
        Mappings.Merge(call.Interpreter, Self(call), call["kwargs"], isStrict: false);
        return null;
    }

    private static object SetDefault(HostCall call)
    {
        if (Self(call).TryGet(call[1], out object value))
            return value;
        call.Interpreter.Allocate(1);
        Self(call).Set(call[1], call[2]);
        return call[2];
    }

    private static object Pop(HostCall call)
    {
        if (Self(call).TryGet(call[1], out object value))
        {
            Self(call).Remove(call[1]);
            return value;
        }

        return call[2] is Ellipsis ? throw Errors.Key(call[1]) : call[2];
    }

    private static PyTuple PopItem(HostCall call)
    {
        if (Self(call).Count == 0)
            throw Errors.Key("dictionary is empty");
        object[] keys = Self(call).Keys();
        object key = call.Flag("last") ? keys[keys.Length - 1] : keys[0];
        Self(call).TryGet(key, out object value);
        Self(call).Remove(key);
        return PyTuple.Of(key, value);
    }

    private static PyDict Copy(HostCall call)
    {
        call.Interpreter.Allocate(Self(call).Count);
        var copy = new PyDict(Self(call).Type.IsProvided ? null : Self(call).Type);
        copy.Update(Self(call));
        return copy;
    }

    private static object? Clear(HostCall call)
    {
        Self(call).Clear();
        return null;
    }

    private static object? MoveToEnd(HostCall call)
    {
        var dict = Self(call);
        object value = dict.Get(call[1]) ?? throw Errors.Key(call[1]);
        dict.Remove(call[1]);
        if (call.Flag("last"))
        {
            dict.Set(call[1], value);
            return null;
        }

        var rest = dict.Copy();
        dict.Clear();
        dict.Set(call[1], value);
        dict.Update(rest);
        return null;
    }

    private static PyDict FromKeys(HostCall call)
    {
        var type = (PyType)call[0];
        var dict = (PyDict)type.Make(call.Interpreter, type, Arguments.None);
        foreach (object key in call.Interpreter.ToArray(call[1]))
            dict.Set(key, call[2]);
        return dict;
    }
}
