using System.Runtime.CompilerServices;
using CnnParams.Devices;
using CnnParams.Measuring;
using CnnParams.Measuring.Training;
using CnnParams.Quantizing;

namespace CnnParams.Budgets;

/// <summary>
/// A number of a network that can be limited. All are whole numbers; a receptive field is rounded up, and one of the
/// whole input is larger than any number.
/// </summary>
public sealed class BudgetQuantity
{
    private readonly Func<NetworkTotals, object?> _total;
    private readonly Func<NetworkTotals, Trust> _trust;

    private BudgetQuantity(
        string name,
        string unit,
        Func<NetworkTotals, object?> total,
        Func<NetworkTotals, Trust> trust,
        Func<LayerMeasurement, long?>? ofLayer
    )
    {
        Name = name;
        Unit = unit;
        _total = total;
        _trust = trust;
        OfLayer = ofLayer;
    }

    /// <summary>Parameters that the view counts; those of shared weights once.</summary>
    public static BudgetQuantity Parameters { get; } =
        new(
            "Parameters",
            "parameters",
            totals => totals.Parameters,
            totals => totals.ParametersTrust,
            row => row.Parameters - row.SharedParameters
        )
        {
            IsSum = true,
        };

    /// <summary>Parameters that training changes.</summary>
    public static BudgetQuantity TrainableParameters { get; } =
        new(
            "TrainableParameters",
            "parameters",
            totals => totals.TrainableParameters,
            totals => totals.ParametersTrust,
            row => row.Counted is null ? null : row.CountedHere.Trainable
        )
        {
            IsSum = true,
        };

    /// <summary>Multiply-accumulates for the batch.</summary>
    public static BudgetQuantity Macs { get; } =
        new("Macs", "MACs", totals => totals.Macs, totals => totals.MacsTrust, row => row.Macs) { IsSum = true };

    /// <summary>Arithmetic operations for the batch.</summary>
    public static BudgetQuantity Flops { get; } =
        new("Flops", "FLOPs", totals => totals.Flops, totals => totals.MacsTrust, row => row.Flops) { IsSum = true };

    /// <summary>Bytes of the weights that the view counts.</summary>
    public static BudgetQuantity WeightBytes { get; } =
        new(
            "WeightBytes",
            "bytes",
            totals => totals.WeightBytes,
            totals => totals.ParametersTrust,
            row => row.Counted is null ? null : row.CountedHere.Bytes
        )
        {
            IsSum = true,
        };

    /// <summary>Bytes of all activations for the batch, the input among them.</summary>
    public static BudgetQuantity ActivationBytes { get; } =
        new(
            "ActivationBytes",
            "bytes",
            totals => totals.ActivationBytes,
            totals => totals.ShapeTrust,
            row => row.ActivationBytes
        )
        {
            IsSum = true,
        };

    /// <summary>The most bytes of activations that are alive at once in inference, for the batch.</summary>
    public static BudgetQuantity PeakActivationBytes { get; } =
        new(
            "PeakActivationBytes",
            "bytes",
            totals => totals.PeakActivationBytes,
            totals => totals.PeakActivationBytes is null ? Trust.Unknown : Trust.Exact,
            row => row.LiveBytes
        );

    /// <summary>
    /// Bytes of the arena that TensorFlow Lite Micro would plan, for the batch: greedy by size, aligned to 16, with
    /// nothing in place.
    /// </summary>
    public static BudgetQuantity Arena { get; } =
        new("Arena", "bytes", totals => totals.Arena?.ArenaBytes, totals => totals.Arena?.Trust ?? Trust.Unknown, null)
        {
            ReasonOf = totals => totals.Arena?.Notes.FirstOrDefault(),
            IsOfWhole = true,
        };

    /// <summary>Bytes that training with Adam keeps in PyTorch, for the batch.</summary>
    public static BudgetQuantity TrainingMemory { get; } =
        new(
            "TrainingMemory",
            "bytes",
            totals => totals.TrainingMemory.Total,
            totals => totals.TrainingMemory.Trust,
            null
        )
        {
            IsOfWhole = true,
        };

    /// <summary>
    /// Bytes that inference takes where weights lie in the same memory: those, the statistics beside them, and the peak
    /// of activations.
    /// </summary>
    public static BudgetQuantity InferenceBytes { get; } =
        new(
            "InferenceBytes",
            "bytes",
            totals => totals.PeakActivationBytes is null ? null : InferenceMemory.Of(totals.Measurement).Total,
            totals => totals.PeakActivationBytes is null ? Trust.Unknown : totals.ParametersTrust,
            null
        )
        {
            IsOfWhole = true,
        };

    /// <summary>
    /// Bytes of a quantised file, in 8 bits as TensorFlow Lite stores them, an estimate of the graph among them.
    /// </summary>
    public static BudgetQuantity Flash { get; } = FlashAs(new QuantizationOptions());

