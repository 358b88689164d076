using CnnParams.Layers;

namespace CnnParams.Measuring.Training;

/// <summary>
/// The bytes that inference takes, term by term: the weights, and the most activations that are alive at once, each
/// being freed after its last reader.
/// </summary>
public sealed class InferenceMemory : IMemoryEstimate
{
    private readonly NetworkMeasurement _measurement;

    private InferenceMemory(NetworkMeasurement measurement) => _measurement = measurement;

    /// <summary>The memory that inference takes.</summary>
    /// <param name="measurement">The network, the batch size, and what is written in place or fused.</param>
    /// <exception cref="LayerException">The total is larger than 2^63-1.</exception>
    public static InferenceMemory Of(NetworkMeasurement measurement) =>
        MemorySum.Of(measurement, () => new InferenceMemory(measurement));

    /// <summary>The network's name.</summary>
    public string Network => _measurement.Network.Name;

    /// <summary>The number of samples at once.</summary>
    public long BatchSize => _measurement.Options.BatchSize;

    /// <summary>What is written over its input, or fused into the layer before.</summary>
    public InPlaceOperations InPlace => _measurement.Options.InPlace;

    /// <summary>Bytes of weights and of the statistics beside them.</summary>
    public long Weights => WeightCount.Bytes + WeightCount.BufferBytes;

    /// <summary>The most bytes of activations alive at once.</summary>
    public long PeakActivations => _measurement.Totals.PeakActivationBytes ?? 0;

    /// <summary>The layer at which that is reached.</summary>
    public string? PeakLayer => _measurement.Totals.PeakLayer;

    /// <summary>Both together.</summary>
    public long Total => checked(Weights + PeakActivations);

    /// <summary>How far <see cref="Total"/> can be trusted.</summary>
    public Trust Trust =>
        _measurement.Totals.PeakActivationBytes is null ? Trust.LowerBound : _measurement.Totals.ParametersTrust;

    /// <summary>What is not in the total, with its order of size and where that is documented.</summary>
    public TextList<string> NotModelled { get; } = Training.NotModelled.InInference;

    private WeightCount WeightCount =>
        _measurement
            .Rows.SelectMany(row =>
                row.OwnWeights().Where(IsThere).Select(weight => _measurement.Count(row.Layer, weight))
            )
            .Aggregate(default(WeightCount), (sum, weight) => sum + weight);

    // PyTorch alone counts the batches.
    private bool IsThere(Weight weight) =>
        weight.Role != WeightRole.Counter || _measurement.View is ParameterView.PyTorch or ParameterView.StateDict;

    /// <inheritdoc/>
    public string Heading => $"{MemoryHeading.Of(this)}inference, batch {BatchSize}, in place: {InPlace}: {this}";

    /// <inheritdoc/>
    public long TotalOf(long batch) =>
        batch == BatchSize
            ? Total
            : new InferenceMemory(
                Measurer.MeasureAsIs(
                    _measurement.Network,
                    _measurement.Options.WithoutShapes() with
                    {
                        BatchSize = batch,
                    },
                    CancellationToken.None
                )
            ).Total;

    /// <inheritdoc/>
    public IReadOnlyList<MemoryTerm> Terms()
    {
        var numbers = WeightCount;
        string weights = numbers.BufferBytes > 0 ? $"{numbers.Bytes} + {numbers.BufferBytes}" : $"{numbers.Bytes}";
        return
        [
            new(this, nameof(Weights), Weights, weights, "parameters, and statistics beside them"),
            new(this, nameof(PeakActivations), PeakActivations, $"alive at {PeakLayer ?? "?"}", "the most at once"),
        ];
    }

    /// <inheritdoc/>
    public override string ToString() => Quantity.Bound(Trust) + Quantity.Bytes(Total);
}
