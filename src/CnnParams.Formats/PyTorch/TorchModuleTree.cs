using System.Globalization;
using CnnParams.Formats.StateDicts;

namespace CnnParams.Formats.PyTorch;

/// <summary>
/// The modules of a pickled model, as data: the names of the classes and their attributes. PyTorch's own modules keep
/// their weights in <c>_parameters</c> and <c>_buffers</c> and their parts in <c>_modules</c>; TorchScript's keep
/// both among the attributes.
/// </summary>
internal sealed class TorchModuleTree
{
    private const int MaxDepth = 256,
        MostItems = 1_000_000;

    private readonly TorchPickles _pickles;
    private readonly HashSet<object> _seen = [];
    private readonly List<StateModule> _modules = [];

    private TorchModuleTree(TorchPickles pickles) => _pickles = pickles;

    /// <summary>Whether an object is a module, by its attributes.</summary>
    internal static bool IsModule(PickleObject value) =>
        value.Attributes["_modules"] is PickleDictionary
        || value.Type.Module.StartsWith("__torch__", StringComparison.Ordinal);

    /// <summary>The modules that have tensors, each before its parts.</summary>
    internal static IReadOnlyList<StateModule> Modules(TorchPickles pickles, PickleObject root, string path)
    {
        var tree = new TorchModuleTree(pickles);
        tree.Add(root, path, 0);
        return tree._modules;
    }

    private void Add(PickleObject module, string path, int depth)
    {
        // A module that is used in several places is there once, as in named_modules().
        if (!_seen.Add(module))
            return;
        if (depth == MaxDepth)
            throw _pickles.File.Unsupported($"modules are nested more than {MaxDepth} deep");

        var state = new StateModule(path) { Class = module.Type.ShortName, Settings = Settings(module) };
        var parts = new List<KeyValuePair<string, PickleObject>>();
        foreach (var (name, value, isParameter) in Members(module))
        {
            if (value is PickleTensor tensor)
                state.Add(name, TensorOf(_pickles, Join(path, name), tensor, isParameter));
            else if (value is PickleObject part)
                parts.Add(new(name, part));
        }

        if (state.Tensors.Count > 0)
            _modules.Add(state);
        foreach (var part in parts)
            Add(part.Value, Join(path, part.Key), depth + 1);
    }

    private static IEnumerable<(string Name, object? Value, bool? IsParameter)> Members(PickleObject module)
    {
        if (module.Attributes["_modules"] is PickleDictionary)
        {
            return Named(module.Attributes["_parameters"])
                .Select(pair => (pair.Name, pair.Value, (bool?)true))
                .Concat(Named(module.Attributes["_buffers"]).Select(pair => (pair.Name, pair.Value, (bool?)false)))
                .Concat(Named(module.Attributes["_modules"]).Select(pair => (pair.Name, pair.Value, (bool?)null)));
        }

        // Recurrent modules list their weights a second time.
        var own = new HashSet<(string?, long)>(Named(module.Attributes).Select(pair => Place(pair.Value)));
        return Named(module.Attributes)
            .Concat(
                (PickleList.ItemsOf(module.State) ?? []).Select(
                    (item, i) => (Name: i.ToString(CultureInfo.InvariantCulture), Value: item)
                )
            )
            .SelectMany(pair =>
                PickleList.ItemsOf(pair.Value) is null
                    ? [pair]
                    : Unpacked(pair.Name, pair.Value)
                        .Where(part =>
                            part.Value is not PickleTensor { Storage: not null } || !own.Contains(Place(part.Value))
                        )
            )
            .Select(pair =>
                (pair.Name, pair.Value, pair.Value is PickleTensor { RequiresGrad: true } ? (bool?)true : null)
            );
    }

    private static (string? Storage, long Start) Place(object? value) =>
        value is PickleTensor { Storage: { } storage, Start: var start } ? (storage.Key, start) : default;

    // Lists within lists, as packed weights of convolutions are. One may contain itself.
    private static IEnumerable<(string Name, object? Value)> Unpacked(string name, object? value)
    {
        var waiting = new Stack<(string Name, object? Value)>([(name, value)]);
        var seen = new HashSet<object>();
        for (int count = 0; waiting.Count > 0 && count < MostItems; count++)
        {
            var next = waiting.Pop();
            if (PickleList.ItemsOf(next.Value) is not { } items)
                yield return next;
            else if (seen.Add(next.Value!))
                for (int i = items.Count - 1; i >= 0; i--)
                    waiting.Push(($"{next.Name}.{i}", items[i]));
        }
    }

    private static IEnumerable<(string Name, object? Value)> Named(object? dictionary) =>
        dictionary is PickleDictionary { Pairs: var pairs }
            ? pairs.Where(pair => pair.Key is string).Select(pair => ((string)pair.Key!, pair.Value))
            : [];

    private static Dictionary<string, object?> Settings(PickleObject module)
    {
        var settings = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in Named(module.Attributes))
        {
            if (value is long or bool or string)
                settings[name] = value;
            else if (PickleList.ItemsOf(value) is { } items)
                settings[name] = items;
        }

        return settings;
    }

    /// <summary>A pickled tensor under its name; what is contradictory in it is noted.</summary>
    internal static StateTensor TensorOf(TorchPickles pickles, string name, PickleTensor tensor, bool? isParameter)
    {
        if (tensor.Quantizer is not null)
            pickles.Beside.Add(tensor.Quantizer);
        try
        {
            var state = new StateTensor(name, tensor.Sizes)
            {
                Type = tensor.Type,
                Bytes = tensor.Storage is { } storage ? (storage.Key, tensor.Start) : null,
                // PyTorch quantises what is learned alone.
                IsParameter = tensor.Quantizer is null ? isParameter : true,
                IsFrozen = tensor is { IsParameter: true, RequiresGrad: false },
            };
            if (state.Count > 0 && tensor.Storage is { } held && !Fits(tensor, held))
                state.Contradict($"the tensor '{name}' of {string.Join("x", tensor.Sizes)} reaches out of its storage");
            if (tensor.Storage is { } kept && pickles.ShortStorages.TryGetValue(kept.Key, out string? lacks))
                state.Contradict(lacks);
            return state;
        }
        catch (OverflowException)
        {
            throw pickles.File.Damaged(
                $"the tensor '{name}' has more than 2^63-1 elements: {string.Join("x", tensor.Sizes)}"
            );
        }
    }

    // The last element, in elements of the storage; storages without a type of their own count bytes.
    private static bool Fits(PickleTensor tensor, PickleStorage storage)
    {
        decimal last = tensor.Start;
        for (int i = 0; i < tensor.Sizes.Length; i++)
            last += (decimal)(tensor.Sizes[i] - 1) * tensor.Strides[i];
        decimal held = ReferenceEquals(tensor.Type, storage.Type)
            ? storage.Count
            : (decimal)storage.Count * 8 / (tensor.Type?.Bits ?? 8);
        return tensor.Start >= 0 && last < held;
    }

    private string Join(string path, string name) => _pickles.File.NameWithin(path, '.', name);
}