    /// <summary>
    /// Nanoseconds that a device takes at least; not known where there is no device: <see cref="IdealTimeOn"/>.
    /// </summary>
    public static BudgetQuantity IdealTime { get; } =
        new("IdealTime", "ns", _ => null, _ => Trust.Unknown, null)
        {
            ReasonOf = _ => "there is no device",
            IsOfWhole = true,
        };

    /// <summary>The input positions that one output value sees.</summary>
    public static BudgetQuantity ReceptiveField { get; } =
        new(
            "ReceptiveField",
            "positions",
            totals => totals.ReceptiveField,
            totals => totals.ReceptiveField is null ? Trust.Unknown : totals.ShapeTrust,
            null
        );

    /// <summary>All quantities.</summary>
    public static IReadOnlyList<BudgetQuantity> All { get; } =
    [
        Parameters,
        TrainableParameters,
        Macs,
        Flops,
        WeightBytes,
        ActivationBytes,
        PeakActivationBytes,
        Arena,
        TrainingMemory,
        InferenceBytes,
        Flash,
        IdealTime,
        ReceptiveField,
    ];

    /// <summary>The name, as totals have it.</summary>
    public string Name { get; }

    /// <summary>What is counted.</summary>
    public string Unit { get; }

    /// <summary>Whether the total is the sum over the layers.</summary>
    internal bool IsSum { get; private init; }

    /// <summary>What a layer adds, or has; none for a quantity of the whole alone.</summary>
    internal Func<LayerMeasurement, long?>? OfLayer { get; }

    /// <summary>Why its number is not exact, where the layers that keep totals from being so do not say.</summary>
    internal Func<NetworkTotals, string?> ReasonOf { get; private init; } = _ => null;

    /// <summary>Whether it is computed of a whole network anew, and totals that were exported do not have it.</summary>
    internal bool IsOfWhole { get; private init; }

    /// <summary>Reads an amount of it, as people write one.</summary>
    internal Func<object, string, long> ReadAmount =>
        Unit switch
        {
            "bytes" => Amount.Read,
            "ns" => Duration.Read,
            _ => Amount.ReadCount,
        };

    /// <summary>Bytes of a file that is quantised in a certain way, an estimate of the graph among them.</summary>
    public static BudgetQuantity FlashAs(QuantizationOptions options)
    {
        var quantized = Once(totals =>
            NetworkQuantization.Of(
                totals.Measurement.Network,
                options,
                totals.Measurement.Options.WithoutShapes() with
                {
                    View = null,
                }
            )
        );
        return new BudgetQuantity(
            "Flash",
            "bytes",
            totals => quantized(totals).FlashBytes,
            totals => quantized(totals).Trust,
            null
        )
        {
            IsOfWhole = true,
        };
    }

    /// <summary>Nanoseconds that the layers take at least on a device, one by one; rounded up.</summary>
    public static BudgetQuantity IdealTimeOn(Device device)
    {
        var roofline = Once(totals => NetworkRoofline.Of(totals.Measurement, device));
        return new BudgetQuantity(
            "IdealTime",
            "ns",
            totals => roofline(totals).IdealMicroseconds is { } time ? (long)Math.Ceiling(time * 1000) : null,
            totals => roofline(totals).IdealMicroseconds is null ? Trust.Unknown : roofline(totals).Trust,
            null
        )
        {
            ReasonOf = totals => roofline(totals).Reason,
            IsOfWhole = true,
        };
    }

    // A limit asks for the number, for its trust and for the reason.
    private static Func<NetworkTotals, T> Once<T>(Func<NetworkTotals, T> compute)
        where T : class
    {
        var known = new ConditionalWeakTable<NetworkTotals, T>();
        return totals => known.GetValue(totals, key => compute(key));
    }

    /// <summary>The quantity of a name.</summary>
    /// <exception cref="LayerException">There is none.</exception>
    public static BudgetQuantity Get(string name) =>
        Find(name)
        ?? throw new LayerException(
            ErrorId.InvalidLimit,
            $"there is no quantity '{name}'{Suggestion.For(name, All.Select(known => known.Name))}; there are "
                + $"{string.Join(", ", All)}"
        );

    /// <summary>The number as it is shown: a count, or a receptive field.</summary>
    public object? Of(NetworkTotals totals) => _total(totals);

    internal static BudgetQuantity? Find(string name) =>
        All.FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    internal Trust TrustOf(NetworkTotals totals) => _trust(totals);

    /// <summary>The number as it is compared; null where it is not known.</summary>
    internal long? AmountOf(NetworkTotals totals) =>
        _total(totals) switch
        {
            long count => count,
            ReceptiveField field => AmountOf(field),
            _ => null,
        };

    internal static long AmountOf(ReceptiveField field) =>
        field.Size >= long.MaxValue ? long.MaxValue : (long)Math.Ceiling(field.Size);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
