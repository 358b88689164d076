using CnnParams.Formats.Folding;
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
        var symbol = new MXNetSymbol(nodes, HoldWeights(file, nodes, graph));
        AddInputs(symbol, graph, options);
        int[] outputs = OutputCounts(nodes);
        for (int i = 0; i < nodes.Count; i++)
        {
            if (!symbol.IsVariable(i))
                Add(i, outputs[i], symbol, graph);
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
    private static Dictionary<string, long[]> HoldWeights(
        ModelFile file,
        IReadOnlyList<MXNetNode> nodes,
        TensorGraph graph
    )
    {
        var held = new Dictionary<string, long[]>(StringComparer.Ordinal);
        file.Weights.HasOthers = true;
        file.Weights.Proof = ParameterProof.ByNamesOfFrameworks;
        if (MXNetParameters.Beside(file) is { } name && file.Beside(name) is { } path)
        {
            using var parameters = new ModelFile(path);
            if (MXNetParameters.Read(parameters) is { } arrays && Hold(file, nodes, arrays, path, graph))
            {
                file.Weights.IsInputOpen = true;
                foreach (var array in arrays)
                    held[array.Key] = array.Value.Sizes;
                return held;
            }
        }

        foreach (
            var node in nodes.Where(node =>
                node is { IsVariable: true, IsParameter: true }
                && node.Wholes("__shape__") is { Length: > 0 } sizes
                && sizes.All(size => size > 0)
            )
        )
            file.Weights.Hold(node.Name, held[node.Name] = node.Wholes("__shape__"));
        return held;
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

    private static void Add(int number, int outputs, MXNetSymbol symbol, TensorGraph graph)
    {
        var node = symbol.Nodes[number];
        var one = new MXNetOperator(
            node,
            symbol,
            [.. symbol.DataInputs(node).Select(input => TensorOf(input.Node, input.Output))],
            [.. Enumerable.Range(0, outputs).Select(output => TensorOf(number, output))],
            graph
        );
        OperatorRules<MXNetOperator>.Apply(one);
    }

    // Variables that are no weights are where data comes in.
    private static void AddInputs(MXNetSymbol symbol, TensorGraph graph, ReadOptions options)
    {
        bool isFirst = true;
        foreach (
            int number in symbol
                .Nodes.Where((_, i) => !symbol.IsVariable(i))
                .SelectMany(symbol.DataInputs)
                .Select(input => input.Node)
                .Distinct()
                .Where(input => symbol.Nodes[input].IsVariable)
                .ToArray()
        )
        {
            var variable = symbol.Nodes[number];
            string tensor = TensorOf(number, 0);
            if (symbol.IsLearned(variable))
            {
                AddWeights(variable, tensor, symbol, graph);
                continue;
            }

            var written = variable.Wholes("__shape__");
            var shape =
                isFirst && options.InputShape is { } given ? given
                : written.Length > 1 ? Sample(written)
                : TensorShape.Unknown;
            if (!shape.HasRank)
                graph.Warn($"the shape of '{variable.Name}' is not in the file; give it with -InputShape");
            graph.AddInput(tensor, shape, variable.Name);
            symbol.Shapes.SetSample(tensor, shape);
            isFirst = false;
        }
    }

    // Weights that are computed with as data is.
    private static void AddWeights(MXNetNode variable, string tensor, MXNetSymbol symbol, TensorGraph graph)
    {
        var spec = symbol.Spec(variable);
        graph.Write(
            tensor,
            graph.Add(
                variable.Name,
                [],
                spec is null
                    ? new Operation { OperatorType = "variable", WeightsKnown = false }
                    : new WeightTensors
                    {
                        Tensors = [spec],
                        Stored = new Dictionary<string, StoredTensor>(StringComparer.Ordinal)
                        {
                            [spec.Name] = new(spec.Name),
                        },
                        OutputShape = spec.Shape.As(ShapeLayout.ChannelsFirst),
                    }
            )
        );
        symbol.Shapes.Set(
            tensor,
            symbol.SizesOf(variable) is { } sizes ? Shape.Of(sizes.Select(size => (Size)size)) : null
        );
    }

    private static TensorShape Sample(long[] sizes) =>
        new(sizes.Skip(1).Select(size => size > 0 ? Dimension.Of(size) : Dimension.Unknown), ShapeLayout.ChannelsFirst);

    private static string TensorOf(int node, int output) => FormattableString.Invariant($"{node}:{output}");
}
