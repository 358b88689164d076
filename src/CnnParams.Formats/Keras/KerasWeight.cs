using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Formats.Keras;

/// <summary>A tensor of weights that a file lists.</summary>
internal sealed class KerasWeight
{
    /// <param name="name">Its name in the file: <c>conv1/kernel</c>.</param>
    /// <param name="shape">The sizes of its axes.</param>
    /// <param name="type">The type of its numbers.</param>
    /// <param name="group">The layer of the outermost model that the file lists it under; null where it does not
    /// say.</param>
    internal KerasWeight(string name, IReadOnlyList<long> shape, DataType? type, string? group = null)
    {
        Name = name;
        StoredName = name;
        Shape = shape;
        Type = type;
        Group = group;

        // TensorFlow ends the names of variables in ':0'.
        string path = name.EndsWith(":0", StringComparison.Ordinal) ? name.Substring(0, name.Length - 2) : name;
        Path = path.Split('/');
    }

    internal string Name { get; }

    /// <summary>
    /// What tells it from the others: its name, with the layer that it is listed under where another one has the same.
    /// </summary>
    internal string StoredName { get; private set; } = "";

    internal IReadOnlyList<long> Shape { get; }

    internal DataType? Type { get; }

    internal string? Group { get; }

    /// <summary>Whether other names in the file may lead to the same numbers: hard links of HDF5.</summary>
    internal bool HasOtherNames { get; init; }

    /// <summary>The name in its parts, the weight's own one last.</summary>
    internal string[] Path { get; }

    /// <summary>The weight's own name: kernel.</summary>
    internal string OwnName => Path[Path.Length - 1];

    /// <summary>What it lies under: the name without the weight's own one.</summary>
    internal string Parent => string.Join("/", Path.Take(Path.Length - 1));

    /// <summary>Whether it is the state of a random generator, which is no weight of a layer.</summary>
    internal bool IsRandomState =>
        Array.Exists(Path, part => part.StartsWith("seed_generator", StringComparison.Ordinal));

    /// <summary>The number of its elements.</summary>
    internal long Count => Shape.Aggregate(1L, (product, size) => checked(product * size));

    /// <summary>Whether a part of the name is the name of this layer.</summary>
    internal bool IsUnder(string layer) => Path.Take(Path.Length - 1).Contains(layer);

    /// <summary>
    /// Tells weights apart that have the same name: those of layers that somebody has written, above all.
    /// </summary>
    internal static void TellApart(IEnumerable<KerasWeight> weights)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var weight in weights
                .GroupBy(weight => weight.Name, StringComparer.Ordinal)
                .Where(same => same.Skip(1).Any())
                .SelectMany(same => same)
        )
        {
            string path = weight.Group is null ? weight.Name : $"{weight.Group}/{weight.Name}";
            weight.StoredName = path;
            for (int i = 2; !taken.Add(weight.StoredName); i++)
                weight.StoredName = FormattableString.Invariant($"{path}#{i}");
        }
    }

    public override string ToString() => $"{Name} {string.Join("x", Shape)}";
}
