using CnnParams.Python.Running;

namespace CnnParams.Python.Values;

/// <summary>
/// A dictionary that keeps the order in which keys came; also the attributes of objects and the names of modules.
/// </summary>
public sealed class PyDict : PyObject
{
    private readonly PyType? _type;
    private int[] _buckets = [];
    private Entry[] _entries = [];
    private int _used;
    private PyDict? _attributes;

    /// <summary>An empty dictionary, of a class that derives from dict where one is given.</summary>
    public PyDict(PyType? type = null) => _type = type;

    private struct Entry
    {
        internal int Hash;
        internal int Next;
        internal object? Key;
        internal object Value;
    }

    /// <summary>How many keys it has.</summary>
    public int Count { get; private set; }

    /// <summary>The attributes of an object of a class that derives from dict.</summary>
    internal PyDict? Attached
    {
        get => _attributes;
        set => _attributes = value;
    }

    /// <summary>Changes with every key that comes or goes, so that one who goes through it can tell.</summary>
    internal int Version { get; private set; }

    /// <inheritdoc/>
    public override PyType Type => _type ?? BuiltinTypes.Dict;

    internal object this[object key]
    {
        set => Set(key, value);
    }

    /// <summary>Looks a key up. Raises TypeError where the key has no hash, as all members do that take one.</summary>
    public bool TryGet(object key, out object value)
    {
        int index = Find(key);
        value = index < 0 ? null! : _entries[index].Value;
        return index >= 0;
    }

    /// <summary>The value of a key; null where it is not there.</summary>
    public object? Get(object key) => TryGet(key, out object value) ? value : null;

    /// <summary>Whether a key is there.</summary>
    public bool Has(object key) => Find(key) >= 0;

    /// <summary>Sets the value of a key; a new key is the last.</summary>
    public void Set(object key, object value)
    {
        int hash = KeyComparer.Hash(key);
        int index = Find(key, hash);
        if (index >= 0)
        {
            _entries[index].Value = value;
            return;
        }

        if (_used == _entries.Length)
            Grow();
        ref var entry = ref _entries[_used];
        ref int bucket = ref _buckets[hash & (_buckets.Length - 1)];
        entry.Hash = hash;
        entry.Key = key;
        entry.Value = value;
        entry.Next = bucket - 1;
        bucket = ++_used;
        Count++;
        Version++;
    }

    /// <summary>Removes a key; false where it is not there.</summary>
    public bool Remove(object key)
    {
        if (_buckets.Length == 0)
            return false;
        int hash = KeyComparer.Hash(key);
        ref int bucket = ref _buckets[hash & (_buckets.Length - 1)];
        int before = -1;
        for (int i = bucket - 1; i >= 0; before = i, i = _entries[i].Next)
        {
            if (_entries[i].Hash != hash || !KeyComparer.AreEqual(_entries[i].Key!, key))
                continue;
            if (before < 0)
                bucket = _entries[i].Next + 1;
            else
                _entries[before].Next = _entries[i].Next;
            _entries[i].Key = null;
            _entries[i].Value = null!;
            Count--;
            Version++;
            return true;
        }

        return false;
    }

    internal void Clear()
    {
        _buckets = [];
        _entries = [];
        _used = 0;
        Count = 0;
        Version++;
    }

    /// <summary>The entry at or after a position, which goes on; false at the end.</summary>
    internal bool Next(ref int position, out object key, out object value)
    {
        for (; position < _used; position++)
        {
            if (_entries[position].Key is { } found)
            {
                key = found;
                value = _entries[position].Value;
                position++;
                return true;
            }
        }

        key = value = null!;
        return false;
    }

    /// <summary>Its keys and values, in order; it must not change meanwhile.</summary>
    public IEnumerable<KeyValuePair<object, object>> Pairs()
    {
        int position = 0;
        while (Next(ref position, out object key, out object value))
            yield return new KeyValuePair<object, object>(key, value);
    }

    /// <summary>Its keys, in order.</summary>
    public object[] Keys() => [.. Pairs().Select(pair => pair.Key)];

    /// <summary>A plain dictionary with the same keys and values.</summary>
    public PyDict Copy()
    {
        var copy = new PyDict();
        copy.Update(this);
        return copy;
    }

    /// <summary>Sets all keys of another one.</summary>
    public void Update(PyDict other)
    {
        int position = 0;
        while (other.Next(ref position, out object key, out object value))
            Set(key, value);
    }

