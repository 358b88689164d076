using CnnParams.Formats.Folding;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>What a layer or a model has as attributes, beside what the source has given it.</summary>
internal static class LayerAttributes
{
    internal static object? Find(Interpreter interpreter, LayerInstance layer, string name)
    {
        var state = KerasState.Of(interpreter);
        switch (name)
        {
            case "name" or "_name":
                layer.ListedIn?.NoteName();
                return layer.NameIn(state);
            case "trainable":
                return Boxed.Of(layer.IsTrainable);
            case "built":
                return Boxed.Of(layer.IsBuilt);
            case "dtype" or "compute_dtype" or "variable_dtype" or "_dtype":
                return layer.Settings.Get("dtype") as string ?? state.Policy ?? "float32";
            case "weights"
            or "variables"
            or "trainable_weights"
            or "trainable_variables"
            or "non_trainable_weights"
            or "non_trainable_variables"
            or "losses"
            or "metrics":
                return Weights(layer, name);
            case "embeddings"
                when layer.Settings.Get("input_dim") is long words && layer.Settings.Get("output_dim") is long size:
                return new SourceTensor(new Shape(words, size));
            case "optimizer" or "history" or "loss" when layer is ModelInstance:
                return new Unknown($"model.{name}");
        }

        if (name is "output" or "input" or "outputs" or "inputs")
            layer.ListedIn?.NoteTensor(layer, layer.NameIn(state));
        if (layer is ModelInstance model && OfModel(interpreter, model, name) is { } value)
            return value;
        return name switch
        {
            "output" or "outputs" when layer.Calls.Count > 0 => Listed(layer.Calls[0].Result, name == "outputs"),
            "input" or "inputs" when layer.Calls.Count > 0 && layer.Calls[0].Arguments.Values.Length > 0 => Listed(
                layer.Calls[0].Arguments.Values[0],
                name == "inputs"
            ),
            "output_shape" when layer.Calls.Count > 0 => ShapeOf(layer.Calls[0].Result),
            "input_shape" when layer.Calls.Count > 0 && layer.Calls[0].Arguments.Values.Length > 0 => ShapeOf(
                layer.Calls[0].Arguments.Values[0]
            ),
            "output" or "input" or "output_shape" or "input_shape" when layer is not ModelInstance =>
                throw Errors.Attribute(
                    $"the layer '{layer.NameIn(state)}' has not been called, so that it has no {name}"
                ),
            _ => null,
        };
    }

    /// <summary>The shape of a tensor, or those of several.</summary>
    internal static object ShapeOf(object value) =>
        SourceTensors.Map(value, tensor => SourceShape.ToTuple(tensor.Shape));

    private static object? OfModel(Interpreter interpreter, ModelInstance model, string name)
    {
        switch (name)
        {
            case "layers":
                return BackboneLayers.Listed(model.Layers(interpreter));
            case "input"
            or "inputs"
            or "output"
            or "outputs"
            or "output_shape"
            or "input_shape"
                when model.Type.TryFind("call", out object call)
                    && call is PyFunction
                    && !model.IsFunctional
                    && model.Calls.Count == 0:
                return null;
            case "input" or "inputs":
                return model.Graph(interpreter) is { } graph ? Listed(graph.InputStructure, name == "inputs") : null;
            case "output" or "outputs":
                return model.Graph(interpreter) is { } made
                    ? Listed(made.OutputStructure, name == "outputs")
                    : throw Errors.Attribute(
                        $"the model '{model.NameIn(KerasState.Of(interpreter))}' has no output before the shape of its "
                            + "input is known"
                    );
            case "output_shape":
                return model.Graph(interpreter) is { } known ? ShapeOf(known.OutputStructure) : null;
            case "input_shape":
                return model.Graph(interpreter) is { } seen ? ShapeOf(seen.InputStructure) : null;
            case "output_names" or "input_names":
                return new PyList([]);
            default:
                return null;
        }
    }

    private static object Listed(object value, bool asList) =>
        !asList ? value
        : value is PyList ? value
        : new PyList([.. SourceTensors.In(value)]);

    // The weights of Keras's own layers are counted when the network is; a source mostly only asks how many there are.
    private static object Weights(LayerInstance layer, string name)
    {
        var own = layer.Walk().SelectMany(inner => inner.Weights).ToArray();
        return own.Length > 0 && layer.Walk().All(inner => inner.ClassName is null)
            ? new PyList([
                .. own.Where(weight =>
                    name.StartsWith("non_", StringComparison.Ordinal)
                        ? !weight.IsTrainable
                        : !name.StartsWith("trainable", StringComparison.Ordinal) || weight.IsTrainable
                ),
            ])
            : new Unknown($"{layer.Type.Name}.{name}");
    }
}
