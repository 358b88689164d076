using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Formats;

/// <summary>
/// Tensors that are taken for learned by their form alone: a file of a graph does not tell a parameter from a buffer.
/// What proves one is its name, a slot of weights, or its place after a normalisation, filters or units.
/// </summary>
internal sealed class LearnedByForm
{
    private static readonly Dictionary<string, StoredTensor> None = [];

    // What changes nothing: converters write it where an operator needs what the framework's layer has not.
    private static readonly Dictionary<string, double> Idle = new(StringComparer.Ordinal)
    {
        ["bias"] = 0,
        ["beta"] = 0,
        ["gamma"] = 1,
    };

    private readonly ParameterProof _proof;
    private readonly WeightLedger _ledger;
    private readonly Dictionary<string, Layer> _layers;
    private readonly Dictionary<string, Layer> _readers = new(StringComparer.Ordinal);

    private LearnedByForm(IReadOnlyList<Layer> layers, ParameterProof proof, WeightLedger ledger)
    {
        (_proof, _ledger) = (proof, ledger);
        _layers = layers.ToDictionary(layer => layer.Name, StringComparer.Ordinal);
        foreach (var layer in layers)
        {
            foreach (string input in layer.Inputs)
                _readers[input] = layer;
        }
    }

    /// <summary>The network, with a note on each layer of whose weights nothing proves that they are learned.</summary>
    internal static Network Marked(Network network, ParameterProof proof, WeightLedger ledger)
    {
        var byForm = new LearnedByForm(network.Layers, proof, ledger);
        var layers = network.Layers.Select(byForm.Marked).ToArray();
        return layers.SequenceEqual(network.Layers) ? network : network.With(layers);
    }

    private Layer Marked(Layer layer)
    {
        string[] names = layer is TensorLayer row
            ? [.. row.Tensors.Where(tensor => IsLearned(tensor.Role)).Select(tensor => tensor.Name)]
            : [.. (layer.Stored ?? None).Where(pair => !IsStatistic(pair.Key)).Select(pair => pair.Value.Name)];
        // What an operator that is not known reads is its own, as what a norm does.
        bool isSlot =
            layer is not (TensorLayer or Scale)
            || layer is Operation operation && (operation.Kind == WorkKind.Unknown || IsNorm(operation.OperatorType));
        return Array.Find(names, name => !_proof.Proves(name, isSlot)) is { } open && (isSlot || !IsInPlace(layer))
            ? layer.WithWeightsAssumed($"'{open}' is taken for learned: its file does not tell parameters from buffers")
            : WithIdle(WithFixed(layer, layer is TensorLayer ? names : KernelsOf(layer)));
    }

    // What stands where a kernel does; of a format without names it is called after its layer.
    private static string[] KernelsOf(Layer layer) =>
        layer.Stored is { } stored && stored.ContainsKey("kernel") || layer is not (FilterLayer or UnitLayer)
            ?
            [
                .. (layer.Stored ?? None)
                    .Where(pair => !Idle.ContainsKey(pair.Key) && !IsStatistic(pair.Key))
                    .Select(pair => pair.Value.Name),
            ]
            : [$"{layer.Name}/kernel"];

    // Bins that are weighed, blurs, wavelets: a buffer is multiplied as a kernel is.
    private Layer WithFixed(Layer layer, string[] kernels)
    {
        foreach (string kernel in kernels)
        {
            if (_ledger.NumbersOf(kernel) is not { } numbers || _ledger.ProvesByName(kernel))
                continue;
            if (numbers.FixedForm(FilterCounts(layer, kernel), WindowOf(layer)) is { } form)
                return layer.WithWeightsAssumed(
                    $"'{kernel}' is taken for learned, though {form}: it may be a constant of the network"
                );
        }

        return layer;
    }

    // In one order of the axes filters are the first, in the other the last.
    private IEnumerable<long> FilterCounts(Layer layer, string kernel) =>
        layer is not FilterLayer ? []
        : _ledger.Held.TryGetValue(kernel, out var held) && held.Sizes.Length > 2
            ? [held.Sizes[0], held.Sizes[held.Sizes.Length - 1]]
        : layer is GroupedFilterLayer filters ? [filters.Groups]
        : [];

    private static long WindowOf(Layer layer) =>
        layer is FilterLayer { KernelSize: var size } filters
        && Enumerable.Range(0, filters.SpatialRank).Aggregate(1m, (product, axis) => product * size[axis])
            is <= int.MaxValue
                and var window
            ? (long)window
            : 1;

    private Layer WithIdle(Layer layer)
    {
        var stored = layer.Stored ?? None;
        if (
            layer is BatchNormalization { Scale: true }
            && IsFactored(layer.Name)
            && !(stored.TryGetValue("gamma", out var factors) && _ledger.ProvesByName(factors.Name))
        )
            return layer.WithWeightsAssumed(
                "its factors and offsets are taken for learned, though a scale follows, which Caffe has in their place"
            );
        foreach (var pair in Idle)
        {
            string name = stored.TryGetValue(pair.Key, out var tensor) ? tensor.Name : $"{layer.Name}/{pair.Key}";
            if (!_ledger.ProvesByName(name) && _ledger.NumbersOf(name)?.Filling == pair.Value)
                return layer.WithWeightsAssumed(
                    $"'{name}' is taken for learned, though all of it is {pair.Value}: a converter may have added it"
                );
        }

        return layer;
    }

