using CnnParams.Python.Running;
using CnnParams.Python.Syntax;

namespace CnnParams.Python.Values;

/// <summary>An object of a class: attributes, and what the class's special methods say.</summary>
public class PyInstance(PyType type) : PyObject
{
    private PyType _type = type;
    private PyDict? _attributes;

    /// <inheritdoc/>
    public sealed override PyType Type => _type;

    /// <summary>The attributes that are its own, and not its class's.</summary>
    public PyDict Own => _attributes ??= new PyDict();

    /// <summary>The plain value that an object of a class derived from int, float or str stands for.</summary>
    internal object? Plain { get; set; }

    internal void ChangeType(PyType type) => _type = type;

    internal void ChangeOwn(PyDict own) => _attributes = own;

    /// <inheritdoc/>
    public override bool TryGetAttribute(Interpreter interpreter, string name, out object value) =>
        Type.HasOwnAttributeGetter && Type.TryFind("__getattribute__", out object method) && method is PyFunction
            ? Attributes.TryCall(interpreter, method, this, name, out value)
                || Attributes.TryCompute(interpreter, this, name, out value)
            : Attributes.TryGetFromInstance(interpreter, this, _attributes, name, out value);

    /// <summary>Looks an attribute up as object.__getattribute__ does.</summary>
    internal bool TryGetPlainly(Interpreter interpreter, string name, out object value) =>
        Attributes.TryGetPlainly(interpreter, this, _attributes, name, out value);

    /// <inheritdoc/>
    public override void SetAttribute(Interpreter interpreter, string name, object? value)
    {
        if (!Attributes.TrySetByMethod(interpreter, this, name, value))
            SetOwn(interpreter, name, value);
    }

    /// <summary>Sets an attribute as object.__setattr__ does.</summary>
    public virtual void SetOwn(Interpreter interpreter, string name, object? value) =>
        Attributes.SetOnInstance(interpreter, this, Own, name, value);

    /// <inheritdoc/>
    public override object? Operate(Interpreter interpreter, BinaryOp op, object other, bool isRight)
    {
        string name = isRight ? SpecialNames.Reflected(op) : SpecialNames.Of(op);
        if (!TrySpecial(interpreter, name, out object method))
            return Plain is null
                ? null
                : Operators.TryBinary(interpreter, op, isRight ? other : Plain, isRight ? Plain : other);
        object result = interpreter.Call(method, other);
        return result is NotImplemented ? null : result;
    }

    /// <inheritdoc/>
    public override object? Operate(Interpreter interpreter, UnaryOp op)
    {
        if (TrySpecial(interpreter, SpecialNames.Of(op), out object method))
            return interpreter.Call(method);
        return Plain is null ? null : Operators.Unary(interpreter, op, Plain);
    }

    /// <inheritdoc/>
    public override object? Compare(Interpreter interpreter, CompareOp op, object other)
    {
        if (TrySpecial(interpreter, SpecialNames.Of(op), out object method))
        {
            object result = interpreter.Call(method, other);
            return result is NotImplemented ? null : result;
        }

        if (op == CompareOp.NotEqual && TrySpecial(interpreter, "__eq__", out method))
        {
            object result = interpreter.Call(method, other);
            return result is NotImplemented ? null : Boxed.Of(!interpreter.IsTrue(result));
        }

        return Plain is null
            ? null
            : Comparing.TryCompare(interpreter, op, Plain, other is PyInstance { Plain: { } plain } ? plain : other);
    }

    /// <inheritdoc/>
    public override bool IsTrue(Interpreter interpreter)
    {
        if (TrySpecial(interpreter, "__bool__", out object method))
            return interpreter.IsTrue(interpreter.Call(method));
        if (TrySpecial(interpreter, "__len__", out method))
            return interpreter.IsTrue(interpreter.Call(method));
        return Plain is null || interpreter.IsTrue(Plain);
    }

    /// <inheritdoc/>
    public override object? Length(Interpreter interpreter) =>
        TrySpecial(interpreter, "__len__", out object method) ? interpreter.Call(method)
        : Plain is string text ? Boxed.Of(text.Length)
        : null;

