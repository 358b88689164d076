using System.Text.Json;
using CnnParams.Formats.Json;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras;

/// <summary>A layer as Keras writes it: its class, its settings, and its calls.</summary>
internal sealed class KerasLayer
{
    internal KerasLayer(JsonElement json)
    {
        Json = json;
        ClassName = json.Member("class_name")?.Text() ?? "";
        Module = json.Member("module")?.Text();
        Config = new KerasConfig(json.Member("config"));
        Name = json.Member("name")?.Text() ?? Config.Text("name") ?? "";
        Calls = [.. json.Member("inbound_nodes").Items().Select(call => new KerasLayerCall(call))];
    }

    /// <summary>The layer as it is written.</summary>
    internal JsonElement Json { get; }

    /// <summary>The name of its class: Conv2D.</summary>
    internal string ClassName { get; }

    /// <summary>The Python module of its class, which Keras 3 writes.</summary>
    internal string? Module { get; }

    /// <summary>Its settings.</summary>
    internal KerasConfig Config { get; }

    /// <summary>Its name.</summary>
    internal string Name { get; }

    /// <summary>Its calls, in order; none in a chain. A layer that is shared has several.</summary>
    internal IReadOnlyList<KerasLayerCall> Calls { get; }

    /// <summary>Whether training changes its weights.</summary>
    internal bool IsTrainable => Config.Truth("trainable") ?? true;

    /// <summary>The shape that the layer was built for, of one sample; null where it is not written.</summary>
    internal TensorShape? BuildShape =>
        Config.BatchShape("batch_input_shape")
        ?? Config.BatchShape("batch_shape")
        ?? new KerasConfig(Json.Member("build_config")).BatchShape("input_shape");
}

/// <summary>One call of a layer: what it reads.</summary>
internal sealed class KerasLayerCall
{
    internal KerasLayerCall(JsonElement json)
    {
        Json = json;
        Reads = KerasTensor.In(json);
    }

    /// <summary>The call as it is written, with the arguments that are no tensors.</summary>
    internal JsonElement Json { get; }

    /// <summary>The tensors that it reads, positional ones first.</summary>
    internal IReadOnlyList<KerasTensor> Reads { get; }
}
