using CnnParams.Formats.SafeTensors;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.Formats.HuggingFace;

/// <summary>
/// Compares a network with the .safetensors beside its config.json: names, and how many values each tensor has.
/// </summary>
internal static class HuggingFaceWeights
{
    private const int MostListed = 30;

    internal static IReadOnlyList<string> Compare(ModelFile file, Network network, CancellationToken cancellation)
    {
        if (file.Beside("model.safetensors") is not { } path)
            return [];
        using var weights = new ModelFile(path);
        var stored = SafeTensorsHeader
            .Read(weights)
            .Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Count, StringComparer.Ordinal);
        var built = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var row in Measurer.Measure(network, cancellation: cancellation).Rows)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (
                var weight in (row.Layer.Weights(row.SeenInputs) ?? []).Where(weight =>
                    weight.Role is not (WeightRole.Counter or WeightRole.Constant)
                )
            )
                built[NameOf(row, weight)] = weight.Count;
        }

        string[] differences =
        [
            .. stored
                .Where(pair =>
                    !built.ContainsKey(pair.Key)
                    && !pair.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)
                    && !pair.Key.EndsWith("position_ids", StringComparison.Ordinal)
                )
                .Select(pair => $"{pair.Key} of the file is in no layer"),
            .. built
                .Where(pair => stored.TryGetValue(pair.Key, out long count) && count != pair.Value)
                .Select(pair =>
                    FormattableString.Invariant(
                        $"{pair.Key} has {stored[pair.Key]} values in the file and {pair.Value} by the config"
                    )
                ),
            .. built.Where(pair => !stored.ContainsKey(pair.Key)).Select(pair => $"{pair.Key} is not in the file"),
        ];
        return differences.Length <= MostListed
            ? differences
            :
            [
                .. differences.Take(MostListed),
                FormattableString.Invariant(
                    $"{differences.Length - MostListed} more tensors of model.safetensors differ"
                ),
            ];
    }

    private static string NameOf(LayerMeasurement row, Weight weight) =>
        (row.Layer, weight.Role, weight.Name) switch
        {
            // Parameters that stand alone have the name of the layer.
            (WeightTensors or Scale { UseBias: false }, _, _) => row.Name,
            (Scale, WeightRole.Offset or WeightRole.Bias, _) => row.Name + ".bias",
            (MultiHeadAttention, _, "input_kernel") => row.Name + ".in_proj_weight",
            (MultiHeadAttention, _, "input_bias") => row.Name + ".in_proj_bias",
            (MultiHeadAttention, WeightRole.Kernel, _) => row.Name + ".out_proj.weight",
            (MultiHeadAttention, _, _) => row.Name + ".out_proj.bias",
            (_, WeightRole.Statistic, var name) => row.Name
                + (name.Contains("mean") ? ".running_mean" : ".running_var"),
            (_, WeightRole.Bias or WeightRole.Offset, _) => row.Name + ".bias",
            _ => row.Name + ".weight",
        };
}
