using System.Globalization;
using CnnParams.Formats.StateDicts;
using CnnParams.Reading;

namespace CnnParams.Formats.PyTorch;

/// <summary>
/// Finds the weights in what was saved: a state dict, a module, or either under a name beside the state of the
/// training: <c>{"state_dict": ..., "optimizer": ..., "epoch": ...}</c>.
/// </summary>
internal sealed class Checkpoint
{
    private const int MaxDepth = 64;

    // What people call the weights, the likeliest first.
    private static readonly string[] WeightNames =
    [
        "state_dict",
        "model_state_dict",
        "model_state",
        "model",
        "module",
        "net",
        "network",
        "weights",
        "params_ema",
        "params",
        "ema",
    ];

    private static readonly string[] TrainingNames =
    [
        "optim",
        "sched",
        "scaler",
        "rng",
        "callback",
        "loops",
        "hyper_parameters",
    ];

    private readonly TorchPickles _pickles;
    private readonly List<StateTensor> _tensors = [];
    private readonly List<StateModule> _modules = [];
    private readonly HashSet<object> _seen = [];

    private Checkpoint(TorchPickles pickles) => _pickles = pickles;

    /// <summary>The modules that hold the weights.</summary>
    /// <exception cref="ModelFileException">There are none.</exception>
    internal static IReadOnlyList<StateModule> Modules(TorchPickles pickles)
    {
        if (IsOptimizer(pickles.Root))
            throw pickles.File.Unsupported(
                "it holds the state of an optimizer, which has no weights but averages of their gradients; read the "
                    + "file of the model, saved with torch.save(model.state_dict(), path)"
            );
        var checkpoint = new Checkpoint(pickles);
        checkpoint.Collect(checkpoint.Unwrap(pickles.Root), "", 0);
        IReadOnlyList<StateModule> modules = [.. StateDict.Modules(checkpoint._tensors), .. checkpoint._modules];
        checkpoint.HoldOthers(modules);
        return modules.Count > 0
            ? modules
            : throw pickles.File.Unsupported(
                pickles.Root is PickleObject { Type: var type }
                    ? $"it holds an object of {type.FullName} without weights that are understood; save the weights "
                        + "alone, with torch.save(model.state_dict(), path)"
                    : "it holds no tensors; save the weights with torch.save(model.state_dict(), path)"
            );
    }

    // What state_dict of every torch.optim.Optimizer returns: these two and no more.
    private static bool IsOptimizer(object? root) =>
        root is PickleDictionary { Pairs.Count: 2 } dictionary
        && dictionary["state"] is PickleDictionary
        && dictionary["param_groups"] is not null;

    private object? Unwrap(object? root)
    {
        if (root is not PickleDictionary dictionary)
            return root;
        // Numbers of the training may be arrays beside the weights; a state dict has no other within it.
        bool hasState = Array.Exists(
            WeightNames,
            name => dictionary[name] is PickleDictionary state && HoldsTensors(state, [], 0)
        );
        if (!hasState && dictionary.Pairs.Any(pair => pair.Value is PickleTensor))
            return root;

        var parts = dictionary
            .Pairs.Where(pair => pair.Key is string key && !IsTraining(key) && HoldsTensors(pair.Value, [], 0))
            .ToArray();
        _pickles.Beside.AddRange(
            dictionary.Pairs.Where(pair => pair.Key is not string key || IsTraining(key)).Select(pair => pair.Value)
        );
        string? wanted = WeightNames.FirstOrDefault(name => parts.Any(pair => (string)pair.Key! == name));
        if (wanted is null)
        {
            var all = new PickleDictionary();
            all.Pairs.AddRange(parts);
            return all;
        }

        string[] others = [.. parts.Select(pair => (string)pair.Key!).Where(name => name != wanted).Distinct()];
        _pickles.Beside.AddRange(parts.Where(pair => (string)pair.Key! != wanted).Select(pair => pair.Value));
        if (others.Length > 0)
            _pickles.Warnings.Add(
                $"the weights are those of '{wanted}'; tensors in "
                    + $"{string.Join(", ", others.Select(name => $"'{name}'"))} are not counted"
            );
        return Unwrap(dictionary[wanted]);
    }

