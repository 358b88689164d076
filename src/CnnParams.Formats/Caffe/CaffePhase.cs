using CnnParams.Formats.Caffe.Schema;

namespace CnnParams.Formats.Caffe;

/// <summary>
/// Which layers a network has in use: those whose rules, include or exclude, its state meets (Net::FilterNet in
/// BVLC/caffe: src/caffe/net.cpp). The phase is TEST, as of a network that is loaded to be used, where
/// the file has data for it.
/// </summary>
internal static class CaffePhase
{
    /// <summary>
    /// The state that a network is read in: TEST, unless that lacks the data that its layers read; then TRAIN, and then
    /// a stage that its rules name, where it is there.
    /// </summary>
    internal static State? InUse(Net net)
    {
        if (net.State is { HasPhase: true } || IsFed(net, net.State))
            return net.State;
        string[] stages =
        [
            .. net
                .Layer.SelectMany(layer => layer.Include)
                .SelectMany(rule => rule.Stage)
                .Distinct()
                .OrderBy(stage => stage == "deploy" ? 0 : 1),
        ];
        return new string?[] { null }
                .Concat(stages)
                .SelectMany(stage => new[] { InState(net, Phase.Test, stage), InState(net, Phase.Train, stage) })
                .FirstOrDefault(state => IsFed(net, state))
            ?? net.State;
    }

    private static State InState(Net net, Phase phase, string? stage)
    {
        var state = net.State?.Clone() ?? new State();
        state.Phase = phase;
        if (stage is not null)
            state.Stage.Add(stage);
        return state;
    }

    // Whether each layer in use reads what a layer before it, or an input, has written.
    private static bool IsFed(Net net, State? state)
    {
        var written = new HashSet<string>(net.Input, StringComparer.Ordinal);
        foreach (var layer in net.Layer.Where(layer => state.Has(layer)))
        {
            if (!layer.Bottom.All(written.Contains))
                return false;
            written.UnionWith(layer.Top);
        }

        return true;
    }

    /// <summary>Whether a layer is part of the network.</summary>
    internal static bool Has(this State? state, Layer layer) =>
        layer.Include.Count > 0
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
