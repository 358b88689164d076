using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Formats.TensorFlow.Schema;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.TensorFlow;

/// <summary>Makes a network of a graph of TensorFlow.</summary>
/// <param name="graph">The graph.</param>
/// <param name="constants">What the file says of tensors that its nodes hold.</param>
/// <param name="file">The file, for its path and for errors.</param>
internal sealed class TensorFlowNetwork(GraphDef graph, IGraphConstants constants, ModelFile file)
{
    /// <summary>The name of the format that the network says it comes from.</summary>
    internal string Format { get; init; } = "TensorFlow";

    /// <summary>What has written the file.</summary>
    internal string? Producer { get; init; }

    /// <summary>The tensors that go in and come out, where the file says them.</summary>
    internal SignatureDef? Signature { get; init; }

    /// <summary>Which variables are trained; null where the file does not say it.</summary>
    internal TrainedVariables? Variables { get; init; }

    /// <summary>What is wrong with the file beside its graph.</summary>
    internal IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The network.</summary>
    /// <exception cref="ModelFileException">The graph reads what it does not have.</exception>
    internal Network Read(ReadOptions options, CancellationToken cancellation)
    {
        if (graph.Node.Count == 0)
            throw file.Damaged("its graph has no nodes");
        var nodes = new TensorFlowGraph(graph, file);
        IReadOnlyList<NodeReference> outputs = Signature is { Outputs.Count: > 0 }
            ?
            [
                .. Signature
                    .Outputs.OrderBy(output => output.Key, StringComparer.Ordinal)
                    .Select(output => nodes.Find(output.Value.Name)),
            ]
            : nodes.Ends();
        var order = nodes.Order(outputs);
        var inputs = new GraphInputs(order, Signature, options.InputShape);
        var builder = new GraphBuilder(LayoutOf(order), inputs.Batch, cancellation);
        foreach (string warning in Warnings.Concat(inputs.Warnings))
            builder.Warn(warning);
        if (nodes.HasLoops)
            builder.Warn("it computes in loops, of which each operator is counted once");

        Hold(nodes, order);
        var readers = ReadersOf(nodes, order, outputs);
        var tensors = new Dictionary<(FunctionScope, NodeDef), IReadOnlyList<GraphTensor>>();
        foreach (var node in order)
            tensors[(node.Scope, node.Node)] = TensorsOf(node, nodes, inputs, builder, readers, tensors);
        foreach (string contradiction in constants.Contradictions.Texts)
            builder.Warn(contradiction);
        var network = builder.Build(
            outputs.Select(output => At(tensors[(output.Scope, output.Node)], output.Output)).OfType<GraphTensor>(),
            file,
            Format,
            Producer
        );
        return constants.Contradictions.Mark(Variables?.Mark(network) ?? network);
    }

    // Whole numbers are sizes and places.
    private void Hold(TensorFlowGraph nodes, IReadOnlyList<NodeReference> order)
    {
        var tensors = order
            .Concat(
                order.SelectMany(node =>
                    nodes.ConstantsOfBranches(node.Node).Select(inner => new NodeReference(node.Scope, inner, 0))
                )
            )
            .Select(constants.Find)
            .OfType<GraphTensor>()
            .Concat(constants.Listed);
        file.Weights.Keep();
        var byNames = ParameterProof.ByNamesOfFrameworks;
        var frozen = new HashSet<string>(
            order.Where(IsReadOfVariable).SelectMany(nodes.Reads).Select(read => read.Name),
            StringComparer.Ordinal
        );
        file.Weights.Proof = byNames with
        {
            Marks = Variables is { } known ? known.Has : null,
            Proves = (name, isSlot) =>
                Variables?.Has(name) == true || frozen.Contains(name) || byNames.Proves(name, isSlot),
        };
        foreach (
            var tensor in tensors.GroupBy(tensor => tensor.Name, StringComparer.Ordinal).Select(same => same.First())
        )
        {
            if (tensor.Count is null)
                continue;
            if (tensor.Content is { } numbers)
                file.Weights.Show(tensor.Name, numbers);
            long[] sizes = [.. tensor.Sizes!.Select(size => size!.Value)];
            if (tensor.Type is null or Layers.DataType.Int32 or Layers.DataType.Int64)
                file.Weights.Allow(tensor.Name, sizes);
            else
                file.Weights.Hold(tensor.Name, sizes);
        }
    }

