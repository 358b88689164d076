using CnnParams.Layers;

namespace CnnParams.Measuring;

/// <summary>
/// The bytes that training keeps, term by term: weights, a gradient for each trainable one, two moments for each
/// (Adam), and the output of every layer, for the backward pass; a view such as Flatten is no memory of its own.
/// Workspace and fragmentation are not in it. A framework keeps less of the outputs of the layers, so this is an upper
/// bound; of a layer that multiplies more than once (attention, a recurrent layer, a separable convolution) it may keep
/// values in between, which are not in it.
/// </summary>
public sealed class TrainingMemory
{
    internal TrainingMemory(NetworkMeasurement measurement)
    {
        WeightCount counted = default;
        foreach (var row in measurement.Rows)
        {
            counted += row.CountedHere;
            // A view is the memory of what it reads.
            IsUpperBound &= row.ActivationBytes is not null && row.MacsTrust == Trust.Exact && !KeepsMore(row.Work);
            if (!row.Layer.IsView)
                Activations = checked(Activations + (row.ActivationBytes ?? 0));
        }

        Weights = checked(counted.Bytes + counted.BufferBytes);
        Gradients = counted.TrainableBytes;
        OptimizerState = checked(2 * Gradients);
    }

    /// <summary>Bytes of weights and statistics.</summary>
    public long Weights { get; }

    /// <summary>Bytes of gradients.</summary>
    public long Gradients { get; }

    /// <summary>Bytes of the optimizer's state (Adam: two moments).</summary>
    public long OptimizerState { get; }

    /// <summary>Bytes of the activations of the batch.</summary>
    public long Activations { get; }

    /// <summary>
    /// Whether training keeps no more than this: not where layers keep values in between, or have unknown shapes.
    /// </summary>
    public bool IsUpperBound { get; } = true;

    /// <summary>All of them.</summary>
    public long Total => checked(Weights + Gradients + OptimizerState + Activations);

    private static bool KeepsMore(IReadOnlyList<Work> work) =>
        work.Any(one => one.Kind == WorkKind.Recurrent) || work.Count(one => one.Macs is { Value: > 0 }) > 1;

    /// <inheritdoc/>
    public override string ToString() => (IsUpperBound ? "at most " : "about ") + Quantity.Bytes(Total);
}
