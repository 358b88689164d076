using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>How attributes are found, bound and set.</summary>
public static class Attributes
{
    /// <summary>An attribute that only the class has.</summary>
    internal static bool TryGetFromType(
        Interpreter interpreter,
        object self,
        PyType type,
        string name,
        out object value
    )
    {
        if (type.TryFind(name, out value))
        {
            value = Bind(interpreter, value, self, type);
            return true;
        }

        if (name == "__class__")
        {
            value = type;
            return true;
        }

        return false;
    }

    /// <summary>
    /// An attribute of an object: a property of the class first, then its own, then what else the class has.
    /// </summary>
    internal static bool TryGetFromInstance(
        Interpreter interpreter,
        PyObject self,
        PyDict? own,
        string name,
        out object value
    )
    {
        var type = self.Type;
        bool isInType = type.TryFind(name, out object found);
        if (isInType && found is PyProperty property)
        {
            value = property.Get(interpreter, self);
            return true;
        }

        if (own is not null && own.TryGet(name, out value))
            return true;
        if (isInType)
        {
            value = Bind(interpreter, found, self, type);
            return true;
        }

        switch (name)
        {
            case "__class__":
                value = type;
                return true;
            case "__dict__" when self is PyInstance instance:
                value = instance.Own;
                return true;
            default:
                return TryCompute(interpreter, self, name, out value);
        }
    }

    // An attribute that is nowhere, as __getattr__ of the class gives it.
    private static bool TryCompute(Interpreter interpreter, PyObject self, string name, out object value)
    {
        value = null!;
        if (self.Type.IsProvided && self is not PyInstance || !self.Type.TryFind("__getattr__", out object method))
            return false;
        try
        {
            value = interpreter.Call(method, self, name);
            return true;
        }
        catch (RaisedException raised) when (raised.Is(BuiltinTypes.AttributeError))
        {
            // The method's own message says more, but only who asks for the attribute knows whether it must be there.
            interpreter.LastAttributeError = raised;
            return false;
        }
    }

    /// <summary>A member of a class, as an object of it has it.</summary>
    internal static object Bind(Interpreter interpreter, object member, object self, PyType type)
    {
        switch (member)
        {
            case PyFunction:
            case HostFunction:
                return new BoundMethod(member, self);
            case PyProperty property:
                return property.Get(interpreter, self);
            case ClassMethod method:
                return new BoundMethod(method.Function, type);
            case StaticMethod method:
                return method.Function;
            case PyInstance { Type: var descriptor } when descriptor.TryFind("__get__", out object getter):
                return interpreter.Call(getter, member, self, type);
            default:
                return member;
        }
    }

    /// <summary>A member of a class, as the class itself has it.</summary>
    internal static object BindToClass(Interpreter interpreter, object member, PyType type) =>
        member switch
        {
            ClassMethod method => new BoundMethod(method.Function, type),
            StaticMethod method => method.Function,
            PyInstance { Type: var descriptor } when descriptor.TryFind("__get__", out object getter) =>
                interpreter.Call(getter, member, None.Instance, type),
            _ => member,
        };

    internal static void SetOnInstance(Interpreter interpreter, PyObject self, PyDict own, string name, object? value)
    {
        if (self.Type.TryFind(name, out object found))
        {
            if (found is PyProperty property)
            {
                property.Set(interpreter, self, name, value);
                return;
            }

            if (
                found is PyInstance { Type: var descriptor }
                && value is not null
                && descriptor.TryFind("__set__", out object setter)
            )
            {
                interpreter.Call(setter, found, self, value);
                return;
            }
        }

        if (name == "__class__" && value is PyType type && self is PyInstance instance)
            instance.ChangeType(type);
        else if (name == "__dict__" && value is PyDict dict)
            own.Update(dict);
        else
            SetIn(own, $"'{self.Type.Name}' object", name, value);
    }

    /// <summary>
    /// Sets an attribute among those of an object, or deletes it where the value is null. Raises AttributeError, in the
    /// name of the owner, where there is none to delete.
    /// </summary>
    public static void SetIn(PyDict own, string owner, string name, object? value)
    {
        if (value is not null)
            own.Set(name, value);
        else if (!own.Remove(name))
            throw Errors.Attribute($"{owner} has no attribute '{name}'");
    }
}
