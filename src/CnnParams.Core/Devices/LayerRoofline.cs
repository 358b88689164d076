using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Devices;

/// <summary>
/// The roofline of a layer on a device (Williams, Waterman and Patterson, 2009): the least time that its arithmetic and
/// its traffic take. A number that is not known is null, and never 0.
/// </summary>
public sealed class LayerRoofline
{
    private const double MicrosecondsEach = 1e6;

    private readonly NetworkRoofline _network;
    private readonly LayerMeasurement _row;

    internal LayerRoofline(NetworkRoofline network, LayerMeasurement row, bool isFused)
    {
        _network = network;
        _row = row;
        var device = network.Device;
        DataType = row.Network.TypeOf(row.Layer);
        RidgePoint = device.RidgePoint(DataType);
        // An input is not computed, and a view is the memory of what it looks at.
        bool isNothing = isFused || row.Layer is Input || row.Layer.IsView || row.Layer.IsNothing;
        Macs = isNothing ? 0 : row.Macs;
        Bytes = isNothing ? 0 : row.MemoryTraffic;
        ComputeMicroseconds = Time(Macs, device.PeakMacs.Of(DataType));
        MemoryMicroseconds = Time(Bytes, device.Bandwidth);
        Trust = ComputeMicroseconds is null || MemoryMicroseconds is null ? Trust.LowerBound : row.MacsTrust;
        IdealMicroseconds =
            Trust != Trust.LowerBound ? Math.Max(ComputeMicroseconds!.Value, MemoryMicroseconds!.Value)
            : Math.Max(ComputeMicroseconds ?? 0, MemoryMicroseconds ?? 0) is > 0 and var known ? known
            : null;
        if (IdealMicroseconds is null)
            Trust = Trust.Unknown;
        Bound =
            isNothing ? RooflineBound.None
            : ComputeMicroseconds is not { } compute || MemoryMicroseconds is not { } memory ? RooflineBound.Unknown
            : compute >= memory ? RooflineBound.Compute
            : RooflineBound.Memory;
    }

    /// <summary>The layer's name.</summary>
    public string Name => _row.Name;

    /// <summary>The layer's type.</summary>
    public string Type => _row.Type;

    /// <summary>The device's name.</summary>
    public string Device => _network.Device.Name;

    /// <summary>The type of its numbers, whose peak holds.</summary>
    public DataType DataType { get; }

    /// <summary>Multiply-accumulates, for the batch.</summary>
    public long? Macs { get; }

    /// <summary>
    /// Bytes read and written when nothing is kept in between: input, output and weights; 0 where nothing is done.
    /// </summary>
    public long? Bytes { get; }

    /// <summary>
    /// Operations for each byte, two for each multiply-accumulate. Operations on single values are not among them,
    /// since devices do them beside.
    /// </summary>
    public double? ArithmeticIntensity => Bytes > 0 ? 2.0 * Macs / Bytes : null;

    /// <summary>
    /// The intensity from which on the device is not held up by its memory; null where that is not known.
    /// </summary>
    public double? RidgePoint { get; }

    /// <summary>What the layer waits for.</summary>
    public RooflineBound Bound { get; }

    /// <summary>The least time of its arithmetic, in microseconds.</summary>
    public double? ComputeMicroseconds { get; }

    /// <summary>The least time of its traffic, in microseconds.</summary>
    public double? MemoryMicroseconds { get; }

    /// <summary>
    /// The ideal time, in microseconds: the longer of the two, which is a lower bound of any real time; the one that is
    /// known where the other is not.
    /// </summary>
    public double? IdealMicroseconds { get; }

    /// <summary>Its part of the ideal time of all layers, from 0 to 1.</summary>
    public double? Share => _network.IdealMicroseconds > 0 ? IdealMicroseconds / _network.IdealMicroseconds : null;

    /// <summary>
    /// Whether the ideal time is that of both arithmetic and traffic, of one of them alone, or not known.
    /// </summary>
    public Trust Trust { get; }

    /// <summary>
    /// The totals of the network that the row belongs to. A method, so that an exported row is plain.
    /// </summary>
    public NetworkRoofline GetTotals() => _network;

    // Nothing takes no time, however fast.
    private static double? Time(long? amount, long? rate) => amount == 0 ? 0 : amount * MicrosecondsEach / rate;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Type})";
}
