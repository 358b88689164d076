using CnnParams.Layers;
using CnnParams.Words;

namespace CnnParams.Networks;

/// <summary>
/// The layers of a network with their names, and who reads whom, in an order in which they can be measured.
/// </summary>
internal sealed class NetworkGraph
{
    private readonly Dictionary<string, int> _byName;
    private readonly List<NetworkProblem> _problems = [];

    private readonly IReadOnlyList<string> _outputs;

    internal NetworkGraph(Network network)
    {
        _outputs = network.Outputs;
        Layers = network.Layers;
        _byName = new Dictionary<string, int>(Layers.Count, StringComparer.Ordinal);
        Names = NameLayers();
        Reads = new LayerOutput[Layers.Count][];
        WeightOwners = new int[Layers.Count];
        for (int i = 0; i < Layers.Count; i++)
        {
            Reads[i] = network.HasGraph ? ResolveReads(i) : [];
            WeightOwners[i] = i;
        }

        ResolveWeightOwners();
        Order = Sort();
    }

    internal IReadOnlyList<Layer> Layers { get; }

    internal string[] Names { get; }

    /// <summary>What each layer reads; an unresolved one has the layer -1.</summary>
    internal LayerOutput[][] Reads { get; }

    /// <summary>The layer whose weights each layer uses: itself, unless it shares.</summary>
    internal int[] WeightOwners { get; }

    /// <summary>The layers, those that are read before their readers.</summary>
    internal IReadOnlyList<int> Order { get; }

    internal IReadOnlyList<NetworkProblem> Problems => _problems;

    /// <summary>How many read each layer; who runs the network reads its outputs.</summary>
    internal int[] CountReaders()
    {
        int[] readers = new int[Layers.Count];
        foreach (var read in Reads.SelectMany(reads => reads).Where(read => read.Layer >= 0))
            readers[read.Layer]++;
        foreach (string output in _outputs)
        {
            if (Array.IndexOf(Names, output) is >= 0 and var index)
                readers[index]++;
        }

        return readers;
    }

    /// <summary>The names of what a layer reads.</summary>
    internal IReadOnlyList<string> ReadNames(int layer) =>
        Reads[layer]
            .Select(read =>
                read.Layer < 0 ? "?"
                : read.Output == 0 ? Names[read.Layer]
                : $"{Names[read.Layer]}:{read.Output}"
            )
            .ToArray();

    internal void Report(int layer, ErrorId id, string message) =>
        _problems.Add(
            new NetworkProblem(id, Names[layer], $"Layer '{Names[layer]}' ({Layers[layer].Type}): {message}.")
        );

    // Given names first, so that no default takes one of them.
    private string[] NameLayers()
    {
        var names = new string[Layers.Count];
        var duplicates = new List<int>();
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = Layers[i].HasDefaultName ? "" : Layers[i].Name;
            if (names[i].Length == 0)
                continue;
            if (_byName.ContainsKey(names[i]))
                duplicates.Add(i);
            else
                _byName.Add(names[i], i);
        }

        foreach (int i in duplicates)
        {
            _problems.Add(
                new NetworkProblem(
                    ErrorId.DuplicateName,
                    names[i],
                    $"Layer '{names[i]}' ({Layers[i].Type}): layer {_byName[names[i]] + 1} has this name already; give "
                        + $"layer {i + 1} a name of its own."
                )
            );
        }

