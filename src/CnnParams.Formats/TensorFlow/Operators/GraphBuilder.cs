using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.TensorFlow.Operators;

/// <summary>
/// Builds a network of the operators of a graph, one after the other in an order in which each can read what it needs.
/// </summary>
/// <param name="layout">Where images have their channels.</param>
/// <param name="batch">The number of samples that the graph computes at once.</param>
/// <param name="cancellation">Stops the building.</param>
internal sealed class GraphBuilder(ShapeLayout layout, long batch, CancellationToken cancellation)
{
    private readonly List<Layer> _layers = [];
    private readonly UniqueNames _names = new("#");
    private readonly Dictionary<string, Made> _made = new(StringComparer.Ordinal);
    private readonly ReadingWarnings _warnings = new();
    private readonly Dictionary<string, int> _unknown = new(StringComparer.Ordinal);

    /// <summary>Notes something about the file.</summary>
    internal void Warn(string warning) => _warnings.Add(warning);

    /// <summary>The layers so far.</summary>
    internal int Count => _layers.Count;

    /// <summary>Says the type of what the layers from one on write, where it is not the usual one.</summary>
    internal void StoreAs(int from, DataType? type)
    {
        for (int i = from; i < _layers.Count && type is not (null or DataType.Float32); i++)
            _layers[i] = _layers[i].With(place => place with { DataType = type });
    }

    /// <summary>Notes what contradicts the layers from one on.</summary>
    internal void Contradict(int from, string what)
    {
        Warn(what);
        for (int i = from; i < _layers.Count; i++)
            _layers[i] = _layers[i].Contradicted(what);
    }

    /// <summary>Adds an input.</summary>
    internal GraphTensor AddInput(string name, IReadOnlyList<long?>? sizes, int readers)
    {
        var shape = sizes is null
            ? TensorShape.Unknown
            : GraphWeights.Shape(OperatorCall.Sample(sizes, batch, GraphBatch.First)!);
        var input = new Input
        {
            Name = _names.Take(name),
            Shape = shape,
            Layout = shape.Rank > 1 ? layout : ShapeLayout.ChannelsLast,
        };
        _layers.Add(input);
        return new GraphTensor(name, sizes) { Source = input.Name, Readers = readers };
    }

    /// <summary>Adds an operator, and tells what is known of its outputs.</summary>
    /// <exception cref="OverflowException">A size is larger than 2^63-1.</exception>
    internal IReadOnlyList<GraphTensor> Add(OperatorCall written)
    {
        cancellation.ThrowIfCancellationRequested();
        var call = written with
        {
            Batch = batch,
            Warn = reason => Warn($"{written.Name} ({written.Operator}): {reason}"),
        };
        if (ShapeArithmetic.Fold(call) is { } numbers)
            return numbers;
        if (TensorFlowRules.Find(call.Operator) is not { } rule)
        {
            _unknown[call.Operator] = _unknown.TryGetValue(call.Operator, out int times) ? times + 1 : 1;
            return AddOpaque(call, null, isKnown: false);
        }

        try
        {
            if (call.Computed.Count == 0 && call.Inputs.Count > 0)
                return [Folded(call, rule(call))];
            if (BiasOfBefore(call) is { } biased)
                return [biased];
            return rule(call) switch
            {
                KnownTensors known => known.Tensors,
                MovedTensors moved => AddOpaque(call, moved.Sizes, isKnown: true),
                LayerChain chain => AddChain(call, [.. chain.Layers, .. call.After]),
                _ => [],
            };
        }
        catch (Exception exception) when (exception is UnknownOperatorException || RuleFailure.Is(exception))
        {
            call.Warn(
                $"{(exception is UnknownOperatorException ? exception.Message : RuleFailure.Describe(exception))}; its "
                    + "weights are counted, and its arithmetic is not known"
            );
            return AddOpaque(call, null, isKnown: false);
        }
    }