    private static bool IsReadOfVariable(NodeReference node) =>
        node.Node is { Op: "Identity", Input: [var read] } && TrainedVariables.IsReadBy(node.Node.Name, read);

    private IReadOnlyList<GraphTensor> TensorsOf(
        NodeReference node,
        TensorFlowGraph nodes,
        GraphInputs inputs,
        GraphBuilder builder,
        Dictionary<NodeReference, int> readers,
        Dictionary<(FunctionScope, NodeDef), IReadOnlyList<GraphTensor>> tensors
    )
    {
        if (inputs.IsInput(node))
            return
            [
                builder.AddInput(node.Name, inputs.Sizes(node), readers.TryGetValue(node, out int count) ? count : 0),
            ];
        if (constants.Find(node) is { } constant)
            return [constant];

        GraphTensor?[] read =
        [
            .. nodes
                .Reads(node)
                .Select(input =>
                    tensors.TryGetValue((input.Scope, input.Node), out var found) ? At(found, input.Output) : null
                ),
        ];
        var branches = nodes
            .ConstantsOfBranches(node.Node)
            .Select(inner => constants.Find(new NodeReference(node.Scope, inner, 0)));
        return builder.Add(
            new OperatorCall(
                node.Name,
                node.Node.Op,
                [.. read, .. branches],
                NodeAttributes.Of(node.Node),
                OutputsOf(node, readers)
            )
        );
    }

    private static IReadOnlyList<OperatorOutput> OutputsOf(NodeReference node, Dictionary<NodeReference, int> readers)
    {
        var outputs = new List<OperatorOutput>();
        int last = 0;
        for (int i = 0; i <= last || readers.ContainsKey(node with { Output = i }); i++)
        {
            readers.TryGetValue(node with { Output = i }, out int count);
            outputs.Add(
                new OperatorOutput(i == 0 ? node.Name : FormattableString.Invariant($"{node.Name}:{i}"), count)
            );
            last = readers.TryGetValue(node with { Output = -1 }, out int highest) ? Math.Min(highest, 4096) : 0;
        }

        return outputs;
    }

    // How often each output is read; under -1, the number of the last one that is.
    private static Dictionary<NodeReference, int> ReadersOf(
        TensorFlowGraph nodes,
        IEnumerable<NodeReference> order,
        IEnumerable<NodeReference> outputs
    )
    {
        var readers = new Dictionary<NodeReference, int>();
        foreach (var read in order.SelectMany(nodes.Reads).Concat(outputs))
        {
            readers[read] = readers.TryGetValue(read, out int count) ? count + 1 : 1;
            var last = read with { Output = -1 };
            readers[last] = readers.TryGetValue(last, out int highest) ? Math.Max(highest, read.Output) : read.Output;
        }

        return readers;
    }

    // What a rule has made one tensor of may be several in TensorFlow, such as the statistics of a batch.
    private static GraphTensor? At(IReadOnlyList<GraphTensor> tensors, int output) =>
        tensors.Count == 0 ? null : tensors[Math.Min(output, tensors.Count - 1)];

    private static ShapeLayout LayoutOf(IEnumerable<NodeReference> order) =>
        order.Any(node =>
            node.Node.Attr.TryGetValue("data_format", out var format)
            && format.S.ToStringUtf8().StartsWith("NC", StringComparison.Ordinal)
            && node.Node.Op != "BiasAdd"
        )
            ? ShapeLayout.ChannelsFirst
            : ShapeLayout.ChannelsLast;
}
