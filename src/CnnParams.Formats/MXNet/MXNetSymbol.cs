using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.MXNet;

/// <summary>The nodes of a symbol, and what is known of its variables and tensors.</summary>
/// <param name="nodes">The nodes, each after those that it reads.</param>
/// <param name="held">The sizes of the weights that the file has or states, by the names of their variables.</param>
internal sealed class MXNetSymbol(IReadOnlyList<MXNetNode> nodes, IReadOnlyDictionary<string, long[]> held)
{
    // Of these every input but the first is a weight, or a label of a loss.
    private static readonly HashSet<string> WithWeights = new(StringComparer.Ordinal)
    {
        "Convolution",
        "Convolution_v1",
        "Deconvolution",
        "FullyConnected",
        "BatchNorm",
        "BatchNorm_v1",
        "CuDNNBatchNorm",
        "_contrib_SyncBatchNorm",
        "SyncBatchNorm",
        "LeakyReLU",
        "LayerNorm",
        "InstanceNorm",
        "GroupNorm",
        "Embedding",
        "RNN",
        "SoftmaxOutput",
        "Softmax",
        "LinearRegressionOutput",
        "LogisticRegressionOutput",
        "MAERegressionOutput",
        "SVMOutput",
    };

    // Two values to one, of which one may be learned: the half of a norm.
    private static readonly string[] Pairing = ["add", "plus", "sub", "minus", "mul", "div", "maximum", "minimum"];

    // What changes no number, or its type alone.
    private static readonly HashSet<string> Passing = new(StringComparer.Ordinal)
    {
        "BlockGrad",
        "Cast",
        "_copy",
        "amp_cast",
        "cast",
        "identity",
    };

    // What is measured, by the names of the library's own layers.
    private static readonly string[] Statistics = ["moving_mean", "moving_var", "running_mean", "running_var"];

    internal IReadOnlyList<MXNetNode> Nodes => nodes;

    /// <summary>All axes of its tensors.</summary>
    internal MXNetShapes Shapes { get; } = new();

    /// <summary>Whether an operator has its weights as inputs of their own.</summary>
    internal static bool HasSlots(MXNetNode node) =>
        WithWeights.Contains(node.Operator) || node is { Operator: "UpSampling", IsBilinear: true };

    /// <summary>Whether a node is a variable that the file holds weights for, or says to be learned.</summary>
    internal bool IsLearned(MXNetNode node) => node.IsVariable && (node.IsParameter || held.ContainsKey(node.Name));

    /// <summary>The sizes of a variable's weights; null where they are not known.</summary>
    internal long[]? SizesOf(MXNetNode variable) => held.TryGetValue(variable.Name, out long[] sizes) ? sizes : null;

    /// <summary>A variable's weights as a tensor; null where its sizes are not known.</summary>
    internal TensorSpec? Spec(MXNetNode variable) =>
        SizesOf(variable) is { } sizes
            ? new TensorSpec(
                variable.Name,
                new TensorShape(sizes),
                Statistics.Any(variable.Name.Contains) ? WeightRole.Statistic : WeightRole.Kernel
            )
            : null;

    /// <summary>What a node has its values from, but for their type.</summary>
    internal MXNetNode SourceOf(int node) => nodes[Source(node)];

    private int Source(int node)
    {
        while (Passing.Contains(nodes[node].Operator) && nodes[node].Inputs is [var read, ..])
            node = read.Node;
        return node;
    }

    /// <summary>What computes a weight that an operator reads; null where all of them are variables.</summary>
    internal MXNetNode? ComputedWeight(MXNetNode node) =>
        HasSlots(node)
            ? node.Inputs.Skip(1).Select(input => SourceOf(input.Node)).FirstOrDefault(read => !read.IsVariable)
            : null;

    /// <summary>Whether a node is a variable, or only passes one on.</summary>
    internal bool IsVariable(int node) => SourceOf(node).IsVariable;

    /// <summary>What an operator reads that is computed, or computed with as data is.</summary>
    internal IEnumerable<(int Node, int Output)> DataInputs(MXNetNode node)
    {
        var read = node
            .Inputs.Take(HasSlots(node) ? 1 : node.Inputs.Count)
            .Select(input => IsVariable(input.Node) ? (Node: Source(input.Node), Output: 0) : input)
            .ToArray();
        if (HasSlots(node))
            return read;
        bool hasWeights =
            read.Length == 2
            && Array.Exists(Pairing, word => node.Operator.EndsWith(word, StringComparison.OrdinalIgnoreCase))
            && Array.Exists(read, input => !IsLearned(nodes[input.Node]));
        return read.Where(input => !(hasWeights && IsLearned(nodes[input.Node])) && !IsLabel(nodes[input.Item1]));
    }

    private static bool IsLabel(MXNetNode node) =>
        node.IsVariable && node.Name.EndsWith("label", StringComparison.Ordinal);
}
