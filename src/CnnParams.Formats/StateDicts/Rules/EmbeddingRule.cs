using CnnParams.Layers;

namespace CnnParams.Formats.StateDicts.Rules;

/// <summary>A matrix (words, values) without a bias is an embedding where the class or the name says so.</summary>
internal sealed class EmbeddingRule : IModuleRule
{
    // Names of embeddings that do not say so: GPT-2's of words and positions, T5's, its attention's.
    private static readonly string[] Names = ["wte", "wpe", "emb", "shared", "relative_attention_bias"];

    /// <inheritdoc/>
    public RuleMatch? Match(StateModule module)
    {
        if (
            module.Find("weight", "embedding", "embeddings") is not { Rank: 2 } table
            || module.Find("bias") is not null
        )
            return null;
        bool saysSo =
            module.NameOf(table) != "weight"
            || module.IsA("Embedding", "EmbeddingBag")
            || (
                module.Class is null
                && (Names.Contains(module.LastName, StringComparer.Ordinal) || module.LowerName.Contains("embed"))
            );
        if (!saysSo)
            return null;

        var weights = new StoredWeights().With("embeddings", table);
        return new RuleMatch(
            new Embedding
            {
                Name = module.Path,
                VocabularySize = table.Sizes[0],
                EmbeddingSize = table.Sizes[1],
                Trainable = weights.Trainable,
                Stored = weights.Stored,
            },
            weights.Tensors
        );
    }
}
