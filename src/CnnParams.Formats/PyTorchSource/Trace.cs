using CnnParams.Formats.Folding;
using CnnParams.Formats.PythonSource;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;
using CnnParams.Shapes;

namespace CnnParams.Formats.PyTorchSource;

/// <summary>
/// What PyTorch's vocabulary keeps for an evaluation: the layers of the network whose forward is being gone through,
/// the modules that are being called, and the models that the source has built and called itself.
/// </summary>
internal sealed class Trace
{
    private readonly HashSet<TorchTensor> _used = [];
    private readonly HashSet<TorchTensor> _statistics = [];
    private readonly HashSet<string> _ofSomeSamples = new(StringComparer.Ordinal);

    // What is computed of samples, and not of parameters and constants alone.
    private readonly HashSet<string> _ofBatch = new(StringComparer.Ordinal);
    private readonly Dictionary<TorchTensor, string> _rows = [];
    private readonly Dictionary<TorchTensor, int> _owners = [];
    private readonly Interpreter _interpreter;
    private ModuleCall _call = ModuleCall.Function;

    private Trace(Interpreter interpreter) => _interpreter = interpreter;

    /// <summary>Who evaluates the source.</summary>
    internal Interpreter Interpreter => _interpreter;

    /// <summary>The layers; null while no network is being gone through.</summary>
    internal SourceGraph? Graph { get; private set; }

    /// <summary>The modules that are being called, the innermost on top.</summary>
    internal Stack<ModuleInstance> Calls { get; } = new();

    /// <summary>The modules that have been called to the end.</summary>
    internal HashSet<ModuleInstance> Called { get; } = [];

    /// <summary>The models that the source called itself, with the shapes that it gave them.</summary>
    internal List<(ModuleInstance Model, Arguments Arguments)> RootCalls { get; } = [];

    /// <summary>Whether channels stay first wherever axes are exchanged.</summary>
    internal bool KeepsLayout { get; set; }

    /// <summary>Whether a layer for images read one whose channels were taken to be last.</summary>
    internal bool NeedsKeptLayout { get; set; }

    internal List<string> Warnings { get; } = [];

    /// <summary>Takes a warning, once.</summary>
    internal void Say(string warning)
    {
        if (!Warnings.Contains(warning))
            Warnings.Add(warning);
    }

    /// <summary>What to say of the source, whatever its network is.</summary>
    internal List<string> Notes { get; } = [];

    internal static Trace Of(Interpreter interpreter) => interpreter.StateOf(() => new Trace(interpreter));

    /// <summary>Begins a network.</summary>
    internal void Begin()
    {
        Graph = new SourceGraph();
        _used.Clear();
        _statistics.Clear();
        _ofSomeSamples.Clear();
        _ofBatch.Clear();
        _rows.Clear();
        _owners.Clear();
        Uncalled.Clear();
        Called.Clear();
        Warnings.Clear();
        NeedsKeptLayout = HasBatchAsSteps = false;
    }

    /// <summary>
    /// Adds a layer that reads tensors, under the name of its module, or of the one that calls the function.
    /// </summary>
    /// <param name="op">The function, for the name where the module that calls it has others too.</param>
    /// <param name="layer">A layer that has just been made.</param>
    /// <param name="inputs">What it reads; constants become rows of their own.</param>
    /// <param name="output">The output shape, all axes; found by the layer where it is not given.</param>
    /// <param name="weights">Which tensors are its weights.</param>
    internal TorchTensor Emit(
        string op,
        Layer layer,
        IReadOnlyList<TorchTensor> inputs,
        Shape? output,
        params (string Weight, TorchTensor? Tensor)[] weights
    ) => EmitAll(op, layer, inputs, [output], weights)[0];

