using CnnParams.Layers;

namespace CnnParams.Measuring.Training;

/// <summary>
/// The bytes that training keeps in PyTorch, term by term, for a batch: weights, gradients, the optimizer's state, and
/// what autograd keeps from the forward pass for the backward pass, each piece of memory once.
/// </summary>
/// <remarks>
/// The total is what is there at the end of a forward pass, with gradients of a step before. Not in it are the
/// gradients of activations, which take the place of what the backward pass has used, the workspace of kernels, the
/// allocator's rounding and the framework itself: see <see cref="NotModelled"/>.
/// </remarks>
public sealed class TrainingMemory : IMemoryEstimate
{
    private readonly NetworkMeasurement _measurement;
    private readonly SavedPass _pass;
    private readonly BatchBytes _saved;
    private readonly BatchBytes _inputs;
    private readonly IReadOnlyList<(string Block, BatchBytes Size)> _recomputed;
    private readonly (long Bytes, string Calculation) _weights;
    private readonly (long Bytes, string Calculation) _optimizer;
    private readonly long _trained;

    private TrainingMemory(NetworkMeasurement measurement, TrainingOptions? options)
    {
        _measurement = measurement;
        Options = options ?? ByDefault(measurement);
        _pass = SavedPass.Run(measurement, Options);
        _saved = Sum(_pass.Kept);
        _inputs = Sum(_pass.OtherInputs);
        _recomputed = [.. _pass.Recomputed];
        _trained = _pass.Trained.Aggregate(0L, (sum, weight) => checked(sum + weight.Count));
        _weights = WeightBytes();
        int width = Options.MasterWeights ? 4 : Options.Precision.Width();
        _optimizer = Training.OptimizerState.Of(Options.Optimizer).For(_pass.Trained, width);
        foreach (var layer in _pass.Layers)
            (layer.BatchSize, layer.Memory) = (StepSize(BatchSize), this);
    }

    /// <summary>The memory that training takes.</summary>
    /// <param name="measurement">The network, and the batch size.</param>
    /// <param name="options">How it is trained; with Adam in 32 bits when not given.</param>
    /// <exception cref="LayerException">A sum is larger than 2^63-1.</exception>
    public static TrainingMemory Of(NetworkMeasurement measurement, TrainingOptions? options = null) =>
        MemorySum.Of(measurement, () => new TrainingMemory(measurement, options));

    /// <summary>The network's name.</summary>
    public string Network => _measurement.Network.Name;

    /// <summary>The number of samples in a batch.</summary>
    public long BatchSize => _measurement.Options.BatchSize;

    /// <summary>What follows the gradients.</summary>
    public TrainingOptimizer Optimizer => Options.Optimizer;

    /// <summary>The types of the numbers.</summary>
    public TrainingPrecision Precision => Options.Precision;

    /// <summary>Bytes of weights and of the statistics beside them.</summary>
    public long Weights => _weights.Bytes;

    /// <summary>Bytes of the optimizer's copy of the weights in 32 bits.</summary>
    public long MasterWeights => HasMaster ? checked(4 * _trained) : 0;

    /// <summary>Bytes of gradients of the weights.</summary>
    public long Gradients => checked(Options.Precision.Width() * _trained);

    /// <summary>Bytes of the optimizer's state.</summary>
    public long OptimizerState => _optimizer.Bytes;

    /// <summary>
    /// Bytes of what autograd keeps for the backward pass, the network's input among it where a layer needs it.
    /// </summary>
    public long Activations => ActivationsOf(BatchSize);

    /// <summary>Bytes of the network's input, where autograd keeps none of it.</summary>
    public long Inputs => InputsOf(BatchSize);

    /// <summary>Bytes that the largest checkpointed block takes while it is computed again.</summary>
    public long Recomputed => RecomputedOf(BatchSize);

    /// <summary>All of them.</summary>
    public long Total => TotalOf(BatchSize);

    /// <summary>How far <see cref="Total"/> can be trusted.</summary>
    public Trust Trust =>
        _pass.Unknown.Any() || _measurement.Totals.ParametersTrust == Trust.LowerBound ? Trust.LowerBound
        : _measurement.Totals.ParametersTrust != Trust.Exact ? _measurement.Totals.ParametersTrust
        : _pass.Assumptions.Count > 0 ? Trust.Assumed
        : Trust.Exact;

