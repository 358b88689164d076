using CnnParams.Layers;

namespace CnnParams.Formats.StateDicts;

/// <summary>A tensor of a file of weights: what the file says of it, without its numbers.</summary>
internal sealed class StateTensor
{
    /// <summary>A tensor.</summary>
    /// <exception cref="OverflowException">It has more than 2^63-1 elements.</exception>
    internal StateTensor(string name, IReadOnlyList<long> sizes)
    {
        Name = name;
        Sizes = sizes;
        Count = sizes.Aggregate(1L, (product, size) => checked(product * size));
    }

    /// <summary>The whole name: <c>layer1.0.conv1.weight</c>.</summary>
    internal string Name { get; }

    /// <summary>The sizes of its axes.</summary>
    internal IReadOnlyList<long> Sizes { get; }

    /// <summary>The number of its elements.</summary>
    internal long Count { get; }

    /// <summary>The type of its elements; null where the file names one that is not known.</summary>
    internal StoredType? Type { get; init; }

    /// <summary>
    /// What tells the bytes of the tensor from others; null where the file does not say. Tied tensors have the same.
    /// </summary>
    internal object? Bytes { get; init; }

    /// <summary>
    /// Whether the source says that it is learned (a Parameter) or not (a buffer); null where it does not say.
    /// </summary>
    internal bool? IsParameter { get; init; }

    /// <summary>Whether training has been switched off for it.</summary>
    internal bool IsFrozen { get; init; }

    /// <summary>What in the file contradicts its sizes; null where nothing does.</summary>
    internal string? Contradiction { get; private set; }

    /// <summary>Notes that something in the file contradicts its sizes.</summary>
    internal void Contradict(string what) => Contradiction ??= what;

    internal int Rank => Sizes.Count;

    /// <summary>Whether it can be a weight that is learned.</summary>
    internal bool IsLearned => IsParameter ?? Type?.IsIndex != true;

    /// <summary>The name of the tensor whose bytes these are: its own, or that of an earlier tied one.</summary>
    internal string StoredName { get; set; } = "";

    /// <summary>The same tensor under another name.</summary>
    internal StateTensor Renamed(string name) =>
        new(name, Sizes)
        {
            Type = Type,
            Bytes = Bytes,
            IsParameter = IsParameter,
            IsFrozen = IsFrozen,
            Contradiction = Contradiction,
        };

    internal StoredTensor Stored => new(StoredName, Type?.DataType);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {string.Join("x", Sizes)}";
}
