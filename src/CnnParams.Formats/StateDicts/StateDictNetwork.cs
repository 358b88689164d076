using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.Formats.StateDicts;

/// <summary>
/// A network of the modules of a file of weights: a row for each module with tensors, in order. Which module reads
/// which is not in such a file, so there is no graph, and no shape of an activation.
/// </summary>
internal static class StateDictNetwork
{
    private const string NoGraph =
        "the file holds weights alone: parameters are exact, but the shapes of activations and the MACs are not in it";

    private const string NoGroups =
        "the kinds of layers are inferred from the names and shapes of their tensors; groups, strides and padding are "
        + "not in the file, so a depthwise convolution shows as one with 1 input channel";

    private const string NoHeads =
        "the number of heads of an attention is not in the file and shows as 1; its parameters do not depend on it";

    /// <summary>The network.</summary>
    /// <param name="file">The file.</param>
    /// <param name="format">The name of the format.</param>
    /// <param name="modules">The modules with their tensors, in order.</param>
    /// <param name="producer">The program that wrote the file.</param>
    /// <param name="warnings">What was found out of order.</param>
    internal static Network Build(
        ModelFile file,
        string format,
        IReadOnlyList<StateModule> modules,
        string? producer,
        IEnumerable<string> warnings
    )
    {
        var joined = AttentionParts.Join(modules);
        var tied = TiedTensors.Resolve(joined.SelectMany(module => module.Tensors));
        foreach (
            var stored in modules
                .SelectMany(module => module.Tensors)
                .GroupBy(tensor => tensor.StoredName, StringComparer.Ordinal)
        )
            file.Weights.Hold(stored.Key, [.. stored.First().Sizes]);
        var layers = joined.Select(module => (Module: module, Layers: LayersOf(module))).ToArray();
        var notes = new List<string> { NoGraph };
        if (
            layers.Any(pair =>
                pair.Module.Number("groups") is null && Array.Exists(pair.Layers, layer => layer is FilterLayer)
            )
        )
            notes.Add(NoGroups);
        if (joined.Any(module => AttentionParts.IsAttention(module) && module.Number("num_heads") is null))
            notes.Add(NoHeads);
        notes.AddRange(
            tied.Select(pair => $"'{pair.Tensor.Name}' has the bytes of '{pair.First.Name}'; they count once")
        );
        return new Network(layers.SelectMany(pair => pair.Layers))
        {
            Name = file.Name,
            HasGraph = false,
            View = ParameterView.PyTorch,
            Path = file.Path,
            Format = format,
            Producer = producer,
            Warnings = [.. notes, .. warnings.Concat(Contradictions(joined)).Distinct()],
        };
    }

    // A tensor of other sizes than its bytes leaves open what any layer of its module is.
    private static Layer[] LayersOf(StateModule module)
    {
        string? contradiction = module
            .Tensors.Select(tensor => tensor.Contradiction)
            .FirstOrDefault(what => what is not null);
        return
        [
            .. ModuleRules
                .Layers(module)
                .Select(layer => contradiction is null ? layer : layer.Contradicted(contradiction)),
        ];
    }

    private static IEnumerable<string> Contradictions(IReadOnlyList<StateModule> modules) =>
        modules.SelectMany(module => module.Tensors).Select(tensor => tensor.Contradiction).OfType<string>();
}
