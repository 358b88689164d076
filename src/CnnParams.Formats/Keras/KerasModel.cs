using System.Text.Json;
using CnnParams.Formats.Json;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras;

/// <summary>A model as Keras writes it: layers, which may be models again, and who reads whom.</summary>
internal sealed class KerasModel
{
    private KerasModel(KerasConfig config, string className, IReadOnlyList<KerasLayer> layers)
    {
        Name = config.Text("name") ?? className;
        Layers = layers;
        IsChain = config["input_layers"] is null && config["output_layers"] is null;
        Inputs = KerasTensor.In(config["input_layers"]);
        Outputs = KerasTensor.In(config["output_layers"]);
        BuildShape = config.BatchShape("build_input_shape");
        IsTrainable = config.Truth("trainable") ?? true;
    }

    /// <summary>The model's name.</summary>
    internal string Name { get; }

    /// <summary>The layers in the order of the file.</summary>
    internal IReadOnlyList<KerasLayer> Layers { get; }

    /// <summary>Whether every layer reads the one before (Sequential), so that no calls are written.</summary>
    internal bool IsChain { get; }

    /// <summary>Where data comes in.</summary>
    internal IReadOnlyList<KerasTensor> Inputs { get; }

    /// <summary>The outputs of the model.</summary>
    internal IReadOnlyList<KerasTensor> Outputs { get; }

    /// <summary>The shape that a chain was built for, where it is written.</summary>
    internal TensorShape? BuildShape { get; }

    /// <summary>Whether training changes its weights.</summary>
    internal bool IsTrainable { get; }

    /// <summary>A model from its object (<c>class_name</c> and <c>config</c>); null where it lists no layers.</summary>
    internal static KerasModel? Of(JsonElement model)
    {
        // Before Keras 2.2 the config of a chain was the list of its layers itself.
        var config = model.Member("config");
        var layers = config is { ValueKind: JsonValueKind.Array } ? config : config?.Member("layers");
        if (layers is not { ValueKind: JsonValueKind.Array })
            return null;
        string className = model.Member("class_name")?.Text() ?? "Model";
        return new KerasModel(
            new KerasConfig(config),
            className,
            [.. layers.Items().Select(layer => new KerasLayer(layer))]
        );
    }
}
