using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Python.Library;

/// <summary>What lists and tuples have.</summary>
internal static class ListMethods
{
    internal static void Define()
    {
        BuiltinTypes.List.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
            new PyList([], ReferenceEquals(type, BuiltinTypes.List) ? null : type);
        BuiltinTypes.Tuple.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
        {
            object[] items = arguments.Values.Length == 0 ? [] : interpreter.ToArray(arguments[0]);
            return ReferenceEquals(type, BuiltinTypes.Tuple) ? PyTuple.Of(items) : new PyTuple(items, type);
        };
        BuiltinTypes
            .List.Method("__init__(self, iterable=(), /)", call => Reset(call))
            .Method("append(self, item, /)", call => Add(call, Items(call).Count, call[1]))
            .Method(
                "insert(self, index, item, /)",
                call =>
                    Add(
                        call,
                        (int)
                            Math.Max(
                                0,
                                Math.Min(
                                    Items(call).Count,
                                    call.Integer(1) < 0 ? call.Integer(1) + Items(call).Count : call.Integer(1)
                                )
                            ),
                        call[2]
                    )
            )
            .Method("extend(self, iterable, /)", call => Extend(call))
            .Method("pop(self, index=-1, /)", Pop)
            .Method("remove(self, item, /)", Remove)
            .Method("clear(self, /)", call => Clear(call))
            .Method("copy(self, /)", call => new PyList([.. Items(call)]))
            .Method("reverse(self, /)", call => Reverse(call))
            .Method("sort(self, /, *, key=None, reverse=False)", Sort)
            .Method("__reversed__(self, /)", call => new EnumerableIterator(Enumerable.Reverse([.. Items(call)])))
            .Method(
                "__setitem__(self, index, value, /)",
                call => ((PyList)call.Self).SetItem(call.Interpreter, call[1], call[2]) ? null : null
            )
            .Method(
                "__delitem__(self, index, /)",
                call => ((PyList)call.Self).SetItem(call.Interpreter, call[1], null) ? null : null
            );
        foreach (var type in new[] { BuiltinTypes.List, BuiltinTypes.Tuple })
        {
            type.Method("index(self, item, start=0, end=None, /)", Index)
                .Method(
                    "count(self, item, /)",
                    call =>
                        Boxed.Of(
                            call.Interpreter.ToArray(call.Self)
                                .Count(item => Comparing.AreEqual(call.Interpreter, item, call[1]))
                        )
                )
                .Method("__len__(self, /)", call => ((PyObject)call.Self).Length(call.Interpreter))
                .Method("__iter__(self, /)", call => ((PyObject)call.Self).Iterate(call.Interpreter))
                .Method(
                    "__contains__(self, item, /)",
                    call => Boxed.Of(((PyObject)call.Self).Contains(call.Interpreter, call[1]) == true)
                )
                .Method("__getitem__(self, index, /)", call => ((PyObject)call.Self).GetItem(call.Interpreter, call[1]))
                .Method(
                    "__add__(self, other, /)",
                    call =>
                        ((PyObject)call.Self).Operate(call.Interpreter, Syntax.BinaryOp.Add, call[1], isRight: false)
                        ?? NotImplemented.Instance
                )
                .Method(
                    "__eq__(self, other, /)",
                    call =>
                        ((PyObject)call.Self).Compare(call.Interpreter, Syntax.CompareOp.Equal, call[1])
                        ?? NotImplemented.Instance
                )
                .Method("__hash__(self, /)", call => Boxed.Of(((PyObject)call.Self).HashKey()))
                .Method("__repr__(self, /)", call => ((PyObject)call.Self).Represent(call.Interpreter));
        }

        BuiltinTypes.Tuple.Member(
            "__new__",
            new StaticMethod(
                new HostFunction(
                    "__new__(cls, iterable=(), /)",
                    call => BuiltinTypes.Tuple.Make(call.Interpreter, (PyType)call[0], Arguments.Of(call[1]))
                )
            )
        );
    }

    private static List<object> Items(HostCall call) => ((PyList)call.Self).Items;

    private static object? Reset(HostCall call)
    {
        object[] items = call.Interpreter.ToArray(call[1]);
        Items(call).Clear();
        Items(call).AddRange(items);
        return null;
    }

    private static object? Add(HostCall call, int index, object item)
    {
        call.Interpreter.Allocate(1);
        Items(call).Insert(index, item);
        return null;
    }

    private static object? Extend(HostCall call)
    {
        Items(call).AddRange(call.Interpreter.ToArray(call[1]));
        return null;
    }

    private static object Pop(HostCall call)
    {
        var items = Items(call);
        if (items.Count == 0)
            throw Errors.Index("pop from empty list");
        int index = Indexing.Position(call.Interpreter, call[1], items.Count, "pop");
        object item = items[index];
        items.RemoveAt(index);
        return item;
    }

    private static object? Remove(HostCall call)
    {
        int index = Sequences.IndexOf(call.Interpreter, Items(call), Items(call).Count, call[1]);
        if (index < 0)
            throw Errors.Value("list.remove(x): x not in list");
        Items(call).RemoveAt(index);
        return null;
    }

    private static object? Clear(HostCall call)
    {
        Items(call).Clear();
        return null;
    }

    private static object? Reverse(HostCall call)
    {
        Items(call).Reverse();
        return null;
    }

    private static object? Sort(HostCall call)
    {
        var sorted = Sequences.Sort(
            call.Interpreter,
            Items(call),
            call["key"] is None ? null : call["key"],
            call.Flag("reverse")
        );
        Items(call).Clear();
        Items(call).AddRange(sorted);
        return null;
    }

    private static object Index(HostCall call)
    {
        object[] items = call.Interpreter.ToArray(call.Self);
        var (first, _, count) = new PySlice(call[2], call[3], None.Instance).Over(call.Interpreter, items.Length);
        for (long i = first; i < first + count; i++)
        {
            if (Comparing.AreEqual(call.Interpreter, items[i], call[1]))
                return Boxed.Of(i);
        }

        throw Errors.Value($"{call.Interpreter.Represent(call[1])} is not in the {BuiltinTypes.Of(call.Self).Name}");
    }
}
