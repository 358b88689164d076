using CnnParams.Formats.StateDicts;

namespace CnnParams.Formats.PyTorch;

// What a pickle can be made of besides null, bool, long, BigInteger, double, string, byte[], and object?[] for a tuple.

/// <summary>A list, or a set.</summary>
internal sealed class PickleList
{
    // Most are empty: a file can ask for millions of them.
    private List<object?>? _items;

    internal List<object?> Items => _items ??= [];

    /// <summary>The items of a list, a set or a tuple; null for anything else.</summary>
    internal static IReadOnlyList<object?>? ItemsOf(object? value) =>
        value as object?[] ?? (IReadOnlyList<object?>?)(value as PickleList)?.Items;
}

/// <summary>A dict: its pairs in order. Nothing is hashed, for a key may be anything that contains itself.</summary>
internal sealed class PickleDictionary
{
    private List<KeyValuePair<object?, object?>>? _pairs;

    internal List<KeyValuePair<object?, object?>> Pairs => _pairs ??= [];

    /// <summary>The value of a key; the last one where it is there several times.</summary>
    internal object? this[string key] => Pairs.LastOrDefault(pair => pair.Key is string name && name == key).Value;
}

/// <summary>A class or a function, by name alone.</summary>
/// <param name="Module">The module that it would be imported from.</param>
/// <param name="Name">Its name.</param>
/// <param name="Offset">Where it is named.</param>
internal sealed record PickleGlobal(string Module, string Name, long Offset)
{
    internal string FullName => $"{Module}.{Name}";

    /// <summary>The name of the class itself, without what TorchScript or a nested class puts before it.</summary>
    internal string ShortName => Name.Substring(Name.LastIndexOf('.') + 1);
}

/// <summary>An object of a class that is not known: the class's name and the attributes, as inert data.</summary>
internal sealed class PickleObject(PickleGlobal type)
{
    internal PickleGlobal Type { get; } = type;

    // Most have one of them.
    private PickleDictionary? _attributes,
        _items;
    private PickleList? _elements;

    /// <summary>Its attributes (<c>__dict__</c>).</summary>
    internal PickleDictionary Attributes
    {
        get => _attributes ??= new();
        set => _attributes = value;
    }

    /// <summary>Its state where that is no dict of attributes: a tuple, as TorchScript writes packed weights.</summary>
    internal object? State { get; set; }

    /// <summary>Its items, where the class is a kind of dict or list.</summary>
    internal PickleDictionary Items => _items ??= new();

    /// <summary>Its elements, where the class is a kind of list.</summary>
    internal PickleList Elements => _elements ??= new();
}

/// <summary>The bytes that tensors are views of.</summary>
/// <param name="Key">What tells them from others.</param>
/// <param name="Type">The type of their elements; null for bytes of any type.</param>
/// <param name="Count">The number of elements.</param>
internal sealed record PickleStorage(string Key, StoredType? Type, long Count);

/// <summary>A tensor.</summary>
/// <param name="Storage">Its bytes; null where it has none (a tensor of the device "meta").</param>
/// <param name="Start">The first element in the storage.</param>
/// <param name="Sizes">The sizes of its axes.</param>
/// <param name="Strides">Elements from one position of an axis to the next.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="RequiresGrad">Whether it was learned when it was saved.</param>
internal sealed record PickleTensor(
    PickleStorage? Storage,
    long Start,
    long[] Sizes,
    long[] Strides,
    StoredType? Type,
    bool RequiresGrad
)
{
    /// <summary>Whether it is a Parameter of a module.</summary>
    internal bool IsParameter { get; init; }

    /// <summary>What a quantised tensor's whole numbers stand for: its scales and zero points.</summary>
    internal object? Quantizer { get; init; }
}
