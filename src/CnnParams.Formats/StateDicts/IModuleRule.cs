using CnnParams.Layers;

namespace CnnParams.Formats.StateDicts;

/// <summary>
/// How one kind of layer is known by its tensors. A class that is one is listed in <see cref="ModuleRules"/>.
/// </summary>
internal interface IModuleRule
{
    /// <summary>The layer that the tensors of a module are of; null where they are of another kind.</summary>
    RuleMatch? Match(StateModule module);
}

/// <summary>A layer, and the tensors of a module that are its weights.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Used">Its tensors; the module may have others.</param>
internal sealed record RuleMatch(Layer Layer, IReadOnlyCollection<StateTensor> Used);