    /// <summary>Adds a layer whose own rule says its output, sample by sample.</summary>
    /// <param name="op">The function, for the name.</param>
    /// <param name="layer">A layer that has just been made.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="isSpatial">Whether it takes the axis after the batch for the channels.</param>
    /// <param name="weights">Which tensors are its weights.</param>
    /// <exception cref="RaisedException">The layer cannot take its input.</exception>
    internal TorchTensor EmitByRule(
        string op,
        Layer layer,
        IReadOnlyList<TorchTensor> inputs,
        bool isSpatial,
        params (string Weight, TorchTensor? Tensor)[] weights
    )
    {
        if (
            isSpatial
            && Graph is not null
            && inputs[0].Layer is { } read
            && Graph.ShapeOf(read).Layout == ShapeLayout.ChannelsLast
        )
            NeedsKeptLayout = true;
        bool isConstant =
            inputs.All(input => input.IsConstant)
            && !weights.Any(weight => weight.Tensor is { } tensor && tensor.Parameters.Any());
        if (isSpatial && Graph is not null && !isConstant && IsOneSample(layer, inputs))
            inputs = [new TorchTensor(inputs[0].Known.With(0, Batched.Batch)) { Sources = [.. inputs[0].Parameters] }];
        if (isSpatial && inputs is [{ Shape: { Rank: > 2 } shape }] && IsFolded(shape))
            layer = new TimeDistributed { Layer = layer };
        Shape? output = null;
        if (inputs.All(input => input.Shape is not null))
            output = OutputOf(op, layer, inputs, isSpatial && inputs[0] is { IsConstant: true, Rank: > 2 });

        return isConstant
            ? Functions.TorchFunctions.Derived(output, [.. inputs])
            : Emit(op, layer, inputs, output, weights);
    }

    /// <summary>
    /// Whether the first axis has frames or windows of all samples in a row: a layer is for one of them.
    /// </summary>
    internal static bool IsFolded(Shape shape) => shape[0].HasBatch && !shape[0].IsBatch && !shape[0].IsUnnamed;

    private static bool IsOneSample(Layer layer, IReadOnlyList<TorchTensor> inputs) =>
        inputs is [{ IsConstant: true, Shape: { } shape }]
        && shape.Rank == (layer is SpatialLayer spatial ? spatial.SpatialRank + 2 : 4)
        && shape[0].Value == 1;

    // The samples of a constant are a number like any other: what is tried with zeros, a table that is brought to
    // another size.
    private static Shape? OutputOf(string op, Layer layer, IReadOnlyList<TorchTensor> inputs, bool mayHaveSamples)
    {
        try
        {
            return Batched.Of(
                layer.OutputShapes(new LayerInputs([.. inputs.Select(input => input.Sample)]))[0],
                inputs[0].Known
            );
        }
        catch (LayerException) when (mayHaveSamples && !inputs[0].Known.Axes.Any(axis => axis.HasBatch))
        {
            var samples = inputs.Select(input => new TorchTensor(input.Known.With(0, Batched.Batch))).ToArray();
            return OutputOf(op, layer, samples, mayHaveSamples: false)?.With(0, inputs[0].Known[0]);
        }
        catch (LayerException exception)
        {
            throw Errors.Runtime($"{op}: {exception.Message}");
        }
        catch (OverflowException)
        {
            throw Errors.Runtime($"{op}: the sizes multiply to more than 2^63-1");
        }
    }

    /// <summary>Adds a layer with several outputs.</summary>
    internal TorchTensor[] EmitAll(
        string op,
        Layer layer,
        IReadOnlyList<TorchTensor> inputs,
        IReadOnlyList<Shape?> outputs,
        params (string Weight, TorchTensor? Tensor)[] weights
    )
    {
        var results = outputs.Select(shape => new TorchTensor(shape)).ToArray();
        if (Graph is null)
            return results;

        var known = weights.Where(weight => weight.Tensor is not null).ToArray();
        string name = NameOf(op, known.Select(weight => weight.Tensor!));
        string[] reads = [.. inputs.Select(input => Read(input, outputs[0]))];
        foreach (var (weight, tensor) in known.Where(weight => IsStatistic(weight.Weight)))
            _statistics.Add(tensor!);
        // Running statistics are no parameters: a module keeps them as buffers.
        var learned = known.Where(weight => !IsStatistic(weight.Weight)).ToArray();
        var (made, shapes) = Check(op, layer, reads, results, learned);
        made = Stored(
                made,
                learned,
                ReferenceEquals(made, layer)
                    ?
                    [
                        // But one can be registered as a parameter, which is a row of its own.
                        .. known
                            .Where(weight => IsStatistic(weight.Weight) && !weight.Tensor!.IsParameter)
                            .Select(weight => (weight.Weight, weight.Tensor!)),
                    ]
                    : [],
                reads
            )
            .Noted(notes => CallerNotes.Of(notes, layer, this, _call, outputs[0]));
        if (Array.Exists(reads, _ofSomeSamples.Contains))
            made = OfAllSamples(made);
        bool hasSamples = inputs.Any(HasSamples);
        if (learned.Length > 0 && !hasSamples && Array.Exists(reads, _ofBatch.Contains))
        {
            Say(
                "layers read what has been taken of all samples together; they are counted as for each of them"
                    + Where(_interpreter.Here)
            );
            made = made.Assumed("it is computed once for all samples, and is counted as for each of them");
        }

        string added = Graph.Add(name, made, reads, shapes);
        hasSamples |= Array.Exists(reads, _ofBatch.Contains);
        for (int i = 0; i < results.Length; i++)
        {
            results[i].Layer = shapes.Count > i ? SourceGraph.OutputOf(added, i) : added;
            if (made.GetNotes().Assumption is not null)
                _ofSomeSamples.Add(results[i].Layer!);
            if (hasSamples)
                _ofBatch.Add(results[i].Layer!);
        }

        return results;
    }

