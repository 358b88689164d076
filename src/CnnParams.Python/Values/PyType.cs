using CnnParams.Python.Running;

namespace CnnParams.Python.Values;

/// <summary>Makes an object of a class, before __init__ is called.</summary>
public delegate object Maker(Interpreter interpreter, PyType type, in Arguments arguments);

/// <summary>A class: one of a source, or one that this evaluator or a vocabulary provides.</summary>
public sealed class PyType : PyObject
{
    private readonly Dictionary<string, object?> _found = new(StringComparer.Ordinal);
    private readonly PyType? _meta;
    private int _version = -1;
    private static int s_changes;

    /// <summary>A class that is provided: nothing in a source can change it.</summary>
    public PyType(string name, params PyType[] bases)
        : this(name, bases, new PyDict(), null, null) { }

    /// <summary>A class of a source.</summary>
    public PyType(string name, PyType[] bases, PyDict members, Interpreter? interpreter, PyType? meta)
    {
        Name = name;
        Bases = bases;
        Members = members;
        Interpreter = interpreter;
        _meta = meta;
        Mro = Linearize();
        Make =
            bases.Length == 0 ? Instantiate : Array.Find(bases, type => type.Make != Instantiate)?.Make ?? Instantiate;
        HasOwnAttributeSetter = Mro.Any(type => type.Members.Has("__setattr__") || type.Members.Has("__delattr__"));
        HasOwnAttributeGetter = Mro.Any(type => type.Members.Get("__getattribute__") is PyFunction);
    }

    /// <summary>Its name.</summary>
    public string Name { get; set; }

    /// <summary>The classes that it derives from directly.</summary>
    public PyType[] Bases { get; }

    /// <summary>What its body defines: methods, properties, values.</summary>
    public PyDict Members { get; }

    /// <summary>Who runs its methods; null where it is provided.</summary>
    internal Interpreter? Interpreter { get; }

    /// <summary>
    /// The class itself and those that it derives from, in the order in which attributes are looked for.
    /// </summary>
    public PyType[] Mro { get; }

    /// <summary>Makes an object of it; inherited from the first base that has one of its own.</summary>
    public Maker Make { get; set; }

    /// <summary>Whether attributes of its objects may go through a method.</summary>
    internal bool HasOwnAttributeSetter { get; private set; }

    /// <summary>Whether a method of a source gives the attributes of its objects.</summary>
    internal bool HasOwnAttributeGetter { get; private set; }

    internal string QualifiedName => Members.Get("__qualname__") as string ?? Name;

    /// <inheritdoc/>
    public override PyType Type => _meta ?? BuiltinTypes.Type;

    /// <summary>Whether it is provided, and not of a source.</summary>
    public bool IsProvided => Interpreter is null;

    /// <summary>Defines a method of a provided class; the signature is written as in Python.</summary>
    public PyType Method(string signature, HostBody body)
    {
        var function = new HostFunction(signature, body);
        Members.Set(function.Name, function);
        return this;
    }

    /// <summary>Defines a property of a provided class.</summary>
    public PyType Property(string name, HostBody body)
    {
        Members.Set(name, new PyProperty(new HostFunction($"{name}(self)", body), null, null));
        return this;
    }

    /// <summary>Defines a member of a provided class.</summary>
    internal PyType Member(string name, object value)
    {
        Members.Set(name, value);
        return this;
    }

    /// <summary>Whether it is another class or derives from it.</summary>
    public bool IsSubclassOf(PyType other) => ReferenceEquals(this, other) || Array.IndexOf(Mro, other) >= 0;

    internal object? Find(string name) => TryFind(name, out object value) ? value : null;

    /// <summary>Looks a member up in the class and those that it derives from.</summary>
    public bool TryFind(string name, out object value)
    {
        // Provided classes are shared by all evaluations, on several threads: they have no cache.
        if (IsProvided)
            return TryFindUncached(name, out value);
        if (_version != s_changes)
        {
            _found.Clear();
            _version = s_changes;
        }

        if (!_found.TryGetValue(name, out object? found))
        {
            TryFindUncached(name, out found!);
            _found[name] = found;
        }

        value = found!;
        return found is not null;
    }

    /// <summary>Looks a member up in the classes after one, in the order of this one: what <c>super</c> does.</summary>
    internal bool TryFindAfter(PyType after, string name, out object value)
    {
        int start = Array.IndexOf(Mro, after) + 1;
        for (int i = start; i < Mro.Length; i++)
        {
            if (Mro[i].Members.TryGet(name, out value))
                return true;
        }

        value = null!;
        return false;
    }

