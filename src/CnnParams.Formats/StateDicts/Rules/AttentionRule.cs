using CnnParams.Layers;

namespace CnnParams.Formats.StateDicts.Rules;

/// <summary>
/// PyTorch's MultiheadAttention: <c>in_proj_weight</c> (3 * e, e) projects query, key and value together, or
/// <c>q_proj_weight</c> and so on do where the key or the value has other features. The heads are in no tensor.
/// </summary>
internal sealed class AttentionRule : IModuleRule
{
    private static readonly string[] Projections = ["query", "key", "value"];

    /// <inheritdoc/>
    public RuleMatch? Match(StateModule module)
    {
        if (module.Find(AttentionParts.OutputWeight) is not { Rank: 2 } output)
            return null;

        long features = output.Sizes[0];
        long heads = module.Number("num_heads") ?? 1;
        var weights = new StoredWeights()
            .With("output_kernel", output)
            .With("output_bias", module.Find(AttentionParts.OutputBias));
        if (features % heads != 0 || !AddKernels(module, weights))
            return null;

        var bias = module.Find("in_proj_bias");
        weights.WithParts(bias, [.. Projections.Select(name => name + "_bias")]);
        weights.With("bias_k", module.Find("bias_k")).With("bias_v", module.Find("bias_v"));
        return new RuleMatch(
            new MultiHeadAttention
            {
                Name = module.Path,
                Heads = heads,
                KeySize = features / heads,
                QueryFeatures = features,
                KeyFeatures = module.Find("k_proj_weight") is { Rank: 2 } key ? key.Sizes[1] : features,
                ValueFeatures = module.Find("v_proj_weight") is { Rank: 2 } value ? value.Sizes[1] : features,
                OutputSize = features,
                UseBias = bias is not null,
                AddBiasKV = module.Find("bias_k") is not null,
                Trainable = weights.Trainable,
                Stored = weights.Stored,
            },
            weights.Tensors
        );
    }

    private static bool AddKernels(StateModule module, StoredWeights weights)
    {
        if (module.Find("in_proj_weight") is { Rank: 2 } together)
        {
            weights.WithParts(together, [.. Projections.Select(name => name + "_kernel")]);
            return true;
        }

        foreach (string name in Projections)
            weights.With(name + "_kernel", module.Find($"{name[0]}_proj_weight"));
        return module.Find("q_proj_weight") is not null;
    }
}
