namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: dense layers, embeddings and what passes its input on.</summary>
internal sealed class KerasCoreRules : KerasRules
{
    public KerasCoreRules()
    {
        Map(
            "Dense TernaryDense",
            call =>
                new KerasDraft("Dense") { Depth = ("InputFeatures", "kernel", -2) }.Copy(
                    call.Config,
                    "Units=units|output_dim UseBias=use_bias|bias"
                )
        );
        Map("Embedding", call => Embedding(call));
        Map("ReversibleEmbedding", ReversibleEmbedding);
        Map("Masking Identity", _ => Identity);
    }

    /// <summary>A layer that passes its input on.</summary>
    internal static KerasDraft Identity => new KerasDraft("Activation").With("Function", "linear");

    private static KerasDraft Embedding(KerasCall call) =>
        new KerasDraft("Embedding").Copy(call.Config, "VocabularySize=input_dim EmbeddingSize=output_dim");

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
