using CnnParams.Formats.Folding;
using CnnParams.Formats.PythonSource;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>
/// Cells, which compute one step of a sequence: one that the source calls itself, and RNN around cells of the source,
/// whose step is followed once and repeated along the sequence.
/// </summary>
internal static class RecurrentCells
{
    /// <summary>Whether the layer is one of these.</summary>
    internal static bool Has(LayerInstance layer) =>
        layer.ClassName switch
        {
            "RNN" => layer.Settings.Get("return_state") is true
                || !CellsOf(layer).All(cell => cell is LayerInstance known && IsProvided(known)),
            "Bidirectional" => layer.Settings.Get("layer") is LayerInstance { ClassName: "RNN" } inner && Has(inner),
            "SimpleRNNCell" or "GRUCell" or "LSTMCell" or "StackedRNNCells" => true,
            _ => false,
        };

    /// <summary>Calls it.</summary>
    internal static object Call(Interpreter interpreter, LayerInstance layer, in Arguments arguments)
    {
        var input = SourceTensors.In(arguments).FirstOrDefault();
        if (input is null)
            throw Errors.Type($"{layer.Type.Name} is called without a tensor");
        return layer.ClassName switch
        {
            "RNN" => Sequence(interpreter, layer, arguments),
            "Bidirectional" => Both(interpreter, layer, arguments),
            "StackedRNNCells" => Step(interpreter, CellsOf(layer), input, States(arguments)),
            _ => Cell(interpreter, layer, input, States(arguments)),
        };
    }

    private static bool IsProvided(LayerInstance cell) =>
        cell.ClassName is "SimpleRNNCell" or "GRUCell" or "LSTMCell"
        && !(cell.Type.TryFind("call", out object member) && member is PyFunction);

    private static IReadOnlyList<object> CellsOf(LayerInstance layer) =>
        (layer.Settings.Get("cell") ?? layer.Settings.Get("cells")) switch
        {
            LayerInstance { ClassName: "StackedRNNCells" } stack => CellsOf(stack),
            PyList list => [.. list.Items],
            PyTuple tuple => tuple.Items,
            null => [],
            var one => [one],
        };

    // The states that a cell is called with: all in a list, or each for itself.
    private static object[] States(Arguments arguments) =>
        [.. arguments.Values.Skip(1).SelectMany(value => value is PyList or PyTuple ? Items(value) : [value])];

    private static object[] Items(object value) =>
        value switch
        {
            PyList list => [.. list.Items],
            PyTuple tuple => tuple.Items,
            _ => [value],
        };

    // A cell of Keras is its layer along a sequence of one step.
    private static PyTuple Cell(Interpreter interpreter, LayerInstance cell, SourceTensor input, object[] states)
    {
        var read = Joined(interpreter, input, states);
        var step = (SourceTensor)
            Functions
                .KerasFunctions.Find(Functions.KerasHome.Ops, "expand_dims")!
                .Call(interpreter, new Arguments([read, Boxed.Of(1)]));
        var output = (SourceTensor)LayerRows.Call(interpreter, cell, new Arguments([step]));
        return PyTuple.Of(
            output,
            cell.ClassName == "LSTMCell"
                ? new PyList([
                    output,
                    LayerRows.Add(interpreter, "state", [output], output.Shape, WorkKind.DataMovement),
                ])
                : new PyList([output])
        );
    }

    // What is read besides stands in the graph, and changes no shape.
    private static SourceTensor Joined(Interpreter interpreter, SourceTensor input, IEnumerable<object> others)
    {
        SourceTensor[] read =
        [
            .. others
                .SelectMany(other => SourceTensors.In(other))
                .Where(tensor => !tensor.IsConstant && !ReferenceEquals(tensor, input))
                .Distinct(),
        ];
        return read.Length == 0
            ? input
            : LayerRows.Add(interpreter, "step", [input, .. read], input.Shape, WorkKind.DataMovement);
    }

    // Cells on top of each other: each reads what the one before gives.
    private static PyTuple Step(
        Interpreter interpreter,
        IReadOnlyList<object> cells,
        SourceTensor input,
        IReadOnlyList<object> states
    )
    {
        object flowing = input;
        var after = new List<object>();
        for (int i = 0; i < cells.Count; i++)
        {
            object given = cells.Count == 1 ? new PyList([.. states]) : states.ElementAtOrDefault(i) ?? new PyList([]);
            object[] result = Items(interpreter.Call(cells[i], flowing, given));
            if (result.Length == 0)
                throw Errors.Type("a cell gives its output and its states");
            flowing = result[0];
            object[] own = [.. result.Skip(1).SelectMany(Items)];
            if (cells.Count == 1)
                after.AddRange(own);
            else
                after.Add(new PyList([.. own]));
        }

        return PyTuple.Of(flowing, new PyList([.. after]));
    }