        if (Array.IndexOf(names, "") >= 0)
            NameTheOthers(names);
        return names;
    }

    private void NameTheOthers(string[] names)
    {
        var taken = new HashSet<string>(_byName.Keys, StringComparer.OrdinalIgnoreCase);
        var defaults = new DefaultNames(taken);
        for (int i = 0; i < names.Length; i++)
        {
            if (names[i].Length > 0)
                continue;
            names[i] =
                Layers[i].Name.Length > 0 && taken.Add(Layers[i].Name)
                    ? Layers[i].Name
                    : defaults.Next(LayerTypes.Of(Layers[i]));
            _byName.Add(names[i], i);
        }
    }

    private LayerOutput[] ResolveReads(int i)
    {
        var layer = Layers[i];
        var (fewest, most) = layer.GetArity();
        if (layer.Inputs.Count == 0)
        {
            if (fewest == 0)
                return [];
            if (i == 0)
            {
                Report(
                    i,
                    ErrorId.MissingInputLayer,
                    "nothing comes before it; begin the network with New-CnnLayer Input -Shape height,width,channels"
                );
                return [LayerOutput.None];
            }

            if (fewest == 1)
                return [new LayerOutput(i - 1, 0)];
        }

        if (layer.Inputs.Count < fewest || layer.Inputs.Count > most)
            Report(i, ErrorId.WrongInputCount, InputCountMessage(layer.Inputs.Count, fewest, most));
        return layer.Inputs.Select(name => Resolve(i, name)).ToArray();
    }

    private static string InputCountMessage(int count, int fewest, int most)
    {
        string right =
            most == int.MaxValue ? $"{fewest} or more"
            : fewest == most ? $"{fewest}"
            : $"{fewest} to {most}";
        return most == 0
            ? Wording.InNumber($"it reads {count} layer[s], but takes no input")
            : Wording.InNumber($"it reads {count} layer[s], but needs {right}; name them with -Inputs");
    }

    private LayerOutput Resolve(int reader, string name)
    {
        if (_byName.TryGetValue(name, out int index))
            return new LayerOutput(index, 0);

        int colon = name.LastIndexOf(':');
        if (
            colon > 0
            && int.TryParse(name.Substring(colon + 1), out int output)
            && output >= 0
            && _byName.TryGetValue(name.Substring(0, colon), out index)
        )
        {
            return new LayerOutput(index, output);
        }

        Report(
            reader,
            ErrorId.UnknownInput,
            $"it reads '{name}', but no layer has that name{Suggestion.For(name, _byName.Keys)}"
        );
        return LayerOutput.None;
    }

    private void ResolveWeightOwners()
    {
        for (int i = 0; i < Layers.Count; i++)
        {
            if (Layers[i].WeightsFrom is not { } owner)
                continue;
            if (_byName.TryGetValue(owner, out int index) && index != i && Layers[index].WeightsFrom is null)
                WeightOwners[i] = index;
            else
                Report(
                    i,
                    ErrorId.InvalidWeightSharing,
                    $"its weights must come from '{owner}', but no layer of that name has weights of its "
                        + $"own{Suggestion.For(owner, _byName.Keys)}"
                );
        }
    }

    // The order as given where it serves; else that of Kahn (1962), which keeps to the given one as far as it can.
    private IReadOnlyList<int> Sort()
    {
        bool inOrder = true;
        for (int i = 0; i < Reads.Length && inOrder; i++)
            inOrder = Array.TrueForAll(Reads[i], read => read.Layer < i);

        return inOrder ? new Identity(Reads.Length) : SortByReading();
    }

    private List<int> SortByReading()
    {
        var readers = new List<int>?[Reads.Length];
        int[] waiting = new int[Reads.Length];
        for (int i = 0; i < Reads.Length; i++)
        {
            foreach (var read in Reads[i])
            {
                if (read.Layer < 0)
                    continue;
                (readers[read.Layer] ??= []).Add(i);
                waiting[i]++;
            }
        }

        var ready = new SortedSet<int>(Enumerable.Range(0, Reads.Length).Where(i => waiting[i] == 0));
        var order = new List<int>(Reads.Length);
        while (ready.Count > 0)
        {
            int next = ready.Min;
            ready.Remove(next);
            order.Add(next);
            foreach (int reader in readers[next] ?? [])
            {
                if (--waiting[reader] == 0)
                    ready.Add(reader);
            }
        }

        CutCycles(order);
        return order;
    }

    private void CutCycles(List<int> order)
    {
        if (order.Count == Reads.Length)
            return;

        var sorted = new HashSet<int>(order);
        int[] rest = Enumerable.Range(0, Reads.Length).Where(i => !sorted.Contains(i)).ToArray();
        var (cycle, text) = FindCycle(rest[0], sorted);
        Report(cycle, ErrorId.CyclicNetwork, $"it reads itself in a circle: {text}; a network has none");
        foreach (int i in rest)
        {
            Reads[i] = Array.ConvertAll(
                Reads[i],
                read => read.Layer >= 0 && sorted.Contains(read.Layer) ? read : LayerOutput.None
            );
            order.Add(i);
        }
    }

    // Going back from a layer that could not be sorted, over others that could not, comes to one a second time.
    private (int Layer, string Text) FindCycle(int from, HashSet<int> sorted)
    {
        var path = new List<int>();
        var seen = new HashSet<int>();
        int at = from;
        while (seen.Add(at))
        {
            path.Add(at);
            at = Array.Find(Reads[at], read => read.Layer >= 0 && !sorted.Contains(read.Layer)).Layer;
        }

        const int mostShown = 8;
        var circle = path.Skip(path.IndexOf(at)).Reverse().ToList();
        var shown = circle.Take(mostShown).Select(i => Names[i]);
        return (at, string.Join(" -> ", shown.Prepend(Names[at]).Concat(circle.Count > mostShown ? ["..."] : [])));
    }

    /// <summary>0, 1, 2, ... without a list of them.</summary>
    private sealed class Identity(int count) : IReadOnlyList<int>
    {
        public int Count => count;

        public int this[int index] => index;

        public IEnumerator<int> GetEnumerator() => Enumerable.Range(0, count).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
