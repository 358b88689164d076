namespace CnnParams.Budgets;

/// <summary>A device, or a way to reach devices, that a network has to fit.</summary>
public sealed class Device
{
    internal Device(string name, string kind, string processor, long? storage, long? ram, string source, string note)
    {
        Name = name;
        Kind = kind;
        Processor = processor;
        StorageBytes = storage;
        RamBytes = ram;
        Source = source;
        Note = note;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it is: Microcontroller, Board, Store.</summary>
    public string Kind { get; }

    /// <summary>The processor; empty for a store.</summary>
    public string Processor { get; }

    /// <summary>Where weights are kept: bytes of flash memory, or of the largest download.</summary>
    public long? StorageBytes { get; }

    /// <summary>Where activations are kept: bytes of memory that can be written.</summary>
    public long? RamBytes { get; }

    /// <summary>Where the numbers are from.</summary>
    public string Source { get; }

    /// <summary>What to know about the numbers.</summary>
    public string Note { get; }

    /// <summary>The limits that a network has there. Program and buffers need room besides.</summary>
    public IEnumerable<BudgetLimit> Limits()
    {
        if (StorageBytes is { } storage)
            yield return new BudgetLimit(BudgetQuantity.WeightBytes, storage) { Origin = Name };
        if (RamBytes is { } ram)
            yield return new BudgetLimit(BudgetQuantity.PeakActivationBytes, ram) { Origin = Name };
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