    /// <summary>
    /// Notes that a tensor is of a part of the samples only: it, and what is computed of it, is counted as for all.
    /// </summary>
    internal void NoteSomeSamples(TorchTensor tensor, Place? place)
    {
        if (Graph is null || tensor.Layer is not { } name)
            return;
        Say(
            $"a part of the samples is taken by their number; what follows is counted as for each of them{Where(place)}"
        );
        _ofSomeSamples.Add(name);
        if (Graph.Layers[Graph.Layers.Count - 1].Name == name.Split(':')[0])
            Graph.ChangeLast(OfAllSamples);
    }

    private static string Where(Place? place) =>
        place is { } here ? FormattableString.Invariant($" ({Path.GetFileName(here.Path)}, line {here.Line})") : "";

    /// <summary>Whether a tensor has some samples alone, which were taken by their number.</summary>
    internal bool IsOfSomeSamples(TorchTensor tensor) => tensor.Layer is { } name && _ofSomeSamples.Contains(name);

    // An output of unknown shape can have them.
    private static bool HasSamples(TorchTensor tensor) =>
        tensor.Shape is not { } shape ? !tensor.IsConstant : shape.Axes.Any(axis => axis.HasBatch || axis.IsUnnamed);

    private static Layer OfAllSamples(Layer layer) =>
        layer.Assumed("it is computed for a part of the samples, and is counted as for each of them");

    /// <summary>Adds an operator that no layer is.</summary>
    internal TorchTensor EmitOperation(
        string op,
        WorkKind kind,
        IReadOnlyList<TorchTensor> inputs,
        Shape? output,
        string type = "float32"
    )
    {
        var result = Emit(op, Operation(op, kind, output), inputs, output);
        result.ElementType = type;
        return result;
    }

    /// <summary>The layer whose output a tensor is; a constant becomes a row.</summary>
    internal string Read(TorchTensor tensor, Shape? beside)
    {
        if (tensor.Layer is { } layer)
            return layer;
        if (_rows.TryGetValue(tensor, out string? row))
            return row;
        var sample =
            tensor.Shape is { } shape && beside is not null ? SampleShapes.Beside(shape, beside) : tensor.Sample;
        var parameters = tensor.Parameters.ToArray();
        Layer made;
        string name;
        if (parameters.Length > 0)
        {
            name = parameters[0].ParameterName ?? Scoped("parameter");
            var specs = Specs(parameters);
            made = new WeightTensors { Tensors = specs, OutputShape = sample };
            made = Use(made, parameters, [.. parameters.Zip(specs, (parameter, spec) => (spec.Name, parameter))]);
            made = made.Noted(notes => CallerNotes.Of(notes, made, this, _call, null));
        }
        else
        {
            name = Scoped("constant");
            made = new Operation
            {
                OperatorType = "constant",
                OutputShape = sample,
                Kind = WorkKind.DataMovement,
            };
        }

        string added = Graph!.Add(name, made, [], [sample]);
        _rows[tensor] = added;
        return added;
    }

    /// <summary>
    /// Lists the parameters that nothing has used: a module that is not called, or one that is registered for itself.
    /// </summary>
    internal void AddUnused(ModuleInstance model)
    {
        var all = model.WalkTensors().ToArray();
        var used = new HashSet<string>(
            all.Where(pair => _used.Contains(pair.Tensor)).Select(pair => pair.Name),
            StringComparer.Ordinal
        );
        foreach (var (name, tensor) in all.Where(pair => !used.Contains(pair.Name)))
        {
            tensor.ParameterName = name;
            Read(tensor, null);
            // What weight_norm adds is used with its weight.
            bool isNorm =
                name.EndsWith("_g", StringComparison.Ordinal) && used.Contains(name.Substring(0, name.Length - 2));
            if (!isNorm && !_statistics.Contains(tensor))
                Uncalled.Add(name);
        }
    }

