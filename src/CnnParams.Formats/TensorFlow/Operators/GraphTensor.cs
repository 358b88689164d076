using CnnParams.Formats.Folding;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Formats.TensorFlow.Operators;

/// <summary>A tensor of a graph, as far as it is known.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Sizes">The sizes of its axes, the batch among them; null for an open axis, or where the rank is
/// open.</param>
internal sealed record GraphTensor(string Name, IReadOnlyList<long?>? Sizes)
{
    /// <summary>The type of its numbers; null where the file does not say it, or the domain has none.</summary>
    internal DataType? Type { get; init; }

    /// <summary>The layer's output that it is in the network, such as <c>split:1</c>; null for a constant.</summary>
    internal string? Source { get; init; }

    /// <summary>Whether it is written in the file, or follows from what is.</summary>
    internal bool IsConstant => Source is null;

    /// <summary>
    /// The tensors of the file that a constant is made of: itself, or those that are computed into it.
    /// </summary>
    internal IReadOnlyList<GraphTensor> Origins { get; init; } = [];

    /// <summary>
    /// Its values, where they are whole numbers that shapes are computed from, with the batch as a symbol.
    /// </summary>
    internal IReadOnlyList<Number>? Values { get; init; }

    /// <summary>Its numbers, as far as they are looked at; null where the file does not hold them.</summary>
    internal TensorNumbers? Content { get; init; }

    /// <summary>Its values as sizes of axes; null for one that is open.</summary>
    internal IReadOnlyList<long?>? ValuesAsSizes => Values?.Select(value => value.Whole).ToArray();

    /// <summary>How its image is dealt out over the batch; null where it is whole.</summary>
    internal SpaceInBatch? InBatch { get; init; }

    /// <summary>Where the batch is among its axes, of a graph that computes several samples at once.</summary>
    internal GraphBatch Batch { get; init; }

    /// <summary>Whether it is a variable of the model, or was one before the graph was frozen.</summary>
    internal bool IsVariable { get; init; }

    /// <summary>Whether it is bytes of which it is not known what numbers they are, as a compiled network is.</summary>
    internal bool IsCompiled { get; init; }

    /// <summary>Whether its operator has computed it of settings when the file was written.</summary>
    internal bool IsTable { get; init; }

    /// <summary>How many operators read it.</summary>
    internal int Readers { get; init; }

    /// <summary>The number of its axes, the batch among them; null where it is open.</summary>
    internal int? Rank => Sizes?.Count;

    /// <summary>The number of its elements; null where it is open.</summary>
    internal long? Count => Product(Sizes);

    /// <summary>Its values, all of them known; null otherwise.</summary>
    internal long[]? Wholes => NumberList.Wholes(Values);

    /// <summary>A tensor that the file holds: a weight.</summary>
    internal static GraphTensor Weight(
        string name,
        IReadOnlyList<long?>? sizes,
        DataType? type,
        bool isVariable = false
    )
    {
        var weight = new GraphTensor(name, sizes)
        {
            Type = type,
            IsVariable = isVariable || name.Contains("ReadVariableOp"),
        };
        return weight.AsOrigin();
    }

    /// <summary>Bytes that the file holds, of an operator that has its own form of weights.</summary>
    internal GraphTensor AsCompiled() => (this with { IsCompiled = true }).AsOrigin();

    /// <summary>Numbers that the operator has computed of settings when the file was written.</summary>
    internal GraphTensor AsTable() => (this with { IsTable = true }).AsOrigin();

    /// <summary>A constant that was a variable of the model before the graph was frozen.</summary>
    internal GraphTensor AsVariable() => (this with { IsVariable = true }).AsOrigin();

    private GraphTensor AsOrigin() => this with { Origins = [this] };

    /// <summary>Whole numbers that shapes are computed from; no weight.</summary>
    internal static GraphTensor Numbers(string name, IReadOnlyList<Number> values, IReadOnlyList<long?> sizes) =>
        new(name, sizes) { Values = values, Type = DataType.Int64 };

    /// <summary>The number of elements of several tensors; null where one is open.</summary>
    internal static long? Sum(IEnumerable<GraphTensor> tensors) =>
        tensors.Aggregate((long?)0, (sum, tensor) => checked(sum + tensor.Count));

    /// <summary>The product of sizes; null where one of them is open.</summary>
    /// <exception cref="OverflowException">It is larger than 2^63-1.</exception>
    internal static long? Product(IEnumerable<long?>? sizes)
    {
        if (sizes is null)
            return null;
        long product = 1;
        foreach (long? size in sizes)
        {
            if (size is not { } known)
                return null;
            product = checked(product * known);
        }

        return product;
    }
}

/// <summary>Where the batch is among the axes of a tensor.</summary>
internal enum GraphBatch
{
    /// <summary>It is the first axis, where that is as long as there are samples; else there is none.</summary>
    First,

    /// <summary>The first axis has the samples, and within each the positions of one of its own axes.</summary>
    Joined,

    /// <summary>It is not known.</summary>
    Lost,
}
