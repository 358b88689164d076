namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: dense layers, embeddings and what passes its input on.</summary>
internal sealed class CoreRules : KerasRules
{
    public CoreRules()
    {
        Map("Dense TernaryDense", call => new LayerDraft("Dense") { Depth = ("InputFeatures", "kernel", -2) }
            .Copy(call.Config, "Units=units|output_dim UseBias=use_bias|bias"));
        Map("Embedding", call => Embedding(call));
        Map("ReversibleEmbedding", ReversibleEmbedding);
        Map("Masking Identity", _ => Identity);
    }

    /// <summary>A layer that passes its input on.</summary>
    internal static LayerDraft Identity => new LayerDraft("Activation").With("Function", "linear");

    private static LayerDraft Embedding(KerasCall call) =>
        new LayerDraft("Embedding").Copy(call.Config, "VocabularySize=input_dim EmbeddingSize=output_dim");

    // Without tied weights, the way back from vectors to words has a table of its own.
    private static LayerDraft ReversibleEmbedding(KerasCall call)
    {
        if (call.Config.Truth("tie_weights") != false || call.Config.Whole("input_dim") is not { } words || call.Config.Whole("output_dim") is not { } values)
            return Embedding(call);
        return Tensors.Draft(
            [Tensors.Of("embeddings", words, values), Tensors.Of("reverse_embeddings", values, words)],
            call.InputShape.HasRank ? [.. call.InputShape.Sizes, values] : null);
    }
}
