using CnnParams.Formats.StateDicts;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Flax;

/// <summary>
/// Reads weights of JAX that Flax wrote in MessagePack. Of a training state the parameters and the statistics of batch
/// norms are read, and not what the optimizer keeps.
/// </summary>
public sealed class FlaxReader : IModelReader
{
    private static readonly string[] Collections = ["params", "batch_stats"];

    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            "Flax",
            "Weights of JAX by name, in MessagePack (flax.serialization, flax_model.msgpack)",
            [".msgpack"],
            HasGraph: false,
            HasShapes: false,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) => false;

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        var tree = FlaxTree.Read(file, cancellation);
        var warnings = new List<string>();
        return StateDictNetwork.Build(
            file,
            Format.Name,
            StateDict.Modules(Weights(tree.Tensors, warnings)),
            "Flax",
            warnings
        );
    }

    // params/conv1/kernel and batch_stats/bn1/mean are of the modules conv1 and bn1.
    private static IReadOnlyList<StateTensor> Weights(IReadOnlyList<StateTensor> tensors, List<string> warnings)
    {
        if (!tensors.Any(tensor => CollectionOf(tensor) == Collections[0]))
            return tensors;

        var weights = tensors
            .Where(tensor => Collections.Contains(CollectionOf(tensor), StringComparer.Ordinal))
            .ToArray();
        string[] others = [.. tensors.Except(weights).Select(CollectionOf).Distinct(StringComparer.Ordinal)];
        if (others.Length > 0)
            warnings.Add(
                $"beside {string.Join(" and ", Collections)} the file has {string.Join(", ", others)}, which is not of "
                    + "the network and not counted"
            );
        return [.. weights.Select(tensor => tensor.Renamed(tensor.Name.Substring(CollectionOf(tensor).Length + 1)))];
    }

    private static string CollectionOf(StateTensor tensor)
    {
        int slash = tensor.Name.IndexOf('/');
        return slash < 0 ? "" : tensor.Name.Substring(0, slash);
    }
}
