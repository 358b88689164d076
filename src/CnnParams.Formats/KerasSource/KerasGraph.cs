using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>
/// The calls between the inputs and the outputs of a model, in the order in which Keras lists its layers.
/// </summary>
internal sealed class KerasGraph
{
    private readonly int _depth;
    private readonly HashSet<SourceTensor> _inputs;

    internal KerasGraph(Interpreter interpreter, object inputs, object outputs)
    {
        InputStructure = inputs;
        OutputStructure = outputs;
        Inputs = [.. SourceTensors.In(inputs)];
        Outputs = [.. SourceTensors.In(outputs)];
        if (Inputs.Count == 0)
            throw Errors.Value("a model needs an input; Input(shape=...) makes one");
        if (Outputs.Count == 0 && outputs is Unknown unknown)
            throw unknown.Error();
        if (Outputs.Count == 0)
            throw Errors.Value("a model needs an output that is a tensor");
        _inputs = [.. Inputs];
        _depth = (Inputs[0].Producer?.Scopes.Length ?? 1) - 1;
        Items = Sort(Collect(interpreter));
    }

    internal object InputStructure { get; }

    internal object OutputStructure { get; }

    internal IReadOnlyList<SourceTensor> Inputs { get; }

    internal IReadOnlyList<SourceTensor> Outputs { get; }

    /// <summary>How many calls stand around the graph.</summary>
    internal int Depth => _depth;

    /// <summary>The calls of layers and functions, with the rows that they make.</summary>
    internal IReadOnlyList<(Composite Call, SourceCall[] Rows)> Items { get; }

    /// <summary>The layers, inputs among them.</summary>
    internal IReadOnlyList<LayerInstance> Layers =>
        [
            .. Inputs
                .Select(input => input.Producer?.Definition.Layer)
                .Concat(Items.Select(item => item.Call.Layer))
                .OfType<LayerInstance>()
                .Distinct(),
        ];

    /// <summary>Whether a tensor is one of the inputs: what it was made of is not part of the model.</summary>
    internal bool IsInput(SourceTensor tensor) => _inputs.Contains(tensor);

    /// <summary>Calls all of it again on other inputs, and gives the outputs.</summary>
    /// <param name="interpreter">The evaluation.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="other">Gives the layers that are called in the place of those here; null for the same.</param>
    internal object Replay(
        Interpreter interpreter,
        IReadOnlyList<SourceTensor> inputs,
        Func<LayerInstance, LayerInstance>? other = null
    )
    {
        var state = KerasState.Of(interpreter);
        var made = new Dictionary<SourceTensor, object>();
        for (int i = 0; i < Inputs.Count; i++)
            made[Inputs[i]] =
                i < inputs.Count
                    ? inputs[i]
                    : throw Errors.Value($"the model has {Inputs.Count} inputs, and is called with {inputs.Count}");
        object Find(SourceTensor tensor) => made.TryGetValue(tensor, out object? other) ? other : tensor;
        foreach (var (call, _) in Items)
        {
            interpreter.Step();
            var arguments = SourceTensors.Map(call.Arguments, Find);
            object result =
                other is not null && call.Layer is { } layer
                    ? ModelCalls.Call(interpreter, other(layer), arguments)
                    : ModelCalls.Repeat(interpreter, state, call, arguments);
            foreach (
                var (before, now) in SourceTensors
                    .In(call.Result)
                    .Zip(SourceTensors.In(result), (before, now) => (before, now))
            )
            {
                if (!_inputs.Contains(before))
                    made[before] = now;
            }
        }

        return SourceTensors.Map(OutputStructure, Find);
    }

    private Composite ItemOf(SourceCall call) => call.Scopes[Math.Min(_depth, call.Scopes.Length - 1)];

    // What is needed for the outputs, each call after those that it reads.
    private List<(Composite Call, SourceCall[] Rows)> Collect(Interpreter interpreter)
    {
        var rows = new Dictionary<Composite, List<SourceCall>>();
        var order = new List<Composite>();
        var seen = new HashSet<SourceCall>();
        var pending = new Stack<SourceTensor>(Outputs);
        while (pending.Count > 0)
        {
            var tensor = pending.Pop();
            if (tensor.Producer is not { } call || _inputs.Contains(tensor) || !seen.Add(call))
                continue;
            interpreter.Step();
            if (call.Definition.ClassName == "InputLayer")
                throw Errors.Value(
                    $"the graph is disconnected: an output of the model needs the input '{call.Definition.Name}', "
                        + "which is not among the inputs of the model"
                );
            var item = ItemOf(call);
            if (!rows.TryGetValue(item, out var own))
            {
                rows[item] = own = [];
                order.Add(item);
            }

            own.Add(call);
            foreach (var read in call.Reads)
                pending.Push(read);
        }

        return [.. order.Select(item => (item, rows[item].OrderBy(row => row.Number).ToArray()))];
    }

    // Keras lists layers by their distance from the outputs; those of one distance in the order in which they are met.
    private List<(Composite Call, SourceCall[] Rows)> Sort(List<(Composite Call, SourceCall[] Rows)> items)
    {
        var rows = items.ToDictionary(item => item.Call, item => item.Rows);
        var parents = items.ToDictionary(
            item => item.Call,
            item =>
                item.Rows.SelectMany(row => row.Reads)
                    .Where(read => read.Producer is not null && !_inputs.Contains(read))
                    .Select(read => ItemOf(read.Producer!))
                    .Where(parent => !ReferenceEquals(parent, item.Call))
                    .Distinct()
                    .ToArray()
        );
        var indices = new Dictionary<object, int>();
        var finished = Visit(parents, indices);
        var depths = new Dictionary<Composite, int>();
        var layerDepths = new Dictionary<object, int>();
        foreach (var item in Enumerable.Reverse(finished))
        {
            depths.TryGetValue(item, out int depth);
            if (layerDepths.TryGetValue(KeyOf(item), out int before))
                depth = Math.Max(depth, before);
            depths[item] = layerDepths[KeyOf(item)] = depth;
            foreach (var parent in parents[item])
                depths[parent] = Math.Max(depth + 1, depths.TryGetValue(parent, out int known) ? known : 0);
        }

        return
        [
            .. finished
                .Select((item, at) => (item, at))
                .OrderByDescending(pair => depths[pair.item])
                .ThenBy(pair => indices[KeyOf(pair.item)])
                .ThenBy(pair => pair.at)
                .Select(pair => (pair.item, rows[pair.item])),
        ];
    }

    private List<Composite> Visit(Dictionary<Composite, Composite[]> parents, Dictionary<object, int> indices)
    {
        var finished = new List<Composite>();
        var done = new HashSet<Composite>();
        var entered = new HashSet<Composite>();
        var pending = new Stack<(Composite Item, bool IsLeft)>();
        foreach (
            var output in Outputs
                .Where(output => output.Producer is not null && !_inputs.Contains(output))
                .Select(output => ItemOf(output.Producer!))
        )
        {
            pending.Push((output, false));
            while (pending.Count > 0)
            {
                var (item, isLeft) = pending.Pop();
                if (isLeft)
                {
                    if (done.Add(item))
                        finished.Add(item);
                    continue;
                }

                if (!entered.Add(item))
                    continue;
                if (!indices.ContainsKey(KeyOf(item)))
                    indices[KeyOf(item)] = indices.Count;
                pending.Push((item, true));
                foreach (var parent in Enumerable.Reverse(parents[item]))
                    pending.Push((parent, false));
            }
        }

        return finished;
    }

    private static object KeyOf(Composite item) => (object?)item.Layer ?? item;
}
