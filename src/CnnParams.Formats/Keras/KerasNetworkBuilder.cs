using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras;

/// <summary>
/// Builds a network of the layers of a Keras model. Models within models are taken apart: their layers are rows of
/// their own, called <c>outer/inner</c>. A layer that is called n times is n rows, whose weights are the first one's.
/// </summary>
internal sealed class KerasNetworkBuilder
{
    // Calls of models within models multiply: a short text could ask for any number of rows.
    private const int MostRows = 1_000_000;

    // Models without layers of their own that call two others each make no row at all.
    private const int MostModels = 20_000;

    // What a call in a source is asked of: no file, and never opened.
    private static readonly ModelFile NoFile = new("code");

    private readonly ModelFile _file;
    private readonly CancellationToken _cancellation;
    private readonly KerasModel _model;
    private readonly KerasWeightTable _table;
    private readonly KerasLayerFactory _factory;
    private readonly KerasInputs _inputs;
    private readonly ShapeLayout _layout;
    private readonly List<Layer> _layers = [];
    private readonly Dictionary<string, int> _calls = new(StringComparer.Ordinal);
    private readonly ReadingWarnings _warnings = new();
    private string? _problem;
    private int _models;

    internal KerasNetworkBuilder(
        KerasModel model,
        KerasWeightTable weights,
        bool isTensorFlowJs,
        ModelFile file,
        ReadOptions options,
        CancellationToken cancellation
    )
    {
        _model = model;
        _table = weights;
        _file = file;
        _cancellation = cancellation;
        _layout = KerasLayout.Of(model);
        _factory = new KerasLayerFactory(weights, isTensorFlowJs, _layout, Warn);
        _inputs = new KerasInputs(options.InputShape, Math.Max(model.Inputs.Count, 1), _layout, Warn);
    }

    /// <summary>
    /// The output of one call of a layer, and what is wrong with it; a source asks for it while it builds its model.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="arguments">What it is passed.</param>
    /// <param name="layout">Where images have their channels.</param>
    internal static (IReadOnlyList<TensorShape> Shapes, string? Problem) Probe(
        KerasLayer layer,
        IReadOnlyList<KerasArgument> arguments,
        ShapeLayout layout
    )
    {
        var builder = new KerasNetworkBuilder(layout);
        var outputs = builder.Call(layer, null, KerasScope.Top, arguments);
        return (
            [.. outputs.Select(output => output.Shape)],
            builder._problem ?? (builder._warnings.All is [var first, ..] ? first : null)
        );
    }

    private KerasNetworkBuilder(ShapeLayout layout)
    {
        _model = null!;
        _table = KerasWeightTable.Empty;
        _file = NoFile;
        _layout = layout;
        _factory = new KerasLayerFactory(_table, isTensorFlowJs: false, layout, Warn);
        _inputs = new KerasInputs(null, 1, layout, Warn);
    }

    /// <summary>The network.</summary>
    /// <exception cref="ModelFileException">The model reads what it does not have.</exception>
    internal Network Build(string format, string? producer, IEnumerable<string> warnings)
    {
        var outputs = Expand(_model, KerasScope.Top, null);
        if (_table.Unclaimed.Any())
            Warn($"the file lists weights that no layer has: {Shown(_table.Unclaimed)}");
        return new Network(_layers)
        {
            Name = _model.Name,
            Layout = _layout,
            Outputs = [.. outputs.Select(LayerOf).Distinct()],
            Path = _file.Path,
            Format = format,
            Producer = producer,
            Warnings = [.. warnings, .. _warnings.All],
        };
    }

    private static string Shown(IEnumerable<KerasWeight> weights)
    {
        const int most = 5;
        var all = weights.ToArray();
        return string.Join(", ", all.Take(most))
            + (all.Length > most ? FormattableString.Invariant($" and {all.Length - most} others") : "");
    }

    private string LayerOf(KerasArgument output)
    {
        int colon = output.Tensor.LastIndexOf(':');
        return colon > 0 && !_calls.ContainsKey(output.Tensor) ? output.Tensor.Substring(0, colon) : output.Tensor;
    }

    private IReadOnlyList<KerasArgument> Expand(
        KerasModel model,
        KerasScope scope,
        IReadOnlyList<KerasArgument>? arguments
    )
    {
        _cancellation.ThrowIfCancellationRequested();
        if (++_models > MostModels)
            throw _file.Unsupported($"its models within models are called more than {MostModels} times");
        return model.IsChain ? ExpandChain(model, scope, arguments) : ExpandGraph(model, scope, arguments);
    }

    private IReadOnlyList<KerasArgument> ExpandChain(
        KerasModel model,
        KerasScope scope,
        IReadOnlyList<KerasArgument>? arguments
    )
    {
        // Only its names are asked for; two layers of one name are an error here too.
        _ = new KerasSchedule(model, _file);
        IReadOnlyList<KerasArgument> flowing = arguments ?? [];
        foreach (var layer in model.Layers)
        {
            bool isInput = IsInput(layer);
            if (flowing.Count == 0)
                flowing =
                [
                    AddInput(
                        isInput ? layer.Name : layer.Name + "_input",
                        isInput ? layer.BuildShape : FirstShape(model)
                    ),
                ];
            if (!isInput)
                flowing = Call(layer, null, scope, flowing);
        }

        return flowing;
    }

