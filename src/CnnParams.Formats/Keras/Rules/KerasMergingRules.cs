namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: several tensors made one.</summary>
internal sealed class KerasMergingRules : KerasRules
{
    public KerasMergingRules()
    {
        foreach (string name in new[] { "Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum" })
            Map(name, _ => new KerasDraft(name));
        Map("Concatenate", call => new KerasDraft("Concatenate").With("Axis", call.Config.Whole("axis") ?? -1));
        Map("Dot", Dot);
        Map("Merge", LegacyMerge);
    }

    // Products along one axis of each; two vectors give a single number, which Keras keeps as an axis of one.
    private static KerasDraft Dot(KerasCall call)
    {
        long[] axes = call.Config.Wholes("axes") ?? [-1];
        if (call.Arguments.Count != 2 || !call.Arguments.All(argument => argument.Shape.HasRank))
            return new KerasDraft("MatMul");
        var (left, right) = (call.Arguments[0].Shape, call.Arguments[1].Shape);
        if (left.Rank == 1 && right.Rank == 1)
            return new KerasDraft("Operation")
                .With("OperatorType", "Dot")
                .With("OutputShape", "1")
                .With("Tensors", Tensors.None);
        return new KerasDraft("MatMul")
            .With("TransposeA", !IsLast(axes[0], left.Rank))
            .With("TransposeB", IsLast(axes[axes.Length - 1], right.Rank));
    }

    private static bool IsLast(long axis, int rank) => axis == -1 || axis == rank;

    // Before Keras 2 one layer did all of them.
    private static KerasDraft LegacyMerge(KerasCall call) =>
        call.Config.Text("mode") switch
        {
            "concat" => new KerasDraft("Concatenate").With("Axis", call.Config.Whole("concat_axis") ?? -1),
            "mul" => new KerasDraft("Multiply"),
            "ave" => new KerasDraft("Average"),
            "max" => new KerasDraft("Maximum"),
            "dot" => new KerasDraft("MatMul"),
            _ => new KerasDraft("Add"),
        };
}
