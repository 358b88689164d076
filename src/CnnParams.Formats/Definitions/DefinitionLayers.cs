using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Formats.Definitions;

/// <summary>
/// The layers of a definition in order. A block puts its name before those of its layers, <c>block.layer</c>, and what
/// they read is looked for in the block first, then around it.
/// </summary>
internal sealed class DefinitionLayers(DefinitionProblems problems, CancellationToken cancellation)
{
    // Blocks that are repeated within blocks multiply: a short text could ask for any number of layers. The largest
    // published networks have some ten thousand.
    private const int MostInBlocks = 100_000;

    // Their names too, each of which begins with those of its blocks.
    private const long MostLetters = 64 << 20;

    private static readonly string[] BlockMembers = ["Block", "Repeat", "Layers"];

    private readonly List<DefinedLayer> _layers = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private int _inBlocks;
    private long _letters;

    /// <summary>Adds what a list holds: layers and blocks.</summary>
    internal void AddAll(DefinitionNode list, string path, string scope = "")
    {
        var items = list is DefinitionList several ? several.Items : [list];
        if (items.Count == 0)
            problems.Add(list.Place, $"{path} is empty");
        for (int i = 0; i < items.Count; i++)
            Add(items[i], FormattableString.Invariant($"{path}[{i}]"), scope);
    }

    /// <summary>Makes the layers.</summary>
    /// <param name="layout">Where inputs have their channels that do not say it.</param>
    /// <param name="inputShape">A shape that takes the place of an input's own.</param>
    internal IReadOnlyList<Layer> Create(ShapeLayout layout, TensorShape? inputShape)
    {
        var factory = new DefinitionLayerFactory(problems, layout, inputShape);
        var made = new List<Layer>(_layers.Count);
        foreach (var layer in _layers)
        {
            cancellation.ThrowIfCancellationRequested();
            if (factory.Create(layer, name => Resolve(name, layer)) is { } one)
                made.Add(one);
        }

        return made;
    }

    /// <summary>The names in a list of layers.</summary>
    internal IReadOnlyList<string> NamesIn(DefinitionMember? names)
    {
        if (names is null)
            return [];
        var items = names.Value is DefinitionList list ? list.Items : [names.Value];
        var found = new List<string>();
        foreach (var item in items)
        {
            if (item is DefinitionScalar { Value: string name } && _names.Contains(LayerOf(name)))
                found.Add(name);
            else
                problems.Add(item.Place, $"{names.Name}: this is not the name of a layer");
        }

        return found;
    }

    /// <summary>Reports names that stand twice, or for nothing, where they are written.</summary>
    internal void CheckNames(Network network)
    {
        var byName = _layers
            .Where(layer => layer.Name.Length > 0)
            .ToLookup(layer => layer.Name, StringComparer.Ordinal);
        foreach (var problem in network.CheckGraph())
        {
            string property = problem.Id switch
            {
                ErrorId.UnknownInput or ErrorId.WrongInputCount or ErrorId.CyclicNetwork => nameof(Layer.Inputs),
                ErrorId.InvalidWeightSharing => nameof(Layer.WeightsFrom),
                _ => nameof(Layer.Name),
            };
            // Of two layers with one name, the later is the one too many.
            var layer = byName[problem.Layer].LastOrDefault() ?? _layers.First(other => other.Name.Length == 0);
            problems.Add(layer.PlaceOf(property), $"{layer.Path}: {problem.Message}");
        }
    }

    private void Add(DefinitionNode item, string path, string scope)
    {
        cancellation.ThrowIfCancellationRequested();
        if (item is DefinitionMap map && map.Find("Block") is { } block)
        {
            AddBlock(map, block, path, scope);
            return;
        }

        if (scope.Length > 0 && ++_inBlocks > MostInBlocks)
            throw new DefinitionException(item.Place, $"its blocks make more than {MostInBlocks} layers");
        var layer = new DefinedLayer(item, path, scope);
        Count(layer.Name.Length + path.Length, layer);
        _layers.Add(layer);
        if (layer.Name.Length > 0)
            _names.Add(layer.Name);
    }

    private void AddBlock(DefinitionMap map, DefinitionMember block, string path, string scope)
    {
        foreach (
            var member in map.Members.Where(member =>
                !BlockMembers.Contains(member.Name, StringComparer.OrdinalIgnoreCase)
            )
        )
            problems.Add(
                member.Place,
                $"{path}: {member.Name} is not a property of a block; it has {string.Join(", ", BlockMembers)}"
            );
        if (block.Value is not DefinitionScalar { Value: string name } || name.Length == 0)
        {
            problems.Add(block.Value.Place, $"{path}.{block.Name}: the name of the block is expected");
            return;
        }

        if (map.Find("Layers") is not { } layers)
        {
            problems.Add(map.Place, $"{path}: the block '{name}' has no Layers");
            return;
        }

        string inside = $"{scope}{name}.",
            within = $"{path}.{layers.Name}";
        if (map.Find("Repeat") is not { } repeat)
            AddAll(layers.Value, within, inside);
        else if (repeat.Value is DefinitionScalar { Value: >= 1L and long times })
            Repeat(times, layers.Value, within, inside);
        else
            problems.Add(repeat.Value.Place, $"{path}.{repeat.Name}: a whole number from 1 on is expected");
    }

    private void Repeat(long times, DefinitionNode layers, string path, string scope)
    {
        int before = _layers.Count;
        for (long i = 0; i < times; i++)
        {
            AddAll(layers, path, FormattableString.Invariant($"{scope}{i}."));
            // What is wrong is wrong each time, and a block without layers would be repeated for nothing.
            if (problems.Count > 0 || _layers.Count == before)
                return;
        }
    }

    private void Count(int letters, DefinedLayer layer)
    {
        _letters += letters;
        if (_letters > MostLetters)
            throw new DefinitionException(
                layer.Node.Place,
                $"its blocks make names of more than {MostLetters} letters"
            );
    }

    // The innermost block that has the name.
    private string Resolve(string name, DefinedLayer reader)
    {
        Count(name.Length + reader.Scope.Length, reader);
        string layer = LayerOf(name);
        for (string around = reader.Scope; around.Length > 0; around = Outer(around))
        {
            if (_names.Contains(around + layer))
                return around + name;
        }

        return name;
    }

    // split:1 is the second output of split.
    private string LayerOf(string name)
    {
        int colon = name.LastIndexOf(':');
        return colon > 0 && !_names.Contains(name) && long.TryParse(name.Substring(colon + 1), out _)
            ? name.Substring(0, colon)
            : name;
    }

    // "a.b." lies in "a.".
    private static string Outer(string scope) => scope.Substring(0, scope.LastIndexOf('.', scope.Length - 2) + 1);
}
