namespace CnnParams.Measuring;

/// <summary>
/// The bytes that training keeps, term by term: weights, a gradient for each trainable one, two moments for each
/// (Adam), and every activation that the backward pass reads. Workspace and fragmentation are not in it.
/// </summary>
public sealed class TrainingMemory
{
    internal TrainingMemory(NetworkMeasurement measurement)
    {
        var totals = measurement.Totals;
        var type = measurement.Options.DataType ?? DataType.Float32;
        Weights = checked(totals.WeightBytes + type.Bytes(totals.Buffers));
        Gradients = type.Bytes(totals.TrainableParameters);
        OptimizerState = checked(2 * Gradients);
        Activations = totals.ActivationBytes;
    }

    /// <summary>Bytes of weights and statistics.</summary>
    public long Weights { get; }

    /// <summary>Bytes of gradients.</summary>
    public long Gradients { get; }

    /// <summary>Bytes of the optimizer's state (Adam: two moments).</summary>
    public long OptimizerState { get; }

    /// <summary>Bytes of the activations of the batch.</summary>
    public long Activations { get; }

    /// <summary>All of them.</summary>
    public long Total => checked(Weights + Gradients + OptimizerState + Activations);

    /// <inheritdoc/>
    public override string ToString() => Quantity.Bytes(Total);
}
