using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Quantizing;

/// <summary>What a layer takes in a quantised file: a row. A number that is not known is null.</summary>
public sealed class LayerQuantization
{
    private readonly NetworkQuantization _network;
    private readonly LayerMeasurement _row;

    /// <exception cref="OverflowException">A size is larger than 2^63-1.</exception>
    internal LayerQuantization(NetworkQuantization network, LayerMeasurement row, bool isFused)
    {
        _network = network;
        _row = row;
        IsFused = isFused;
        var options = network.Options;
        Scheme = options.SchemeOf(row.Name);
        var numbers = StoredNumbers.Of(Scheme);
        var convention = StorageConvention.Of(options.Format);
        if (row.Parameters is not null)
            Tensors = new TextList<QuantizedTensor>(Stored(numbers, convention));

        int outputs = isFused ? 0 : row.Outputs.Count;
        if (numbers.Activations is { } activations)
            ActivationConstantBytes = checked(outputs * convention.ConstantBytes(activations, 1));
        long parts =
            outputs
                * (numbers.Activations is null ? convention.PartsOfOutput.Float : convention.PartsOfOutput.Quantized)
            + Tensors.Sum(tensor => tensor.Scales > 0 ? convention.PartsOfQuantized : 1L);
        OverheadBytes = checked(parts * convention.PartBytes);
    }

    /// <summary>The layer's name.</summary>
    public string Name => _row.Name;

    /// <summary>The layer's type.</summary>
    public string Type => _row.Type;

    /// <summary>How its numbers are stored.</summary>
    public QuantizationScheme Scheme { get; }

    /// <summary>Its weights, those of batch norms folded in.</summary>
    public long? Parameters => _row.Parameters;

    /// <summary>Bytes of its weights without the biases.</summary>
    public long? WeightBytes => Sum(tensor => tensor.IsBias ? 0 : tensor.Bytes);

    /// <summary>Bytes of its biases.</summary>
    public long? BiasBytes => Sum(tensor => tensor.IsBias ? tensor.Bytes : 0);

    /// <summary>Bytes of the scales and zero points of its weights and biases.</summary>
    public long? ConstantBytes => Sum(tensor => tensor.ConstantBytes);

    /// <summary>Bytes of the scales and zero points of what it computes.</summary>
    public long ActivationConstantBytes { get; }

    /// <summary>An estimate of what the graph takes beside: operators, shapes, names, padding.</summary>
    public long OverheadBytes { get; }

    /// <summary>All of these, the estimate among them.</summary>
    public long? FlashBytes =>
        checked(WeightBytes + BiasBytes + ConstantBytes + ActivationConstantBytes + OverheadBytes);

    /// <summary>
    /// Whether an export has no operator for it: it is a part of the one before, or nothing at inference.
    /// </summary>
    public bool IsFused { get; }

    /// <summary>The tensors one by one, those of shared weights on the first row that has them.</summary>
    public TextList<QuantizedTensor> Tensors { get; } = TextList<QuantizedTensor>.None;

    /// <summary>The arithmetic of the tensors.</summary>
    public string Calculation => string.Join("; ", Tensors);

    /// <summary>How far the bytes of the weights can be trusted.</summary>
    public Trust Trust => _row.ParametersTrust;

    /// <summary>
    /// The totals of the network that the row belongs to. A method, so that an exported row is plain.
    /// </summary>
    public NetworkQuantization GetTotals() => _network;

    private long? Sum(Func<QuantizedTensor, long> bytes)
    {
        if (Parameters is null)
            return null;
        long sum = 0;
        foreach (var tensor in Tensors)
            sum = checked(sum + bytes(tensor));
        return sum;
    }

    private IEnumerable<QuantizedTensor> Stored(StoredNumbers numbers, StorageConvention convention)
    {
        var counted = _row.CountedWeights.Where(weight => !_row.IsCountedElsewhere(weight)).ToArray();
        long scales = 1;
        foreach (var weight in counted.Where(weight => weight.Role == WeightRole.Kernel))
        {
            var kernel = Kernel(weight, numbers, convention);
            scales = Math.Max(1, kernel.Scales);
            yield return kernel;
        }

        foreach (var weight in counted.Where(weight => weight.Role == WeightRole.Bias))
            yield return numbers.Activations is { } activations
                ? Tensor(weight.Name, weight.Count, convention.Bias(activations), scales, convention) with
                {
                    IsBias = true,
                }
                : Tensor(weight.Name, weight.Count, numbers.Floats, 0, convention) with
                {
                    IsBias = true,
                };

        foreach (var vector in Vectors(counted))
            yield return numbers.Activations is { } activations && convention.QuantizesVectors
                ? Tensor(vector.Name, vector.Count, activations, 1, convention)
                : Tensor(vector.Name, vector.Count, numbers.Floats, 0, convention);
    }

    private QuantizedTensor Kernel(Weight weight, StoredNumbers numbers, StorageConvention convention)
    {
        bool isSmall =
            numbers.Activations is null
            && Scheme == QuantizationScheme.DynamicRange
            && weight.Count < convention.SmallestDynamic;
        if (!numbers.IsInteger || isSmall)
            return Tensor(weight.Name, weight.Count, numbers.Floats, 0, convention);
        bool hasChannels = _network.Options.Granularity switch
        {
            Granularity.PerChannel => true,
            Granularity.PerTensor => false,
            _ => convention.HasChannelsOfFilters && _row.Layer is not UnitLayer,
        };
        return Tensor(weight.Name, weight.Count, numbers.Weights, hasChannels ? weight.Channels ?? 1 : 1, convention);
    }

    // A batch norm that is not folded is a product and a sum at inference: its statistics are worked into these.
    private static IEnumerable<(string Name, long Count)> Vectors(Weight[] counted)
    {
        if (Array.Find(counted, weight => weight.Role == WeightRole.Statistic) is { } statistic)
            return [("factor", statistic.Count), ("offset", statistic.Count)];
        return counted
            .Where(weight => weight.Role is WeightRole.Scale or WeightRole.Offset)
            .Select(weight => (weight.Name, weight.Count));
    }

    private static QuantizedTensor Tensor(
        string name,
        long count,
        DataType type,
        long scales,
        StorageConvention convention
    ) => new(name, count, type, scales, type.Bytes(count), scales == 0 ? 0 : convention.ConstantBytes(type, scales));

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Type})";
}