    /// <summary>The parameters of modules that forward does not call.</summary>
    internal List<string> Uncalled { get; } = [];

    /// <summary>
    /// Whether a layer has met the batch on the axis that it takes for the steps of a sequence.
    /// </summary>
    internal bool HasBatchAsSteps { get; set; }

    /// <summary>Adds an input.</summary>
    internal TorchTensor AddInput(string name, Shape shape, string type = "float32")
    {
        var sample = SampleShapes.Of(shape);
        var layer = new Input
        {
            Shape = sample,
            Layout = ShapeLayout.ChannelsFirst,
            View = ParameterView.PyTorch,
        };
        return new TorchTensor(shape, type) { Layer = Graph!.Add(name, layer, [], [sample]) };
    }

    /// <summary>
    /// Adds what a method, an operator or a function of torch itself computes, which tools do not see as those of
    /// torch.nn.functional.
    /// </summary>
    internal T ByMethod<T>(Func<T> emit) => By(ModuleCall.Method, emit);

    /// <summary>Adds what is computed by what is no module.</summary>
    internal T By<T>(ModuleCall call, Func<T> emit)
    {
        var before = _call;
        _call = call;
        try
        {
            return emit();
        }
        finally
        {
            _call = before;
        }
    }

    private string NameOf(string op, IEnumerable<TorchTensor> weights)
    {
        foreach (var weight in weights.SelectMany(weight => weight.Parameters))
        {
            if (weight.ParameterName is { } name && name.LastIndexOf('.') is > 0 and var dot)
                return name.Substring(0, dot);
        }

        return Calls.Count > 0 && Calls.Peek() is { IsLeafOfVocabulary: true, Path.Length: > 0 } module
            ? module.Path!
            : Scoped(op);
    }

    private string Scoped(string name) =>
        Calls.Count > 0 && Calls.Peek().Path is { Length: > 0 } path ? $"{path}.{name}" : name;

    // What a layer makes must be what PyTorch makes; where it is not, the row says so.
    private (Layer Layer, IReadOnlyList<TensorShape> Shapes) Check(
        string op,
        Layer layer,
        string[] reads,
        TorchTensor[] results,
        (string Weight, TorchTensor? Tensor)[] weights
    )
    {
        TensorShape[] expected = [.. results.Select(result => result.Sample)];
        try
        {
            var shapes = Graph!.Try(layer, reads);
            bool agrees = shapes.Count >= expected.Length;
            for (int i = 0; agrees && i < expected.Length; i++)
                agrees = !expected[i].HasRank || (shapes[i].Rank == expected[i].Rank && shapes[i].Fits(expected[i]));
            bool ownsWeights = weights.All(weight => weight.Tensor!.IsConstant && weight.Tensor.Parameters.Any());
            if (agrees && ownsWeights && HasWeights(layer, reads, weights))
                return (layer, shapes);
        }
        catch (Exception exception) when (RuleFailure.IsOfLayer(exception))
        {
            // An operator that does more than the layer can: its row says so.
        }

        var parameters = weights.SelectMany(weight => weight.Tensor!.Parameters).Distinct().ToArray();
        return (
            new Operation
            {
                OperatorType = op,
                OutputShape = expected[0].HasRank ? expected[0] : null,
                Tensors = Specs(parameters),
            },
            expected
        );
    }

    private bool HasWeights(Layer layer, string[] reads, (string Weight, TorchTensor? Tensor)[] weights)
    {
        if (layer.Weights(new LayerInputs([.. reads.Select(Graph!.ShapeOf)])) is not { } made)
            return true;
        long counted = made.Where(weight => weight.IsLearned).Sum(weight => weight.Count);
        long held = weights
            .SelectMany(weight => weight.Tensor!.Parameters)
            .Distinct()
            .Sum(parameter => parameter.Count ?? 0);
        return counted <= held;
    }

    private static bool IsStatistic(string weight) => weight.StartsWith("moving_", StringComparison.Ordinal);

