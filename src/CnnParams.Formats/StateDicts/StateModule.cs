namespace CnnParams.Formats.StateDicts;

/// <summary>
/// A module of a file of weights: the tensors right under one name, and what else the file says of it.
/// </summary>
/// <param name="path">The module's name: <c>layer1.0.conv1</c>; empty for the whole model.</param>
internal sealed class StateModule(string path)
{
    private readonly Dictionary<string, StateTensor> _byName = new(StringComparer.Ordinal);
    private readonly List<StateTensor> _tensors = [];

    /// <summary>The module's name; empty for the whole model.</summary>
    internal string Path { get; } = path;

    /// <summary>The last part of its name.</summary>
    internal string LastName => Path.Substring(Path.LastIndexOf('.') + 1);

    /// <summary>The last part of its name in lower case.</summary>
    internal string LowerName => LastName.ToLowerInvariant();

    /// <summary>The name of its class where the file says it: <c>Conv2d</c>.</summary>
    internal string? Class { get; init; }

    /// <summary>Its settings where the file says them, by PyTorch's names.</summary>
    internal IReadOnlyDictionary<string, object?> Settings { get; init; } = new Dictionary<string, object?>();

    /// <summary>Its tensors in the file's order.</summary>
    internal IReadOnlyList<StateTensor> Tensors => _tensors;

    internal void Add(string name, StateTensor tensor)
    {
        // kernel and kernel:0 are two tensors.
        string free = name;
        for (int i = 2; _byName.ContainsKey(free); i++)
            free = FormattableString.Invariant($"{name}#{i}");
        _byName.Add(free, tensor);
        _tensors.Add(tensor);
    }

    /// <summary>The first of these names that there is a tensor of.</summary>
    internal StateTensor? Find(params string[] names)
    {
        foreach (string name in names)
        {
            if (_byName.TryGetValue(name, out var tensor))
                return tensor;
        }

        return null;
    }

    /// <summary>The name of a tensor within the module.</summary>
    internal string NameOf(StateTensor tensor) => _byName.First(pair => pair.Value == tensor).Key;

    /// <summary>Whether the class is one of these; false where the file does not say it.</summary>
    internal bool IsA(params string[] classes) => Class is not null && classes.Contains(Class, StringComparer.Ordinal);

    /// <summary>Whether the class is known to be none of these; false where the file does not say it.</summary>
    internal bool IsOtherThan(params string[] classes) =>
        Class is not null && !classes.Contains(Class, StringComparer.Ordinal);

    /// <summary>A whole number of the settings.</summary>
    internal long? Number(string setting) =>
        Settings.TryGetValue(setting, out object? value) && value is long number ? number : null;

    /// <summary>A number per axis of the settings.</summary>
    internal long[]? Numbers(string setting) =>
        Settings.TryGetValue(setting, out object? value)
            ? value switch
            {
                long number => [number],
                IReadOnlyList<object?> { Count: > 0 } list when list.All(item => item is long) =>
                [
                    .. list.Select(item => (long)item!),
                ],
                _ => null,
            }
            : null;

    /// <summary>A word of the settings.</summary>
    internal string? Word(string setting) => Settings.TryGetValue(setting, out object? value) ? value as string : null;

    /// <inheritdoc/>
    public override string ToString() => Class is null ? Path : $"{Path} ({Class})";
}
