namespace CnnParams.Formats.TensorFlow.Operators;

/// <summary>An operator of a graph with what it reads, as a rule sees it.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Operator">What it does, in the format's word: Conv2D, CONV_2D.</param>
/// <param name="Inputs">What it reads; null for an optional input that is left out.</param>
/// <param name="Attributes">Its settings: long, double, bool, string, or arrays of long or string.</param>
/// <param name="Outputs">The tensors that it writes.</param>
internal sealed record OperatorCall(
    string Name,
    string Operator,
    IReadOnlyList<GraphTensor?> Inputs,
    IReadOnlyDictionary<string, object> Attributes,
    IReadOnlyList<OperatorOutput> Outputs
)
{
    /// <summary>
    /// The number of samples that the graph computes at once; the axis of tensors that is not counted.
    /// </summary>
    internal long Batch { get; init; } = 1;

    /// <summary>Layers that follow whatever it becomes: activations that are fused into it.</summary>
    internal IReadOnlyList<GraphLayer> After { get; init; } = [];

    /// <summary>Notes what is not understood.</summary>
    internal Action<string> Warn { get; init; } = _ => { };

    /// <summary>The first input.</summary>
    /// <exception cref="UnknownOperatorException">There is none.</exception>
    internal GraphTensor First => Required(0);

    /// <summary>The inputs that are computed by other operators.</summary>
    internal IReadOnlyList<GraphTensor> Computed => [.. Inputs.OfType<GraphTensor>().Where(input => !input.IsConstant)];

    /// <summary>An input that the operator cannot be without.</summary>
    /// <exception cref="UnknownOperatorException">There is none.</exception>
    internal GraphTensor Required(int index) =>
        Input(index) ?? throw new UnknownOperatorException($"it has no input {index}");

    /// <summary>An input; null where it is left out.</summary>
    internal GraphTensor? Input(int index) => index >= 0 && index < Inputs.Count ? Inputs[index] : null;

    /// <summary>An input that must be written in the file: filters, a bias.</summary>
    /// <exception cref="UnknownOperatorException">It is computed.</exception>
    internal GraphTensor Constant(int index)
    {
        var input = Required(index);
        return input.IsConstant && input.Sizes is not null
            ? input
            : throw new UnknownOperatorException($"its input {index} is computed, and not written in the file");
    }

    /// <summary>The sizes of a constant, all of them known.</summary>
    /// <exception cref="UnknownOperatorException">It has other axes.</exception>
    internal long[] Sizes(int index, int rank)
    {
        var sizes = Constant(index).Sizes!;
        return sizes.Count == rank && sizes.All(size => size > 0)
            ? [.. sizes.Select(size => size!.Value)]
            : throw new UnknownOperatorException(
                $"its input {index} has the sizes {Text(sizes)}; {rank} axes of 1 or more are expected"
            );
    }

    /// <summary>The whole numbers that an input has; null where they are not known.</summary>
    internal long[]? Wholes(int index) => Input(index)?.Wholes;

    /// <summary>A whole number of its settings.</summary>
    internal long? Whole(string name) =>
        Attributes.TryGetValue(name, out object? value) && value is long whole ? whole : null;

    /// <summary>Whole numbers of its settings.</summary>
    internal long[]? Wholes(string name) => Attributes.TryGetValue(name, out object? value) ? value as long[] : null;

    /// <summary>A text of its settings.</summary>
    internal string? Text(string name) => Attributes.TryGetValue(name, out object? value) ? value as string : null;

    /// <summary>Texts of its settings.</summary>
    internal string[]? Texts(string name) => Attributes.TryGetValue(name, out object? value) ? value as string[] : null;

    /// <summary>A truth of its settings.</summary>
    internal bool Truth(string name) => Attributes.TryGetValue(name, out object? value) && value is true;

    /// <summary>Whether the first axis of a tensor is the batch, and not one of a sample.</summary>
    internal bool HasBatch(GraphTensor tensor) =>
        !tensor.IsConstant && tensor.Batch == GraphBatch.First && IsBatched(tensor.Sizes, Batch);

    /// <summary>
    /// Where the batch is in an output of these sizes, by what the operator does: what keeps all values in their order
    /// has the samples first, and as many positions of each after one another as fit; any other has them where they
    /// were, or they are lost.
    /// </summary>
    internal GraphBatch PlaceOf(IReadOnlyList<long?>? sizes)
    {
        var computed = Computed;
        if (Batch == 1 || computed.All(read => read.Batch == GraphBatch.First && !HasBatch(read)))
            return GraphBatch.First;
        if (computed.Any(read => read.Batch == GraphBatch.Lost))
            return GraphBatch.Lost;
        var joined = computed.FirstOrDefault(read => read.Batch == GraphBatch.Joined);
        string name = OperatorNames.Of(Operator);
        if (sizes is not { Count: > 0 })
            return joined is null && sizes is null ? GraphBatch.First : GraphBatch.Lost;
        if (name is "Reshape" or "RESHAPE" || (name is "FULLY_CONNECTED" && sizes[0] != computed[0].Sizes?[0]))
            return sizes[0] is not { } first || first % Batch != 0 ? GraphBatch.Lost
                : first == Batch ? GraphBatch.First
                : GraphBatch.Joined;
        bool isMoved = name is "Transpose" or "TRANSPOSE" && Wholes(1) is not [0, ..];
        return isMoved ? GraphBatch.Lost
            : joined is null ? (IsBatched(sizes, Batch) ? GraphBatch.First : GraphBatch.Lost)
            : sizes[0] == joined.Sizes![0]
            && computed.All(read => read.Batch == GraphBatch.Joined || read.Rank < sizes.Count)
                ? GraphBatch.Joined
            : GraphBatch.Lost;
    }

    /// <summary>
    /// An axis counted from 0, the batch among them, as layers count it: from 1, without the batch; null for the batch.
    /// </summary>
    internal int? LayerAxis(GraphTensor tensor, long axis)
    {
        if (tensor.Rank is not { } rank)
            return axis < 0 ? checked((int)axis) : null;
        long index = axis < 0 ? axis + rank : axis;
        if (index < 0 || index >= rank)
            throw new UnknownOperatorException($"its axis is {axis}; the input has the sizes {Text(tensor.Sizes!)}");
        return HasBatch(tensor)
            ? index == 0
                ? null
                : (int)index
            : (int)index + 1;
    }

    /// <summary>The sizes of one sample of a tensor; null where they are not known.</summary>
    internal IReadOnlyList<long?>? Sample(GraphTensor tensor) =>
        tensor.Sizes is { } sizes ? Sample(sizes, Batch, tensor.IsConstant ? GraphBatch.First : tensor.Batch) : null;

    /// <summary>The sizes of one sample; null where it is not known which axis has the samples.</summary>
    internal static IReadOnlyList<long?>? Sample(IReadOnlyList<long?> sizes, long batch, GraphBatch place) =>
        place switch
        {
            GraphBatch.Lost => null,
            GraphBatch.Joined => [sizes[0] / batch, .. sizes.Skip(1)],
            _ => IsBatched(sizes, batch) ? [.. sizes.Skip(1)] : sizes,
        };

    internal static string Text(IReadOnlyList<long?> sizes) =>
        string.Join("x", sizes.Select(size => size is { } known ? FormattableString.Invariant($"{known}") : "?"));

    /// <summary>Whether the first of some sizes is that of the batch.</summary>
    internal static bool IsBatched(IReadOnlyList<long?>? sizes, long batch) =>
        sizes is { Count: > 0 } && (sizes[0] is not { } first || first == batch);
}

/// <summary>A tensor that an operator writes.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Readers">How many operators, and outputs of the graph, read it.</param>
/// <param name="Sizes">Its sizes, where the file has them.</param>
internal sealed record OperatorOutput(string Name, int Readers, IReadOnlyList<long?>? Sizes = null);

/// <summary>
/// Why an operator cannot be the layer that its name says; it stays a row of which only the weights are known.
/// </summary>
internal sealed class UnknownOperatorException(string message) : Exception(message);
