using CnnParams.Layers;

namespace CnnParams.Formats.StateDicts.Rules;

/// <summary>
/// A matrix is a dense layer: <c>weight</c> (units, features) as PyTorch keeps it, <c>kernel</c> (features, units) as
/// Keras and Flax do. GPT-2's <c>weight</c> is (features, units) too; its bias tells.
/// </summary>
internal sealed class DenseRule : IModuleRule
{
    /// <inheritdoc/>
    public RuleMatch? Match(StateModule module)
    {
        if (module.Find("weight", "kernel") is not { Rank: 2 } kernel)
            return null;

        var bias = module.Find("bias");
        bool turned =
            module.NameOf(kernel) == "kernel"
            || (bias is not null && bias.Count != kernel.Sizes[0] && bias.Count == kernel.Sizes[1]);
        long units = kernel.Sizes[turned ? 1 : 0];
        if (bias is not null && (bias.Rank != 1 || bias.Count != units))
            return null;

        var weights = new StoredWeights().With("kernel", kernel).With("bias", bias);
        return new RuleMatch(
            new Dense
            {
                Name = module.Path,
                Units = units,
                InputFeatures = kernel.Sizes[turned ? 0 : 1],
                UseBias = bias is not null,
                Trainable = weights.Trainable,
                Stored = weights.Stored,
            },
            weights.Tensors
        );
    }
}
