using System.Globalization;
using CnnParams.Layers;
using CnnParams.Measuring.Arena;
using CnnParams.Measuring.Conventions;
using CnnParams.Measuring.Training;

namespace CnnParams.Measuring;

/// <summary>The totals of a network, with what was assumed and how far each can be trusted.</summary>
public sealed class NetworkTotals
{
    private readonly NetworkMeasurement _measurement;
    private readonly Lazy<ConventionTotals> _cost;
    private readonly Lazy<TrainingMemory> _training;
    private readonly WeightCount _counted;

    internal NetworkTotals(NetworkMeasurement measurement)
    {
        _measurement = measurement;
        _training = new(() => TrainingMemory.Of(measurement));
        _cost = new(() => measurement.Options.CostConvention.TotalsOf(measurement));
        foreach (var row in measurement.Rows)
        {
            _counted += row.CountedHere;
            ActivationSize = checked(ActivationSize + (row.ActivationSize ?? 0));
            ActivationBytes = checked(ActivationBytes + (row.ActivationBytes ?? 0));
            Macs = checked(Macs + (row.Macs ?? 0));
            Flops = checked(Flops + (row.Flops ?? 0));
            MemoryTraffic = checked(MemoryTraffic + (row.MemoryTraffic ?? 0));
            ShapeTrust = Together(ShapeTrust, row.ShapeTrust);
            ParametersTrust = Together(ParametersTrust, row.ParametersTrust);
            MacsTrust = Together(MacsTrust, row.MacsTrust);
        }
    }

    /// <summary>The network's name; empty for one that was typed.</summary>
    public string Name => _measurement.Network.Name;

    /// <summary>What the totals are of.</summary>
    internal NetworkMeasurement Measurement => _measurement;

    /// <summary>The number of layers.</summary>
    public int Layers => _measurement.Rows.Count;

    /// <summary>All parameters that the view counts; those of shared weights once.</summary>
    public long Parameters => _counted.Parameters;

    /// <summary>Those that training changes.</summary>
    public long TrainableParameters => _counted.Trainable;

    /// <summary>Those that training does not change.</summary>
    public long NonTrainableParameters => Parameters - TrainableParameters;

    /// <summary>Elements kept beside the parameters that the view does not count: PyTorch's buffers.</summary>
    public long Buffers => _counted.Buffers;

    /// <summary>What was counted as a parameter.</summary>
    public ParameterView View => _measurement.View;

    /// <summary>Bytes of the parameters.</summary>
    public long WeightBytes => _counted.Bytes;

    /// <summary>The type of the numbers: the one asked for, or those of the file and the layers.</summary>
    public string DataType => _measurement.Options.DataType?.ToString() ?? StoredTypes();

    /// <summary>The number of samples at once.</summary>
    public long BatchSize => _measurement.Options.BatchSize;

    /// <summary>The values of all layers, the input among them, of one sample.</summary>
    public long ActivationSize { get; }

    /// <summary>Bytes of the values of all layers, for the batch.</summary>
    public long ActivationBytes { get; }

    /// <summary>The most bytes of activations that are alive at once in inference, for the batch.</summary>
    public long? PeakActivationBytes => _measurement.Liveness?.PeakBytes;

    /// <summary>The layer at which <see cref="PeakActivationBytes"/> is reached.</summary>
    public string? PeakLayer => _measurement.Liveness?.PeakLayer;

    /// <summary>The arena at inference; null where it cannot be planned.</summary>
    internal ArenaPlan? Arena => _measurement.Arena;

    /// <summary>Bytes that training with Adam keeps in PyTorch, term by term.</summary>
    /// <exception cref="LayerException">A sum is larger than 2^63-1.</exception>
    public TrainingMemory TrainingMemory => _training.Value;

    /// <summary>Multiply-accumulates, for the batch.</summary>
    public long Macs { get; }

    /// <summary>Arithmetic operations, for the batch.</summary>
    public long Flops { get; }

    /// <summary>What the cost convention counts, for the batch: the sum of all layers whose cost is known.</summary>
    public long Cost => _cost.Value.Cost;

    /// <summary>What <see cref="Cost"/> is a number of: MACs or FLOPs.</summary>
    public string CostUnit => _cost.Value.Unit;

    /// <summary>The name of the convention that <see cref="Cost"/> follows.</summary>
    public string CostConvention => _cost.Value.Convention;

    /// <summary>
    /// Whether <see cref="Cost"/> is the number, at least the number, or the number under an assumption that
    /// <see cref="CostNotes"/> names.
    /// </summary>
    public Trust CostTrust => _cost.Value.Trust;

    /// <summary>What the convention leaves out, and why layers have no cost.</summary>
    public TextList<string> CostNotes =>
        new(
            _cost
                .Value.Unknown.Concat(_cost.Value.Assumptions.Select(assumption => "assumed: " + assumption))
                .Concat(_cost.Value.LeftOut.Select(work => "left out: " + work))
        );

    /// <summary>Bytes read and written layer by layer, for the batch.</summary>
    public long MemoryTraffic { get; }

    /// <summary>Arithmetic operations for each byte of traffic.</summary>
    public double? ArithmeticIntensity => MemoryTraffic > 0 ? (double)Flops / MemoryTraffic : null;

    /// <summary>The input positions that one value of the last layer with a receptive field sees.</summary>
    public ReceptiveField? ReceptiveField => Array.FindLast(_measurement.ReceptiveFields, seen => seen is not null);

    /// <summary>How far the activation sizes can be trusted.</summary>
    public Trust ShapeTrust { get; }

    /// <summary>How far the parameters can be trusted.</summary>
    public Trust ParametersTrust { get; }

    /// <summary>How far the multiply-accumulates can be trusted.</summary>
    public Trust MacsTrust { get; }

    /// <summary>Which layers keep the totals from being exact, and why.</summary>
    public TextList<string> TrustReasons =>
        new(
            _measurement
                .Rows.Where(row => row.TrustReason.Length > 0)
                .Select(row => row.Failure?.TrimEnd('.') ?? $"{row.Name}: {row.TrustReason}")
        );

    // Beside a number that may be too large, what is not counted makes no lower bound.
    internal static Trust Together(Trust total, Trust row) =>
        row == Trust.Exact ? total
        : row == Trust.Contradicted || total == Trust.Contradicted ? Trust.Contradicted
        : row == Trust.Assumed || total == Trust.Assumed ? Trust.Assumed
        : Trust.LowerBound;

    private string StoredTypes()
    {
        var types = _measurement
            .Rows.SelectMany(row => row.Weights.Select(weight => _measurement.TypeOf(row.Layer, weight)))
            .Distinct();
        string text = string.Join(", ", types);
        return text.Length > 0 ? text : nameof(CnnParams.Layers.DataType.Float32);
    }

    /// <summary>The rows that the totals are of. A method, so that it is no column of an exported table.</summary>
    public IReadOnlyList<LayerMeasurement> GetRows() => _measurement.Rows;

    /// <summary>The totals in a line, as the heading of the table shows them.</summary>
    public override string ToString()
    {
        string name = Name.Length > 0 ? Name + ": " : "";
        string bound = Quantity.Bound(ParametersTrust);
        return string.Format(
            CultureInfo.InvariantCulture,
            "{0}{1}{2} parameters{3}, {4} trainable, {5} as {6}{7}",
            name,
            bound,
            Parameters,
            Quantity.Short(Parameters),
            TrainableParameters,
            Quantity.Bytes(WeightBytes),
            DataType,
            _measurement.Options.CostConvention == CostConventions.Own ? "" : $", {_cost.Value}"
        );
    }
}