    /// <inheritdoc/>
    public override object? GetItem(Interpreter interpreter, object index) =>
        TrySpecial(interpreter, "__getitem__", out object method) ? interpreter.Call(method, index)
        : Plain is null ? null
        : interpreter.GetItem(Plain, index);

    /// <inheritdoc/>
    public override bool SetItem(Interpreter interpreter, object index, object? value)
    {
        if (!TrySpecial(interpreter, value is null ? "__delitem__" : "__setitem__", out object method))
            return false;
        if (value is null)
            interpreter.Call(method, index);
        else
            interpreter.Call(method, index, value);
        return true;
    }

    /// <inheritdoc/>
    public override PyIterator? Iterate(Interpreter interpreter)
    {
        if (TrySpecial(interpreter, "__iter__", out object method))
        {
            object result = interpreter.Call(method);
            return ReferenceEquals(result, this) ? new InstanceIterator(this) : interpreter.Iterate(result);
        }

        if (TrySpecial(interpreter, "__getitem__", out method))
            return new ItemIterator(method);
        return Plain is null ? null : interpreter.Iterate(Plain);
    }

    internal override bool? Contains(Interpreter interpreter, object item) =>
        TrySpecial(interpreter, "__contains__", out object method) ? interpreter.IsTrue(interpreter.Call(method, item))
        : Plain is null ? null
        : interpreter.Contains(Plain, item);

    /// <inheritdoc/>
    public override object? Call(Interpreter interpreter, in Arguments arguments) =>
        TrySpecial(interpreter, "__call__", out object method) ? interpreter.Call(method, arguments) : null;

    /// <inheritdoc/>
    public override string Represent(Interpreter interpreter)
    {
        if (TrySpecial(interpreter, "__repr__", out object method))
            return interpreter.ToText(interpreter.Call(method));
        return Plain is null ? $"<{Type.QualifiedName} object>" : interpreter.Represent(Plain);
    }

    internal override string ToText(Interpreter interpreter)
    {
        if (TrySpecial(interpreter, "__str__", out object method))
            return interpreter.ToText(interpreter.Call(method));
        return Plain is string text && !TrySpecial(interpreter, "__repr__", out _) ? text : Represent(interpreter);
    }

    /// <inheritdoc/>
    public override object? ToInteger(Interpreter interpreter)
    {
        if (TrySpecial(interpreter, "__index__", out object method) || TrySpecial(interpreter, "__int__", out method))
            return interpreter.Call(method);
        return Plain is long or System.Numerics.BigInteger or double or string ? Plain : null;
    }

    /// <inheritdoc/>
    public override object? ToReal(Interpreter interpreter)
    {
        if (TrySpecial(interpreter, "__float__", out object method))
            return interpreter.Call(method);
        return Plain is long or System.Numerics.BigInteger or double or string ? Plain : null;
    }

    /// <inheritdoc/>
    public override bool EqualsKey(object other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (Type.Interpreter is { } interpreter && Type.TryFind("__eq__", out object method))
        {
            object result = interpreter.Call(method, this, other);
            return result is not NotImplemented && interpreter.IsTrue(result);
        }

        return Plain is not null
            && KeyComparer.AreEqual(Plain, other is PyInstance { Plain: { } plain } ? plain : other);
    }

    /// <inheritdoc/>
    public override int HashKey()
    {
        if (Type.Interpreter is { } interpreter && Type.TryFind("__hash__", out object method))
        {
            if (method is None)
                throw Errors.Type($"unhashable type: '{Type.Name}'");
            if (method is HostFunction && Plain is not null)
                return KeyComparer.Hash(Plain);
            object hash = interpreter.Call(method, this);
            return KeyComparer.Hash(hash);
        }

        return Plain is null ? base.HashKey() : KeyComparer.Hash(Plain);
    }

    /// <summary>A special method of the class, bound to this object; None switches one off.</summary>
    protected bool TrySpecial(Interpreter interpreter, string name, out object method)
    {
        if (!Type.TryFind(name, out method) || method is None)
            return false;
        method = Attributes.Bind(interpreter, method, this, Type);
        return true;
    }
}
