using CnnParams.Formats.Onnx.Inference;
using CnnParams.Formats.Onnx.Schema;
using CnnParams.Layers;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>
/// Initialisers that PyTorch's export has computed: matrices that it only turned, but also tables of rows that were
/// looked up, and kernels made of a direction and a length. How many parameters they were made of, the file does not
/// say.
/// </summary>
internal sealed class ComputedWeights
{
    // So many numbers that are equal where they should be are no chance.
    private const int MostCompared = 64;

    private readonly LearnedTensors _learned;
    private readonly Dictionary<string, Tensor> _computed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _originals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _open = new(StringComparer.Ordinal);

    /// <param name="file">The file, of which some numbers of turned matrices are read.</param>
    /// <param name="learned">Tells which initialisers were computed.</param>
    /// <param name="graph">The main graph.</param>
    internal ComputedWeights(ModelFile file, LearnedTensors learned, Schema.Graph graph)
    {
        _learned = learned;
        Tensor[] real = [.. graph.Initializers.Where(tensor => ((ElementType)tensor.DataType).IsReal())];
        foreach (var tensor in real.Where(tensor => learned.IsComputed(tensor.Name)))
            _computed[tensor.Name] = tensor;
        var named = real.Where(tensor => tensor.Dims.Count == 2 && !_computed.ContainsKey(tensor.Name))
            .ToLookup(tensor => (tensor.Dims[0], tensor.Dims[1], tensor.DataType));

        // Where no initialiser has the path of a module, numbers are names like any other.
        if (_computed.Count == graph.Initializers.Count && !_computed.Keys.Any(name => name.Contains("::")))
            _computed.Clear();
        var reader = new PositionReader(file);
        foreach (var tensor in _computed.Values.Where(tensor => tensor.Dims.Count == 2))
            Compare(reader, tensor, named[(tensor.Dims[1], tensor.Dims[0], tensor.DataType)]);
    }

    /// <summary>The parameter that an initialiser is with its axes exchanged; null where it is none.</summary>
    internal string? Original(string name) => _originals.TryGetValue(name, out string? original) ? original : null;

    /// <summary>A layer, with a note where its weights were made of others, or may be.</summary>
    internal Layer Marked(Layer layer)
    {
        if (layer.Stored is not { } stored || _computed.Count == 0)
            return layer;
        foreach (string name in WeightLedger.Counted(layer))
        {
            if (_open.TryGetValue(name, out string? other))
                return layer.WithWeightsAssumed(
                    $"'{name}' is taken for other weights than '{other}', whose axes it has exchanged"
                );
            if (_computed.TryGetValue(name, out var tensor) && IsMade(layer, stored, tensor))
                return layer.WithWeightsAssumed(
                    $"'{name}' was computed when the file was exported, of as many weights, it is assumed"
                );
        }

        return layer;
    }

    // In a slot of weights matrices are turned, and the kernels of convolutions fused with their norms, whose biases
    // were computed too. A vector is the same under other axes.
    private bool IsMade(Layer layer, IReadOnlyDictionary<string, StoredTensor> stored, Tensor tensor) =>
        layer switch
        {
            TensorLayer tensors => tensor.Dims.Count(size => size > 1) > 1
                && tensors.Tensors.Any(spec => spec.Name == tensor.Name && spec.Role != WeightRole.Constant),
            FilterLayer or TimeDistributed { Layer: FilterLayer } => tensor.Dims.Count > 2
                && (!stored.TryGetValue("bias", out var bias) || !_learned.IsComputed(bias.Name)),
            _ => false,
        };

    private void Compare(PositionReader reader, Tensor turned, IEnumerable<Tensor> others)
    {
        foreach (var other in others)
        {
            switch (IsTurned(reader, turned, other))
            {
                case true:
                    _originals[turned.Name] = other.Name;
                    return;
                case null:
                    _open[turned.Name] = other.Name;
                    break;
                default:
                    break;
            }
        }
    }

    // Null where the numbers are not in the file, or are all the same.
    private static bool? IsTurned(PositionReader reader, Tensor turned, Tensor original)
    {
        long rows = original.Dims[0],
            columns = original.Dims[1],
            count = checked(rows * columns);
        if (
            count <= 1
            || turned.PayloadPosition == 0
            || original.PayloadPosition == 0
            || turned.PayloadBytes != original.PayloadBytes
            || original.PayloadBytes % count != 0
        )
            return count <= 1 ? false : null;
        int size = (int)(original.PayloadBytes / count);
        byte[]? first = null;
        bool differs = false;
        for (long i = 0; i < Math.Min(count, MostCompared); i++)
        {
            long at = count <= MostCompared ? i : i * ((count - 1) / (MostCompared - 1));
            byte[] here = reader.Bytes(original.PayloadPosition + (at * size), size, original.Name);
            long there = ((at % columns) * rows) + (at / columns);
            if (!here.SequenceEqual(reader.Bytes(turned.PayloadPosition + (there * size), size, turned.Name)))
                return false;
            first ??= here;
            differs |= !here.SequenceEqual(first);
        }

        return differs ? true : null;
    }
}
