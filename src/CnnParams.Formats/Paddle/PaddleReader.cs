using CnnParams.Formats.GraphFiles;
using CnnParams.Formats.Paddle.Schema;
using CnnParams.Formats.Protobuf;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Paddle;

/// <summary>Reads programs of PaddlePaddle, .pdmodel: sizes and types of all variables are in them, the weights are not.</summary>
public sealed class PaddleReader : IModelReader
{
    /// <inheritdoc/>
    public ModelFormat Format { get; } = new(
        "PaddlePaddle",
        "PaddlePaddle .pdmodel; the .pdiparams file beside it is not needed",
        [".pdmodel"],
        HasGraph: true,
        HasShapes: true,
        HasWeights: true);

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) => false;

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        var program = PayloadPruner.Read(file, Program.Parser, [], options, cancellation);
        if (program.Blocks.Count == 0 || program.Blocks[0].Operators.Count == 0)
            throw file.Damaged("its program has no block with operators");

        var variables = new Dictionary<string, Variable>(StringComparer.Ordinal);
        foreach (var variable in program.Blocks.SelectMany(block => block.Variables))
            variables[variable.Name] = variable;
        var graph = new TensorGraph(file, cancellation);
        foreach (var proto in program.Blocks[0].Operators.Where(proto => proto.Type != "fetch"))
        {
            if (proto.Type == "feed")
                AddInputs(proto, variables, graph, options);
            else
                Add(new PaddleOperator(proto, variables, graph));
        }

        if (program.Blocks.Count > 1)
            graph.Warn("its program has blocks within blocks, of loops or branches, which are not followed");
        return graph.ToNetwork(Format.Name, ParameterView.Keras, "PaddlePaddle");
    }

    private static void Add(PaddleOperator one)
    {
        if (OperatorRules<PaddleOperator>.Find(one.Type) is { } rule)
        {
            rule(one);
        }
        else
        {
            one.Warn("it is not known: its cost is not, either");
            one.AddUnknown(one.Leaving, mayHaveWeights: false, one.Weights());
        }

        one.CheckShape();
        one.Finish();
    }

    private static void AddInputs(Operator feed, Dictionary<string, Variable> variables, TensorGraph graph, ReadOptions options)
    {
        foreach (string name in feed.Outputs.SelectMany(output => output.Variables))
        {
            var written = variables.TryGetValue(name, out var variable) ? PaddleOperator.Sample(variable) : TensorShape.Unknown;
            var shape = options.InputShape is { } given && graph.Layers.Count == 0 && given.Rank == written.Rank ? given : written;
            graph.Write(name, graph.Add(name, [], place => new Input { Name = place.Name, Shape = shape, Layout = ShapeLayout.ChannelsFirst }));
        }
    }
}
