using System.Text.Json;

namespace CnnParams.Formats.StateDicts;

/// <summary>
/// An index of files that share one model's tensors: <c>{"metadata": ..., "weight_map": {tensor: file}}</c>, beside
/// the files that it names.
/// </summary>
internal static class ShardIndex
{
    private const int MaxLength = 256 << 20;

    /// <summary>Whether a file is such an index, of files whose names end so.</summary>
    internal static bool IsIndex(ModelFile file, params string[] shardExtensions) =>
        file.Path.EndsWith(".index.json", StringComparison.OrdinalIgnoreCase)
        && shardExtensions.Any(extension =>
            file.Path.EndsWith(extension + ".index.json", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>The tensors of all files that the index names, in its order.</summary>
    /// <param name="file">The index.</param>
    /// <param name="read">Reads the tensors of one file.</param>
    /// <param name="warnings">Takes what is contradictory.</param>
    /// <param name="cancellation">Stops the reading.</param>
    internal static IReadOnlyList<StateTensor> Read(
        ModelFile file,
        Func<ModelFile, IReadOnlyList<StateTensor>> read,
        List<string> warnings,
        CancellationToken cancellation
    )
    {
        var map = WeightMap(file);
        var byShard = new Dictionary<string, Dictionary<string, StateTensor>>(StringComparer.Ordinal);
        foreach (string shard in map.Select(pair => pair.Value).Distinct(StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            string path =
                file.Beside(shard)
                ?? throw file.Damaged(
                    $"it names the file '{shard}', which is not beside it; all files of the model are needed"
                );
            using var part = new ModelFile(path);
            var tensors = new Dictionary<string, StateTensor>(StringComparer.Ordinal);
            foreach (var tensor in read(part))
                tensors[tensor.Name] = tensor;
            byShard.Add(shard, tensors);
        }

        var found = new List<StateTensor>();
        foreach (var pair in map)
        {
            if (byShard[pair.Value].TryGetValue(pair.Key, out var tensor))
                found.Add(tensor);
            else
                warnings.Add(
                    $"the index says that '{pair.Key}' is in '{pair.Value}', but it is not; it is not counted"
                );
        }

        int more = byShard.Values.Sum(tensors => tensors.Count) - found.Count;
        if (more > 0)
            warnings.Add($"the files hold {more} tensors that the index does not name; they are not counted");
        return found;
    }

    private static List<KeyValuePair<string, string>> WeightMap(ModelFile file)
    {
        if (file.Length > MaxLength)
            throw file.Unsupported($"an index of {file.Length} bytes; at most {MaxLength} are read");
        try
        {
            using var json = JsonDocument.Parse(file.Open());
            if (
                json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("weight_map", out var map)
                && map.ValueKind == JsonValueKind.Object
            )
            {
                return
                [
                    .. map.EnumerateObject()
                        .Select(pair => new KeyValuePair<string, string>(pair.Name, pair.Value.GetString() ?? "")),
                ];
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw file.Damaged($"the index is not JSON as expected: {exception.Message}", inner: exception);
        }

        throw file.Damaged("the index has no \"weight_map\", which says which file each tensor is in");
    }
}
