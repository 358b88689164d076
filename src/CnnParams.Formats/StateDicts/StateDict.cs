namespace CnnParams.Formats.StateDicts;

/// <summary>The tensors of a file of weights, by name, made modules.</summary>
internal static class StateDict
{
    // Wrappers that put a prefix before every name: DataParallel, torch.compile.
    private static readonly string[] Wrappers = ["module.", "_orig_mod."];

    /// <summary>The modules that hold these tensors, in the order of their first tensors.</summary>
    /// <param name="tensors">The tensors, by their whole names.</param>
    internal static IReadOnlyList<StateModule> Modules(IEnumerable<StateTensor> tensors)
    {
        var modules = new List<StateModule>();
        var byPath = new Dictionary<string, StateModule>(StringComparer.Ordinal);
        foreach (var tensor in WithoutWrappers([.. tensors]))
        {
            var (path, name) = Divide(tensor.Name);
            if (!byPath.TryGetValue(path, out var module))
            {
                byPath.Add(path, module = new StateModule(path));
                modules.Add(module);
            }

            module.Add(name, tensor);
        }

        return modules;
    }

    // Keras and Flax divide names by '/', and Keras ends them with the number of an output.
    private static (string Path, string Name) Divide(string name)
    {
        string plain = name.EndsWith(":0", StringComparison.Ordinal) ? name.Substring(0, name.Length - 2) : name;
        int at = plain.LastIndexOfAny(['.', '/']);
        return at < 0 ? ("", plain) : (plain.Substring(0, at), plain.Substring(at + 1));
    }

    private static IReadOnlyList<StateTensor> WithoutWrappers(IReadOnlyList<StateTensor> tensors)
    {
        foreach (string wrapper in Wrappers)
        {
            if (tensors.Count > 0 && tensors.All(tensor => tensor.Name.StartsWith(wrapper, StringComparison.Ordinal)))
                return WithoutWrappers([
                    .. tensors.Select(tensor => tensor.Renamed(tensor.Name.Substring(wrapper.Length))),
                ]);
        }

        return tensors;
    }
}
