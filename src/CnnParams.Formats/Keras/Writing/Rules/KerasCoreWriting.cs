using System.Text.Json.Nodes;
using CnnParams.Formats.Writing;
using CnnParams.Layers;

namespace CnnParams.Formats.Keras.Writing;

/// <summary>keras.layers: inputs, dense layers, embeddings, and what acts in training only.</summary>
internal sealed class KerasCoreWriting : LayerRules<KerasOutline>
{
    public KerasCoreWriting()
    {
        For<Input>(
            (input, layer, outline) =>
                outline.Add(
                    layer,
                    "InputLayer",
                    new JsonObject
                    {
                        ["batch_input_shape"] = input.Shape.HasRank
                            ? new JsonArray([null, .. input.Shape.Sizes.Select(size => JsonValue.Create(size))])
                            : throw new InexpressibleException("the number of its axes is open"),
                        ["dtype"] = "float32",
                    }
                )
        );
        For<Dense>((dense, layer, outline) => outline.Add(layer, "Dense", Units(dense)));
        For<FullyConnected>(
            (dense, layer, outline) =>
            {
                if (layer.InputShape.Rank > 1)
                    outline.AddBehind(
                        outline.AddBefore(layer, "_flatten", "Flatten", []),
                        layer,
                        "Dense",
                        Units(dense)
                    );
                else
                    outline.Add(layer, "Dense", Units(dense));
            }
        );
        For<Embedding>(
            (embedding, layer, outline) =>
                outline.Add(
                    layer,
                    "Embedding",
                    new JsonObject
                    {
                        ["input_dim"] = embedding.VocabularySize,
                        ["output_dim"] = embedding.EmbeddingSize,
                    }
                )
        );
        For<Dropout>(
            (dropout, layer, outline) =>
                outline.Add(
                    layer,
                    dropout.Kind == DropoutKind.DropPath ? "Dropout" : dropout.Kind.ToString(),
                    Rate(dropout, layer)
                )
        );
    }

    private static JsonObject Units(UnitLayer dense) =>
        new()
        {
            ["units"] = dense.Units,
            ["activation"] = "linear",
            ["use_bias"] = dense.UseBias,
        };

    private static JsonObject Rate(Dropout dropout, WritableLayer layer)
    {
        var config = new JsonObject { [dropout.Kind == DropoutKind.GaussianNoise ? "stddev" : "rate"] = dropout.Rate };
        // One chance for the whole of a sample.
        if (dropout.Kind == DropoutKind.DropPath)
            config["noise_shape"] = new JsonArray([
                null,
                .. Enumerable.Repeat(0, layer.InputShape.Rank).Select(_ => JsonValue.Create(1)),
            ]);
        return config;
    }
}
