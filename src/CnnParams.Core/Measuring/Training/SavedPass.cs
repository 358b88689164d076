using CnnParams.Layers;

namespace CnnParams.Measuring.Training;

/// <summary>
/// The pass that finds what autograd keeps: it follows each tensor, with the memory it lies in, its type and whether it
/// needs a gradient, from layer to layer, and keeps what the layers say that they need.
/// </summary>
internal sealed class SavedPass
{
    private readonly NetworkMeasurement _measurement;
    private readonly TrainingOptions _options;
    private readonly NamePatterns _frozen;
    private readonly Tensor[][] _tensors;
    private readonly string?[] _blocks;
    private readonly Dictionary<string, HashSet<Storage>> _recomputed = new(StringComparer.Ordinal);
    private readonly List<Storage> _storages = [];
    private readonly List<(int Row, string Reason)> _unknown = [];
    private readonly List<string> _assumptions = [];

    private SavedPass(NetworkMeasurement measurement, TrainingOptions options)
    {
        _measurement = measurement;
        _options = options;
        _frozen = new NamePatterns(options.Freeze);
        _tensors = new Tensor[measurement.Rows.Count][];
        var checkpoints = new NamePatterns(options.Checkpoint);
        _blocks = [.. measurement.Rows.Select(row => checkpoints.BlockOf(row.Name))];
        string[] names = [.. measurement.Rows.Select(row => row.Name)];
        NamePatterns.RequireEach(options.Freeze, pattern => names.Any(pattern.Match), "layer");
        NamePatterns.RequireEach(
            options.Checkpoint,
            pattern => names.Any(name => pattern.BlockOf(name) is not null),
            "block"
        );
        Layers = [.. measurement.Rows.Select(row => new LayerSavings(row))];
    }

    /// <summary>What each layer keeps, in the order of the network.</summary>
    internal IReadOnlyList<LayerSavings> Layers { get; }

    /// <summary>Each piece of memory that is kept, once.</summary>
    internal IEnumerable<Storage> Kept => _storages.Where(storage => storage.IsKept);

    /// <summary>Inputs of the network that no layer keeps, but who trains it has.</summary>
    internal IEnumerable<Storage> OtherInputs => _storages.Where(storage => storage.IsInput && !storage.IsKept);

    /// <summary>What is computed again in each block that is checkpointed.</summary>
    internal IEnumerable<(string Block, BatchBytes Size)> Recomputed =>
        _recomputed.Select(block =>
            (block.Key, block.Value.Aggregate(default(BatchBytes), (sum, storage) => sum + storage.Size))
        );

    /// <summary>The weights that are trained, those of several layers once.</summary>
    internal List<Weight> Trained { get; } = [];

    /// <summary>Why more may be kept than is known.</summary>
    internal IEnumerable<string> Unknown => _unknown.Select(one => $"{_measurement.Rows[one.Row].Name}: {one.Reason}");

    /// <summary>What is assumed.</summary>
    internal IReadOnlyList<string> Assumptions => _assumptions;

    internal static SavedPass Run(NetworkMeasurement measurement, TrainingOptions options)
    {
        var pass = new SavedPass(measurement, options);
        foreach (int index in measurement.Graph.Order)
            pass.Visit(index);
        return pass;
    }

    private void Visit(int index)
    {
        var row = _measurement.Rows[index];
        ref var numbers = ref _measurement.Numbers[index];
        var layer = numbers.Layer;
        var own = row.OwnWeights();
        bool trains = layer.Trainable && !_frozen.Match(row.Name) && row.Weights.Any(weight => weight.IsLearned);
        if (trains)
            Trained.AddRange(own.Where(weight => weight.IsLearned));

        var inputs = Inputs(index);
        var visit = new Visited(
            index,
            inputs,
            numbers.Failure is null ? layer.Backward(numbers.Inputs, numbers.Outputs) : null,
            trains,
            trains || inputs.Any(input => input.NeedsGradient)
        );
        KeepBlockInputs(visit);
        int width = Width(visit);
        _tensors[index] = Outputs(visit, numbers, width);
        if (!visit.NeedsGradient)
            return;
        if (visit.Needs is not { } needs)
        {
            _unknown.Add((index, $"what {row.Type} keeps is not known"));
            return;
        }

        if (needs.Assumption is { } assumption)
            _assumptions.Add($"{row.Name}: {assumption}");
        if (needs.AssumptionOfParts is { } ofParts && visit.Inputs.Any(input => input.IsCut))
            _assumptions.Add($"{row.Name}: {ofParts}");
        foreach (var saved in needs.Saved.Where(saved => IsNeeded(saved, visit)))
        {
            if (StorageOf(saved, visit, width, own) is { } storage)
                Keep(storage, visit, saved.What);
        }
    }

    private Tensor[] Inputs(int index)
    {
        var reads = _measurement.Graph.Reads[index];
        var inputs = new Tensor[reads.Length];
        for (int i = 0; i < reads.Length; i++)
        {
            var before = reads[i].Layer < 0 ? null : _tensors[reads[i].Layer];
            inputs[i] =
                before is not null && reads[i].Output < before.Length
                    ? before[reads[i].Output]
                    : new Tensor(New(index, "input", null, _options.Precision.Width()), null);
        }

        return inputs;
    }

    // A checkpoint keeps what goes into the block, whether a layer of it needs it or not.
    private void KeepBlockInputs(Visited visit)
    {
        if (_blocks[visit.Index] is not { } block)
            return;
        foreach (var input in visit.Inputs.Where(input => _blocks[input.Storage.Origin] != block))
            Keep(input.Storage, visit, "input of a checkpoint");
    }

