namespace CnnParams.Formats.StateDicts;

/// <summary>
/// PyTorch's MultiheadAttention keeps its output projection in a module of its own, <c>out_proj</c>. Here it becomes
/// part of the attention, as <c>out_proj.weight</c>, so that one layer has all weights.
/// </summary>
internal static class AttentionParts
{
    internal const string OutputWeight = "out_proj.weight";

    internal const string OutputBias = "out_proj.bias";

    private const string Output = "out_proj";

    /// <summary>The modules, attentions and their output projections made one.</summary>
    internal static IReadOnlyList<StateModule> Join(IReadOnlyList<StateModule> modules)
    {
        var attentions = modules
            .Where(IsAttention)
            .ToDictionary(module => OutputPath(module.Path), StringComparer.Ordinal);
        var rest = new List<StateModule>();
        foreach (var module in modules)
        {
            if (attentions.TryGetValue(module.Path, out var attention))
            {
                foreach (var tensor in module.Tensors)
                    attention.Add($"{Output}.{module.NameOf(tensor)}", tensor);
            }
            else
            {
                rest.Add(module);
            }
        }

        return rest;
    }

    internal static bool IsAttention(StateModule module) => module.Find("in_proj_weight", "q_proj_weight") is not null;

    private static string OutputPath(string path) => path.Length == 0 ? Output : $"{path}.{Output}";
}