    private bool IsFactored(string norm) =>
        Reader(norm) is { } next && (IsWhole(next) || (IsVector(next) && Of(next) == Multiply));

    private static bool IsNorm(string type) => type.IndexOf("norm", StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool IsLearned(WeightRole role) => role is not (WeightRole.Constant or WeightRole.Statistic);

    private static bool IsStatistic(string weight) => weight.StartsWith("moving_", StringComparison.Ordinal);

    // A factor or an offset of what has been normalised, as frameworks write norms in single operators, or the bias of
    // filters and units.
    private bool IsInPlace(Layer row)
    {
        var sum = row is WeightTensors ? Reader(row.Name) : row;
        var data = sum is null ? null : Data(sum, row.Name);
        if (data is null)
            return false;
        if (
            _proof.WritesNormsAsPairs && (IsPair(row, data) || (IsVector(row) && Of(row) == Add && IsBiasOf(row, data)))
        )
            return true;
        if (Of(sum!) == Add && Of(data) == Multiply)
            data = Data(data, null);
        return data switch
        {
            InstanceNormalization or GroupNormalization or LayerNormalization or BatchNormalization => true,
            Merge { Operation: MergeOperation.Divide or MergeOperation.Multiply, Inputs.Count: 2 } => IsRoot(
                data.Inputs[1]
            ),
            Operation { OperatorType: "Rsqrt" or "RSQRT" or "rsqrt" } => Of(sum!) == Multiply,
            _ => false,
        };
    }

    private static bool IsBiasOf(Layer row, Layer data) =>
        data switch
        {
            UnitLayer units => !units.UseBias && units.Units == CountOf(row),
            GroupedFilterLayer filters => !filters.UseBias && filters.Filters == CountOf(row),
            FilterLayer filters => !filters.UseBias,
            _ => false,
        };

    // A factor and an offset for each channel, one after the other, are what a batch norm becomes. Images are scaled
    // alike as they come in, and turned back at the end; a bias of units is written with factors of one.
    private bool IsPair(Layer row, Layer data)
    {
        var (factor, offset) = Of(row) == Multiply ? (row, Reader(row.Name)) : (data, row);
        if (IsWhole(row))
            return data is not (Input or UnitLayer) && Reader(row.Name) is not null;
        return offset is not null
            && Of(factor) == Multiply
            && Of(offset) == Add
            && IsVector(factor)
            && IsVector(offset)
            && CountOf(factor) == CountOf(offset)
            && Data(factor, null) is not (null or Input or UnitLayer)
            && Reader(offset.Name) is not null;
    }

    private static bool IsWhole(Layer row) =>
        row switch
        {
            Scale scale => scale.UseBias,
            Operation { Kind: WorkKind.ElementWise, Tensors: [var factor, var offset] } => factor.Role
                == WeightRole.Scale
                && offset.Role is WeightRole.Bias or WeightRole.Offset,
            _ => false,
        };

    private static bool IsVector(Layer row) =>
        row is Scale
        || (row is Operation { Tensors: [var tensor] } && tensor.Shape.Sizes.Count(size => size != 1) == 1);

    private static long? CountOf(Layer row) =>
        row is Operation { Tensors: [var tensor] } ? tensor.ToWeight().Count : null;

    private Layer? Reader(string name) => _readers.TryGetValue(name, out var reader) ? reader : null;

    private const string Add = nameof(MergeOperation.Add),
        Multiply = nameof(MergeOperation.Multiply);

    // What formats call it; of those that call all alike, the role tells.
    private static string Of(Layer layer) =>
        layer switch
        {
            Scale => Multiply,
            Merge { Operation: MergeOperation.Add } => Add,
            Merge { Operation: MergeOperation.Multiply } => Multiply,
            Operation { OperatorType: "BinaryOp" or "Eltwise", Tensors: [var tensor] } => tensor.Role switch
            {
                WeightRole.Bias or WeightRole.Offset => Add,
                WeightRole.Scale => Multiply,
                _ => "",
            },
            Operation
            {
                OperatorType: "Add" or "AddV2" or "ADD" or "add" or "elementwise_add" or "broadcast_add" or "Bias"
            } => Add,
            Operation
            {
                OperatorType: "Mul" or "MUL" or "mul" or "Multiply" or "elementwise_mul" or "broadcast_mul" or "Scale"
            } => Multiply,
            _ => "",
        };

    // What else a row reads, before its axes were arranged otherwise.
    private Layer? Data(Layer layer, string? weights)
    {
        string? name = layer.Inputs.FirstOrDefault(input =>
            input != weights && _layers.TryGetValue(input, out var read) && read is not WeightTensors
        );
        while (name is not null && _layers.TryGetValue(name, out var data))
        {
            if (!data.IsView && data is not Permute)
                return data;
            name = data.Inputs.Count > 0 ? data.Inputs[0] : null;
        }

        return null;
    }

    private bool IsRoot(string name) =>
        _layers.TryGetValue(name, out var layer)
        && layer is Operation { OperatorType: "Sqrt" or "Reciprocal" or "Pow" or "Div" };
}
