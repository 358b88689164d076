using CnnParams.Layers;

namespace CnnParams.Formats.StateDicts.Rules;

/// <summary>
/// A running mean and variance are those of a batch norm. Files older than PyTorch 0.4.1 have no counter of batches
/// beside them.
/// </summary>
internal sealed class BatchNormalizationRule : IModuleRule
{
    /// <inheritdoc/>
    public RuleMatch? Match(StateModule module)
    {
        var mean = module.Find("running_mean", "moving_mean", "mean");
        var variance = module.Find("running_var", "moving_variance", "var");
        if (mean is not { Rank: 1 } || variance is not { Rank: 1 })
            return null;

        var gamma = module.Find("weight", "gamma", "scale");
        var beta = module.Find("bias", "beta");
        var weights = new StoredWeights()
            .With("gamma", gamma)
            .With("beta", beta)
            .With("moving_mean", mean)
            .With("moving_variance", variance)
            .With("num_batches_tracked", module.Find("num_batches_tracked"));
        return new RuleMatch(
            new BatchNormalization
            {
                Name = module.Path,
                InputChannels = mean.Count,
                Scale = gamma is not null,
                Center = beta is not null,
                Trainable = weights.Trainable,
                Stored = weights.Stored,
            },
            weights.Tensors
        );
    }
}
