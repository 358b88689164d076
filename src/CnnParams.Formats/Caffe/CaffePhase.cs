using CnnParams.Formats.Caffe.Schema;

namespace CnnParams.Formats.Caffe;

/// <summary>
/// Which layers a network has in use: those whose rules, include or exclude, its state meets (Net::FilterNet in
/// BVLC/caffe: src/caffe/net.cpp). The phase is TEST, as of a network that is loaded to be used.
/// </summary>
internal static class CaffePhase
{
    /// <summary>Whether a layer is part of the network.</summary>
    internal static bool Has(this State? state, Layer layer) => layer.Include.Count > 0
        ? layer.Include.Any(rule => Meets(state, rule))
        : !layer.Exclude.Any(rule => Meets(state, rule));

    private static bool Meets(State? state, StateRule rule)
    {
        var phase = state is { HasPhase: true } ? state.Phase : Phase.Test;
        int level = state?.Level ?? 0;
        IEnumerable<string> stages = state is null ? [] : state.Stage;
        return (!rule.HasPhase || rule.Phase == phase)
            && (!rule.HasMinLevel || level >= rule.MinLevel)
            && (!rule.HasMaxLevel || level <= rule.MaxLevel)
            && rule.Stage.All(stages.Contains)
            && !rule.NotStage.Any(stages.Contains);
    }
}
