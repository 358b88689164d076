using CnnParams.Formats.Folding;
using CnnParams.Formats.Onnx.Graph;
using CnnParams.Formats.Onnx.Inference;
using CnnParams.Formats.Onnx.Schema;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>
/// Makes the network of a model: goes over its nodes in order, and makes a layer of each that computes something of
/// data.
/// </summary>
internal sealed class OnnxNetworkBuilder
{
    private readonly ModelFile _file;
    private readonly OnnxModel _model;
    private readonly ReadOptions _options;
    private readonly LayerList _layers = new();
    private readonly ImportNotes _notes = new();
    private readonly Contradictions _contradictions = new();
    private readonly Symbols _symbols = new();
    private readonly WeightLedger _weights = new();
    private readonly LearnedTensors _learned;
    private readonly ComputedWeights _computed;
    private readonly MergedWeights _merged;
    private readonly LayerEmitter _emitter;
    private readonly GraphLoader _loader;
    private readonly GraphRunner _runner;
    private Network? _network;
    private bool _isReshaped;

    private readonly int? _batchAxis;

    private OnnxNetworkBuilder(
        ModelFile file,
        OnnxModel model,
        ReadOptions options,
        Assumption assumption,
        Action<string, Value>? observe,
        CancellationToken cancellation
    )
    {
        _batchAxis = assumption.BatchAxis;
        _file = file;
        _model = model;
        _options = options;
        var learned = _learned = new LearnedTensors(HasWeights(model.Graph), model.Producer);
        _computed = new ComputedWeights(file, learned, model.Graph);
        _merged = new MergedWeights(learned, _weights, model.Graph);
        _emitter = new LayerEmitter(_layers, _notes, learned, _weights, assumption.KeepsLayout);
        _loader = new GraphLoader(file, _symbols, _contradictions, _computed, _weights);
        _runner = new GraphRunner(file, model, _loader, _merged, _emitter, _notes, observe, cancellation);
    }

    /// <summary>The network of a model.</summary>
    /// <param name="file">The file.</param>
    /// <param name="model">What it holds.</param>
    /// <param name="options">What to assume.</param>
    /// <param name="cancellation">Stops the building.</param>
    /// <param name="observe">Is told what is known of each value, by its name.</param>
    /// <exception cref="ModelFileException">The model holds what cannot be.</exception>
    internal static Network Build(
        ModelFile file,
        OnnxModel model,
        ReadOptions options,
        CancellationToken cancellation,
        Action<string, Value>? observe = null
    )
    {
        var likely = Built(file, model, options, new Assumption(null, KeepsLayout: false), observe, cancellation);
        if (likely._runner is { Mixes: null, WorksAlongSample: false })
            return likely.Taken();
        // A file does not mark which axis is the batch; here the likely one is not, or its samples are mixed.
        foreach (int axis in InputShapes.OtherAxes(DataInputs(model.Graph), model.Graph))
        {
            var other = Built(file, model, options, new Assumption(axis, KeepsLayout: false), observe, cancellation);
            if (
                other._runner is { Mixes: null, WorksAlongSample: false }
                && (likely._runner.Mixes is not null || other._runner.Batch.Value > 1)
            )
                return other.Taken();
        }

        return likely.Taken();
    }

    private static OnnxNetworkBuilder Built(
        ModelFile file,
        OnnxModel model,
        ReadOptions options,
        Assumption assumption,
        Action<string, Value>? observe,
        CancellationToken cancellation
    )
    {
        var builder = new OnnxNetworkBuilder(file, model, options, assumption, observe, cancellation);
        builder._network = builder.Build();
        // Layers turn to channels last after some transpositions, which tells more of what units see; where that
        // leads to images whose channels are taken for rows, all stay as ONNX has them.
        return builder._emitter.NeedsKeptLayout && !assumption.KeepsLayout
            ? Built(file, model, options, assumption with { KeepsLayout = true }, observe, cancellation)
            : builder;
    }

    private Network Taken()
    {
        _file.Weights.Take(_weights);
        return _network!;
    }

    // What a file does not say, and the reading of it shows to be right or wrong.
    private sealed record Assumption(int? BatchAxis, bool KeepsLayout);

    private Network Build()
    {
        var graph = _model.Graph;
        var scope = GraphScope.Main(_model);
        var inputs = DataInputs(graph);
        // Inputs first: they give the batch its name, which shapes that the file states have too.
        var values = Shapes(inputs);
        _loader.Load(graph, scope);
        if (_isReshaped)
            scope.Stated.Clear();
        for (int i = 0; i < inputs.Length; i++)
            scope.Set(inputs[i].Name, Input(inputs[i].Name, values[i]));

        _runner.Run(graph.Nodes, scope);
        if (_runner.Mixes is { } mixes)
            _notes.Add(
                $"{mixes} computes something of several samples of the batch together, or it cannot be shown that it "
                    + "does not: sizes after it are not known for one sample"
            );
        foreach (string contradiction in _contradictions.Texts)
            _notes.Add(contradiction);
        MarkLostSample(graph, scope);
        _weights.Proof = new ParameterProof(_learned.Proves);
        return new Network([
            .. _contradictions.Mark(_layers.Layers).Select(layer => _merged.Marked(_computed.Marked(layer))),
        ])
        {
            // Each layer has been asked for its shape where what it reads has its channels.
            Layout = null,
            Name = _file.Name,
            View = ParameterView.File,
            Outputs = Outputs(graph, scope),
            Path = _file.Path,
            Format = OnnxReader.FormatName,
            Producer = _model.Producer.Length > 0 ? _model.Producer : null,
            Warnings = _notes.Warnings(),
        };
    }

