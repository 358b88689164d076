namespace CnnParams.Formats.Paddle;

/// <summary>
/// What the variables of a program stand for: data that is computed, weights, or numbers that no data is needed for.
/// A weight that is only brought into another form is still that weight; what is computed of shapes and numbers alone
/// is no layer.
/// </summary>
internal sealed class PaddleValues
{
    // These read data for its shape alone.
    private static readonly HashSet<string> OfShapes = new(StringComparer.Ordinal)
    {
        "shape",
        "size",
        "rank",
        "fill_any_like",
        "fill_zeros_like",
        "fill_constant_batch_size_like",
    };

    private readonly Dictionary<string, PaddleWeight> _weights = new(StringComparer.Ordinal);
    private readonly HashSet<string> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<PaddleNode>> _readers = new(StringComparer.Ordinal);
    private readonly HashSet<PaddleNode> _settled = [];
    private readonly HashSet<PaddleNode> _merged = [];

    internal PaddleValues(PaddleProgram program)
    {
        Variables = program.Variables;
        foreach (var variable in program.Variables.Values.Where(variable => variable.IsKept))
            _weights[variable.Name] = new PaddleWeight(variable, variable.Sizes);
        foreach (var node in program.Nodes)
        {
            foreach (string name in node.Reads)
                ReadersOf(name).Add(node);
            if (
                IsMadeOfNoData(node)
                && Weights(node).Select(weight => weight.Stored.Name).Distinct(StringComparer.Ordinal).Count() < 2
            )
                Settle(node);
        }
    }

    /// <summary>The variables of the program.</summary>
    internal IReadOnlyDictionary<string, PaddleVariable> Variables { get; }

    /// <summary>
    /// Whether an operator makes no layer: it brings one weight into another form, or reads shapes alone.
    /// </summary>
    internal bool IsSettled(PaddleNode node) => _settled.Contains(node);

    /// <summary>Whether any operator reads a variable.</summary>
    internal bool IsRead(string variable) => _readers.ContainsKey(variable);

    /// <summary>Whether an addition has become the bias of the operator before.</summary>
    internal bool IsMerged(PaddleNode node) => _merged.Contains(node);

    /// <summary>The weight that a variable is; null for another.</summary>
    internal PaddleWeight? WeightOf(string variable) => _weights.TryGetValue(variable, out var weight) ? weight : null;

    /// <summary>The weights that an operator reads.</summary>
    internal IEnumerable<PaddleWeight> Weights(PaddleNode node) => node.Reads.Select(WeightOf).OfType<PaddleWeight>();

    /// <summary>The variables that an operator reads and that are computed of data.</summary>
    internal IEnumerable<string> Computed(PaddleNode node) => node.Reads.Where(IsComputed);

    /// <summary>
    /// Makes an addition right after an operator its bias: of one number for each unit, along the axis of the units,
    /// and where nobody else reads the operator's output.
    /// </summary>
    /// <param name="node">The operator.</param>
    /// <param name="units">Its units, or filters.</param>
    /// <param name="axis">Their axis, the batch counted.</param>
    /// <param name="rank">The output axes, the batch counted.</param>
    internal PaddleWeight? TakeBias(PaddleNode node, long units, int axis, int rank)
    {
        if (
            node.Writes is not [var output]
            || !_readers.TryGetValue(output, out var readers)
            || readers is not [{ Type: "elementwise_add" } adder]
        )
            return null;
        string? other = adder.Reads.SingleOrDefault(name => name != output);
        return
            other is not null
            && WeightOf(other) is { Stored.HasCount: true } weight
            && weight.Stored.Count == units
            && IsAlong(weight, adder, axis, rank)
            && _merged.Add(adder)
            ? weight
            : null;
    }

    // Its axes meet the last ones, or those from a given one on.
    private static bool IsAlong(PaddleWeight weight, PaddleNode adder, int axis, int rank)
    {
        var sizes = weight.Sizes ?? [];
        long from = adder.Setting("axis")?.Wholes is [>= 0 and var given] ? given : rank - sizes.Count;
        return from >= 0
            && sizes.Select((size, i) => size == 1 || from + i == axis).All(isAlong => isAlong)
            && axis - from < sizes.Count
            && axis >= from;
    }

    private bool IsComputed(string variable) => !_weights.ContainsKey(variable) && !_numbers.Contains(variable);

    private bool IsMadeOfNoData(PaddleNode node) =>
        node.Type != "feed" && !node.HasBlocks && (OfShapes.Contains(node.Type) || !node.Reads.Any(IsComputed));

    private void Settle(PaddleNode node)
    {
        _settled.Add(node);
        var weight = OfShapes.Contains(node.Type) ? null : Weights(node).FirstOrDefault();
        foreach (string output in node.WritesInAll.Where(IsComputed))
        {
            if (weight is null)
                _numbers.Add(output);
            else
                _weights[output] = weight with
                {
                    Sizes = Variables.TryGetValue(output, out var variable) ? variable.Sizes : null,
                };
        }
    }

    private List<PaddleNode> ReadersOf(string variable)
    {
        if (!_readers.TryGetValue(variable, out var readers))
            _readers.Add(variable, readers = []);
        return readers;
    }
}

/// <summary>A weight as an operator sees it.</summary>
/// <param name="Stored">The variable that is kept.</param>
/// <param name="Sizes">The axes that it has here.</param>
internal sealed record PaddleWeight(PaddleVariable Stored, IReadOnlyList<long>? Sizes);
