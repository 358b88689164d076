using CnnParams.Formats.Folding;
using CnnParams.Formats.Onnx.Graph;
using CnnParams.Formats.Onnx.Inference;
using CnnParams.Formats.Onnx.Schema;
using CnnParams.Reading;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>
/// Goes over the nodes of graphs: infers the output of each, computes what follows from shapes alone, and has layers
/// made of the rest.
/// </summary>
internal sealed class GraphRunner(
    ModelFile file,
    OnnxModel model,
    GraphLoader loader,
    MergedWeights merged,
    LayerEmitter emitter,
    ImportNotes notes,
    Action<string, Value>? observe,
    CancellationToken cancellation
)
{
    /// <summary>Graphs and functions deeper in each other than any export has them.</summary>
    private const int MostDepth = 40;

    /// <summary>Functions that call others several times grow without bound.</summary>
    private const int MostNodes = 500_000;

    // Layers of which it is not known what they compute for one sample.
    private readonly HashSet<string> _mixed = new(StringComparer.Ordinal);
    private int _nodes;

    // How what the file states of the outputs of the operator at hand differs from what was inferred; null where it
    // does not.
    private string? _difference;

    /// <summary>
    /// The first operator that computes something of several samples together, where the file fixes how many there are;
    /// null where every sample is followed to the end.
    /// </summary>
    internal string? Mixes { get; private set; }

    /// <summary>
    /// Whether the file fixes one sample, and an operator works along the axis that is taken for it: it may be that of
    /// the only step of a sequence.
    /// </summary>
    internal bool WorksAlongSample { get; private set; }

    /// <summary>
    /// The batch of a model that is fixed to one sample, and the fewest axes of a value that has one. A detector that
    /// reads a picture without a batch puts an axis of 1 in front of it, others take the batch away and bring it back:
    /// such an axis is the batch again.
    /// </summary>
    internal (Size Batch, int FewestAxes)? OnlySample { get; set; }

    /// <summary>The samples of the network's inputs.</summary>
    internal Size Batch { get; set; } = Size.Unknown;

    /// <summary>Runs over nodes in order.</summary>
    /// <exception cref="ModelFileException">Graphs or functions are nested too deep, or call each other without
    /// end.</exception>
    internal void Run(IReadOnlyList<Node> nodes, GraphScope scope)
    {
        if (scope.Depth > MostDepth)
            throw file.Unsupported($"graphs and functions are nested more than {MostDepth} deep, in '{scope.Path}'");
        foreach (var node in NodeOrder.Of(nodes))
        {
            cancellation.ThrowIfCancellationRequested();
            if (++_nodes > MostNodes)
                throw file.Unsupported($"its functions expand to more than {MostNodes} operators");
            Run(node, scope);
        }
    }

    /// <summary>What is known of a value that a node reads; unknown where nothing has made it.</summary>
    internal Value Read(string name, GraphScope scope)
    {
        if (name.Length == 0)
            return Value.Unknown;
        if (scope.Find(name) is { } value)
            return value;
        notes.Add($"'{scope.Path}{name}' is read before anything computes it");
        return Value.Unknown;
    }

    private void Run(Node schema, GraphScope scope)
    {
        // Without an output nobody reads it.
        if (schema.Outputs.Count == 0)
            return;
        var node = new OnnxNode(schema, scope.Version(schema.Domain), scope.Caller);
        if (node.Operator == "Constant" && node.Domain.Length == 0)
        {
            var constant = loader.Constant(node, scope.TensorPath + node.Outputs[0]);
            scope.Set(node.Outputs[0], constant);
            observe?.Invoke(scope.Path + node.Outputs[0], constant);
            return;
        }

        var call = new OnnxCall(node, [.. node.Inputs.Select(name => Read(name, scope))])
        {
            Missing = node.Inputs.FirstOrDefault(name => name.Length > 0 && scope.Find(name) is null),
        };
        var outputs =
            model.Function(schema) is { } function ? Call(function, call, scope)
            : Subgraphs.Has(node) ? new Subgraphs(this, loader, emitter, notes).Run(call, scope)
            : OnnxSequences.Run(call, other => Plain(other, scope)) is { } value ? [value]
            : Plain(call, scope);
        for (int i = 0; i < Math.Min(outputs.Count, node.Outputs.Count); i++)
        {
            scope.Set(node.Outputs[i], outputs[i]);
            observe?.Invoke(scope.Path + node.Outputs[i], outputs[i]);
        }
    }

    private IReadOnlyList<Value> Plain(OnnxCall call, GraphScope scope)
    {
        var outputs = Stated(call, Infer(call, scope), scope);
        bool isGiven =
            call.Contradiction is null && call.Inputs.Where((_, i) => call.Has(i)).All(input => input.IsKnown);
        if (
            isGiven
            && (OperationRow.HasSettingsAlone(call.Operator) || outputs.All(output => output.Elements is not null))
        )
            emitter.NoteSettings(call, scope);
        if (isGiven && ConstantProducts.Is(call, outputs))
        {
            if (emitter.AsData(call, scope, Batch) is { } data)
            {
                // Whatever else reads it reads the same row.
                scope.Set(call.Node.Inputs[0], data);
                return Plain(new OnnxCall(call.Node, [data, .. call.Inputs.Skip(1)]), scope);
            }

            // How much of it is for one of several samples is not known.
            _ =
                Batch.Value > 1
                    ? emitter.EmitOperation(call, [.. outputs.Select(OfRank)], scope)
                    : emitter.Emit(call, outputs, scope);
        }

        if (isGiven)
            return
            [
                .. outputs.Select(
                    (output, i) =>
                        output.AsConstant(
                            Generated(call, output, i, scope) ?? merged.Own(call, scope) ?? SourceOf(call)
                        )
                ),
            ];
        WorksAlongSample |= Batch.Value == 1 && BatchProof.WorksAlongSample(call, outputs);
        if (ReadsMixed(call) || !BatchProof.Holds(call, outputs, scope.IsRead))
            return Mixed(call, outputs, scope);
        if (outputs.Count > 0 && outputs.All(output => output.Elements is not null))
            return outputs;
        if (IsAlias(call) && outputs.Count == 1)
        {
            // Whoever else reads the value must not find it changed.
            if (!scope.IsReadOnce(call.Node.Inputs[0]))
                scope.NoteReader(call.Node.Outputs[0]);
            return [outputs[0].ComputedBy(call.First.Layer)];
        }

        var emitted = emitter.Emit(
            call,
            [.. outputs.Select(output => AddsAxis(call) ? WithBatch(output) : output)],
            scope
        );
        if (_difference is { } difference)
            emitter.Contradict(emitted, difference);
        return emitted;
    }

    private bool ReadsMixed(OnnxCall call) =>
        call.Inputs.Any(input => input.Layer is { } layer && _mixed.Contains(layer));

    private IReadOnlyList<Value> Mixed(OnnxCall call, IReadOnlyList<Value> outputs, GraphScope scope)
    {
        Mixes ??= $"'{LayerEmitter.Name(call, scope)}' ({call.Operator})";
        // What is inferred for the whole batch stays right; the layer does not know it of one sample.
        var emitted = emitter.Emit(call, [.. outputs.Select(OfRank)], scope);
        emitter.Assume(emitted, "it reads several samples of the batch together, or may");
        if (call.Contradiction is { } contradiction)
            emitter.Contradict(emitted, contradiction);
        _mixed.UnionWith(emitted.Where(output => output.Layer is not null).Select(output => output.Layer!));
        return [.. outputs.Zip(emitted, (output, row) => output.ComputedBy(row.Layer))];
    }

    private static Value OfRank(Value value) =>
        value.WithShape(value.Shape is { } shape ? Shape.OfRank(shape.Rank) : null);

    private static bool AddsAxis(OnnxCall call) => call.Operator is "Unsqueeze" or "Reshape" or "Concat";

    private Value WithBatch(Value value) =>
        OnlySample is var (batch, fewest)
        && value.Shape is { } shape
        && shape.Rank >= fewest
        && shape[0].IsNumber
        && shape[0].Factor == 1
        && !shape.Axes.Any(axis => axis.HasBatch)
            ? value.WithShape(shape.With(0, batch))
            : value;

    // Copies and changes of type are no arithmetic, and no shape.
    private static bool IsAlias(OnnxCall call) =>
        call.Node.Domain.Length == 0 && call.Operator is "Identity" or "Cast" or "CastLike";

    private WeightSource? Generated(OnnxCall call, Value output, int index, GraphScope scope)
    {
        if (
            call.Operator is not ("ConstantOfShape" or "RandomNormal" or "RandomUniform" or "EyeLike")
            || !output.ElementType.IsReal()
            || Inference.OnnxBroadcasting.Numbers(output.Shape) is not { } sizes
            || output.Shape!.Count.Value is not { } count
        )
        {
            return null;
        }

        var made = new StoredWeight(
            scope.TensorPath + call.Node.Outputs[index],
            sizes,
            count,
            output.ElementType,
            IsInitializer: false
        )
        {
            IsGenerated = true,
            Distinct =
                call.Operator == "ConstantOfShape" && GeneratorRule.Filling(call).Value is { } filling
                    ? [filling]
                    : null,
        };
        emitter.Weights.Allow(made.Name, sizes);
        return new WeightSource(made);
    }

    // Scales and zero points are not learned; the tensor that they are of is.
    private WeightSource? SourceOf(OnnxCall call) =>
        call.Operator is "DequantizeLinear" or "QuantizeLinear" ? call.First.Source
        : emitter.IsNorm(call) ? null
        : call.Inputs.Aggregate((WeightSource?)null, (joined, input) => WeightSource.Join(joined, input.Source));

    private IReadOnlyList<Value> Infer(OnnxCall call, GraphScope scope)
    {
        IReadOnlyList<Value> inferred = [];
        try
        {
            if (LayerEmitter.IsKnownDomain(call.Node.Domain) && ShapeRule.Of(call.Operator) is { } rule)
                inferred = rule.Outputs(call);
        }
        catch (Exception exception) when (RuleFailure.Is(exception))
        {
            notes.Add($"'{LayerEmitter.Name(call, scope)}' ({call.Operator}): {RuleFailure.Describe(exception)}");
        }
        catch (OverflowException)
        {
            notes.Add($"'{LayerEmitter.Name(call, scope)}' ({call.Operator}): a size is larger than 2^63-1");
        }

        return
        [
            .. Enumerable
                .Range(0, call.Node.Outputs.Count)
                .Select(i => i < inferred.Count ? inferred[i] : Value.Unknown),
        ];
    }

    // Where no rule tells a shape, what the file states of it is taken; elsewhere the two are held against each other.
    private IReadOnlyList<Value> Stated(OnnxCall call, IReadOnlyList<Value> outputs, GraphScope scope)
    {
        var refined = outputs.ToArray();
        _difference = call.Contradiction;
        // What is missing has been said when it was read.
        if (_difference is not null && call.Missing is null)
            notes.Add($"'{LayerEmitter.Name(call, scope)}' ({call.Operator}): {_difference}");
        for (int i = 0; i < refined.Length; i++)
        {
            if (!scope.Stated.TryGetValue(call.Node.Outputs[i], out var stated) || stated.Shape is null)
                continue;
            if (refined[i].Shape is not { } inferred)
                refined[i] = new Value { Shape = WithBatch(stated.Shape, call), ElementType = stated.ElementType };
            else if (
                inferred.Rank != stated.Shape.Rank
                || inferred.Axes.Zip(stated.Shape.Axes, (a, b) => a.Same(b)).Contains(false)
            )
                _difference ??= notes.Differs(scope.Path + call.Node.Outputs[i], inferred, stated.Shape);
            else if (refined[i].Elements is null)
                refined[i] = refined[i]
                    .WithShape(Shape.Of(inferred.Axes.Zip(stated.Shape.Axes, (a, b) => a.IsUnnamed ? b : a)));
        }

        return refined;
    }

    // The file states the batch as a number; in front it is taken to be what it was in front of the input.
    private static Shape WithBatch(Shape stated, OnnxCall call)
    {
        var batch = call
            .Inputs.Select(input => input.Shape)
            .FirstOrDefault(shape => shape is { Rank: > 0 } && shape[0].IsBatch)
            ?[0];
        return batch is { } size && stated.Rank > 0 && stated[0].Same(size) == true ? stated.With(0, size) : stated;
    }

    private IReadOnlyList<Value> Call(Function function, OnnxCall call, GraphScope scope)
    {
        var attributes = new Dictionary<string, Schema.Attribute>(StringComparer.Ordinal);
        foreach (var byDefault in function.Defaults)
            attributes[byDefault.Name] = byDefault;
        foreach (var given in call.Node.Attributes)
            attributes[given.Key] = given.Value;
        var versions = function.OperatorSets.Count > 0 ? OnnxModel.VersionsOf(function.OperatorSets) : model.Versions;
        var inner = scope.Called(CallName(call.Node), function.Name, versions, attributes);
        for (int i = 0; i < function.Inputs.Count; i++)
            inner.Set(function.Inputs[i], call.Input(i));

        GraphLoader.NoteReaders(function.Nodes, inner);
        foreach (string output in function.Outputs)
            inner.NoteReader(output);
        Run(function.Nodes, inner);
        return [.. function.Outputs.Select(output => Read(output, inner))];
    }

    private static string CallName(OnnxNode node) =>
        node.Name.Length > 0 ? node.Name : $"{node.Operator}_{node.Outputs[0]}";
}
