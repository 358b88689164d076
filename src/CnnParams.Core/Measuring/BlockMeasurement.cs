using CnnParams.Shapes;

namespace CnnParams.Measuring;

/// <summary>
/// The layers of a block as one row: the sums of what is known of them, and the output of the last. The properties are
/// called as those of a <see cref="LayerMeasurement"/>, and the rows of all blocks add up to the same totals.
/// </summary>
public sealed class BlockMeasurement : NetworkRow, IMeasured
{
    private readonly NetworkMeasurement _network;
    private readonly IReadOnlyList<LayerMeasurement> _rows;
    private readonly IReadOnlyList<long> _parameters;
    private readonly WeightCount _counted;
    private IReadOnlyList<BlockMeasurement>? _table;

    internal BlockMeasurement(string name, NetworkMeasurement network, IReadOnlyList<LayerMeasurement> rows)
    {
        Name = name;
        _network = network;
        _rows = rows;

        var own = new HashSet<LayerMeasurement>(rows);
        var parameters = new List<long>();
        WeightCount shared = default;
        foreach (var row in rows)
        {
            var counted = row.Counted ?? default;
            foreach (var elsewhere in row.Shared)
            {
                // Shared within the block, they count here once; shared with another one, that one counts them too.
                if (own.Contains(elsewhere.CountedOn))
                    counted -= elsewhere.Count;
                else
                    shared += elsewhere.Count;
            }

            _counted += counted;
            parameters.Add(counted.Parameters);
        }

        _parameters = parameters;
        SharedParameters = shared.Parameters;
        ActivationSize = Sum(row => row.ActivationSize);
        Macs = Sum(row => row.Macs);
        BiasAdds = Sum(row => row.BiasAdds);
        ElementOperations = Sum(row => row.ElementOperations);
        Flops = Sum(row => row.Flops);
        Cost = Sum(row => row.Cost);
        ActivationBytes = Sum(row => row.ActivationBytes);
        MemoryTraffic = Sum(row => row.MemoryTraffic);
    }

    /// <summary>
    /// The name of the block: what the names of its layers begin with. Of a layer in no block, its own.
    /// </summary>
    public string Name { get; }

    /// <summary>Block, or the type of the layer where it is the only one.</summary>
    public string Type => _rows.Count == 1 ? _rows[0].Type : "Block";

    /// <summary>The rows of its layers.</summary>
    internal IReadOnlyList<LayerMeasurement> Rows => _rows;

    /// <summary>The number of layers.</summary>
    public int Layers => _rows.Count;

    /// <summary>The input shape of the first layer; null for an input.</summary>
    public TensorShape? InputShape => _rows[0].InputShape;

    /// <summary>The output shape of the last layer.</summary>
    public TensorShape OutputShape => Last.OutputShape;

    /// <summary>The number of output values, of one sample.</summary>
    public long? ActivationSize { get; }

    /// <summary>The parameters that the view counts; weights that layers of the block share count once.</summary>
    public long? Parameters => Weighed(_counted.Parameters);

    /// <summary>Those that training changes.</summary>
    public long? TrainableParameters => Weighed(_counted.Trainable);

    /// <summary>Those that training does not change.</summary>
    public long? NonTrainableParameters => Parameters - TrainableParameters;

    /// <summary>Elements kept beside the parameters that the view does not count.</summary>
    public long? Buffers => Weighed(_counted.Buffers);

    /// <summary>The parameters that are counted in another block, being shared with it.</summary>
    public long SharedParameters { get; }

    /// <summary>The sum of the parameters of the layers: <c>(2 * 36864) + (2 * 128) = 73984</c>.</summary>
    public string Calculation => _rows.Count == 1 ? _rows[0].Calculation : Addition(_parameters, Parameters);

    /// <summary>Multiply-accumulates, for the batch.</summary>
    public long? Macs { get; }

    /// <summary>The sum of the multiply-accumulates of the layers.</summary>
    public string MacsCalculation =>
        _rows.Count == 1 ? _rows[0].MacsCalculation : Addition(_rows.Select(row => row.Macs ?? 0), Macs);

    /// <summary>Additions of a bias, for the batch.</summary>
    public long? BiasAdds { get; }

