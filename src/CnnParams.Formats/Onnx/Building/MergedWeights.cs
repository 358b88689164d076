using CnnParams.Formats.Onnx.Inference;
using CnnParams.Layers;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>
/// Weights of equal numbers, of which PyTorch's export keeps one (deduplicate_initializers, from 1.10 on): the others
/// are the output of an Identity that has the name of the parameter. They are weights of their own, as those of a
/// network that nobody has trained yet: zeros and ones, or copies of a layer.
/// </summary>
/// <param name="learned">Tells which tensors were computed when the file was written.</param>
/// <param name="weights">Is told of the weights that the file holds by another name.</param>
/// <param name="graph">The main graph.</param>
internal sealed class MergedWeights(LearnedTensors learned, WeightLedger weights, Schema.Graph graph)
{
    private readonly Dictionary<string, List<Use>> _uses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _assumed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);
    private HashSet<string>? _modules;
    private HashSet<string>? _paths;

    /// <summary>
    /// The weight that an Identity of an initialiser is; null where it is no other than the initialiser.
    /// </summary>
    internal WeightSource? Own(OnnxCall call, GraphScope scope)
    {
        string name = call.Node.Outputs[0];
        if (
            call.Operator != "Identity"
            || call.Node.Domain.Length > 0
            || call.First.Source?.Tensors() is not [{ IsInitializer: true } kept]
            || !kept.ElementType.IsReal()
            || !learned.MayBeParameter(name)
        )
            return null;
        bool isComputed = learned.IsComputed(name);
        var readers = PathsThatRead(name, scope);
        if (!_uses.TryGetValue(kept.Name, out var uses))
            _uses[kept.Name] = uses = [new Use(PathsThatRead(call.Node.Inputs[0], scope), kept)];
        // What is computed of one weight is computed for each call of its module.
        if (isComputed && uses.Find(use => use.Paths.Overlaps(readers)) is { Weight: var exactly })
            return exactly == kept ? null : new WeightSource(exactly);
        if (
            isComputed
            && uses.Find(use => use.Paths.Select(Module).Intersect(readers.Select(Module)).Any()) is { } again
        )
        {
            _assumed[again.Weight.Name] = $"'{again.Weight.Name}' is taken for that of one module in all its calls";
            return again.Weight == kept ? null : new WeightSource(again.Weight);
        }

        var own = kept with { Name = scope.TensorPath + name };
        uses.Add(new Use(readers, own));
        weights.Hold(own.Name, [.. own.Sizes]);
        if (isComputed)
        {
            _assumed[own.Name] =
                $"'{own.Name}' is taken for other weights than '{kept.Name}', which has the same numbers";
            _kept.Add(kept.Name);
        }

        return new WeightSource(own);
    }

    /// <summary>A layer, with a note where it is not proven that its weights are its own.</summary>
    internal Layer Marked(Layer layer)
    {
        if (_assumed.Count == 0)
            return layer;
        string[] counted = [.. WeightLedger.Counted(layer).Distinct()];
        // A module that has one weight for itself is another module.
        return
            Array.Find(counted, _assumed.ContainsKey) is { } name
            && counted.All(other => _assumed.ContainsKey(other) || _kept.Contains(other))
            ? layer.WithWeightsAssumed(_assumed[name])
            : layer;
    }

    private static HashSet<string> PathsThatRead(string name, GraphScope scope) =>
        new(
            scope
                .Readers(name)
                .Where(node => node.Operator != "Identity")
                .Select(node => PathOf(node.Name))
                .OfType<string>(),
            StringComparer.Ordinal
        );

    private static string? PathOf(string node) =>
        node.LastIndexOf('/') is > 0 and var end ? node.Substring(0, end) : null;

    // The second call of a module has _1 after the module's name; where that is the name of a module, it stays.
    private string Module(string path)
    {
        _modules ??= new(weights.Held.Keys.SelectMany(held => held.Split('.')), StringComparer.Ordinal);
        _paths ??= new(
            graph.Nodes.Select(node => PathOf(node.Name)).OfType<string>().SelectMany(Around),
            StringComparer.Ordinal
        );
        int step = path.LastIndexOf('/');
        int number = path.LastIndexOf('_');
        return
            number > step + 1
            && path.Skip(number + 1).All(char.IsDigit)
            && !_modules.Contains(path.Substring(Math.Max(step, path.LastIndexOf('.')) + 1))
            && _paths.Contains(path.Substring(0, number))
            ? path.Substring(0, number)
            : path;
    }

    private static IEnumerable<string> Around(string path)
    {
        for (int end = path.Length; end > 0; end = path.LastIndexOf('/', end - 1))
            yield return path.Substring(0, end);
    }

    /// <summary>A weight, and the modules that read it.</summary>
    private sealed record Use(HashSet<string> Paths, StoredWeight Weight);
}
