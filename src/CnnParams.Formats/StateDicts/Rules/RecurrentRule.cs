using CnnParams.Layers;

namespace CnnParams.Formats.StateDicts.Rules;

/// <summary>
/// PyTorch's recurrent modules: <c>weight_ih_l0</c> (g * u, features) and <c>weight_hh_l0</c> (g * u, u) of each
/// layer, <c>_reverse</c> for the other direction, <c>weight_hr_l0</c> (r, u) for a projection. The gates g tell the
/// kind: 4 of an LSTM, 3 of a GRU, 1 of units without gates. A cell's names have no number.
/// </summary>
internal sealed class RecurrentRule : IModuleRule
{
    private const string Backward = "_reverse";

    /// <inheritdoc/>
    public RuleMatch? Match(StateModule module)
    {
        string first = module.Find("weight_ih_l0") is not null ? "_l0" : "";
        if (
            module.Find("weight_ih" + first) is not { Rank: 2 } input
            || module.Find("weight_hh" + first) is not { Rank: 2 } state
        )
            return null;

        var projection = module.Find("weight_hr" + first);
        long units = projection is { Rank: 2 } ? projection.Sizes[1] : state.Sizes[1];
        int layers = 1;
        while (first.Length > 0 && module.Find($"weight_ih_l{layers}") is not null)
            layers++;
        bool bidirectional = module.Find("weight_ih_l0" + Backward) is not null;
        bool biased = module.Find("bias_ih" + first) is not null;
        var weights = Weights(module, first, layers, bidirectional);
        var layer =
            units == 0 || input.Sizes[0] % units != 0
                ? null
                : RecurrentModules.Of(
                    input.Sizes[0] / units,
                    units,
                    input.Sizes[1],
                    layers,
                    bidirectional,
                    biased,
                    projection is null ? 0 : state.Sizes[1]
                );
        var placed = layer?.With(place =>
            place with
            {
                Name = module.Path,
                Stored = weights.Stored,
                Trainable = weights.Trainable,
            }
        );
        return placed is null ? null : new RuleMatch(placed, weights.Tensors);
    }

    private static StoredWeights Weights(StateModule module, string first, int layers, bool bidirectional)
    {
        var weights = new StoredWeights();
        for (int layer = 0; layer < layers; layer++)
        {
            string suffix = first.Length > 0 ? $"_l{layer}" : "";
            string prefix = layers > 1 ? $"layer{layer + 1}_" : "";
            AddCell(module, weights, bidirectional ? prefix + "forward_" : prefix, suffix);
            if (bidirectional)
                AddCell(module, weights, prefix + "backward_", suffix + Backward);
        }

        return weights;
    }

    // Both bias vectors are one weight of the layer.
    private static void AddCell(StateModule module, StoredWeights weights, string prefix, string suffix) =>
        weights
            .With(prefix + "kernel", module.Find("weight_ih" + suffix))
            .With(prefix + "recurrent_kernel", module.Find("weight_hh" + suffix))
            .WithAll(prefix + "bias", module.Find("bias_ih" + suffix), module.Find("bias_hh" + suffix))
            .With(prefix + "projection", module.Find("weight_hr" + suffix));
}
