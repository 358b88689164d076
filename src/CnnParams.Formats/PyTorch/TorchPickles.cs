namespace CnnParams.Formats.PyTorch;

/// <summary>What the pickles of a PyTorch file hold, and the storages that they name.</summary>
internal sealed class TorchPickles(ModelFile file)
{
    private readonly Dictionary<string, PickleStorage> _storages = new(StringComparer.Ordinal);
    private readonly List<string> _warnings = [];

    internal ModelFile File { get; } = file;

    /// <summary>What was saved.</summary>
    internal object? Root { get; set; }

    /// <summary>Whether it is a TorchScript archive, with code that is not read.</summary>
    internal bool IsTorchScript { get; init; }

    /// <summary>The storages by their keys.</summary>
    internal IReadOnlyDictionary<string, PickleStorage> Storages => _storages;

    /// <summary>
    /// What is there beside the weights: scales of quantised ones, the state of a training, plain attributes.
    /// </summary>
    internal List<object?> Beside { get; } = [];

    /// <summary>What was found out of order.</summary>
    internal List<string> Warnings => _warnings;

    /// <summary>
    /// Storages that the file holds fewer bytes of than it says, by their keys, and what to say of each.
    /// </summary>
    internal Dictionary<string, string> ShortStorages { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// What a persistent id stands for: <c>('storage', class, key, device, count[, view])</c>, or in old files
    /// <c>('module', class, source file, source)</c>, of which the class's name is kept.
    /// </summary>
    /// <exception cref="FormatException">It is neither.</exception>
    internal object? Resolve(object?[] id) =>
        id switch
        {
            ["module", PickleGlobal type, ..] => type,
            ["storage", PickleGlobal type, string key, _, long and >= 0 and var count, ..] => Storage(
                type,
                key,
                count,
                id.Length > 5 ? id[5] : null
            ),
            _ => throw new FormatException(
                $"it is {Describe(id)}, where ('storage', class, key, device, count) is expected"
            ),
        };

    private PickleStorage Storage(PickleGlobal type, string key, long count, object? view)
    {
        var element =
            TorchElementTypes.OfStorage(type)
            ?? throw new FormatException($"{type.FullName} is no storage class of PyTorch");
        if (!_storages.TryGetValue(key, out var storage))
            _storages.Add(key, storage = new PickleStorage(key, element, count));
        // A view on another storage: (key, offset, size), which PyTorch wrote up to 0.4.
        return view is object?[] { Length: 3 } place
            ? storage with
            {
                Key = $"{key}+{place[1]}",
                Count = place[2] is long and >= 0 and var size ? size : count,
            }
            : storage;
    }

    private static string Describe(object?[] id) =>
        id.Length > 0 && id[0] is string kind ? $"'{kind}' of {id.Length} parts" : $"a tuple of {id.Length} parts";
}
