using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.HuggingFace;

/// <summary>
/// Compares a network with the weights beside its config.json, .safetensors or .bin, one file or several with an index:
/// names and shapes of the tensors. What differs is said, and keeps the row that it belongs to from being exact.
/// </summary>
internal static class HuggingFaceWeights
{
    private const int MostListed = 30;

    // In the order in which the library itself looks for them.
    private static readonly string[] Files =
    [
        "model.safetensors",
        "model.safetensors.index.json",
        "pytorch_model.bin",
        "pytorch_model.bin.index.json",
    ];

    // What is kept beside the weights: a counter, and what follows from the numbers of the config.
    private static readonly string[] Kept =
    [
        "num_batches_tracked",
        "position_ids",
        "relative_position_index",
        "relative_coords_table",
    ];

    /// <summary>The network, with what the comparison finds.</summary>
    internal static Network Compare(
        ModelFile file,
        HuggingFaceConfig config,
        Network network,
        CancellationToken cancellation
    )
    {
        var warnings = new List<string>();
        var contradictions = new Contradictions();
        if (Stored(file, contradictions, cancellation) is not { } stored)
            return network;
        var built = Built(network, cancellation);
        string[] left =
        [
            .. config
                .LeftOut.Select(part => new
                {
                    part.What,
                    Count = stored.Keys.Count(name =>
                        part.Scopes.Any(scope => name.StartsWith(scope, StringComparison.Ordinal))
                    ),
                })
                .Where(part => part.Count > 0)
                .Select(part =>
                    FormattableString.Invariant(
                        $"the file also holds {part.What}, {part.Count} tensors, which is not measured"
                    )
                ),
        ];
        foreach (string name in stored.Keys.Where(name => !built.ContainsKey(name) && !IsBeside(config, name)))
            contradictions.Note(name, $"{name} of the file is in no layer");
        foreach (var pair in built)
        {
            if (!stored.TryGetValue(pair.Key, out long[]? sizes))
                contradictions.Note(pair.Key, $"{pair.Key} is not in the file");
            else if (!AreAlike(sizes, pair.Value))
                contradictions.Note(
                    pair.Key,
                    $"{pair.Key} is {Show(sizes)} in the file and {Show(pair.Value.Sizes)} by the config"
                );
        }

        string[] differences = [.. contradictions.Texts];
        warnings.AddRange(left);
        warnings.AddRange(differences.Take(MostListed));
        if (differences.Length > MostListed)
        {
            warnings.Add(
                FormattableString.Invariant($"{differences.Length - MostListed} more tensors of the file differ")
            );
        }

        return warnings.Aggregate(contradictions.Mark(network), (marked, warning) => marked.Warned(warning));
    }

    private static Dictionary<string, long[]>? Stored(
        ModelFile file,
        Contradictions contradictions,
        CancellationToken cancellation
    )
    {
        if (Files.Select(file.Beside).FirstOrDefault(path => path is not null) is not { } path)
            return null;
        var library = new ModelLibrary();
        // What the file says of its own length stands on its rows.
        foreach (
            string reason in library
                .Read(path, new ReadOptions(), cancellation)
                .Layers.Select(layer => layer.GetNotes().Contradiction)
                .OfType<string>()
                .Distinct()
        )
            contradictions.Note($"{Path.GetFileName(path)}: {reason}", reason);
        return library.TensorsOf(path).ToDictionary(pair => pair.Key, pair => pair.Value.Sizes, StringComparer.Ordinal);
    }

    private static Dictionary<string, (long[] Sizes, bool IsConstant)> Built(
        Network network,
        CancellationToken cancellation
    )
    {
        var built = new Dictionary<string, (long[], bool)>(StringComparer.Ordinal);
        foreach (var row in Measurer.Measure(network, cancellation: cancellation).Rows)
        {
            cancellation.ThrowIfCancellationRequested();
            if (row.GetLayer() is MultiHeadAttention)
            {
                foreach (var (name, sizes) in OfAttention(row))
                    built[name] = (sizes, false);
                continue;
            }

            foreach (
                var weight in (row.GetLayer().Weights(row.GetLayerInputs()) ?? []).Where(weight =>
                    weight.Role != WeightRole.Counter
                    && (weight.Role != WeightRole.Constant || row.GetLayer() is Operation)
                )
            )
                built[NameOf(row, weight)] = (SizesOf(row, weight), row.GetLayer() is WeightTensors or Scale);
        }

        return built;
    }

    // Queries, keys and values have one matrix, as torch.nn keeps them.
    private static IEnumerable<(string Name, long[] Sizes)> OfAttention(LayerMeasurement row)
    {
        var weights = row.GetLayer().Weights(row.GetLayerInputs()) ?? [];
        long features = row.GetLayerInputs().First[row.GetLayerInputs().First.Rank - 1].Value;
        foreach (
            var group in weights.GroupBy(weight =>
                (weight.Name.StartsWith("output", StringComparison.Ordinal), weight.Role)
            )
        )
        {
            var ((isLast, role), count) = (group.Key, group.Sum(weight => weight.Count));
            string name = (isLast, role) switch
            {
                (false, WeightRole.Kernel) => ".in_proj_weight",
                (false, _) => ".in_proj_bias",
                (true, WeightRole.Kernel) => ".out_proj.weight",
                _ => ".out_proj.bias",
            };
            yield return (row.Name + name, role == WeightRole.Kernel ? [count / features, features] : [count]);
        }
    }

    // A linear layer that sees channels in the last place is kept as PyTorch keeps all of them: outputs first.
    private static long[] SizesOf(LayerMeasurement row, Weight weight) =>
        row.GetLayer() is Dense dense && weight.Role == WeightRole.Kernel && dense.Units > 0
            ? [dense.Units, weight.Count / dense.Units]
            : [.. weight.GetSizes()];

    private static bool IsBeside(HuggingFaceConfig config, string name) =>
        Kept.Any(kept => name.EndsWith(kept, StringComparison.Ordinal))
        || config.LeftOut.Any(part => part.Scopes.Any(scope => name.StartsWith(scope, StringComparison.Ordinal)));

    // A learned constant has axes of 1 in the library that its layer here has not.
    private static bool AreAlike(long[] stored, (long[] Sizes, bool IsConstant) built) =>
        built.IsConstant
            ? stored.Where(size => size != 1).SequenceEqual(built.Sizes.Where(size => size != 1))
            : stored.SequenceEqual(built.Sizes);

    private static string Show(long[] sizes) => sizes.Length == 0 ? "one number" : string.Join("x", sizes);

    private static string NameOf(LayerMeasurement row, Weight weight) =>
        (row.GetLayer(), weight.Role, weight.Name) switch
        {
            // Parameters that stand alone have the name of the layer.
            (WeightTensors or Scale { UseBias: false }, _, _) => row.Name,
            (Operation, _, var name) => $"{row.Name}.{name}",
            (Scale, WeightRole.Offset or WeightRole.Bias, _) => row.Name + ".bias",
            (_, WeightRole.Statistic, var name) => row.Name
                + (name.Contains("mean") ? ".running_mean" : ".running_var"),
            (_, WeightRole.Bias or WeightRole.Offset, _) => row.Name + ".bias",
            _ => row.Name + ".weight",
        };
}
