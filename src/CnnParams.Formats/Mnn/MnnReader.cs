using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Mnn;

/// <summary>
/// Reads networks of MNN, with weights in them, beside them or left out: the sizes follow from the settings, and are
/// compared with how many numbers there are.
/// </summary>
public sealed class MnnReader : IModelReader
{
    // What joins tensors takes constants among them, as the token of a class.
    private static readonly HashSet<string> Joining = new(StringComparer.Ordinal) { "Concat", "Pack" };

    // All other operators that are known read something.
    private static readonly HashSet<string> Sources = new(StringComparer.Ordinal)
    {
        "Input",
        "RandomUniform",
        "RandomNormal",
        "Extra",
        "Plugin",
    };

    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            "MNN",
            "MNN, with floats or quantised; weights beside it are checked",
            [".mnn"],
            HasGraph: true,
            HasShapes: true,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) => MnnNet.IsIn(file);

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        var net = new MnnNet(file);
        var graph = new TensorGraph(file, cancellation, layout: null);
        var values = new MnnValues(graph);
        var stores = new MnnStores(file, graph);
        file.Weights.HasOthers = true;
        file.Weights.Proof = ParameterProof.ByNamesOfFrameworks;
        foreach (var op in net.Ops())
        {
            cancellation.ThrowIfCancellationRequested();
            if (op.Type is "Const" or "TrainableParam")
                AddConstant(op, values, stores, graph);
            else if (!values.Takes(op))
                Add(op, values, net, graph, stores, options);
        }

        stores.HoldOthers();
        if (net.Subgraphs > 0)
            graph.Warn("it has functions of its own, of loops or branches, which are not followed");
        IReadOnlyList<string> outputs =
        [
            .. net
                .Outputs.Select(MnnValues.TensorOf)
                .Where(graph.Has)
                .Select(tensor => graph.Read(tensor, "outputs"))
                .Distinct(StringComparer.Ordinal),
        ];
        return graph.ToNetwork(Format.Name, ParameterView.File, net.Producer, outputs: outputs);
    }

    private static void AddConstant(MnnOp op, MnnValues values, MnnStores stores, TensorGraph graph)
    {
        var blob = op.SettingsOr("Blob");
        var constant = MnnConstant.Read(values.NameFor(op.Name), blob, out long[] place, out string? warning);
        if (warning is not null)
            graph.Contradict(op.Name, $"'{op.Name}' ({op.Type}): {warning}");
        if (constant.Source is { } source)
        {
            if (MnnConstant.NumbersOf(blob, source) is { } numbers)
                graph.File.Weights.Show(source.Name, numbers);
            if (source.IsWeight)
                graph.File.Weights.Hold(source.Name, [.. source.Sizes]);
            else
                graph.File.Weights.Allow(source.Name, [.. source.Sizes]);
        }

        stores.Check(op, place);
        values.AddConstant(op, constant);
        values.SetFormat(op, (MnnFormat)blob.Choice(1, "the order of the axes"));
    }

    private static void Add(
        MnnOp op,
        MnnValues values,
        MnnNet net,
        TensorGraph graph,
        MnnStores stores,
        ReadOptions options
    )
    {
        if (Joining.Contains(op.Type))
            AddWeights(op, values, graph);
        var one = new MnnOperator(op, values, net, graph, options) { Stores = stores };
        values.Forget(op.Outputs);
        values.SetFormat(op, one.IncomingFormat);
        if (op.Inputs.Length == 0 && !Sources.Contains(op.Type) && OperatorRules<MnnOperator>.Find(op.Type) is not null)
            throw one.Wrong("needs an input");
        OperatorRules<MnnOperator>.Apply(one);
    }

    // Weights that are joined with what is computed are a layer of their own.
    private static void AddWeights(MnnOp op, MnnValues values, TensorGraph graph)
    {
        foreach (int tensor in op.Inputs.Where(tensor => values.Find(tensor) is { Source: not null }).Distinct())
        {
            var constant = values.Find(tensor)!.Source!;
            var layout = MnnNet.LayoutOf(values.FormatOf(tensor));
            graph.Write(
                MnnValues.TensorOf(tensor),
                graph.Add(
                    constant.Name,
                    [],
                    new WeightTensors
                    {
                        Tensors = constant.IsWeight ? [MnnOperator.Spec(constant, WeightRole.Kernel)] : [],
                        Stored = new Dictionary<string, StoredTensor>(StringComparer.Ordinal)
                        {
                            [constant.Name] = new(constant.Name, constant.Type),
                        },
                        OutputShape = new TensorShape(constant.Sizes.Skip(1).Select(Dimension.Of), layout),
                    }
                )
            );
            values.Forget(tensor);
        }
    }
}