    // The step is a model of its own, which is called along the sequence.
    private static object Sequence(Interpreter interpreter, LayerInstance layer, in Arguments arguments)
    {
        var state = KerasState.Of(interpreter);
        var input = SourceTensors.In(arguments).First();
        if (input.Known.Rank < 2)
            throw Errors.Value($"RNN needs a sequence, and is called with {input.Known}");
        var cells = CellsOf(layer);
        object[] sizes = [.. cells.Select(cell => StateOf(interpreter, cell))];
        LayerFunctions.HoldStep(
            interpreter,
            state,
            layer,
            input.Known,
            step =>
                ModelCalls.CallFunction(
                    interpreter,
                    new Arguments([step]),
                    (Interpreter running, in Arguments _) => FirstStep(running, cells, sizes, step)
                )
        );
        var output = (SourceTensor)
            LayerRows.Call(interpreter, layer, new Arguments([Joined(interpreter, input, arguments.Values.Skip(1))]));
        var given = layer.Settings.Get("return_sequences") is true
            ? output
            : (SourceTensor)
                output.GetItem(
                    interpreter,
                    PyTuple.Of(new PySlice(None.Instance, None.Instance, None.Instance), Boxed.Of(-1))
                );
        if (layer.Settings.Get("return_state") is not true)
            return given;
        object StateAfter(object size) =>
            SourceTensors.Map(
                size,
                tensor => LayerRows.Add(interpreter, "state", [output], tensor.Shape, WorkKind.DataMovement)
            );
        return new PyList([given, .. cells.Count == 1 ? Items(StateAfter(sizes[0])) : sizes.Select(StateAfter)]);
    }

    private static SourceTensor FirstStep(
        Interpreter interpreter,
        IReadOnlyList<object> cells,
        object[] sizes,
        SourceTensor step
    )
    {
        object Before(SourceTensor tensor) =>
            LayerRows.Add(interpreter, "initial_state", [step], tensor.Shape, WorkKind.DataMovement);
        object[] states = [.. sizes.Select(size => SourceTensors.Map(size, Before))];
        var result = Step(interpreter, cells, step, cells.Count == 1 ? Items(states[0]) : states);
        var output = result.Items[0] as SourceTensor ?? throw Errors.Type("the output of a cell must be a tensor");
        return Joined(interpreter, output, [result.Items[1]]);
    }

    // The states of a cell, as tensors of their shapes.
    private static object StateOf(Interpreter interpreter, object cell)
    {
        if (cell is LayerInstance { Settings: var settings } provided && IsProvided(provided))
        {
            var size = PythonSource.SymbolicInteger.ToSize(interpreter, settings.Get("units") ?? None.Instance);
            var one = new SourceTensor(new Shape(Batched.Batch, size ?? Size.Unknown));
            return new PyList(provided.ClassName == "LSTMCell" ? [one, new SourceTensor(one.Shape)] : [one]);
        }

        object stated = interpreter.GetAttribute(cell, "state_size");
        return new PyList([
            .. (
                stated is PyTuple { Type: var type } && ReferenceEquals(type, KerasTypes.Shape)
                    ? [stated]
                    : Items(stated)
            ).Select(size =>
                (object)new SourceTensor(new Shape([Batched.Batch, .. SourceShape.Axes(interpreter, size)]))
            ),
        ]);
    }

    private static object Both(Interpreter interpreter, LayerInstance layer, in Arguments arguments)
    {
        var forward = (LayerInstance)layer.Settings.Get("layer")!;
        if (layer.Settings.Get("backward_layer") is not LayerInstance backward)
        {
            backward = ModelClones.Copy(interpreter, forward);
            backward.Name = $"backward_{forward.NameIn(KerasState.Of(interpreter))}";
            layer.Settings.Set("backward_layer", backward);
        }

        object[] ahead = Items(interpreter.Call(forward, arguments)),
            back = Items(interpreter.Call(backward, arguments));
        string? mode = layer.Settings.Get("merge_mode") as string;
        if (mode is null)
            return new PyList([.. ahead.Take(1), .. back.Take(1), .. ahead.Skip(1), .. back.Skip(1)]);
        string function = mode switch
        {
            "concat" => "concatenate",
            "mul" => "multiply",
            _ => "add",
        };
        object merged = Functions
            .KerasFunctions.Find(Functions.KerasHome.Ops, function)!
            .Call(
                interpreter,
                function == "concatenate"
                    ? new Arguments([new PyList([ahead[0], back[0]]), Boxed.Of(-1)])
                    : new Arguments([ahead[0], back[0]])
            );
        return ahead.Length == 1 ? merged : new PyList([merged, .. ahead.Skip(1), .. back.Skip(1)]);
    }
}
