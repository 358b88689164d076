using CnnParams.Formats.StateDicts;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.SafeTensors;

/// <summary>Reads .safetensors files: from the header alone, whatever the length of the body.</summary>
public sealed class SafeTensorsReader : IModelReader
{
    private static readonly Dictionary<string, string> Producers = new(StringComparer.Ordinal)
    {
        ["pt"] = "PyTorch",
        ["tf"] = "TensorFlow",
        ["flax"] = "Flax",
        ["np"] = "NumPy",
        ["mlx"] = "MLX",
    };

    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            "SafeTensors",
            "Weights by name, in one file or in several with an index (*.safetensors.index.json)",
            [".safetensors"],
            HasGraph: false,
            HasShapes: false,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) =>
        !file.IsFolder
        && (
            ShardIndex.IsIndex(file, ".safetensors")
            || SafeTensorsHeader.IsAtStartOf(file)
            // Cut short within its header.
            || (file.Extension == ".safetensors" && file.Head is [_, _, _, _, _, _, _, _, (byte)'{', ..])
        );

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        var warnings = new List<string>();
        string? producer = null;
        var tensors = ShardIndex.IsIndex(file, ".safetensors")
            ? ShardIndex.Read(file, ReadFile, warnings, cancellation)
            : ReadFile(file);
        return StateDictNetwork.Build(file, Format.Name, StateDict.Modules(InModuleOrder(tensors)), producer, warnings);

        IReadOnlyList<StateTensor> ReadFile(ModelFile part)
        {
            var header = SafeTensorsHeader.Read(part);
            warnings.AddRange(header.Warnings);
            if (header.Metadata.TryGetValue("format", out string? name))
                producer = Producers.TryGetValue(name, out string? known) ? known : name;
            return header.Tensors;
        }
    }

    // The format's own writer sorts by type, then by name, which puts layer 10 before layer 2. Where a header is so
    // sorted the numbers in the names give the order back; another order is the writer's own, and kept.
    private static IEnumerable<StateTensor> InModuleOrder(IReadOnlyList<StateTensor> tensors)
    {
        bool sorted = tensors
            .GroupBy(tensor => tensor.Type)
            .All(group =>
                group
                    .Zip(group.Skip(1), (left, right) => string.CompareOrdinal(left.Name, right.Name))
                    .All(order => order < 0)
            );
        return sorted ? tensors.OrderBy(tensor => tensor.Name, NaturalOrder.Instance) : tensors;
    }
}