    /// <summary>Why the total is not exact; none where it is.</summary>
    public TextList<string> TrustReasons =>
        new(_pass.Unknown.Concat(_pass.Assumptions.Select(text => "assumed: " + text)));

    /// <summary>What is not in the total, with its order of size and where that is documented.</summary>
    public TextList<string> NotModelled { get; } = Training.NotModelled.InTraining;

    /// <summary>How it is trained.</summary>
    internal TrainingOptions Options { get; }

    private bool HasMaster => Options.MasterWeights && Options.Precision.Width() < 4;

    /// <inheritdoc/>
    public string Heading => $"{MemoryHeading.Of(this)}training, batch {BatchSize}, {Optimizer}, {Precision}: {this}";

    /// <inheritdoc/>
    public IReadOnlyList<MemoryTerm> Terms()
    {
        long step = StepSize(BatchSize);
        int width = Options.Precision.Width();
        string source = Training.OptimizerState.Of(Optimizer).Source;
        var terms = new MemoryTerm[]
        {
            new(this, nameof(Weights), Weights, _weights.Calculation, "parameters, and statistics of batch norms"),
            new(this, nameof(MasterWeights), MasterWeights, $"{_trained} * 4", "the optimizer's weights in 32 bits"),
            new(this, nameof(Gradients), Gradients, $"{_trained} * {width}", "one for each parameter that is trained"),
            new(this, nameof(OptimizerState), OptimizerState, _optimizer.Calculation, $"{Optimizer}: {source}"),
            new(
                this,
                nameof(Activations),
                Activations,
                _saved.Calculation(step),
                "what autograd keeps, each memory once"
            ),
            new(this, nameof(Inputs), Inputs, _inputs.Calculation(step), "the batch itself"),
            new(this, nameof(Recomputed), Recomputed, LargestBlock(step), "the largest block that is computed again"),
        };
        return [.. terms.Where(term => term.Bytes > 0)];
    }

    /// <summary>What is kept of each layer.</summary>
    public IReadOnlyList<LayerSavings> Layers() => _pass.Layers;

    /// <inheritdoc/>
    public long TotalOf(long batch) =>
        checked(
            Weights
            + MasterWeights
            + Gradients
            + OptimizerState
            + ActivationsOf(batch)
            + InputsOf(batch)
            + RecomputedOf(batch)
        );

    private long ActivationsOf(long batch) => _saved.Of(StepSize(batch));

    private long InputsOf(long batch) => _inputs.Of(StepSize(batch));

    private long RecomputedOf(long batch) =>
        _recomputed.Select(block => block.Size.Of(StepSize(batch))).DefaultIfEmpty(0).Max();

    private string LargestBlock(long step)
    {
        var (block, size) = _recomputed.OrderByDescending(one => one.Size.Of(step)).FirstOrDefault();
        return block is null ? "" : $"{block}: {size.Calculation(step)}";
    }

    // The last step may have fewer samples; the others decide.
    private long StepSize(long batch) =>
        batch / Options.AccumulationSteps + (batch % Options.AccumulationSteps > 0 ? 1 : 0);

    private static BatchBytes Sum(IEnumerable<Storage> storages) =>
        storages.Aggregate(default(BatchBytes), (sum, storage) => sum + storage.Size);

    private (long Bytes, string Calculation) WeightBytes()
    {
        long numbers = 0,
            counters = 0;
        foreach (var weight in _measurement.Rows.SelectMany(row => row.OwnWeights()))
        {
            if (weight.Role == WeightRole.Counter)
                counters = checked(counters + weight.Count);
            else
                numbers = checked(numbers + weight.Count);
        }

        int width = Options.Precision.Width();
        return (
            checked((numbers * width) + (counters * sizeof(long))),
            counters == 0 ? $"{numbers} * {width}" : $"{numbers} * {width} + {counters} * 8"
        );
    }

    // A type that is asked for and that can be trained in is the one that it is trained in.
    private static TrainingOptions ByDefault(NetworkMeasurement measurement) =>
        new()
        {
            Precision = measurement.Options.DataType switch
            {
                DataType.Float16 => TrainingPrecision.Float16,
                DataType.BFloat16 => TrainingPrecision.BFloat16,
                _ => TrainingPrecision.Float32,
            },
        };

    /// <inheritdoc/>
    public override string ToString() => Quantity.Bound(Trust) + Quantity.Bytes(Total);
}