    private Layer Stored(
        Layer layer,
        (string Weight, TorchTensor? Tensor)[] weights,
        List<(string Weight, TorchTensor Tensor)> statistics,
        string[] reads
    )
    {
        var named = new List<(string Weight, TorchTensor Parameter)>(statistics);
        var parameters = weights.SelectMany(weight => weight.Tensor!.Parameters).Distinct().ToArray();
        if (parameters.Length + statistics.Count == 0)
            return layer;
        if (layer is Operation operation)
            return Use(
                layer,
                parameters,
                [.. parameters.Zip(operation.Tensors, (parameter, spec) => (spec.Name, parameter))]
            );

        foreach (
            var (weight, tensor) in weights.Where(pair => !pair.Weight.Contains('_') && !pair.Weight.Contains('.'))
        )
        {
            var own = tensor!.Parameters.FirstOrDefault(parameter => parameter.Count == tensor.Count);
            if (own is not null)
                named.Add((weight, own));
            else if (PartOf(tensor) is { } whole)
                named.Add((weight, whole));
        }

        layer = Share(layer, parameters, named.Count > statistics.Count);
        // A weight that is made of two parameters stands for one of them: the other is a row of its own.
        long? counted = layer
            .Weights(new LayerInputs([.. reads.Select(Graph!.ShapeOf)]))
            ?.Where(weight => weight.IsLearned)
            .Sum(weight => weight.Count);
        bool isAll = counted is null || counted == parameters.Sum(parameter => parameter.Count ?? 0);
        return Use(layer, isAll ? parameters : [.. named.Select(pair => pair.Parameter)], named);
    }

    // Of a weight that is a part of parameters, or computed of them, all of them count, once: weight[:n], in rows of
    // their own where no layer has them whole.
    private TorchTensor? PartOf(TorchTensor weight)
    {
        TorchTensor[] parameters = [.. weight.Parameters];
        if (
            weight.Count is null
            || weight.Count == parameters.Sum(parameter => parameter.Count)
            || !Array.TrueForAll(parameters, parameter => parameter.ParameterName is not null)
        )
            return null;
        foreach (var parameter in parameters.Where(parameter => !_used.Contains(parameter)))
            Read(parameter, null);
        return parameters[0];
    }

    // Weights that have other names here than in the module are shared by layer, and not by tensor.
    private Layer Share(Layer layer, TorchTensor[] parameters, bool isNamed)
    {
        if (parameters.Length == 0)
            return layer;
        if (
            !isNamed
            && _owners.TryGetValue(parameters[0], out int index)
            && Graph!.Layers[index] is var owner
            && owner.GetType() == layer.GetType()
        )
            return layer.With(place => place with { WeightsFrom = owner.Name });
        // It is added next.
        _owners[parameters[0]] = Graph!.Layers.Count;
        return layer;
    }

    private Layer Use(Layer layer, TorchTensor[] parameters, List<(string Weight, TorchTensor Parameter)> named)
    {
        foreach (var parameter in parameters)
            _used.Add(parameter);
        bool isFrozen = parameters.Length > 0 && Array.TrueForAll(parameters, parameter => !parameter.RequiresGrad);
        var stored = named
            .Where(pair => pair.Parameter.ParameterName is not null)
            .GroupBy(pair => pair.Weight, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group => new StoredTensor(group.First().Parameter.ParameterName!),
                StringComparer.Ordinal
            );
        return layer.With(place => place with { Trainable = place.Trainable && !isFrozen, Stored = stored });
    }

    private static Operation Operation(string op, WorkKind kind, Shape? output) =>
        new()
        {
            OperatorType = op,
            Kind = kind,
            OutputShape = output is null ? null : SampleShapes.Of(output),
        };

    // By the last part of their names, or by as much more as tells them apart.
    private static TensorSpec[] Specs(IReadOnlyList<TorchTensor> parameters)
    {
        string[] full =
        [
            .. parameters.Select(
                (parameter, i) =>
                    parameter.ParameterName ?? FormattableString.Invariant($"weight{(i == 0 ? "" : i + 1)}")
            ),
        ];
        string[] names = [.. full.Select(name => name.Substring(name.LastIndexOf('.') + 1))];
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Length)
            names = full;
        return
        [
            .. parameters.Select(
                (parameter, i) =>
                    new TensorSpec(
                        names[i],
                        parameter.Sample.HasRank ? parameter.Sample : new TensorShape(parameter.Count ?? 1)
                    )
            ),
        ];
    }
}
