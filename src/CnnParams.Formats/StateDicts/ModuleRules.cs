using CnnParams.Formats.StateDicts.Rules;
using CnnParams.Layers;

namespace CnnParams.Formats.StateDicts;

/// <summary>
/// The layers of a module, by the first rule that knows its tensors. What no rule knows is a row of weights.
/// </summary>
internal static class ModuleRules
{
    // From what is told by names to what is told by ranks alone.
    private static readonly IModuleRule[] Rules =
    [
        new AttentionRule(),
        new RecurrentRule(),
        new BatchNormalizationRule(),
        new TransposedConvolutionRule(),
        new ConvolutionRule(),
        new EmbeddingRule(),
        new DenseRule(),
        new PReLURule(),
        new NormalizationRule(),
    ];

    /// <summary>The layers that hold the tensors of a module: every tensor is in one of them.</summary>
    internal static IEnumerable<Layer> Layers(StateModule module)
    {
        var match = Rules.Select(rule => TryMatch(rule, module)).FirstOrDefault(found => found is not null);
        if (match is not null)
            return module.Tensors.Except(match.Used).Select(tensor => Alone(module, tensor)).Prepend(match.Layer);
        return module.Path.Length == 0
            ? module.Tensors.Select(tensor => Alone(module, tensor))
            : [TensorRow.Of(module.Path, [.. module.Tensors.Select(tensor => (module.NameOf(tensor), tensor))])];
    }

    // A rule that fits by name but not in every number is none: the count must be that of the file.
    private static RuleMatch? TryMatch(IModuleRule rule, StateModule module)
    {
        try
        {
            return rule.Match(module) is { } match && IsExact(module, match) ? match : null;
        }
        catch (Exception exception) when (exception is LayerException or OverflowException)
        {
            return null;
        }
    }

    private static bool IsExact(StateModule module, RuleMatch match)
    {
        var weights = match.Layer.Weights(new LayerInputs([]));
        return weights is not null
            && weights.Where(weight => weight.Role != WeightRole.Counter).Sum(weight => weight.Count)
                == match.Used.Where(tensor => !TensorRow.IsCounter(module.NameOf(tensor))).Sum(tensor => tensor.Count);
    }

    private static Layer Alone(StateModule module, StateTensor tensor) =>
        TensorRow.Of(tensor.Name, [(module.NameOf(tensor), tensor)]);
}
