using System.Text.Json.Nodes;
using CnnParams.Formats.Writing;
using CnnParams.Layers;

namespace CnnParams.Formats.Keras.Writing;

/// <summary>keras.layers: several tensors made one, and attention.</summary>
internal sealed class KerasMergingWriting : LayerRules<KerasOutline>
{
    public KerasMergingWriting()
    {
        For<Merge>(
            (merge, layer, outline) =>
            {
                InexpressibleException.Unless(
                    merge.Operation != MergeOperation.Divide,
                    "Keras has no layer that divides"
                );
                outline.Add(layer, merge.Operation.ToString(), []);
            }
        );
        For<Concatenate>(
            (concatenate, layer, outline) =>
            {
                int axis =
                    concatenate.Axis
                    ?? (layer.InputShape.Rank > 1 && KerasOutline.DataFormat(layer) == "channels_first" ? 1 : -1);
                if (layer.Reads.Count > 1)
                    outline.Add(layer, "Concatenate", new JsonObject { ["axis"] = axis });
                else
                    outline.Add(layer, "Activation", new JsonObject { ["activation"] = "linear" });
            }
        );
        For<MultiHeadAttention>(Attend);
    }

    // The query is passed by place, value and key by name.
    private static void Attend(MultiHeadAttention attention, WritableLayer layer, KerasOutline outline)
    {
        InexpressibleException.Unless(!attention.AddBiasKV, "Keras adds no learned key and value");
        InexpressibleException.Unless(!attention.AddZeroAttention, "Keras adds no key and value of zeros");
        var config = new JsonObject
        {
            ["num_heads"] = attention.Heads,
            ["key_dim"] = attention.KeySize,
            ["value_dim"] = attention.ValueSize ?? attention.KeySize,
            ["use_bias"] = attention.UseBias,
        };
        if (attention.OutputSize is { } size)
            config["output_shape"] = new JsonArray(size);
        var reads = layer.Reads;
        var arguments = new JsonObject { ["value"] = outline.TensorOf(reads[reads.Count > 1 ? 1 : 0]).ToJson() };
        if (reads.Count == 3)
            arguments["key"] = outline.TensorOf(reads[2]).ToJson();
        outline.AddQuery(layer, "MultiHeadAttention", config, arguments);
    }
}
