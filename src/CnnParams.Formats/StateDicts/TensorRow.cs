using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.StateDicts;

/// <summary>A row for tensors that no rule knows: each counts, for what its name and type say it is.</summary>
internal static class TensorRow
{
    private const string Counter = "num_batches_tracked";

    private static readonly string[] Statistics = ["running_mean", "running_var", "moving_mean", "moving_variance"];

    private static readonly string[] Masks = ["bias", "masked_bias", "mask", "causal_mask", "attn_mask"];

    // Of modules that PyTorch has quantised.
    private static readonly string[] Quantization = ["scale", "zero_point"];

    internal static Layer Of(string name, IReadOnlyList<(string Name, StateTensor Tensor)> tensors)
    {
        bool isQuantizer = Array.TrueForAll(Quantization, part => tensors.Any(pair => pair.Name == part));
        TensorSpec[] specs =
        [
            .. tensors.Select(pair => new TensorSpec(
                pair.Name,
                new TensorShape([.. pair.Tensor.Sizes]),
                RoleOf(pair.Name, pair.Tensor, isQuantizer)
            )),
        ];
        var row = new WeightTensors
        {
            Name = name,
            Tensors = specs,
            Trainable = tensors.Any(pair => !pair.Tensor.IsFrozen),
            Stored = tensors.ToDictionary(pair => pair.Name, pair => pair.Tensor.Stored, StringComparer.Ordinal),
        };
        // A quantised weight stands beside its scale; any other table of whole numbers may be a buffer, or packed.
        string? table = specs
            .Where((spec, i) => !isQuantizer && spec.Role == WeightRole.Kernel && IsTable(tensors[i].Tensor))
            .Select(spec => spec.Name)
            .FirstOrDefault();
        return table is null
            ? row
            : row.WithWeightsAssumed($"'{table}' is taken for learned, though its numbers are whole");
    }

    private static bool IsTable(StateTensor tensor) =>
        tensor is { IsParameter: null, Rank: > 0, Type.DataType: DataType.Int8 or DataType.Int16 or DataType.Int32 };

    /// <summary>Whether a tensor is the counter of a batch norm.</summary>
    internal static bool IsCounter(string name) => name == Counter;

    private static WeightRole RoleOf(string name, StateTensor tensor, bool isQuantizer)
    {
        if (IsCounter(name))
            return WeightRole.Counter;
        if (isQuantizer && tensor.Count == 1 && Quantization.Contains(name, StringComparer.Ordinal))
            return WeightRole.Constant;
        if (Statistics.Contains(name, StringComparer.Ordinal))
            return WeightRole.Statistic;
        if (!tensor.IsLearned || (tensor.IsParameter is null && IsKept(name, tensor)))
            return WeightRole.Constant;
        return name == "bias" ? WeightRole.Bias : WeightRole.Kernel;
    }

    // GPT-2 stores its causal masks, 1 x 1 x positions x positions, as numbers; a quantised module its scale.
    private static bool IsKept(string name, StateTensor tensor) =>
        tensor.Rank == 0
            ? Quantization.Contains(name, StringComparer.Ordinal) || Masks.Contains(name, StringComparer.Ordinal)
            : tensor.Sizes is [1, 1, var rows, var columns]
                && rows == columns
                && Masks.Contains(name, StringComparer.Ordinal);
}