    /// <summary>The network.</summary>
    /// <param name="outputs">Its output tensors.</param>
    /// <param name="file">The file, for its name and path.</param>
    /// <param name="format">The name of the format.</param>
    /// <param name="producer">What has written the file.</param>
    internal Network Build(IEnumerable<GraphTensor> outputs, ModelFile file, string format, string? producer)
    {
        foreach (var pair in _unknown)
            Warn(
                $"{pair.Key} is not an operator that is known; {Times(pair.Value)}, its weights are counted, and its "
                    + "arithmetic is not known"
            );
        return new(_layers)
        {
            Name = file.Name,
            Layout = layout,
            Outputs = [.. outputs.Select(output => output.Source).OfType<string>().Select(LayerOf).Distinct()],
            Path = file.Path,
            Format = format,
            Producer = producer,
            Warnings = [.. _warnings.All],
        };
    }

    private static string Times(int count) =>
        count == 1 ? "it is there once" : FormattableString.Invariant($"it is there {count} times");

    private string LayerOf(string source)
    {
        int colon = source.LastIndexOf(':');
        return colon > 0 && !_names.Has(source) ? source.Substring(0, colon) : source;
    }

    // An operator on what is written in the file makes a constant of constants; no layer.
    private static GraphTensor Folded(OperatorCall call, OperatorResult result)
    {
        string name = call.Outputs.Count > 0 ? call.Outputs[0].Name : call.Name;
        if (result is KnownTensors { Tensors: [var known] })
            return known;
        var sizes = result switch
        {
            MovedTensors { Sizes.Count: > 0 } moved => moved.Sizes[0],
            LayerChain { Layers: [{ IsOpaque: true } opaque] } => opaque.Sizes,
            LayerChain { Layers: [var draft] } when draft.Weights.Count == 0 => SizesOf(draft, call),
            _ => null,
        };
        return new GraphTensor(name, sizes)
        {
            Type = call.Inputs.OfType<GraphTensor>().FirstOrDefault()?.Type,
            Origins = [.. call.Inputs.OfType<GraphTensor>().SelectMany(input => input.Origins).Distinct()],
        };
    }

    private static IReadOnlyList<long?>? SizesOf(GraphLayer draft, OperatorCall call)
    {
        var inputs = new LayerInputs([
            .. call
                .Inputs.OfType<GraphTensor>()
                .Select(input => input.Sizes is { } sizes ? GraphWeights.Shape(sizes) : TensorShape.Unknown),
        ]);
        return draft.Layer.OutputShapes(inputs)[0] is { HasRank: true } shape ? shape.Sizes : null;
    }

    // A sum with a constant right after filters or units, which nothing else reads, is their bias.
    private GraphTensor? BiasOfBefore(OperatorCall call)
    {
        if (
            call.Operator is not ("BiasAdd" or "Add" or "AddV2")
            || call.Computed is not [{ Readers: 1 } before]
            || !_made.TryGetValue(before.Source!, out var made)
            || !made.Draft.CanTakeBias
        )
        {
            return null;
        }

        var bias = call.Inputs.OfType<GraphTensor>().FirstOrDefault(input => input.IsConstant);
        if (
            bias is not { Origins.Count: 1, Count: not null }
            || bias.Count != made.Draft.Outward
            || bias.Sizes!.Count(size => size != 1) > 1
        )
            return null;
        made.Draft.Bias(bias);
        if (!IsTied(made.Draft, made.Inputs))
            return null;
        var unbiased = _layers[made.Index];
        _layers[made.Index] = Placed(made.Draft.Layer, unbiased.Name, made.Reads).Noted(_ => unbiased.GetNotes());
        return before with { Name = call.Outputs[0].Name, Readers = call.Outputs[0].Readers };
    }

    private IReadOnlyList<GraphTensor> AddChain(OperatorCall call, IReadOnlyList<GraphLayer> chain)
    {
        IReadOnlyList<GraphTensor> flowing = call.Computed;
        for (int i = 0; i < chain.Count; i++)
        {
            var draft = chain[i];
            bool isLast = i == chain.Count - 1;
            flowing = draft.IsOpaque
                ? AddOperation(call, draft, draft.Reads ?? flowing)
                : AddLayer(call, draft, draft.Reads ?? flowing, isLast);
        }

        return flowing;
    }

    // These work along the last axes, or value by value, whatever is in front.
    private static readonly HashSet<Type> OfLastAxes =
    [
        typeof(Activation),
        typeof(Dense),
        typeof(Dropout),
        typeof(LayerNormalization),
        typeof(MatMul),
        typeof(Merge),
        typeof(Reshape),
    ];