    // Older files list the weights among the inputs too.
    private static ValueInfo[] DataInputs(Schema.Graph graph)
    {
        var stored = new HashSet<string>(
            graph
                .Initializers.Select(tensor => tensor.Name)
                .Concat(graph.SparseInitializers.Select(tensor => tensor.Values?.Name ?? ""))
        );
        return [.. graph.Inputs.Where(input => !stored.Contains(input.Name))];
    }

    // The factors of a resizing are real numbers, too, and no weights.
    private static bool HasWeights(Schema.Graph graph)
    {
        var factors = new HashSet<string>(
            graph.Nodes.Where(node => node.Operator is "Resize" or "Upsample").SelectMany(node => node.Inputs.Skip(1)),
            StringComparer.Ordinal
        );
        return graph.Initializers.Any(tensor =>
            ((ElementType)tensor.DataType).IsReal()
            && tensor.Dims.Any(size => size > 1)
            && !factors.Contains(tensor.Name)
        );
    }

    private Value[] Shapes(IReadOnlyList<ValueInfo> inputs)
    {
        var shapes = new InputShapes(inputs, _model.Graph, _symbols, _batchAxis);
        _runner.Batch = shapes.Batch;
        if (shapes.Batch.Value == 1)
            _runner.OnlySample = (shapes.Batch, shapes.HasBatch ? 3 : 4);
        if (_options.InputShape is not { } wanted)
            return [.. inputs.Select(shapes.Value)];

        if (Fill(inputs, shapes, wanted) is { } values)
            return values;
        // Whoever thinks of images as (height,width,channels) means the same image.
        if (wanted.Rank > 1 && Fill(inputs, shapes, ChannelsFirst(wanted)) is { } turned)
        {
            _notes.Add(
                $"the shape {wanted} that was asked for is taken as {ChannelsFirst(wanted)}: this model has its "
                    + "channels first"
            );
            return turned;
        }

        string stated = string.Join(
            ", ",
            inputs.Select(input => $"'{input.Name}' {SampleShapes.Of(shapes.Value(input).Shape)}")
        );
        if (inputs.Count != 1)
        {
            _notes.Add($"the shape {wanted} that was asked for fits none of the inputs: {stated}");
            return [.. inputs.Select(shapes.Value)];
        }

        _notes.Add($"the file says {stated}; the shape {wanted} that was asked for is taken instead");
        _isReshaped = true;
        return [shapes.Replaced(inputs[0], wanted)];
    }

    // The first input that the shape fits; names that it gives a size are filled in for the others.
    private static Value[]? Fill(IReadOnlyList<ValueInfo> inputs, InputShapes shapes, TensorShape wanted)
    {
        for (int i = 0; i < inputs.Count; i++)
        {
            if (shapes.Filled(inputs[i], wanted) is { } filled)
                return [.. inputs.Select((input, other) => other == i ? filled : shapes.Value(input))];
        }

        return null;
    }

    private static TensorShape ChannelsFirst(TensorShape shape) =>
        new([shape.Dimensions[shape.Rank - 1], .. shape.Dimensions.Take(shape.Rank - 1)], ShapeLayout.ChannelsFirst);

    private Value Input(string name, Value value)
    {
        var shape = SampleShapes.Of(value.Shape);
        string layer = _layers.FreeName(name.Length > 0 ? name : "input");
        _layers.Add(
            new Input
            {
                Name = layer,
                Shape = shape,
                Layout = ShapeLayout.ChannelsFirst,
            },
            [shape]
        );
        if (!shape.IsKnown)
            _notes.Add($"input '{name}' is {shape}: the file leaves that open; -InputShape fills it in");
        return value.ComputedBy(layer);
    }

    private void MarkLostSample(Schema.Graph graph, GraphScope scope)
    {
        if (_runner.Batch.Value != 1)
            return;
        _emitter.Assume(
            graph
                .Outputs.Select(output => scope.Find(output.Name))
                .OfType<Value>()
                .Where(value => BatchProof.IsLost(value.Shape)),
            "the file fixes one sample, and which of its axes of one position is that is not proven"
        );
    }

    private IReadOnlyList<string> Outputs(Schema.Graph graph, GraphScope scope) =>
        [
            .. graph
                .Outputs.Select(output => scope.Find(output.Name)?.Layer)
                .Where(layer => layer is not null)
                .Select(layer => _layers.Of(layer!).Name)
                .Distinct(StringComparer.Ordinal),
        ];
}