    private IReadOnlyList<KerasArgument> ExpandGraph(
        KerasModel model,
        KerasScope scope,
        IReadOnlyList<KerasArgument>? arguments
    )
    {
        var schedule = new KerasSchedule(model, _file);
        var produced = new Dictionary<(string, int), IReadOnlyList<KerasArgument>>();
        var ends = model
            .Inputs.Select(input => input.Layer)
            .Concat(model.Layers.Where(IsInput).Select(layer => layer.Name))
            .Distinct()
            .ToArray();
        for (int i = 0; i < ends.Length; i++)
        {
            var layer =
                schedule.Find(ends[i])
                ?? throw _file.Damaged($"the model '{model.Name}' begins with '{ends[i]}', but no layer has that name");
            produced[(ends[i], 0)] =
            [
                arguments is null ? AddInput(ends[i], layer.BuildShape) : Passed(model, ends[i], i, arguments),
            ];
        }

        foreach (var (layer, number) in schedule.Calls())
        {
            if (produced.ContainsKey((layer.Name, number)))
                continue;
            var call = layer.Calls[number];
            produced[(layer.Name, number)] = Call(
                layer,
                call,
                scope,
                [.. call.Reads.Select(read => Find(read) with { Name = read.Argument })]
            );
        }

        return [.. model.Outputs.Select(Find)];

        KerasArgument Find(KerasTensor tensor)
        {
            if (!produced.TryGetValue(schedule.Target(tensor), out var outputs) || outputs.Count == 0)
                throw _file.Damaged(
                    $"in the model '{model.Name}' something reads '{tensor.Layer}', which is never called, or gives "
                        + "nothing"
                );
            // What a rule has mapped to one tensor may be several in Keras, such as the states of a recurrent layer.
            return outputs[tensor.Output < outputs.Count ? tensor.Output : outputs.Count - 1];
        }
    }

    private KerasArgument Passed(KerasModel model, string input, int place, IReadOnlyList<KerasArgument> arguments) =>
        arguments.FirstOrDefault(argument => argument.Name == input)
        ?? (
            place < arguments.Count
                ? arguments[place]
                : throw _file.Damaged($"the model '{model.Name}' is called with {arguments.Count} inputs, but has more")
        );

    private IReadOnlyList<KerasArgument> Call(
        KerasLayer layer,
        KerasLayerCall? written,
        KerasScope scope,
        IReadOnlyList<KerasArgument> arguments
    )
    {
        if (KerasModel.Of(layer.Json) is { } nested)
            return Expand(nested, scope.Within(layer.Name, layer.IsTrainable), arguments);
        if (
            layer.ClassName == "TimeDistributed"
            && layer.Config["layer"] is { } wrapped
            && KerasModel.Of(wrapped) is { } perStep
        )
            return Expand(
                perStep,
                scope.Within(layer.Name, layer.IsTrainable && perStep.IsTrainable, isPerStep: true),
                arguments
            );

        if (layer.ClassName.Trim().Length == 0)
            throw _file.Damaged($"the layer '{layer.Name}' has no class_name, with which Keras says what a layer is");
        var flowing = arguments;
        var drafts = _factory.Drafts(layer, written, scope, arguments);
        for (int i = 0; i < drafts.Count; i++)
        {
            var reads =
                i == 0 && drafts[0].Reads is { } chosen
                    ? chosen
                        .Select(read =>
                            arguments.First(argument => argument.Tensor == read.Tensor && argument.Name == read.Name)
                        )
                        .ToArray()
                    : flowing;
            flowing = AddCall(drafts[i], layer, scope, reads);
        }

        return flowing;
    }

    private IReadOnlyList<KerasArgument> AddCall(
        KerasDraft draft,
        KerasLayer layer,
        KerasScope scope,
        IReadOnlyList<KerasArgument> reads
    )
    {
        string first = string.Join("/", scope.PathOf(layer.Name)) + draft.Suffix;
        _calls.TryGetValue(first, out int earlier);
        _calls[first] = earlier + 1;
        string name = earlier == 0 ? first : FormattableString.Invariant($"{first}#{earlier + 1}");
        var made = _factory.Make(draft, layer, scope, name, reads, earlier == 0 ? null : first);
        Add(made);
        return
        [
            .. OutputsOf(made, reads)
                .Select(
                    (shape, i) =>
                        new KerasArgument(i == 0 ? name : FormattableString.Invariant($"{name}:{i}"), shape, null)
                ),
        ];
    }

    private KerasArgument AddInput(string name, TensorShape? written)
    {
        var input = _inputs.Create(name, written);
        _calls[name] = 1;
        Add(input);
        return new KerasArgument(name, OutputsOf(input, [])[0], null);
    }

    private void Add(Layer layer)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (_layers.Count == MostRows)
            throw _file.Unsupported($"its models within models make more than {MostRows} layers");
        _layers.Add(layer);
    }

    private IReadOnlyList<TensorShape> OutputsOf(Layer layer, IReadOnlyList<KerasArgument> reads)
    {
        try
        {
            return layer.OutputShapes(
                layer.Seen(new LayerInputs([.. reads.Take(layer.GetArity().Most).Select(read => read.Shape)]), _layout)
            );
        }
        catch (Exception exception) when (RuleFailure.Is(exception) || exception is OverflowException)
        {
            // The measurement reports it, with the layer's name.
            _problem ??= exception.Message;
            return [TensorShape.Unknown.As(_layout)];
        }
    }

    private static bool IsInput(KerasLayer layer) => layer.ClassName == "InputLayer";

    // The shape may be written with the first layer, however deep it is nested, or with the model.
    private static TensorShape? FirstShape(KerasModel model)
    {
        if (model.BuildShape is { } built || model.Layers.Count == 0)
            return model.BuildShape;
        var first =
            model.Inputs.Count > 0
                ? model.Layers.FirstOrDefault(layer => layer.Name == model.Inputs[0].Layer) ?? model.Layers[0]
                : model.Layers[0];
        return first.BuildShape ?? (KerasModel.Of(first.Json) is { } nested ? FirstShape(nested) : null);
    }

    private void Warn(string warning) => _warnings.Add(warning);
}
