using CnnParams.Formats.Graphs;
using CnnParams.Formats.Json;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.MXNet;

/// <summary>
/// Reads MXNet's -symbol.json, which has the operators but not the shape of the input: -InputShape gives that.
/// </summary>
public sealed class MXNetReader : IModelReader
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

    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            "MXNet",
            "MXNet -symbol.json; the shape of the input is given with -InputShape",
            ["-symbol.json"],
            HasGraph: true,
            HasShapes: true,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file)
    {
        if (file.IsFolder)
            return false;
        var members = JsonHead.Members(file);
        // The members after a long list of nodes are not seen.
        return members.ContainsKey("nodes")
            && (members.Count == 1 || members.ContainsKey("arg_nodes") || members.ContainsKey("heads"));
    }

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        using var json = JsonContent.Parse(file.Open(), file, cancellation);
        var nodes = new List<MXNetNode>();
        foreach (var node in json.RootElement.Member("nodes").Items())
            nodes.Add(new MXNetNode(node, nodes.Count, file));
        if (nodes.Count == 0)
            throw file.Damaged("its symbol has no nodes");

        var graph = new TensorGraph(file, cancellation);
        HoldWeights(file, nodes, graph);
        AddInputs(nodes, graph, options);
        int[] outputs = OutputCounts(nodes);
        for (int i = 0; i < nodes.Count; i++)
        {
            if (!nodes[i].IsVariable)
                Add(i, outputs[i], nodes, graph);
        }

        string? version = json
            .RootElement.Member("attrs")
            ?.Member("mxnet_version")
            .Items()
            .Skip(1)
            .FirstOrDefault()
            .Whole()
            ?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return graph.ToNetwork(Format.Name, ParameterView.PyTorch, version is null ? "MXNet" : $"MXNet {version}");
    }

    // Those of the .params beside it; else those of which Gluon writes the shapes.
    private static void HoldWeights(ModelFile file, IReadOnlyList<MXNetNode> nodes, TensorGraph graph)
    {
        file.Weights.HasOthers = true;
        file.Weights.Proof = ParameterProof.ByNamesOfFrameworks;
        if (MXNetParameters.Beside(file) is { } name && file.Beside(name) is { } path)
        {
            using var parameters = new ModelFile(path);
            if (MXNetParameters.Read(parameters) is { } arrays && Hold(file, nodes, arrays, path, graph))
            {
                file.Weights.IsInputOpen = true;
                return;
            }
        }

        foreach (
            var node in nodes.Where(node =>
                node is { IsVariable: true, IsParameter: true }
                && node.Wholes("__shape__") is { Length: > 0 } sizes
                && sizes.All(size => size > 0)
            )
        )
            file.Weights.Hold(node.Name, node.Wholes("__shape__"));
    }

    // Whether they are the network's: other ways of saving call them otherwise.
    private static bool Hold(
        ModelFile file,
        IReadOnlyList<MXNetNode> nodes,
        IReadOnlyDictionary<string, MXNetArray> arrays,
        string path,
        TensorGraph graph
    )
    {
        var read = new HashSet<string>(nodes.Where(node => node.IsVariable).Select(node => node.Name));
        if (!arrays.Keys.Any(read.Contains))
            return false;
        string[] others = [.. arrays.Keys.Where(array => !read.Contains(array))];
        foreach (var array in arrays.Where(array => read.Contains(array.Key)))
        {
            var (sizes, type, at) = (array.Value.Sizes, array.Value.Type, array.Value.At);
            file.Weights.Hold(array.Key, sizes);
            if (type is { } known)
                file.Weights.Show(
                    array.Key,
                    TensorNumbers.Of(
                        sizes.Aggregate(1L, (product, size) => product * size),
                        known,
                        most => PositionReader.Part(path, at, most)
                    )
                );
        }

        if (others.Length > 0)
            graph.Warn(
                $"'{Path.GetFileName(path)}' holds {others.Length} arrays that the network does not read: {others[0]}"
            );
        return true;
    }

    // How many outputs a node has is known by who reads them.
    private static int[] OutputCounts(IReadOnlyList<MXNetNode> nodes)
    {
        int[] counts = [.. Enumerable.Repeat(1, nodes.Count)];
        foreach (var (node, output) in nodes.SelectMany(node => node.Inputs))
            counts[node] = Math.Max(counts[node], output + 1);
        return counts;
    }

    private static void Add(int number, int outputs, IReadOnlyList<MXNetNode> nodes, TensorGraph graph)
    {
        var node = nodes[number];
        var computed = DataInputs(node, nodes).Select(input => TensorOf(input.Node, input.Output)).ToArray();
        var one = new MXNetOperator(
            node,
            nodes,
            computed,
            [.. Enumerable.Range(0, outputs).Select(output => TensorOf(number, output))],
            graph
        );
        OperatorRules<MXNetOperator>.Apply(one);
    }

    // Variables that are no weights are where data comes in.
    private static void AddInputs(IReadOnlyList<MXNetNode> nodes, TensorGraph graph, ReadOptions options)
    {
        bool isFirst = true;
        foreach (
            int number in nodes
                .Where(node => !node.IsVariable)
                .SelectMany(node => DataInputs(node, nodes))
                .Select(input => input.Node)
                .Distinct()
                .Where(input => nodes[input].IsVariable)
                .ToArray()
        )
        {
            var written = nodes[number].Wholes("__shape__");
            var shape =
                isFirst && options.InputShape is { } given ? given
                : written.Length > 1 ? Sample(written)
                : TensorShape.Unknown;
            if (!shape.HasRank)
                graph.Warn($"the shape of '{nodes[number].Name}' is not in the file; give it with -InputShape");
            graph.AddInput(TensorOf(number, 0), shape, nodes[number].Name);
            isFirst = false;
        }
    }

    private static IEnumerable<(int Node, int Output)> DataInputs(MXNetNode node, IReadOnlyList<MXNetNode> nodes) =>
        WithWeights.Contains(node.Operator)
            ? node.Inputs.Take(1)
            : node.Inputs.Where(input =>
                !nodes[input.Node].IsVariable || !nodes[input.Node].Name.EndsWith("label", StringComparison.Ordinal)
            );

    private static TensorShape Sample(long[] sizes) =>
        new(sizes.Skip(1).Select(size => size > 0 ? Dimension.Of(size) : Dimension.Unknown), ShapeLayout.ChannelsFirst);

    private static string TensorOf(int node, int output) => FormattableString.Invariant($"{node}:{output}");
}
