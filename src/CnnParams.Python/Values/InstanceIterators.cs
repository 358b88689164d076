using CnnParams.Python.Running;

namespace CnnParams.Python.Values;

/// <summary>Goes through what __next__ of an object gives.</summary>
internal sealed class InstanceIterator(PyInstance instance) : PyIterator
{
    internal override bool MoveNext(Interpreter interpreter, out object value)
    {
        try
        {
            value = interpreter.CallMethod(instance, "__next__");
            return true;
        }
        catch (RaisedException raised) when (raised.Is(BuiltinTypes.StopIteration))
        {
            value = null!;
            return false;
        }
    }
}

/// <summary>Goes through what __getitem__ gives for 0, 1, 2 ... until there is no such element.</summary>
internal sealed class ItemIterator(object method) : PyIterator
{
    private long _next;

    internal override bool MoveNext(Interpreter interpreter, out object value)
    {
        try
        {
            value = interpreter.Call(method, Boxed.Of(_next++));
            return true;
        }
        catch (RaisedException raised) when (raised.Is(BuiltinTypes.IndexError))
        {
            value = null!;
            return false;
        }
    }
}
