using CnnParams.Layers;

namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: dense layers, embeddings and what passes its input on.</summary>
internal sealed class KerasCoreRules : KerasRules
{
    public KerasCoreRules()
    {
        Map(
            "Dense TernaryDense",
            call => new KerasDraft(
                new Dense
                {
                    Units = call.Config.Needed<long>("units", "output_dim"),
                    UseBias = call.Config.Given<bool?>("use_bias", "bias") ?? true,
                }
            )
            {
                Depth = (nameof(UnitLayer.InputFeatures), "kernel", -2),
            }
        );
        Map("Embedding", Embedding);
        Map("ReversibleEmbedding", ReversibleEmbedding);
        Map("Masking Identity", _ => Identity);
    }

    /// <summary>A layer that passes its input on.</summary>
    internal static Activation Identity => new() { Function = "linear" };

    private static KerasDraft Embedding(KerasCall call) =>
        new Embedding
        {
            VocabularySize = call.Config.Needed<long>("input_dim"),
            EmbeddingSize = call.Config.Needed<long>("output_dim"),
        };

    // Without tied weights, the way back from vectors to words has a table of its own.
    private static KerasDraft ReversibleEmbedding(KerasCall call)
    {
        if (
            call.Config.Truth("tie_weights") != false
            || call.Config.Whole("input_dim") is not { } words
            || call.Config.Whole("output_dim") is not { } values
        )
            return Embedding(call);
        return Tensors.Draft(
            [Tensors.Of("embeddings", words, values), Tensors.Of("reverse_embeddings", values, words)],
            call.InputShape.HasRank ? [.. call.InputShape.Sizes, values] : null
        );
    }
}
