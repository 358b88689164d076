using System.Globalization;
using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Formats;

/// <summary>
/// The weights that a file holds, as a reader notes them, and what became of each. One that no row counts, and that is
/// not named as something else, would be lost in silence: the network then says so, and its total is a lower bound.
/// </summary>
internal sealed class WeightLedger
{
    private const int MostNamed = 5;

    private readonly Dictionary<string, long[]> _held = new(StringComparer.Ordinal);
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);

    /// <summary>Whether the reader notes what the file holds.</summary>
    internal bool IsKept { get; private set; }

    /// <summary>Notes that this reader says of every weight that the file has.</summary>
    internal void Keep() => IsKept = true;

    /// <summary>Notes a tensor of the file that may be learned; single numbers are settings.</summary>
    internal void Hold(string name, params long[] sizes)
    {
        IsKept = true;
        if (sizes.Aggregate(1.0, (product, size) => product * size) > 1)
            _held[name] = sizes;
    }

    /// <summary>Notes that a tensor is something else than a weight: a mask, a scale, a setting.</summary>
    internal void Name(string tensor) => _named.Add(tensor);

    /// <summary>Notes that a row counts a tensor as its bias, though it does not name it.</summary>
    internal void CountAsBias(string tensor) => _named.Add(tensor);

    /// <summary>The network, with a row for what is counted nowhere.</summary>
    internal Network Checked(Network network)
    {
        if (IsKept && network.Layers.Count == 0)
            return With(network, Row("nothing", "no operator"), "nothing in it is computed of data: there is no layer to count");
        var counted = new HashSet<string>(network.Layers.SelectMany(Counted), StringComparer.Ordinal);
        var lost = _held.Where(held => !counted.Contains(held.Key) && !_named.Contains(held.Key)).ToArray();
        if (lost.Length == 0)
            return network;

        decimal elements = lost.Sum(held => held.Value.Aggregate(1m, (product, size) => product * size));
        string names = string.Join(", ", lost.Take(MostNamed).Select(held => $"'{held.Key}' ({string.Join("x", held.Value)})"));
        var tensors = lost.Select(held => new TensorSpec(held.Key, new TensorShape(held.Value)));
        return With(network, Row("uncounted", "weights of no layer", [.. tensors]), string.Format(
            CultureInfo.InvariantCulture,
            "{0} of its weights, {1} elements in all, are on no row: {2}{3}; the parameters are at least those that are counted",
            lost.Length,
            elements,
            names,
            lost.Length > MostNamed ? " ..." : ""));

        Operation Row(string name, string type, params TensorSpec[] unclear)
        {
            var taken = new HashSet<string>(network.Layers.Select(layer => layer.Name), StringComparer.OrdinalIgnoreCase);
            string free = name;
            for (int i = 1; taken.Contains(free); i++)
                free = FormattableString.Invariant($"{name}_{i}");
            return new Operation { Name = free, OperatorType = type, Tensors = unclear, WeightsKnown = false };
        }
    }

    private static Network With(Network network, Layer row, string warning) => new([.. network.Layers, row])
    {
        Name = network.Name,
        View = network.View,
        HasGraph = network.HasGraph,
        Outputs = network.Outputs,
        Path = network.Path,
        Format = network.Format,
        Producer = network.Producer,
        Warnings = [.. network.Warnings, warning],
    };

    /// <summary>The tensors that a row counts: a weight of several names them all; one of several in a tensor has its place behind the name.</summary>
    internal static IEnumerable<string> Counted(Layer layer)
    {
        var names = (layer.Stored?.Values.Select(stored => stored.Name) ?? []).Concat((layer as TensorLayer)?.Tensors.Select(tensor => tensor.Name) ?? []);
        foreach (string name in names)
        {
            yield return name;
            foreach (string part in name.Split('+'))
            {
                yield return part;
                int place = part.LastIndexOf('[');
                if (place > 0)
                    yield return part.Substring(0, place);
            }
        }
    }
}