    private int Width(Visited visit)
    {
        if (!_options.Precision.IsMixed())
            return _options.Precision.Width();
        return visit.Needs?.Mixed switch
        {
            MixedPrecision.Half => 2,
            MixedPrecision.Single => 4,
            MixedPrecision.Widest => visit.Inputs.Select(input => input.Width).DefaultIfEmpty(4).Max(),
            _ => visit.Inputs.Length > 0 ? visit.Inputs[0].Width : 4,
        };
    }

    private Tensor[] Outputs(Visited visit, LayerNumbers numbers, int width)
    {
        var outputs = new Tensor[numbers.Outputs.Count];
        bool isInput = numbers.Layer is Input;
        for (int i = 0; i < outputs.Length; i++)
        {
            long? elements = numbers.Outputs[i].ElementCount;
            var memory = visit.Needs?.Output ?? OutputMemory.New;
            var tensor = memory switch
            {
                OutputMemory.Weights => new Tensor(New(visit.Index, "weights", 0, width), elements),
                OutputMemory.Input => visit.Inputs[0],
                OutputMemory.View when !visit.Inputs[0].IsStrided => visit.Inputs[0],
                OutputMemory.Part => visit.Inputs[0] with { IsCut = true },
                OutputMemory.StridedView => visit.Inputs[0] with { IsCut = true, IsStrided = true },
                _ => new Tensor(New(visit.Index, "output", elements, width, isInput), elements),
            };
            outputs[i] = tensor with { Elements = elements, NeedsGradient = visit.NeedsGradient };
        }

        return outputs;
    }

    private static bool IsNeeded(SavedTensor saved, Visited visit)
    {
        if (saved.IsForWeights)
            return visit.Trains;
        return saved.ForInput is not { } input || (input < visit.Inputs.Length && visit.Inputs[input].NeedsGradient);
    }

    private Storage? StorageOf(SavedTensor saved, Visited visit, int width, IReadOnlyList<Weight> own)
    {
        switch (saved.Source)
        {
            case SavedSource.Output:
                return _tensors[visit.Index][0].Storage;
            case SavedSource.Weights:
                return _options.Precision.IsMixed()
                    ? New(
                        visit.Index,
                        saved.What,
                        own.Where(IsMultiplied).Sum(weight => weight.Count),
                        2,
                        isPerSample: false
                    )
                    : null;
            case SavedSource.Input:
                return InputStorage(saved, visit, width);
            default:
                bool isCopy = saved.Type == SavedType.HalfCopy;
                return isCopy && !(_options.Precision.IsMixed() && width == 2)
                    ? null
                    : New(
                        visit.Index,
                        saved.What,
                        saved.Elements,
                        WidthOf(saved.Type, width),
                        isPerSample: saved.IsPerSample
                    );
        }
    }

    // Biases are added, and no gradient needs them.
    private static bool IsMultiplied(Weight weight) => weight.IsLearned && weight.Role != WeightRole.Bias;

    private Storage? InputStorage(SavedTensor saved, Visited visit, int width)
    {
        if (saved.Index >= visit.Inputs.Length)
            return null;
        var input = visit.Inputs[saved.Index];
        if (saved.Type == SavedType.Int64)
        {
            input.Storage.Width = sizeof(long);
            return input.Storage;
        }

        var mixed = visit.Needs!.Mixed;
        bool isCast = mixed is MixedPrecision.Half or MixedPrecision.Single && input.Width != width;
        bool isCopied = visit.Needs.CopiesStrided && input.IsCut;
        return isCast || isCopied ? New(visit.Index, "copy of the input", input.Elements, width) : input.Storage;
    }

    private static int WidthOf(SavedType type, int width) =>
        type switch
        {
            SavedType.Float32 => 4,
            SavedType.Int64 => 8,
            SavedType.Boolean => 1,
            SavedType.HalfCopy => 2,
            _ => width,
        };

    private void Keep(Storage storage, Visited visit, string what)
    {
        if (storage.Elements is null)
            _unknown.Add((visit.Index, $"the size of its {what} is not known"));
        string? block = _blocks[visit.Index];
        if (block is not null && _blocks[storage.Origin] == block)
        {
            if (!_recomputed.TryGetValue(block, out var inside))
                _recomputed.Add(block, inside = []);
            inside.Add(storage);
            Layers[visit.Index].Add(new SavedPart(what, storage, SavedFate.Recomputed));
            return;
        }

        Layers[visit.Index].Add(new SavedPart(what, storage, storage.IsKept ? SavedFate.KeptBefore : SavedFate.Kept));
        storage.IsKept = true;
    }

    private Storage New(
        int origin,
        string what,
        long? elements,
        int width,
        bool isInput = false,
        bool isPerSample = true
    )
    {
        var storage = new Storage(origin, what, elements, width) { IsInput = isInput, IsPerSample = isPerSample };
        _storages.Add(storage);
        return storage;
    }

    /// <summary>A tensor on its way through the network.</summary>
    private readonly record struct Tensor(Storage Storage, long? Elements)
    {
        /// <summary>Whether its values do not lie in one row.</summary>
        internal bool IsCut { get; init; }

        /// <summary>Whether those of a sample do not either.</summary>
        internal bool IsStrided { get; init; }

        internal bool NeedsGradient { get; init; }

        internal int Width => Storage.Width;
    }

    /// <summary>The layer that is looked at.</summary>
    private sealed record Visited(int Index, Tensor[] Inputs, BackwardNeeds? Needs, bool Trains, bool NeedsGradient);
}
