using CnnParams.Python.Running;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Library;

/// <summary>What sets have.</summary>
internal static class SetMethods
{
    internal static void Define()
    {
        BuiltinTypes.Set.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
            PySet.From(interpreter, arguments.Values.Length == 0 ? PyTuple.Empty : arguments[0]);
        BuiltinTypes.FrozenSet.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
            PySet.From(interpreter, arguments.Values.Length == 0 ? PyTuple.Empty : arguments[0], isFrozen: true);
        BuiltinTypes
            .Set.Method("add(self, item, /)", call => Do(call, set => set.Add(call[1])))
            .Method(
                "update(self, /, *others)",
                call =>
                    Do(call, set => Array.ForEach(call.Rest("others"), other => set.AddAll(call.Interpreter, other)))
            )
            .Method("discard(self, item, /)", call => Do(call, set => set.Items.Remove(call[1])))
            .Method(
                "remove(self, item, /)",
                call => Do(call, set => _ = set.Items.Remove(call[1]) ? true : throw Errors.Key(call[1]))
            )
            .Method("clear(self, /)", call => Do(call, set => set.Items.Clear()))
            .Method("pop(self, /)", Pop);
        foreach (var type in new[] { BuiltinTypes.Set, BuiltinTypes.FrozenSet })
        {
            type.Method("copy(self, /)", call => PySet.From(call.Interpreter, call.Self, ((PySet)call.Self).IsFrozen))
                .Method("union(self, /, *others)", call => Combine(call, BinaryOp.Or))
                .Method("intersection(self, /, *others)", call => Combine(call, BinaryOp.And))
                .Method("difference(self, /, *others)", call => Combine(call, BinaryOp.Subtract))
                .Method("symmetric_difference(self, /, *others)", call => Combine(call, BinaryOp.Xor))
                .Method("issubset(self, other, /)", call => Compare(call, CompareOp.LessOrEqual))
                .Method("issuperset(self, other, /)", call => Compare(call, CompareOp.GreaterOrEqual))
                .Method(
                    "isdisjoint(self, other, /)",
                    call =>
                        Boxed.Of(
                            (
                                (PySet)
                                    ((PySet)call.Self).Operate(
                                        call.Interpreter,
                                        BinaryOp.And,
                                        PySet.From(call.Interpreter, call[1]),
                                        isRight: false
                                    )!
                            )
                                .Items
                                .Count == 0
                        )
                )
                .Method("__contains__(self, item, /)", call => Boxed.Of(((PySet)call.Self).Items.Has(call[1])));
        }
    }

    private static object? Do(HostCall call, Action<PySet> action)
    {
        call.Interpreter.Allocate(1);
        action((PySet)call.Self);
        return null;
    }

    private static object Pop(HostCall call)
    {
        var items = ((PySet)call.Self).Items;
        object first = items.Keys().FirstOrDefault() ?? throw Errors.Key("pop from an empty set");
        items.Remove(first);
        return first;
    }

    private static object Combine(HostCall call, BinaryOp op)
    {
        object result = PySet.From(call.Interpreter, call.Self, ((PySet)call.Self).IsFrozen);
        foreach (object other in call.Rest("others"))
            result = ((PySet)result).Operate(
                call.Interpreter,
                op,
                PySet.From(call.Interpreter, other),
                isRight: false
            )!;
        return result;
    }

    private static object? Compare(HostCall call, CompareOp op) =>
        ((PySet)call.Self).Compare(call.Interpreter, op, PySet.From(call.Interpreter, call[1]));
}