    // Bytes that no weight is a view of are held as they lie, and named where it is known what they are of.
    private void HoldOthers(IReadOnlyList<StateModule> modules)
    {
        var counted = new HashSet<string>(
            modules
                .SelectMany(module => module.Tensors)
                .Select(tensor => tensor.Bytes)
                .OfType<(string Storage, long)>()
                .Select(place => place.Storage),
            StringComparer.Ordinal
        );
        foreach (var storage in _pickles.Storages.Values.Where(storage => !counted.Contains(storage.Key)))
            _pickles.File.Weights.Hold(NameOf(storage), storage.Count);
        foreach (var tensor in TensorsIn(_pickles.Beside))
        {
            if (tensor.Storage is { } storage && !counted.Contains(storage.Key))
                _pickles.File.Weights.Name(NameOf(storage));
        }
    }

    private static string NameOf(PickleStorage storage) => $"the storage {storage.Key}";

    private static IEnumerable<PickleTensor> TensorsIn(IEnumerable<object?> values)
    {
        var waiting = new Stack<object?>(values);
        var seen = new HashSet<object>();
        while (waiting.Count > 0)
        {
            object? next = waiting.Pop();
            if (next is PickleTensor tensor)
            {
                yield return tensor;
            }
            else if (next is not null && Parts(next).Any() && seen.Add(next))
            {
                foreach (var part in Parts(next))
                    waiting.Push(part.Value);
            }
        }
    }

    private static bool IsTraining(string name)
    {
        string lower = name.ToLowerInvariant();
        return TrainingNames.Any(lower.Contains);
    }

    private static bool HoldsTensors(object? value, HashSet<object> seen, int depth) =>
        value is PickleTensor
        || (
            depth < MaxDepth
            && value is not null
            && Parts(value).Any()
            && seen.Add(value)
            && Parts(value).Any(part => HoldsTensors(part.Value, seen, depth + 1))
        );

    private void Collect(object? value, string name, int depth)
    {
        if (value is PickleTensor tensor)
            _tensors.Add(
                TorchModuleTree.TensorOf(
                    _pickles,
                    name.Length == 0 ? "tensor" : name,
                    tensor,
                    tensor.IsParameter ? true : null
                )
            );
        else if (value is PickleObject module && TorchModuleTree.IsModule(module))
            AddModules(module, name);
        else if (value is not null && Parts(value).Any() && _seen.Add(value))
            CollectParts(value, name, depth);
    }

    // What PyTorch's own modules have beside parameters, buffers and parts are plain attributes, which no state dict
    // has.
    private void AddModules(PickleObject module, string name)
    {
        _modules.AddRange(TorchModuleTree.Modules(_pickles, module, name));
        if (module.Attributes["_modules"] is PickleDictionary)
            _pickles.Beside.Add(module);
    }

    private void CollectParts(object value, string name, int depth)
    {
        if (depth == MaxDepth)
            throw _pickles.File.Unsupported($"containers are nested more than {MaxDepth} deep");
        foreach (var (key, part) in Parts(value))
            Collect(part, _pickles.File.NameWithin(name, '.', key), depth + 1);
    }

    private static IEnumerable<(string Key, object? Value)> Parts(object value) =>
        value switch
        {
            PickleDictionary dictionary => dictionary.Pairs.Select(pair => (KeyText(pair.Key), pair.Value)),
            PickleObject made => Parts(made.Attributes)
                .Concat(Parts(made.Items))
                .Concat(Parts(made.Elements))
                .Concat(StateParts(made)),
            _ => (PickleList.ItemsOf(value) ?? []).Select((item, i) => (KeyText((long)i), item)),
        };

    // An object that is the state of another one, or of itself, is a part: those who go through the parts know how deep
    // they are and where they have been.
    private static IEnumerable<(string Key, object? Value)> StateParts(PickleObject made) =>
        made.State switch
        {
            null => [],
            PickleObject state => [("state", state)],
            var state => Parts(state),
        };

    private static string KeyText(object? key) =>
        key switch
        {
            string text => text,
            long number => number.ToString(CultureInfo.InvariantCulture),
            _ => "?",
        };
}