    private IReadOnlyList<GraphTensor> AddLayer(
        OperatorCall call,
        GraphLayer draft,
        IReadOnlyList<GraphTensor> reads,
        bool isLast
    )
    {
        var dealt = reads.Count > 0 ? reads[0].InBatch?.After(draft) : null;
        string[] sources =
        [
            .. reads.Select(read => read.Source ?? throw new UnknownOperatorException("it reads constants alone")),
        ];
        if (
            reads.Any(read =>
                read.Batch != GraphBatch.First
                && !(read.Batch == GraphBatch.Joined && OfLastAxes.Contains(draft.Layer.GetType()))
            )
        )
            throw new UnknownOperatorException("the batch is not the first axis of what it reads alone");
        var inputs = new LayerInputs([.. reads.Select(read => Incoming(read, call))]);
        if (!IsTied(draft, inputs))
            throw new UnknownOperatorException(
                $"the tensors of the file are not those of a {draft.Layer.Type} that reads "
                    + $"{string.Join(", ", inputs.Shapes)}"
            );
        var shapes = draft.Layer.OutputShapes(inputs);
        string name = _names.Take(call.Name + draft.Suffix);
        int index = _layers.Count;
        _made[name] = new Made(index, draft, sources, inputs);
        _layers.Add(Placed(draft.Layer, name, sources));

        var outputs = new GraphTensor[shapes.Count];
        for (int i = 0; i < outputs.Length; i++)
        {
            var output = i < call.Outputs.Count ? call.Outputs[i] : null;
            var sizes = draft.Sizes ?? WithBatch(shapes[i], reads, call) ?? output?.Sizes;
            if (isLast && dealt is null && output?.Sizes is { } written && sizes is not null && !Fit(sizes, written))
            {
                string difference =
                    $"{name} ({call.Operator}): the file says that its output is {OperatorCall.Text(written)}, by its "
                    + $"rule it is {OperatorCall.Text(sizes)}";
                Warn(difference);
                _layers[index] = _layers[index].Contradicted(difference);
            }

            outputs[i] = new GraphTensor(output?.Name ?? name, sizes)
            {
                Source = i == 0 ? name : FormattableString.Invariant($"{name}:{i}"),
                Readers = isLast ? output?.Readers ?? 0 : 1,
                InBatch = dealt,
                Batch = call.PlaceOf(sizes),
            };
        }

        return outputs;
    }

    // Whether the tensors of the file are the weights of the layer, which then knows them.
    private static bool IsTied(GraphLayer draft, LayerInputs inputs)
    {
        var layer = draft.Layer;
        if (inputs.Count < layer.GetArity().Fewest || inputs.Count > layer.GetArity().Most)
            throw new UnknownOperatorException(
                $"it reads {inputs.Count} tensors that are computed, which a {layer.Type} does not"
            );
        if (GraphWeights.Of(layer.Weights(inputs), draft) is not { } stored)
            return false;
        draft.StoreIn(stored);
        return true;
    }

    private static Layer Placed(Layer layer, string name, IReadOnlyList<string> inputs) =>
        layer.With(place => place with { Name = name, Inputs = inputs });

    // Values that are moved, or what is not understood: one row, and one more for each further output that is read.
    private IReadOnlyList<GraphTensor> AddOpaque(
        OperatorCall call,
        IReadOnlyList<IReadOnlyList<long?>?>? sizes,
        bool isKnown
    )
    {
        var outputs = new List<GraphTensor>();
        for (int i = 0; i < Math.Max(call.Outputs.Count, 1); i++)
        {
            var output = i < call.Outputs.Count ? call.Outputs[i] : null;
            var outgoing = sizes is not null && i < sizes.Count ? sizes[i] ?? output?.Sizes : output?.Sizes;
            if (i > 0 && output!.Readers == 0)
            {
                outputs.Add(outputs[0] with { Name = output.Name, Sizes = outgoing, Readers = 0 });
                continue;
            }

            var operation = GraphLayer.Operation(
                call.Operator,
                isKnown || i > 0 ? WorkKind.DataMovement : WorkKind.Unknown,
                outgoing,
                i == 0 ? "" : FormattableString.Invariant($"/output_{i}")
            );
            outputs.AddRange(AddOperation(call, operation, i == 0 ? call.Computed : [outputs[0]], i));
        }

        return outputs;
    }

