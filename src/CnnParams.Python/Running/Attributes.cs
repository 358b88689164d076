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
    ) => TryGetPlainly(interpreter, self, own, name, out value) || TryCompute(interpreter, self, name, out value);

    /// <summary>The same without what the class computes: what object.__getattribute__ does.</summary>
    internal static bool TryGetPlainly(
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
                value = null!;
                return false;
        }
    }

    // An attribute that is nowhere, as __getattr__ of the class gives it.
    internal static bool TryCompute(Interpreter interpreter, PyObject self, string name, out object value)
    {
        if (!(self.Type.IsProvided && self is not PyInstance) && self.Type.TryFind("__getattr__", out object method))
            return TryCall(interpreter, method, self, name, out value);
        value = null!;
        return false;
    }

    /// <summary>An attribute that a method of the class gives; what it says where there is none is kept.</summary>
    internal static bool TryCall(Interpreter interpreter, object method, PyObject self, string name, out object value)
    {
        value = null!;
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

    /// <summary>Sets or deletes an attribute as a method of the class does; false where it has none.</summary>
    internal static bool TrySetByMethod(Interpreter interpreter, PyObject self, string name, object? value)
    {
        string special = value is null ? "__delattr__" : "__setattr__";
        if (
            !self.Type.HasOwnAttributeSetter
            || !self.Type.TryFind(special, out object method)
            || ReferenceEquals(method, BuiltinTypes.Object.Find(special))
        )
            return false;
        if (value is null)
            interpreter.Call(method, self, name);
        else
            interpreter.Call(method, self, name, value);
        return true;
    }

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
        else if (name == "__dict__" && value is PyDict dict && self is PyInstance target)
            target.ChangeOwn(dict);
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
