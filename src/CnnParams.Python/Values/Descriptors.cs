using CnnParams.Python.Running;

namespace CnnParams.Python.Values;

/// <summary>A function with the object that it is called on.</summary>
public sealed class BoundMethod(object function, object self) : PyObject
{
    /// <summary>The function, without the object.</summary>
    public object Function { get; } = function;

    internal object Self { get; } = self;

    /// <inheritdoc/>
    public override PyType Type => BuiltinTypes.Method;

    /// <inheritdoc/>
    public override bool TryGetAttribute(Interpreter interpreter, string name, out object value)
    {
        value =
            name == "__self__" ? Self
            : name == "__func__" ? Function
            : null!;
        return value is not null || interpreter.TryGetAttribute(Function, name, out value);
    }

    /// <inheritdoc/>
    public override object Call(Interpreter interpreter, in Arguments arguments) =>
        interpreter.Call(Function, arguments.Prepend(Self));

    /// <inheritdoc/>
    public override string Represent(Interpreter interpreter) => $"<bound method {interpreter.NameOf(Function)}>";

    /// <inheritdoc/>
    public override bool EqualsKey(object other) =>
        other is BoundMethod method && ReferenceEquals(method.Function, Function) && ReferenceEquals(method.Self, Self);

    /// <inheritdoc/>
    public override int HashKey() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Function);
}

/// <summary>A property: what computes it, sets it and deletes it.</summary>
internal sealed class PyProperty(object? getter, object? setter, object? deleter) : PyObject
{
    internal object? Getter { get; } = getter;

    public override PyType Type => BuiltinTypes.Property;

    internal object Get(Interpreter interpreter, object self) =>
        Getter is null ? throw Errors.Attribute("this property cannot be read") : interpreter.Call(Getter, self);

    internal void Set(Interpreter interpreter, object self, string name, object? value)
    {
        object? method = value is null ? deleter : setter;
        if (method is null)
            throw Errors.Attribute(
                $"property '{name}' of '{BuiltinTypes.Of(self).Name}' object has no "
                    + $"{(value is null ? "deleter" : "setter")}"
            );
        if (value is null)
            interpreter.Call(method, self);
        else
            interpreter.Call(method, self, value);
    }

    public override bool TryGetAttribute(Interpreter interpreter, string name, out object value)
    {
        value = name switch
        {
            "fget" => Getter ?? None.Instance,
            "fset" => setter ?? None.Instance,
            "getter" => new HostFunction("getter(function)", call => new PyProperty(call[0], setter, deleter)),
            "setter" => new HostFunction("setter(function)", call => new PyProperty(Getter, call[0], deleter)),
            "deleter" => new HostFunction("deleter(function)", call => new PyProperty(Getter, setter, call[0])),
            "__doc__" => None.Instance,
            _ => null!,
        };
        return value is not null || base.TryGetAttribute(interpreter, name, out value);
    }
}

internal sealed class StaticMethod(object function) : PyObject
{
    internal object Function { get; } = function;

    public override PyType Type => BuiltinTypes.StaticMethod;

    public override bool TryGetAttribute(Interpreter interpreter, string name, out object value)
    {
        value = name is "__func__" or "__wrapped__" ? Function : null!;
        return value is not null || interpreter.TryGetAttribute(Function, name, out value);
    }

    public override object Call(Interpreter interpreter, in Arguments arguments) =>
        interpreter.Call(Function, arguments);
}

/// <summary>A method that is called with the class, whatever it is called on.</summary>
public sealed class ClassMethod(object function) : PyObject
{
    internal object Function { get; } = function;

    /// <inheritdoc/>
    public override PyType Type => BuiltinTypes.ClassMethod;

    /// <inheritdoc/>
    public override bool TryGetAttribute(Interpreter interpreter, string name, out object value)
    {
        value = name is "__func__" or "__wrapped__" ? Function : null!;
        return value is not null || interpreter.TryGetAttribute(Function, name, out value);
    }
}

/// <summary>An object, looked at as one of the base classes of another class.</summary>
internal sealed class SuperObject(PyType after, object self) : PyObject
{
    public override PyType Type => BuiltinTypes.Super;

    public override bool TryGetAttribute(Interpreter interpreter, string name, out object value)
    {
        var type = self is PyType itself && itself.IsSubclassOf(after) ? itself : BuiltinTypes.Of(self);
        if (!type.TryFindAfter(after, name, out object found))
        {
            value = Library.ObjectMethods.Default(name) is { } plain ? new BoundMethod(plain, self) : null!;
            return value is not null;
        }

        value =
            ReferenceEquals(type, self) && found is not HostFunction { Name: "__new__" }
                ? Attributes.BindToClass(interpreter, found, type)
            : name == "__new__" ? found
            : Attributes.Bind(interpreter, found, self, type);
        return true;
    }

    public override void SetAttribute(Interpreter interpreter, string name, object? value) =>
        interpreter.SetAttribute(self, name, value);
}
