namespace CnnParams.Measuring.Training;

/// <summary>What autograd keeps of a layer: a row.</summary>
public sealed class LayerSavings
{
    private readonly LayerMeasurement _row;
    private readonly List<SavedPart> _parts = [];

    internal LayerSavings(LayerMeasurement row) => _row = row;

    /// <summary>What the row is part of, in a line: the network, how it is trained, the total.</summary>
    public string Estimate => Memory!.Heading;

    /// <summary>The layer's name.</summary>
    public string Name => _row.Name;

    /// <summary>The layer's type.</summary>
    public string Type => _row.Type;

    /// <summary>Bytes that are kept because of this layer, for the batch, and by no layer before it.</summary>
    public long SavedBytes => Sum(SavedFate.Kept);

    /// <summary>Bytes that it needs and a layer before it has kept already.</summary>
    public long SharedBytes => Sum(SavedFate.KeptBefore);

    /// <summary>Bytes that are computed again when the backward pass comes to its block.</summary>
    public long RecomputedBytes => Sum(SavedFate.Recomputed);

    /// <summary>What is kept, and why what is not counted here is not.</summary>
    public string Saved => string.Join(", ", _parts.Select(Describe));

    /// <summary>The number of samples.</summary>
    public long BatchSize { get; internal set; } = 1;

    internal TrainingMemory? Memory { get; set; }

    internal void Add(SavedPart part)
    {
        // What a layer needs twice, it keeps once.
        if (!_parts.Any(one => one.Storage == part.Storage))
            _parts.Add(part);
    }

    private long Sum(SavedFate fate) =>
        _parts
            .Where(part => part.Fate == fate)
            .Aggregate(0L, (sum, part) => checked(sum + part.Storage.Size.Of(BatchSize)));

    private string Describe(SavedPart part) =>
        part.Fate switch
        {
            SavedFate.KeptBefore => $"{part.What} (kept before)",
            SavedFate.Recomputed => $"{part.What} (computed again)",
            _ => part.What,
        };

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Quantity.Bytes(SavedBytes)}";
}

/// <summary>A tensor that a layer needs in the backward pass.</summary>
internal sealed record SavedPart(string What, Storage Storage, SavedFate Fate);

/// <summary>What becomes of a tensor that a layer needs in the backward pass.</summary>
internal enum SavedFate
{
    /// <summary>It is kept.</summary>
    Kept,

    /// <summary>It lies in memory that a layer before has kept.</summary>
    KeptBefore,

    /// <summary>It is computed again.</summary>
    Recomputed,
}
