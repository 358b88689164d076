using System.Text.Json.Nodes;
using CnnParams.Formats.Folding;
using CnnParams.Formats.PythonSource;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>
/// Layers of Keras that are more than a row: they call a function, hold a model, or have several outputs.
/// </summary>
internal static class LayerFunctions
{
    /// <summary>Lambda: its function is followed, over the tensors that it is called with.</summary>
    internal static object CallLambda(Interpreter interpreter, LayerInstance layer, in Arguments arguments)
    {
        object function = layer.Settings.Get("function") ?? throw Errors.Type("Lambda needs a function");
        object given = arguments.Values.Length > 0 ? arguments.Values[0] : None.Instance;
        if (layer.Settings.Get("arguments") is not PyDict { Count: > 0 } more)
            return interpreter.Call(function, given);
        return interpreter.Call(
            function,
            new Arguments([given, .. more.Pairs().Select(pair => pair.Value)], [.. more.Keys().Cast<string>()])
        );
    }

    /// <summary>
    /// A layer that is called for each step of a sequence: a model within it, or a layer of the source, is a model of
    /// its own.
    /// </summary>
    internal static void HoldModel(
        Interpreter interpreter,
        KerasState state,
        LayerInstance layer,
        in Arguments arguments
    )
    {
        if (layer.Settings.Get("layer") is not LayerInstance { ClassName: null } inner || layer.Calls.Count > 0)
            return;
        var sequence = SourceTensors.In(arguments).FirstOrDefault()?.Known ?? throw SourceTensor.UnknownShape();
        if (sequence.Rank < 2)
            throw Errors.Value($"TimeDistributed needs a sequence, and is called with {sequence}");
        HoldStep(
            interpreter,
            state,
            layer,
            sequence,
            step =>
                inner is ModelInstance { IsFunctional: true } or ModelInstance { IsSequential: true }
                    ? ModelCalls.Run(interpreter, inner, new Arguments([step]))
                    : ModelCalls.Call(interpreter, inner, new Arguments([step])),
            inner.NameIn(state)
        );
    }

    /// <summary>Makes of a layer one that calls a model for each step of a sequence.</summary>
    /// <param name="interpreter">The evaluation.</param>
    /// <param name="state">The state of the vocabulary.</param>
    /// <param name="layer">The layer; one that has been called stays what it is.</param>
    /// <param name="sequence">The shape of the sequence.</param>
    /// <param name="run">What is done in a step.</param>
    /// <param name="name">The name of the model.</param>
    internal static void HoldStep(
        Interpreter interpreter,
        KerasState state,
        LayerInstance layer,
        Shape sequence,
        Func<SourceTensor, object> run,
        string name = "cell"
    )
    {
        if (layer.Calls.Count > 0)
            return;
        var around = state.Scopes.ToArray();
        state.Scopes.Clear();
        try
        {
            var step = ModelCalls.Input(
                interpreter,
                new Shape([Batched.Batch, .. sequence.Axes.Skip(2)]),
                "float32",
                ModelInstance.InputName(0)
            );
            var model = ModelWriter.Write(new KerasGraph(interpreter, step, run(step)), name);
            var config = LayerConfig.Of(state, layer);
            config["layer"] = model;
            layer.Redefine(new Definition(layer.NameIn(state), "TimeDistributed", null, config, layer));
        }
        finally
        {
            state.Scopes.Clear();
            state.Scopes.AddRange(around);
        }
    }

    /// <summary>
    /// The outputs of a layer that gives more than its rule says: states, scores; null where it does not.
    /// </summary>
    internal static object? MoreOutputs(
        Interpreter interpreter,
        LayerInstance layer,
        SourceCall call,
        in Arguments arguments
    )
    {
        var output = call.Outputs[0];
        if (
            call.Definition.ClassName == "MultiHeadAttention"
            && arguments.Find("return_attention_scores") is { } flag
            && interpreter.IsTrue(flag)
        )
            return PyTuple.Of(output, Scores(interpreter, layer, call));
        bool isBidirectional = layer.ClassName == "Bidirectional";
        var recurrent = isBidirectional ? layer.Settings.Get("layer") as LayerInstance : layer;
        if (recurrent?.Settings.Get("return_state") is not true || output.Shape is null || RecurrentCells.Has(layer))
            return null;
        int states =
            (recurrent.ClassName is "LSTM" or "CuDNNLSTM" or "ConvLSTM1D" or "ConvLSTM2D" or "ConvLSTM3D" ? 2 : 1)
            * (isBidirectional ? 2 : 1);
        // A state is what one step gives: in a bidirectional layer, one direction of it.
        bool isSequence = recurrent.Settings.Get("return_sequences") is true;
        var step = isSequence ? output.Known.Without(1) : output.Known;
        if (isBidirectional && recurrent.Settings.Get("units") is long units)
            step = step.With(step.Rank - 1, units);
        return new PyList([
            output,
            .. Enumerable
                .Range(0, states)
                .Select(_ => (object)LayerRows.Add(interpreter, "state", [output], step, WorkKind.DataMovement)),
        ]);
    }

    private static SourceTensor Scores(Interpreter interpreter, LayerInstance layer, SourceCall call)
    {
        SourceTensor[] read = [.. call.Reads];
        var (query, value) = (read[0].Known, read.Length > 1 ? read[1].Known : read[0].Known);
        Size heads = layer.Settings.Get("num_heads") is long count ? count : Size.Unknown;
        return LayerRows.Add(
            interpreter,
            "attention_scores",
            [call.Outputs[0]],
            new Shape(query[0], heads, query[1], value[1]),
            WorkKind.DataMovement
        );
    }
}