    /// <inheritdoc/>
    public override bool TryGetAttribute(Interpreter interpreter, string name, out object value)
    {
        if (_type is not null && name == "__dict__")
        {
            value = _attributes ??= new PyDict();
            return true;
        }

        return Attributes.TryGetFromInstance(interpreter, this, _attributes, name, out value);
    }

    /// <inheritdoc/>
    public override void SetAttribute(Interpreter interpreter, string name, object? value)
    {
        if (_type is null)
            base.SetAttribute(interpreter, name, value);
        else if (!Attributes.TrySetByMethod(interpreter, this, name, value))
            SetOwn(interpreter, name, value);
    }

    /// <summary>Sets an attribute as object.__setattr__ does.</summary>
    internal void SetOwn(Interpreter interpreter, string name, object? value)
    {
        // Often itself, whose keys are its attributes then.
        if (name == "__dict__" && value is PyDict attributes)
            _attributes = attributes;
        else
            Attributes.SetOnInstance(interpreter, this, _attributes ??= new PyDict(), name, value);
    }

    /// <inheritdoc/>
    public override bool IsTrue(Interpreter interpreter) => Count > 0;

    /// <inheritdoc/>
    public override object Length(Interpreter interpreter) => Boxed.Of(Count);

    /// <inheritdoc/>
    public override object GetItem(Interpreter interpreter, object index)
    {
        if (TryGet(index, out object value))
            return value;
        if (_type is not null && _type.TryFind("__missing__", out object missing))
            return interpreter.Call(missing, this, index);
        throw Errors.Key(index);
    }

    /// <inheritdoc/>
    public override bool SetItem(Interpreter interpreter, object index, object? value)
    {
        if (value is not null)
        {
            interpreter.Allocate(1);
            Set(index, value);
        }
        else if (!Remove(index))
        {
            throw Errors.Key(index);
        }

        return true;
    }

    /// <inheritdoc/>
    public override PyIterator Iterate(Interpreter interpreter) => new DictIterator(this, DictPart.Keys);

    internal override bool? Contains(Interpreter interpreter, object item) => Has(item);

    /// <inheritdoc/>
    public override object? Operate(Interpreter interpreter, Syntax.BinaryOp op, object other, bool isRight)
    {
        if (op != Syntax.BinaryOp.Or || isRight || other is not PyDict dict)
            return null;
        interpreter.Allocate(Count + dict.Count);
        var joined = Copy();
        joined.Update(dict);
        return joined;
    }

    /// <inheritdoc/>
    public override object? Compare(Interpreter interpreter, Syntax.CompareOp op, object other)
    {
        if (op is not (Syntax.CompareOp.Equal or Syntax.CompareOp.NotEqual) || other is not PyDict dict)
            return null;
        bool equal =
            dict.Count == Count
            && Pairs()
                .All(pair =>
                    dict.TryGet(pair.Key, out object value) && Comparing.AreEqual(interpreter, pair.Value, value)
                );
        return Boxed.Of(equal == (op == Syntax.CompareOp.Equal));
    }

    /// <inheritdoc/>
    public override string Represent(Interpreter interpreter) => Representing.Dict(interpreter, this);

    /// <inheritdoc/>
    public override int HashKey() => throw Errors.Type("unhashable type: 'dict'");

    private int Find(object key) => _buckets.Length == 0 ? -1 : Find(key, KeyComparer.Hash(key));

    private int Find(object key, int hash)
    {
        if (_buckets.Length == 0)
            return -1;
        for (int i = _buckets[hash & (_buckets.Length - 1)] - 1; i >= 0; i = _entries[i].Next)
        {
            if (
                _entries[i].Hash == hash
                && (ReferenceEquals(_entries[i].Key, key) || KeyComparer.AreEqual(_entries[i].Key!, key))
            )
                return i;
        }

        return -1;
    }

    private void Grow()
    {
        int size = 4;
        while (size <= Count * 2)
            size *= 2;
        var entries = new Entry[size];
        _buckets = new int[size];
        int used = 0;
        for (int i = 0; i < _used; i++)
        {
            if (_entries[i].Key is null)
                continue;
            ref int bucket = ref _buckets[_entries[i].Hash & (size - 1)];
            entries[used] = _entries[i];
            entries[used].Next = bucket - 1;
            bucket = ++used;
        }

        _entries = entries;
        _used = used;
        // Positions have moved.
        Version++;
    }
}
