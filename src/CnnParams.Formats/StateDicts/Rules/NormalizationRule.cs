using CnnParams.Layers;

namespace CnnParams.Formats.StateDicts.Rules;

/// <summary>
/// A factor and an offset of one shape are those of a normalisation; which one, only the class tells (layer, group or
/// instance norm: the count is the same). A factor alone is that of an RMS norm where the name says norm.
/// </summary>
internal sealed class NormalizationRule : IModuleRule
{
    private static readonly string[] RootMeanSquare =
    [
        "RMSNorm",
        "LlamaRMSNorm",
        "T5LayerNorm",
        "MistralRMSNorm",
        "Qwen2RMSNorm",
    ];

    /// <inheritdoc/>
    public RuleMatch? Match(StateModule module)
    {
        var gamma = module.Find("weight", "gamma", "scale");
        var beta = module.Find("bias", "beta");
        if (gamma is not { Rank: >= 1 } || (beta is null ? !SaysNorm(module) : !beta.Sizes.SequenceEqual(gamma.Sizes)))
            return null;

        var weights = new StoredWeights().With("gamma", gamma).With("beta", beta);
        return new RuleMatch(
            module.IsA("GroupNorm") && module.Number("num_groups") is { } groups
                ? new GroupNormalization
                {
                    Name = module.Path,
                    Groups = groups,
                    InputChannels = gamma.Count,
                    Center = beta is not null,
                    Trainable = weights.Trainable,
                    Stored = weights.Stored,
                }
                : new LayerNormalization
                {
                    Name = module.Path,
                    NormalizedShape = gamma.Sizes,
                    Center = beta is not null,
                    IsRootMeanSquare = beta is null && !module.IsA("LayerNorm"),
                    Trainable = weights.Trainable,
                    Stored = weights.Stored,
                },
            weights.Tensors
        );
    }

    private static bool SaysNorm(StateModule module) =>
        module.Class is null
            ? module.LowerName.Contains("norm") || module.LowerName.StartsWith("ln", StringComparison.Ordinal)
            : RootMeanSquare.Contains(module.Class, StringComparer.Ordinal) || module.IsA("LayerNorm", "GroupNorm");
}
