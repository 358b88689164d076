using CnnParams.Layers;

namespace CnnParams.Devices;

/// <summary>
/// A device, or a way to reach devices, that a network has to fit. What is not known of it is null, and never 0.
/// </summary>
public sealed class Device
{
    private readonly long? _storage;
    private readonly long? _ram;
    private readonly long? _bandwidth;

    /// <summary>A device of which only the name is known.</summary>
    /// <exception cref="LayerException">The name is empty.</exception>
    public Device(string name) =>
        Name = name.Trim() is { Length: > 0 } given
            ? given
            : throw new LayerException(ErrorId.MissingSetting, "a device needs a name");

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it is: Microcontroller, Board, Accelerator, Computer, GPU, Store.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The processor; empty for a store.</summary>
    public string Processor { get; init; } = "";

    /// <summary>Where weights are kept: bytes of flash memory, or of the largest download.</summary>
    /// <exception cref="LayerException">It is 0 or less.</exception>
    public long? StorageBytes
    {
        get => _storage;
        init => _storage = Positive(value, nameof(StorageBytes));
    }

    /// <summary>Where activations are kept: bytes of memory that can be written.</summary>
    /// <exception cref="LayerException">It is 0 or less.</exception>
    public long? RamBytes
    {
        get => _ram;
        init => _ram = Positive(value, nameof(RamBytes));
    }

    /// <summary>
    /// The most multiply-accumulates a second, by data type: half of the operations a second of data sheets.
    /// </summary>
    public PeakRates PeakMacs { get; init; } = PeakRates.None;

    /// <summary>The most bytes a second between the processor and its memory.</summary>
    /// <exception cref="LayerException">It is 0 or less.</exception>
    public long? Bandwidth
    {
        get => _bandwidth;
        init => _bandwidth = Positive(value, nameof(Bandwidth));
    }

    /// <summary>Where the numbers are from.</summary>
    public string Source { get; init; } = "";

    /// <summary>What to know about the numbers.</summary>
    public string Note { get; init; } = "";

    /// <summary>
    /// Operations for each byte of traffic at which a device does as many as it can with numbers of a type: a layer
    /// with fewer waits for memory. Twice <see cref="PeakMacs"/> by <see cref="Bandwidth"/>; null where one is not
    /// known.
    /// </summary>
    public double? RidgePoint(DataType type) => 2.0 * PeakMacs.Of(type) / Bandwidth;

    private static long? Positive(long? value, string name) => value is { } known ? Rate.Positive(known, name) : null;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
