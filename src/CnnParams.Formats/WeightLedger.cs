using CnnParams.Layers;
using CnnParams.Networks;

namespace CnnParams.Formats;

/// <summary>
/// The weights that a file holds, as a reader notes them, and which of them are something else. The library compares
/// them with the rows: what would be lost in silence, or counted twice, keeps the network from being exact.
/// </summary>
internal sealed class WeightLedger
{
    private readonly Dictionary<string, HeldTensor> _held = new(StringComparer.Ordinal);
    private readonly List<(string Place, decimal Elements)> _nameless = [];
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorNumbers> _numbers = new(StringComparer.Ordinal);

    /// <summary>Whether the reader notes what the file holds.</summary>
    internal bool IsKept { get; private set; }

    /// <summary>
    /// Whether operators have weights of their own besides, without names, which the reader compares with each.
    /// </summary>
    internal bool HasOthers { get; set; }

    /// <summary>
    /// Whether the file states no input, so that the one that is wanted is its own, and its weights have its sizes.
    /// </summary>
    internal bool IsInputOpen { get; set; }

    /// <summary>
    /// What proves that a constant is a parameter; null where the format tells parameters from buffers, or has none.
    /// </summary>
    internal ParameterProof? Proof { get; set; }

    /// <summary>The tensors of the file, by name.</summary>
    internal IReadOnlyDictionary<string, HeldTensor> Held => _held;

    /// <summary>Files that hold all weights without names, and how many numbers each has.</summary>
    internal IReadOnlyList<(string Place, decimal Elements)> Nameless => _nameless;

    /// <summary>Notes that this reader says of every weight that the file has.</summary>
    internal void Keep() => IsKept = true;

    /// <summary>Notes what another one has: that of the reading of several that is taken.</summary>
    internal void Take(WeightLedger other)
    {
        IsKept = true;
        Proof = other.Proof;
        foreach (var pair in other._held)
            _held[pair.Key] = pair.Value;
        _named.UnionWith(other._named);
        _nameless.AddRange(other._nameless);
        foreach (var pair in other._numbers)
            _numbers[pair.Key] = pair.Value;
    }

    /// <summary>
    /// Notes a tensor of the file that may be learned. Another one of the same name is another tensor.
    /// </summary>
    internal void Hold(string name, params long[] sizes)
    {
        IsKept = true;
        var tensor = new HeldTensor(sizes);
        _held[name] = _held.TryGetValue(name, out var other)
            ? other with
            {
                Elements = other.Elements + tensor.Elements,
            }
            : tensor;
    }

    /// <summary>
    /// Notes a tensor of the file that is a setting unless a row counts it: whole numbers, which sizes and places are
    /// made of.
    /// </summary>
    internal void Allow(string name, params long[] sizes)
    {
        Hold(name, sizes);
        Name(name);
    }

    /// <summary>Notes that a tensor of bytes holds other numbers, packed, and how many.</summary>
    internal void Unpack(string name, long count)
    {
        if (_held.ContainsKey(name))
            _held[name] = new HeldTensor([count]);
    }

    /// <summary>Notes how many numbers a file holds that has no names for them.</summary>
    internal void HoldNameless(string place, decimal elements)
    {
        IsKept = true;
        _nameless.Add((place, elements));
    }

    /// <summary>
    /// Notes that a tensor, or what no row counts of it, is something else than a weight: a mask, a scale, a setting.
    /// </summary>
    internal void Name(string tensor) => _named.Add(tensor);

    /// <summary>
    /// Notes how the numbers of a tensor can be looked at; of one without a name, under those of its layer and its
    /// weight, with a slash between them.
    /// </summary>
    internal void Show(string name, TensorNumbers numbers) => _numbers[name] = numbers;

    /// <summary>The numbers of a tensor; null where they cannot be looked at.</summary>
    internal TensorNumbers? NumbersOf(string name) => _numbers.TryGetValue(name, out var numbers) ? numbers : null;

    /// <summary>Whether the name that a tensor has in the file proves a parameter.</summary>
    internal bool ProvesByName(string tensor) => Proof?.Names(tensor) == true && PartsOf(tensor).Any(_held.ContainsKey);

    /// <summary>Whether a tensor is something else than a weight; single numbers are settings.</summary>
    internal bool IsNamed(string tensor) => _named.Contains(tensor) || _held[tensor].Elements <= 1;

    /// <summary>The network, with what the comparison finds.</summary>
    /// <param name="network">The network, as the reader has made it.</param>
    /// <param name="isResized">Whether it has another input than the file's own, so that its weights may have other
    /// sizes.</param>
    /// <param name="cancellation">Stops the comparison.</param>
    internal Network Checked(Network network, bool isResized, CancellationToken cancellation) =>
        new WeightBalance(
            this,
            Proof is { } proof ? LearnedByForm.Marked(network, proof, this) : network,
            isResized && !IsInputOpen,
            cancellation
        ).Result();

    /// <summary>
    /// The tensors that a row names; one of several in a tensor has its place after the name of that.
    /// </summary>
    internal static IEnumerable<string> Counted(Layer layer) => Named(layer).SelectMany(PartsOf);

    /// <summary>What a row calls its tensors, as they are written.</summary>
    internal static IEnumerable<string> Named(Layer layer) =>
        (layer.Stored?.Values.Select(stored => stored.Name) ?? []).Concat(
            (layer as TensorLayer)?.Tensors.Select(tensor => tensor.Name) ?? []
        );

    /// <summary>
    /// The tensors that a name may stand for: itself, those that it joins, and what each is a part of.
    /// </summary>
    internal static IEnumerable<string> PartsOf(string name)
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

/// <summary>A tensor that a file holds.</summary>
/// <param name="Sizes">The sizes of its axes.</param>
internal sealed record HeldTensor(long[] Sizes)
{
    /// <summary>The number of its elements; of all tensors, where several have its name.</summary>
    internal decimal Elements { get; init; } = Sizes.Aggregate(1m, (product, size) => product * size);
}