    /// <summary>Operations on single values besides, for the batch.</summary>
    public long? ElementOperations { get; }

    /// <summary>Arithmetic operations, for the batch.</summary>
    public long? Flops { get; }

    /// <summary>What the cost convention counts, for the batch.</summary>
    public long? Cost { get; }

    /// <summary>The name of the convention that <see cref="Cost"/> follows.</summary>
    public string CostConvention => _network.Options.CostConvention.Name;

    /// <summary>What the convention leaves out, or why a layer has no cost.</summary>
    public string CostNote => Joined(row => row.CostNote);

    /// <summary>Bytes of the weights that the view counts.</summary>
    public long? WeightBytes => Weighed(_counted.Bytes);

    /// <summary>Bytes of the output values, for the batch.</summary>
    public long? ActivationBytes { get; }

    /// <summary>Bytes read and written layer by layer.</summary>
    public long? MemoryTraffic { get; }

    /// <summary>Arithmetic operations for each byte of traffic.</summary>
    public double? ArithmeticIntensity => MemoryTraffic > 0 ? (double?)Flops / MemoryTraffic : null;

    /// <summary>The input positions that one value of the last layer sees.</summary>
    public ReceptiveField? ReceptiveField => Last.ReceptiveField;

    /// <summary>The most bytes of activations that are alive while a layer of the block runs, for the batch.</summary>
    public long? LiveBytes => _rows.Max(row => row.LiveBytes);

    /// <summary>How far <see cref="ActivationSize"/> can be trusted.</summary>
    public Trust ShapeTrust => Least(row => row.ShapeTrust);

    /// <summary>How far <see cref="Parameters"/> can be trusted.</summary>
    public Trust ParametersTrust => Least(row => row.ParametersTrust);

    /// <summary>How far <see cref="Macs"/> can be trusted.</summary>
    public Trust MacsTrust => Least(row => row.MacsTrust);

    /// <summary>Why a number is not exact, layer by layer; empty where all are.</summary>
    public string TrustReason => Joined(row => row.TrustReason);

    /// <inheritdoc/>
    public override NetworkTotals GetTotals() => _network.Totals;

    /// <summary>All blocks that the network has been folded into along with this one, in their order.</summary>
    public IReadOnlyList<BlockMeasurement> GetTable() => _table ?? [this];

    internal void StandIn(IReadOnlyList<BlockMeasurement> table) => _table = table;

    private LayerMeasurement Last => _rows[_rows.Count - 1];

    private long? Weighed(long count) => ParametersTrust == Trust.Unknown ? null : count;

    private long? Sum(Func<LayerMeasurement, long?> number)
    {
        long sum = 0;
        bool any = false;
        foreach (var row in _rows)
        {
            if (number(row) is not { } known)
                continue;
            any = true;
            sum = checked(sum + known);
        }

        return any ? sum : null;
    }

    private Trust Least(Func<LayerMeasurement, Trust> trust)
    {
        if (_rows.All(row => trust(row) == Trust.Exact))
            return Trust.Exact;
        return _rows.All(row => trust(row) == Trust.Unknown)
            ? Trust.Unknown
            : _rows.Aggregate(Trust.Exact, (together, row) => NetworkTotals.Together(together, trust(row)));
    }

    private string Joined(Func<LayerMeasurement, string> text) =>
        string.Join(
            "; ",
            _rows
                .Where(row => text(row).Length > 0)
                .Select(row => _rows.Count == 1 ? text(row) : $"{row.Name}: {text(row)}")
        );

    // Layers of the same size are named together.
    private static string Addition(IEnumerable<long> numbers, long? sum)
    {
        if (sum is null)
            return "";
        string[] terms =
        [
            .. numbers
                .Where(number => number > 0)
                .GroupBy(number => number)
                .Select(same =>
                    same.Count() == 1
                        ? Quantity.Plain(same.Key)
                        : $"{Quantity.Plain(same.Count())} * {Quantity.Plain(same.Key)}"
                ),
        ];
        string addition =
            terms.Length == 1
                ? terms[0]
                : string.Join(" + ", terms.Select(term => term.Contains('*') ? $"({term})" : term));
        string result = Quantity.Plain(sum.Value);
        return addition.Length == 0 || addition == result ? result : $"{addition} = {result}";
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Type})";
}