    private IReadOnlyList<GraphTensor> AddOperation(
        OperatorCall call,
        GraphLayer draft,
        IReadOnlyList<GraphTensor> reads,
        int output = 0
    )
    {
        if (reads.Any(read => read.InBatch is not null))
        {
            call.Warn("what it reads is dealt out over the batch; its arithmetic is not known");
            draft = GraphLayer.Operation(call.Operator, suffix: draft.Suffix);
        }

        var known = (Operation)draft.Layer;
        var place = call.PlaceOf(draft.Sizes);
        var listed =
            output == 0
                ? GraphWeights.Listed(
                    call.Inputs.OfType<GraphTensor>().Where(input => input.IsConstant),
                    hasBias: call.Operator == "SVDF" || (known.Kind == WorkKind.Unknown && HasBias(call))
                )
                : [];
        var layer = new Operation
        {
            OperatorType = known.OperatorType,
            Kind = known.Kind,
            Tensors = [.. listed.Select(tensor => tensor.Spec)],
            WeightsKnown = !listed.Any(tensor => tensor.Tensor.IsCompiled),
            OutputShape =
                draft.Sizes is { } sizes && OperatorCall.Sample(sizes, batch, place) is { } sample
                    ? GraphWeights.Shape(sample)
                    : null,
            Stored =
                listed.Count == 0
                    ? null
                    : listed.ToDictionary(
                        tensor => tensor.Spec.Name,
                        tensor => new StoredTensor(tensor.Tensor.Name, tensor.Tensor.Type)
                    ),
        };
        string name = _names.Take(call.Name + draft.Suffix);
        _layers.Add(Placed(layer, name, [.. reads.Select(read => read.Source).OfType<string>().Distinct()]));
        var written = output < call.Outputs.Count ? call.Outputs[output] : null;
        return
        [
            new GraphTensor(written?.Name ?? name, draft.Sizes)
            {
                Source = name,
                Readers = written?.Readers ?? 0,
                Batch = place,
            },
        ];
    }

    // Quantised weights, with as many whole numbers as one of their axes has.
    private static bool HasBias(OperatorCall call)
    {
        var constants = call.Inputs.OfType<GraphTensor>().Where(input => input.IsConstant).ToArray();
        return constants
            .Where(weight => weight is { Type: DataType.Int8, Rank: > 1 })
            .Any(weight =>
                Array.Exists(
                    constants,
                    bias =>
                        bias is { Type: DataType.Int32 or DataType.Int64, Rank: 1 }
                        && weight.Sizes!.Contains(bias.Count)
                )
            );
    }

    private TensorShape Incoming(GraphTensor tensor, OperatorCall call) =>
        (call.Sample(tensor) is { } sizes ? GraphWeights.Shape(sizes) : TensorShape.Unknown).As(layout);

    private IReadOnlyList<long?>? WithBatch(TensorShape shape, IReadOnlyList<GraphTensor> reads, OperatorCall call)
    {
        if (!shape.HasRank)
            return null;
        if (reads.Count > 0 && reads[0].Batch == GraphBatch.Joined)
            return [shape.Sizes[0] * batch, .. shape.Sizes.Skip(1)];
        // Layers take what has no known rank for samples.
        return reads.Count > 0 && (reads[0].Sizes is null || call.HasBatch(reads[0]))
            ? [reads[0].Sizes?[0], .. shape.Sizes]
            : shape.Sizes;
    }

    private bool Fit(IReadOnlyList<long?> ours, IReadOnlyList<long?> written)
    {
        var (left, right) = (
            OperatorCall.Sample(ours, batch, GraphBatch.First)!,
            OperatorCall.Sample(written, batch, GraphBatch.First)!
        );
        return left.Count == right.Count
            && left.Zip(right, (a, b) => a is null || b is null || a == b).All(equal => equal);
    }

    private sealed record Made(int Index, GraphLayer Draft, IReadOnlyList<string> Reads, LayerInputs Inputs);
}
