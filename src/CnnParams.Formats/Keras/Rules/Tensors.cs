using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras;

/// <summary>Weights that are listed: worked out by a rule, or found in the file.</summary>
internal static class Tensors
{
    /// <summary>A tensor of these sizes; what it is for follows from its name.</summary>
    internal static TensorSpec Of(string name, params long[] sizes) =>
        new(name, new TensorShape(sizes), RoleOf(name.Substring(name.LastIndexOf('/') + 1)));

    /// <summary>The tensors that a file lists.</summary>
    internal static TensorSpec[] Of(IReadOnlyList<KerasWeight> listed) =>
        [
            .. listed.Select(weight => new TensorSpec(
                weight.StoredName,
                new TensorShape([.. weight.Shape]),
                RoleOf(weight.OwnName)
            )),
        ];

    /// <summary>A layer of which these weights are all that is known.</summary>
    /// <param name="tensors">The weights.</param>
    /// <param name="output">The output shape, without the batch; null where it is the input's.</param>
    /// <param name="reads">What it reads; all that Keras passes when not given.</param>
    internal static KerasDraft Draft(
        IEnumerable<TensorSpec> tensors,
        IEnumerable<long?>? output = null,
        IReadOnlyList<KerasArgument>? reads = null
    ) =>
        new(new WeightTensors { Tensors = [.. tensors], OutputShape = output is null ? null : Shape(output) })
        {
            Reads = reads,
        };

    /// <summary>A shape of axes that may be open.</summary>
    internal static TensorShape Shape(IEnumerable<long?> sizes) =>
        new(sizes.Select(size => size is { } known ? Dimension.Of(known) : Dimension.Unknown));

    private static WeightRole RoleOf(string name) =>
        name switch
        {
            _ when name.StartsWith("bias", StringComparison.Ordinal) => WeightRole.Bias,
            _ when name.StartsWith("moving_", StringComparison.Ordinal) => WeightRole.Statistic,
            "gamma" or "scale" or "alpha" => WeightRole.Scale,
            "beta" => WeightRole.Offset,
            _ => WeightRole.Kernel,
        };
}
