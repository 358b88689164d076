using System.Globalization;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Devices;

/// <summary>
/// The roofline of a network on a device, its layers one after the other: the least time that they take together.
/// </summary>
public sealed class NetworkRoofline
{
    private readonly NetworkMeasurement _measurement;

    private NetworkRoofline(NetworkMeasurement measurement, Device device, bool fuse)
    {
        _measurement = measurement;
        Device = device;
        IsFused = fuse;
        bool[] fused = fuse ? FusedLayers.Of(measurement) : new bool[measurement.Rows.Count];
        Rows = [.. measurement.Rows.Select(row => new LayerRoofline(this, row, fused[row.Index]))];
        foreach (var row in Rows)
        {
            Macs = checked(Macs + (row.Macs ?? 0));
            Bytes = checked(Bytes + (row.Bytes ?? 0));
            ComputeMicroseconds += row.ComputeMicroseconds;
            MemoryMicroseconds += row.MemoryMicroseconds;
            Trust = NetworkTotals.Together(Trust, row.Trust);
        }

        if (Rows.Any(row => row.IdealMicroseconds is not null))
            IdealMicroseconds = Rows.Sum(row => row.IdealMicroseconds ?? 0);
    }

    /// <summary>The network's name; empty for one that was typed.</summary>
    public string Name => _measurement.Network.Name;

    /// <summary>The device.</summary>
    public Device Device { get; }

    /// <summary>The type of the numbers of most multiply-accumulates.</summary>
    public DataType DataType =>
        Rows.GroupBy(row => row.DataType).OrderByDescending(same => same.Sum(row => row.Macs ?? 0)).First().Key;

    /// <summary>The number of samples at once.</summary>
    public long BatchSize => _measurement.Options.BatchSize;

    /// <summary>Whether what is computed with the operator before reads and writes nothing.</summary>
    public bool IsFused { get; }

    /// <summary>Multiply-accumulates, for the batch.</summary>
    public long Macs { get; }

    /// <summary>Bytes read and written layer by layer, for the batch.</summary>
    public long Bytes { get; }

    /// <summary>Operations for each byte, two for each multiply-accumulate.</summary>
    public double? ArithmeticIntensity => Bytes > 0 ? 2.0 * Macs / Bytes : null;

    /// <summary>
    /// The intensity from which on the device is not held up by its memory; null where that is not known.
    /// </summary>
    public double? RidgePoint => Device.RidgePoint(DataType);

    /// <summary>The least time of all arithmetic, in microseconds; null where that of a layer is not known.</summary>
    public double? ComputeMicroseconds { get; } = 0;

    /// <summary>The least time of all traffic, in microseconds; null where that of a layer is not known.</summary>
    public double? MemoryMicroseconds { get; } = 0;

    /// <summary>
    /// The ideal time of all layers, in microseconds: a lower bound of any real time of the layers one by one.
    /// </summary>
    public double? IdealMicroseconds { get; }

    /// <summary>The most samples a second: the batch by the ideal time.</summary>
    public double? IdealSamplesPerSecond => IdealMicroseconds > 0 ? BatchSize * 1e6 / IdealMicroseconds : null;

    /// <summary>The number of layers that wait for arithmetic.</summary>
    public int ComputeBoundLayers => Rows.Count(row => row.Bound == RooflineBound.Compute);

    /// <summary>The number of layers that wait for memory.</summary>
    public int MemoryBoundLayers => Rows.Count(row => row.Bound == RooflineBound.Memory);

    /// <summary>Whether the ideal time is that of all arithmetic and traffic, or of a part of them.</summary>
    public Trust Trust { get; }

    /// <summary>Why it is of a part of them; empty where it is not.</summary>
    public string Reason =>
        Trust == Trust.Exact ? ""
        : MissingPeak() is { } type ? $"{Device} states no peak for {type}{Stated()}"
        : Device.Bandwidth is null ? $"the memory bandwidth of {Device} is not known"
        : string.Join("; ", _measurement.Totals.TrustReasons.Take(3));

    internal IReadOnlyList<LayerRoofline> Rows { get; }

    /// <summary>The roofline of a network that was measured.</summary>
    /// <param name="measurement">The network.</param>
    /// <param name="device">The device.</param>
    /// <param name="fuse">Whether activations and batch norms after an operator are computed with it.</param>
    /// <exception cref="LayerException">The traffic is larger than 2^63-1.</exception>
    public static NetworkRoofline Of(NetworkMeasurement measurement, Device device, bool fuse = false)
    {
        try
        {
            return new NetworkRoofline(measurement, device, fuse);
        }
        catch (OverflowException exception)
        {
            throw new LayerException(
                ErrorId.SizeOverflow,
                $"{measurement.Network} moves more than 2^63-1 bytes",
                exception
            );
        }
    }

    private DataType? MissingPeak() =>
        Rows.FirstOrDefault(row => row.Macs > 0 && Device.PeakMacs.Of(row.DataType) is null)?.DataType;

    private string Stated() =>
        Device.PeakMacs.Count == 0 ? "" : $", but for {string.Join(", ", Device.PeakMacs.Keys)}; choose with -DataType";

    /// <summary>The rows that the totals are of. A method, so that it is no column of an exported table.</summary>
    public IReadOnlyList<LayerRoofline> GetRows() => Rows;

    /// <summary>The totals in a line, as the heading of the table shows them.</summary>
    public override string ToString()
    {
        string peak = Device.PeakMacs.Of(DataType) is { } macs ? $"{Rate.Short(macs)} MACs/s" : "peak not known";
        string bandwidth = Device.Bandwidth is { } bytes ? Rate.BytesText(bytes) : "bandwidth not known";
        string ridge = RidgePoint is { } point
            ? string.Format(CultureInfo.InvariantCulture, ", ridge at {0:0.#} FLOPs a byte", point)
            : "";
        string name = Name.Length > 0 ? $"{Name} on {Device}" : $"{Device}";
        string time = IdealMicroseconds is { } microseconds
            ? $"at least {Duration.Text(microseconds)}"
            : "time not known";
        return $"{name}, {DataType}: {peak}, {bandwidth}{ridge}; {time}"
            + string.Format(
                CultureInfo.InvariantCulture,
                ", {0} layers by compute, {1} by memory",
                ComputeBoundLayers,
                MemoryBoundLayers
            );
    }
}
