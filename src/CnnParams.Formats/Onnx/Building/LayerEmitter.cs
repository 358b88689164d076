using CnnParams.Formats.Folding;
using CnnParams.Formats.Onnx.Inference;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>Makes the rows of operators: of the layer that an operator is, or of one that is not understood.</summary>
/// <param name="layers">Where rows are added.</param>
/// <param name="notes">Is told what is not understood.</param>
/// <param name="learned">Tells which tensors are learned.</param>
/// <param name="weights">Is told what is no weight.</param>
/// <param name="keepsLayout">Whether channels stay first wherever axes are exchanged.</param>
internal sealed class LayerEmitter(
    LayerList layers,
    ImportNotes notes,
    LearnedTensors learned,
    WeightLedger weights,
    bool keepsLayout
)
{
    // More than any network puts out; multiply-accumulates of so many can still be counted.
    private const double MostValues = 1L << 40;

    /// <summary>
    /// Whether a layer read an image whose channels were taken to be last, since a transposition moved them there.
    /// </summary>
    internal bool NeedsKeptLayout { get; private set; }

    /// <summary>The weights that the file holds.</summary>
    internal WeightLedger Weights => weights;

    /// <summary>Makes the rows of an operator.</summary>
    /// <returns>What is known of its outputs, with the layers that compute them.</returns>
    internal IReadOnlyList<Value> Emit(OnnxCall call, IReadOnlyList<Value> outputs, GraphScope scope)
    {
        if (DenseBias.Fold(call, scope, layers) is { } folded)
            return [outputs[0].ComputedBy(folded)];

        NoteSettings(call, scope);
        string name = layers.FreeName(Name(call, scope));
        var rule = IsKnownDomain(call.Node.Domain) ? LayerRule.Of(call.Operator) : null;
        var made = new LayerCall(call, outputs, name, layers, keepsLayout, learned.By(call, scope));
        var (layer, outgoing) = rule is null ? (null, []) : Create(rule, made);
        if (layer is null)
            return EmitOperation(call, outputs, scope, name);

        foreach (var (row, shape) in made.Rows.All)
            layers.Add(row, [shape]);
        foreach (var tensor in made.Rest.Distinct())
        {
            var sizes = new TensorShape([.. tensor.Sizes]);
            layers.Add(ParameterRow.Of(layers.FreeName(tensor.Name), [tensor], sizes), [sizes]);
        }

        if (made.Packed is { } packed)
            weights.Unpack(packed.Name, packed.Count);
        // Of a layer that may be too large to be measured the weights are stated.
        if (outgoing.Any(shape => shape.Sizes.Aggregate(1.0, (product, size) => product * (size ?? 1)) > MostValues))
            layer = layer.Noted(notes => notes with { Stated = layer.Weights(made.Incoming) });
        layers.Add(layer, outgoing);
        bool turns = rule!.LeavesOtherAxes && !Agrees(outgoing[0], made.StatedOutput());
        return Named(call, outputs, layer, turns ? 0 : outgoing.Count, scope);
    }

    /// <summary>
    /// What a product of constants reads first, as a row; null where it is a constant as weights are.
    /// </summary>
    internal Value? AsData(OnnxCall call, GraphScope scope, Size batch)
    {
        if (
            ConstantProducts.Data(call, batch) is not { } shape
            || SampleShapes.Of(shape) is not { IsKnown: true } sample
        )
            return null;
        NoteSettings(call, scope);
        var row = ConstantProducts.Row(call.First, Name(call, scope) + "/0", sample, learned.By(call, scope).IsLearned);
        row = row.With(place => place with { Name = layers.FreeName(place.Name) });
        layers.Add(row, [sample]);
        return new Value
        {
            Shape = shape,
            ElementType = call.First.ElementType,
            Layer = row.Name,
        };
    }

    /// <summary>Whether a constant is the norm of a weight, which an export has computed.</summary>
    internal bool IsNorm(OnnxCall call) =>
        call.Operator == "Clip"
        && call.First.Source?.Tensors() is [{ IsInitializer: true } tensor]
        && learned.IsComputed(tensor.Name);

    /// <summary>Notes of the rows of an operator that the file states other output shapes.</summary>
    internal void Contradict(IEnumerable<Value> outputs, string what)
    {
        foreach (string output in outputs.Select(output => output.Layer).OfType<string>())
            layers.Replace(layers.Of(output).Contradicted(what));
    }

    /// <summary>
    /// Notes of the rows of an operator what is assumed of their shapes and their work, where those are known at all.
    /// </summary>
    internal void Assume(IEnumerable<Value> outputs, string what)
    {
        foreach (
            var layer in outputs
                .Select(output => output.Layer)
                .OfType<string>()
                .Select(layers.Of)
                .Where(layer => layer is not Operation { Kind: WorkKind.Unknown })
        )
            layers.Replace(layer.Assumed(what));
    }

    /// <summary>The number of rows so far.</summary>
    internal int Rows => layers.Layers.Count;

    /// <summary>
    /// Notes of the rows from a number on what is assumed of their multiply-accumulates, where they have any.
    /// </summary>
    internal void AssumeWork(int first, string what)
    {
        for (int i = first; i < layers.Layers.Count; i++)
        {
            var layer = layers.Layers[i];
            var inputs = new LayerInputs([.. layer.Inputs.Select(layers.Shape)]);
            if (layer.Work(inputs, layers.Shape(layer.Name)).Any(work => work.Macs?.Value > 0))
                layers.Replace(layer.Assumed(what));
        }
    }

    /// <summary>Makes the row of an operator that no layer is.</summary>
    internal IReadOnlyList<Value> EmitOperation(OnnxCall call, IReadOnlyList<Value> outputs, GraphScope scope) =>
        EmitOperation(call, outputs, scope, layers.FreeName(Name(call, scope)));

    private IReadOnlyList<Value> EmitOperation(
        OnnxCall call,
        IReadOnlyList<Value> outputs,
        GraphScope scope,
        string name
    )
    {
        var operation = Operation(call, outputs.Count > 0 ? outputs[0].Shape : null, name, scope);
        var outgoing = operation.OutputShapes(new LayerInputs([.. operation.Inputs.Select(layers.Shape)]));
        layers.Add(operation, outgoing);
        return Named(call, outputs, operation, outgoing.Count, scope);
    }

    private Operation Operation(OnnxCall call, Shape? output, string name, GraphScope scope)
    {
        var computed = call.Inputs.Where(input => input.Layer is not null).Select(input => input.Layer!).ToArray();
        var operation = OperationRow.Of(call, output, name, computed, learned.By(call, scope).IsLearned);
        if (operation.Kind == WorkKind.Unknown && !Subgraphs.Has(call.Node) && call.Contradiction is null)
            notes.NotUnderstood(operation.OperatorType);
        return operation;
    }

    // What an operator reads that is not learned has been looked at: it is a setting, a mask, a scale.
    // Of quantised operators, whose weights are whole numbers, real ones are scales.
    internal void NoteSettings(OnnxCall call, GraphScope scope)
    {
        bool isQuantised =
            call.Operator.StartsWith("Q", StringComparison.Ordinal)
            || call.Operator.Contains("Quantize")
            || call.Operator.Contains("Integer");
        var reader = learned.By(call, scope);
        foreach (
            var tensor in call
                .Inputs.Where(input => input.IsConstant)
                .SelectMany(input => input.Source?.Tensors() ?? [])
        )
        {
            if (!reader.IsLearned(tensor) || (isQuantised && call.First.Source?.Tensors().Contains(tensor) != true))
                weights.Name(tensor.Name);
        }
    }

    /// <summary>The domains whose operators are known by name.</summary>
    internal static bool IsKnownDomain(string domain) => domain is "" or "com.microsoft" or "ai.onnx.ml";

    /// <summary>A name for the row of an operator.</summary>
    internal static string Name(OnnxCall call, GraphScope scope)
    {
        var node = call.Node;
        string name = node.Name.Trim();
        if (name.Length == 0)
            name = node.Outputs.FirstOrDefault(output => output.Length > 0) ?? "";
        return scope.Path + (name.Any(letter => !char.IsDigit(letter)) ? name : $"{node.Operator}_{name}");
    }

    private (Layer? Layer, IReadOnlyList<TensorShape> StatedOutput) Create(LayerRule rule, LayerCall call)
    {
        try
        {
            if (rule.Create(call) is not { } made)
                return (null, []);
            var layer = call.Place(made);
            bool isTurned = call.Inputs.Count > 0 && call.Incoming.Layout == ShapeLayout.ChannelsLast;
            if (isTurned && rule.NeedsChannelsFirst)
                NeedsKeptLayout = true;
            var outgoing = layer.OutputShapes(call.Incoming);
            bool isRight =
                rule.LeavesOtherAxes
                || outgoing.Select((shape, i) => Agrees(shape, call.StatedOutput(i))).All(agrees => agrees);
            return isRight && call.HasWeightsOf(layer) ? (layer, outgoing) : (null, []);
        }
        catch (Exception exception) when (RuleFailure.Is(exception))
        {
            // An operator that does more than the layer can: its row says so.
            return (null, []);
        }
        catch (OverflowException)
        {
            return (null, []);
        }
    }

    // What was inferred, as far as it is known, must be what the layer makes.
    private static bool Agrees(TensorShape made, TensorShape inferred)
    {
        if (!inferred.HasRank)
            return true;
        return made.HasRank
            && made.Rank == inferred.Rank
            && made.Sizes.Zip(inferred.Sizes, (layer, shape) => shape is null || layer == shape).All(agrees => agrees);
    }

    // Outputs beyond those that the layer has, or has under other axes, are views of it.
    private IReadOnlyList<Value> Named(
        OnnxCall call,
        IReadOnlyList<Value> outputs,
        Layer layer,
        int count,
        GraphScope scope
    )
    {
        var reader = learned.By(call, scope);
        var counted = new HashSet<string>(
            layer is TensorLayer row
                ? row.Tensors.Where(tensor => tensor.Role != WeightRole.Constant).Select(tensor => tensor.Name)
                : WeightLedger.Counted(layer),
            StringComparer.Ordinal
        );
        foreach (
            string assumption in call
                .Inputs.Where(input => input.IsConstant)
                .SelectMany(input => input.Source?.Tensors() ?? [])
                .Where(tensor => !counted.Contains(tensor.Name))
                .Select(reader.Assumption)
                .OfType<string>()
        )
            layers.Replace(layers.Of(layer.Name).WithWeightsAssumed(assumption));
        var named = new List<Value>(outputs.Count);
        for (int i = 0; i < outputs.Count; i++)
        {
            string output = call.Node.Outputs.ElementAtOrDefault(i) ?? "";
            if (i < count)
                named.Add(outputs[i].ComputedBy(LayerList.Output(layer.Name, i)));
            else if (output.Length == 0 || !scope.IsRead(output))
                named.Add(outputs[i].ComputedBy(null));
            else
                named.Add(
                    outputs[i]
                        .ComputedBy(View(call, layer.Name, scope.Path + output, SampleShapes.Of(outputs[i].Shape)))
                );
        }

        return named;
    }

    private string View(OnnxCall call, string reads, string name, TensorShape shape)
    {
        var view = OperationRow.View(layers.FreeName(name), call.Operator, reads, shape);
        layers.Add(view, [shape.As(layers.Shape(reads).Layout)]);
        return view.Name;
    }
}
