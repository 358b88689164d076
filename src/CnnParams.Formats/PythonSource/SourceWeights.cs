using CnnParams.Reading;

namespace CnnParams.Formats.PythonSource;

/// <summary>
/// Holds the weights of a file against those that a source makes, by their names: what is in one of them alone, and
/// what has another shape, is said, and keeps the row that it belongs to from being exact.
/// </summary>
internal static class SourceWeights
{
    private const int MostListed = 30;
    private const string Parallel = "module.";

    internal static (SourceNetwork Marked, IReadOnlyList<string> Differences) Compare(SourceNetwork source, string path)
    {
        string file = Path.GetFileName(path);
        if (source.Tensors is not { } made)
            throw new ModelFileException(
                ModelFileError.UnsupportedContent,
                path,
                "weights are held against sources of PyTorch only: those of other frameworks have no names that a file "
                    + "of weights would share"
            );
        var held = Stored(path);
        var contradictions = new Contradictions();
        var differences = new List<string>();
        foreach (var pair in made)
        {
            string? difference =
                !held.TryGetValue(pair.Key, out long[]? sizes) ? $"{pair.Key} is not in {file}"
                : !sizes.SequenceEqual(pair.Value)
                    ? $"{pair.Key} is {Show(sizes)} in {file} and {Show(pair.Value)} by the source"
                : null;
            if (difference is null)
                continue;
            differences.Add(difference);
            contradictions.Note(pair.Key, difference);
        }

        foreach (string name in held.Keys.Where(name => !made.ContainsKey(name) && !IsCounter(name)))
        {
            differences.Add($"{name} of {file} is in no module of the source");
            contradictions.Note(name, differences[differences.Count - 1]);
        }

        int more = differences.Count - MostListed;
        if (more > 0)
            differences =
            [
                .. differences.Take(MostListed),
                FormattableString.Invariant($"{more} more tensors of {file} differ"),
            ];
        return (source with { Layers = contradictions.Mark(source.Layers) }, differences);
    }

    private static Dictionary<string, long[]> Stored(string path)
    {
        var held = new ModelLibrary().TensorsOf(path);
        // As what trains on several devices at once writes it.
        bool isParallel = held.Count > 0 && held.Keys.All(name => name.StartsWith(Parallel, StringComparison.Ordinal));
        return held.ToDictionary(
            pair => isParallel ? pair.Key.Substring(Parallel.Length) : pair.Key,
            pair => pair.Value.Sizes,
            StringComparer.Ordinal
        );
    }

    private static bool IsCounter(string name) => name.EndsWith("num_batches_tracked", StringComparison.Ordinal);

    private static string Show(long[] sizes) => sizes.Length == 0 ? "one number" : string.Join("x", sizes);
}
