using CnnParams.Layers;

namespace CnnParams.Formats.StateDicts.Rules;

/// <summary>A vector alone is that of a rectifier with learned slopes where the class or the name says so.</summary>
internal sealed class PReLURule : IModuleRule
{
    /// <inheritdoc/>
    public RuleMatch? Match(StateModule module)
    {
        if (module.Find("weight", "alpha") is not { Rank: 1 } slopes || module.Find("bias") is not null)
            return null;
        bool saysSo = module.IsA("PReLU") || (module.Class is null && module.LowerName.Contains("prelu"));
        if (!saysSo)
            return null;

        var weights = new StoredWeights().With("alpha", slopes);
        return new RuleMatch(
            new PReLU
            {
                Name = module.Path,
                ParameterCount = slopes.Count,
                Trainable = weights.Trainable,
                Stored = weights.Stored,
            },
            weights.Tensors
        );
    }
}
