using System.Text.Json;
using System.Text.Json.Nodes;
using CnnParams.Formats.Folding;
using CnnParams.Formats.Keras;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;
using CnnParams.Shapes;

namespace CnnParams.Formats.KerasSource;

/// <summary>The rows that calls make: of a layer of keras.layers, and of an operation on tensors.</summary>
internal static class LayerRows
{
    /// <summary>A call of a layer of keras.layers.</summary>
    internal static object Call(Interpreter interpreter, LayerInstance layer, in Arguments arguments)
    {
        var state = KerasState.Of(interpreter);
        if (layer.ClassName == "TimeDistributed")
            LayerFunctions.HoldModel(interpreter, state, layer, arguments);
        var definition = layer.Define(state);
        var first = SourceTensors.In(arguments).FirstOrDefault() ?? throw NoTensor(definition, arguments);
        var shapes = Shapes(definition, arguments, LayoutOf(state, definition));
        var call = new SourceCall(definition, arguments, [.. state.Scopes], state.NextNumber());
        call.Outputs =
        [
            .. shapes.Select(
                (shape, i) =>
                    new SourceTensor(first.WithBatch(shape), TypeAfter(definition, first))
                    {
                        Producer = call,
                        Output = i,
                    }
            ),
        ];
        return LayerFunctions.MoreOutputs(interpreter, layer, call, arguments)
            ?? (call.Outputs.Length == 1 ? call.Outputs[0] : new PyList([.. call.Outputs]));
    }

    /// <summary>A call of an operation with one output; a constant where it reads constants alone.</summary>
    /// <param name="interpreter">The evaluation.</param>
    /// <param name="op">What it is called.</param>
    /// <param name="reads">The tensors that it reads.</param>
    /// <param name="output">The shape of the output, all axes; null where it is not known.</param>
    /// <param name="kind">What it does, where no layer is the same.</param>
    /// <param name="layer">The layer that is the same: its class, as rules of Formats/Keras know it, and its
    /// settings.</param>
    /// <param name="own">What it is where the second tensor is a weight that is read by such calls alone.</param>
    internal static SourceTensor Add(
        Interpreter interpreter,
        string op,
        IReadOnlyList<SourceTensor> reads,
        Shape? output,
        WorkKind kind,
        (string ClassName, string? Module, JsonObject Config)? layer = null,
        (string ClassName, JsonObject Config)? own = null
    )
    {
        string type = reads.Count > 0 ? reads[0].ElementType : "float32";
        if (reads.All(read => read.IsConstant))
            return new SourceTensor(output, type);
        var state = KerasState.Of(interpreter);
        // What stands in no call is one of its own, which a model that it is part of can repeat.
        if (state.Scopes.Count == 0)
            return (SourceTensor)
                ModelCalls.CallFunction(
                    interpreter,
                    new Arguments([.. reads]),
                    (Interpreter running, in Arguments given) =>
                        Add(running, op, [.. SourceTensors.In(given)], output, kind, layer, own)
                );
        string name = state.OperationName(op);
        Arguments arguments = new([reads.Count == 1 ? reads[0] : new PyList([.. reads])]);
        var definition = layer is { } same
            ? new Definition(name, same.ClassName, same.Module, same.Config, null)
            : null;
        if (definition is null || !IsSame(state, definition, arguments, output))
            definition = new Definition(
                name,
                SourceRules.Operation,
                null,
                SourceRules.OperationConfig(op, kind, output),
                null
            );
        var call = new SourceCall(definition, arguments, [.. state.Scopes], state.NextNumber())
        {
            WithOwnWeight =
                own is { } weighted && reads.Count > 1 && reads[1].IsWeight
                    ? new Definition(name, weighted.ClassName, null, weighted.Config, null)
                    : null,
            OwnWeight = own is not null && reads.Count > 1 ? reads[1] : null,
        };
        var result = new SourceTensor(output, type) { Producer = call };
        call.Outputs = [result];
        return result;
    }

    /// <summary>The shapes that a layer leaves, of one sample.</summary>
    /// <exception cref="RaisedException">It cannot take what is passed.</exception>
    internal static IReadOnlyList<TensorShape> Shapes(Definition definition, Arguments arguments, ShapeLayout layout)
    {
        IReadOnlyList<TensorShape> shapes;
        string? problem;
        try
        {
            (shapes, problem) = KerasNetworkBuilder.Probe(
                new KerasLayer(definition.ToElement()),
                Passed(arguments, layout),
                layout
            );
        }
        catch (Exception exception)
            when (exception is LayerException or Reading.ModelFileException or OverflowException)
        {
            throw Errors.Value($"{definition.ClassName} '{definition.Name}': {exception.Message}");
        }

        bool isOpen = SourceTensors.In(arguments).Any(tensor => tensor.Shape is null);
        return problem is null || isOpen || shapes.All(shape => shape.HasRank)
            ? shapes
            : throw Errors.Value($"{definition.ClassName} '{definition.Name}': {problem}");
    }

    private static ShapeLayout LayoutOf(KerasState state, Definition definition) =>
        definition.Config["data_format"]?.GetValueKind() == JsonValueKind.String
            ? (string)definition.Config["data_format"]! == "channels_first"
                ? ShapeLayout.ChannelsFirst
                : ShapeLayout.ChannelsLast
            : state.Layout;

    private static KerasArgument[] Passed(Arguments arguments, ShapeLayout layout)
    {
        var passed = new List<KerasArgument>();
        for (int i = 0; i < arguments.Values.Length; i++)
        {
            string? name = i < arguments.Count ? null : arguments.Names![i - arguments.Count];
            foreach (var tensor in SourceTensors.In(arguments.Values[i]))
                passed.Add(
                    new KerasArgument(FormattableString.Invariant($"t{passed.Count}"), tensor.Sample(layout), name)
                );
        }

        return [.. passed];
    }

    // The batch must be where the layer leaves it, and the sizes those that the operation gives.
    private static bool IsSame(KerasState state, Definition definition, Arguments arguments, Shape? output)
    {
        if (output is null || SourceTensors.In(arguments).First() is not { Shape: not null } first)
            return output is null;
        try
        {
            var shapes = Shapes(definition, arguments, state.Layout);
            var expected = SampleShapes.Of(output);
            return shapes.Count == 1
                && shapes[0].HasRank
                && shapes[0].Rank == expected.Rank
                && shapes[0].Sizes.SequenceEqual(expected.Sizes)
                && (!output.Axes.Any(axis => axis.HasBatch) || output[0].IsBatch || first.Known[0].HasBatch);
        }
        catch (RaisedException)
        {
            return false;
        }
    }

    private static string TypeAfter(Definition definition, SourceTensor first) =>
        definition.ClassName is "Embedding" or "Dense"
        || definition.ClassName.StartsWith("Conv", StringComparison.Ordinal)
            ? "float32"
            : first.ElementType;

    private static RaisedException NoTensor(Definition definition, Arguments arguments)
    {
        if (arguments.Values.OfType<Unknown>().FirstOrDefault() is { } unknown)
            return unknown.Error();
        string met =
            arguments.Values.Length == 0
                ? "nothing"
                : $"a value of the type {BuiltinTypes.Of(arguments.Values[0]).Name}";
        return Errors.Type(
            $"{definition.ClassName} '{definition.Name}' is called with {met}; a layer is called with a tensor, as in "
                + "x = layer(x)"
        );
    }
}