    /// <inheritdoc/>
    public override bool TryGetAttribute(Interpreter interpreter, string name, out object value)
    {
        if (_meta is not null && _meta.TryFind(name, out object descriptor) && descriptor is PyProperty property)
        {
            value = property.Get(interpreter, this);
            return true;
        }

        if (TryFind(name, out value))
        {
            value = Attributes.BindToClass(interpreter, value, this);
            return true;
        }

        switch (name)
        {
            case "__name__":
                value = Name;
                return true;
            case "__qualname__":
                value = QualifiedName;
                return true;
            case "__mro__":
                value = new PyTuple([.. Mro]);
                return true;
            case "__base__":
                value = Bases.Length == 0 ? None.Instance : Bases[0];
                return true;
            case "__bases__":
                value = new PyTuple([.. Bases]);
                return true;
            case "__dict__":
                value = IsProvided ? Members.Copy() : Members;
                return true;
            case "__class__":
                value = Type;
                return true;
            case "__module__":
                value = "builtins";
                return true;
            case "__doc__":
                value = None.Instance;
                return true;
        }

        if (Attributes.TryGetFromType(interpreter, this, Type, name, out value))
            return true;
        if (_meta is not null && _meta.TryFind("__getattr__", out object method))
        {
            value = interpreter.Call(method, this, name);
            return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public override void SetAttribute(Interpreter interpreter, string name, object? value)
    {
        if (IsProvided)
            throw Errors.Type($"cannot set '{name}' of the built-in class '{Name}'");
        if (!Attributes.TrySetByMethod(interpreter, this, name, value))
            SetOwn(name, value);
    }

    /// <summary>Sets or deletes an attribute as type.__setattr__ does.</summary>
    internal void SetOwn(string name, object? value)
    {
        if (value is null)
        {
            if (!Members.Remove(name))
                throw Errors.Attribute($"type object '{Name}' has no attribute '{name}'");
        }
        else if (name == "__name__" && value is string text)
        {
            Name = text;
        }
        else
        {
            Members.Set(name, value);
        }

        HasOwnAttributeSetter |= name is "__setattr__" or "__delattr__";
        HasOwnAttributeGetter |= name == "__getattribute__";
        s_changes = unchecked(s_changes + 1);
    }

    /// <inheritdoc/>
    public override object? Call(Interpreter interpreter, in Arguments arguments) =>
        Classes.Instantiate(interpreter, this, arguments);

    /// <inheritdoc/>
    public override PyIterator? Iterate(Interpreter interpreter) =>
        _meta is not null && _meta.TryFind("__iter__", out object method)
            ? interpreter.Iterate(interpreter.Call(method, this))
            : null;

    /// <inheritdoc/>
    public override object? Length(Interpreter interpreter) =>
        _meta is not null && _meta.TryFind("__len__", out object method) ? interpreter.Call(method, this) : null;

    internal override bool? Contains(Interpreter interpreter, object item) =>
        _meta is not null && _meta.TryFind("__contains__", out object method)
            ? interpreter.IsTrue(interpreter.Call(method, this, item))
            : null;

    /// <inheritdoc/>
    public override object? GetItem(Interpreter interpreter, object index)
    {
        if (_meta is not null && _meta.TryFind("__getitem__", out object method))
            return interpreter.Call(method, this, index);
        if (TryFind("__class_getitem__", out method))
            return interpreter.Call(
                Attributes.BindToClass(interpreter, method is PyFunction ? new ClassMethod(method) : method, this),
                index
            );
        // list[int], and Generic[T]: what the class holds is not asked for.
        return this;
    }

    /// <inheritdoc/>
    public override object? Operate(Interpreter interpreter, Syntax.BinaryOp op, object other, bool isRight) =>
        op == Syntax.BinaryOp.Or && other is PyType or None
            ? BuiltinTypes.Union(isRight ? other : this, isRight ? this : other)
            : null;

    /// <inheritdoc/>
    public override string Represent(Interpreter interpreter)
    {
        if (_meta is not null && _meta.TryFind("__repr__", out object method) && method is PyFunction)
            return interpreter.ToText(interpreter.Call(method, this));
        return Members.Get("__module__") is string module ? $"<class '{module}.{QualifiedName}'>" : $"<class '{Name}'>";
    }

    private static object Instantiate(Interpreter interpreter, PyType type, in Arguments arguments) =>
        new PyInstance(type);

    private bool TryFindUncached(string name, out object value)
    {
        foreach (var type in Mro)
        {
            if (type.Members.TryGet(name, out value))
                return true;
        }

        value = null!;
        return false;
    }

    // C3, as Python does.
    private PyType[] Linearize()
    {
        if (Bases.Length == 0)
            return [this];
        if (Bases.Length == 1)
            return [this, .. Bases[0].Mro];

        var lists = Bases.Select(type => new List<PyType>(type.Mro)).ToList();
        lists.Add([.. Bases]);
        var result = new List<PyType> { this };
        while (lists.Exists(list => list.Count > 0))
        {
            lists.RemoveAll(list => list.Count == 0);
            var next =
                lists.Select(list => list[0]).FirstOrDefault(head => !lists.Exists(list => list.LastIndexOf(head) > 0))
                ?? throw Errors.Type(
                    "Cannot create a consistent method resolution order (MRO) for bases "
                        + $"{string.Join(", ", Bases.Select(type => type.Name))}"
                );
            result.Add(next);
            foreach (var list in lists)
                list.Remove(next);
        }

        return [.. result];
    }
}
