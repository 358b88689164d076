using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Paddle;

/// <summary>
/// Reads programs of PaddlePaddle, .pdmodel and since 3.0 .json: sizes and types of all variables are in them. The
/// weights are in a .pdiparams file; where that lies beside, it is checked that it holds them.
/// </summary>
public sealed class PaddleReader : IModelReader
{
    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            "PaddlePaddle",
            "PaddlePaddle .pdmodel, and .json of version 3; the tensors of a .pdiparams file beside it are checked",
            [".pdmodel", ".json"],
            HasGraph: true,
            HasShapes: true,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) =>
        PirProgram.IsAtStartOf(file)
        || (
            !file.IsFolder
            && (file.Extension == ".pdmodel" || Path.GetFileName(file.Path) == FirstName)
            && file.StartsWith([BlockTag])
        );

    // What the file was called before it had an extension; and what a program begins with, its first block.
    private const string FirstName = "__model__";

    private const byte BlockTag = 0x0A;

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        var program = PirProgram.IsAtStartOf(file)
            ? PirProgram.Read(file, cancellation)
            : ProtobufProgram.Read(file, options, cancellation);
        var values = new PaddleValues(program);
        var graph = new TensorGraph(file, cancellation);
        var batch = new PaddleBatch(values);
        AddInputs(program, graph, options);
        foreach (
            var node in program.Nodes.Where(node => node.Type is not ("feed" or "fetch") && !values.IsSettled(node))
        )
            Add(node, values, batch, graph);

        if (program.HasMoreBlocks)
            graph.Warn("its program has blocks within blocks, of loops or branches, which are not followed");
        file.Weights.Proof = ParameterProof.ByNamesOfFrameworks with
        {
            Marks = name => program.Variables.TryGetValue(name, out var variable) && variable.IsParameter == true,
            Proves = (name, isSlot) =>
                program.Variables.TryGetValue(name, out var variable) && variable.IsParameter is { } isParameter
                    ? isParameter
                    : ParameterProof.ByNamesOfFrameworks.Proves(name, isSlot),
        };
        foreach (var kept in program.Variables.Values.Where(variable => variable is { IsKept: true, HasCount: true }))
        {
            if (kept.Type?.DataType is Layers.DataType.Int32 or Layers.DataType.Int64)
                file.Weights.Allow(kept.Name, [.. kept.Sizes!]);
            else
                file.Weights.Hold(kept.Name, [.. kept.Sizes!]);
        }

        PaddleParameters.Check(file, program, graph);
        return graph.ToNetwork(Format.Name, ParameterView.Keras, "PaddlePaddle");
    }

    private static void Add(PaddleNode node, PaddleValues values, PaddleBatch batch, TensorGraph graph)
    {
        var one = new PaddleOperator(node, values, batch, graph);
        batch.Keep(node);
        OperatorRules<PaddleOperator>.Apply(one);
    }

    // The shape that is given is that of the first input with as many axes.
    private static void AddInputs(PaddleProgram program, TensorGraph graph, ReadOptions options)
    {
        var given = options.InputShape;
        foreach (var feed in program.Nodes.Where(node => node.Type == "feed"))
        {
            foreach (string name in feed.Writes)
            {
                var shape = program.Variables.TryGetValue(name, out var variable)
                    ? variable.Sample()
                    : TensorShape.Unknown;
                if (given is not null && given.Rank == shape.Rank)
                    (shape, given) = (given, null);
                graph.AddInput(name, shape, feed.Writes.Count == 1 ? feed.Name : name);
            }
        }
    }
}
