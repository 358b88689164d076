using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Formats.Keras;

/// <summary>A tensor of weights that a file lists.</summary>
public sealed class KerasWeight
{
    /// <summary>A tensor of weights.</summary>
    /// <param name="name">Its name in the file: <c>conv1/kernel</c>.</param>
    /// <param name="shape">The sizes of its axes.</param>
    /// <param name="type">The type of its numbers.</param>
    /// <param name="group">The layer of the outermost model that the file lists it under; null where it does not
    /// say.</param>
    public KerasWeight(string name, IReadOnlyList<long> shape, DataType? type, string? group = null)
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

    /// <summary>Its name in the file.</summary>
    public string Name { get; }

    /// <summary>
    /// What tells it from the others: its name, with the layer that it is listed under where another one has the same.
    /// </summary>
    public string StoredName { get; private set; } = "";

    /// <summary>The sizes of its axes.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The type of its numbers; null where the file does not say.</summary>
    public DataType? Type { get; }

    /// <summary>The layer of the outermost model that the file lists it under; null where it does not say.</summary>
    public string? Group { get; }

    /// <summary>Whether a name before it leads to the same numbers: links of HDF5.</summary>
    public bool HasOtherNames { get; init; }

    /// <summary>The name in its parts, the weight's own one last.</summary>
    public IReadOnlyList<string> Path { get; }

    /// <summary>The weight's own name: kernel.</summary>
    public string OwnName => Path[Path.Count - 1];

    /// <summary>What it lies under: the name without the weight's own one.</summary>
    public string Parent => string.Join("/", Path.Take(Path.Count - 1));

    /// <summary>Whether it is the state of a random generator, which is no weight of a layer.</summary>
    public bool IsRandomState => Path.Any(part => part.StartsWith("seed_generator", StringComparison.Ordinal));

    /// <summary>The number of its elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => checked(product * size));

    /// <summary>Whether a part of the name is the name of this layer.</summary>
    public bool IsUnder(string layer) => Path.Take(Path.Count - 1).Contains(layer);

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

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {string.Join("x", Shape)}";
}
