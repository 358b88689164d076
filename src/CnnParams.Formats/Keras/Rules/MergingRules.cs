namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: several tensors made one.</summary>
internal sealed class MergingRules : KerasRules
{
    public MergingRules()
    {
        foreach (string name in new[] { "Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum" })
            Map(name, _ => new LayerDraft(name));
        Map("Concatenate", call => new LayerDraft("Concatenate").With("Axis", call.Config.Whole("axis") ?? -1));
        Map("Dot", Dot);
        Map("Merge", LegacyMerge);
    }

    // Products along one axis of each; two vectors give a single number, which Keras keeps as an axis of one.
    private static LayerDraft Dot(KerasCall call)
    {
        long[] axes = call.Config.Wholes("axes") ?? [-1];
        if (call.Arguments.Count != 2 || !call.Arguments.All(argument => argument.Shape.HasRank))
            return new LayerDraft("MatMul");
        var (left, right) = (call.Arguments[0].Shape, call.Arguments[1].Shape);
        if (left.Rank == 1 && right.Rank == 1)
            return new LayerDraft("Operation").With("OperatorType", "Dot").With("OutputShape", "1").With("Tensors", Tensors.None);
        return new LayerDraft("MatMul")
            .With("TransposeA", !IsLast(axes[0], left.Rank))
            .With("TransposeB", IsLast(axes[axes.Length - 1], right.Rank));
    }

    private static bool IsLast(long axis, int rank) => axis == -1 || axis == rank;

    // Before Keras 2 one layer did all of them.
    private static LayerDraft LegacyMerge(KerasCall call) => call.Config.Text("mode") switch
    {
        "concat" => new LayerDraft("Concatenate").With("Axis", call.Config.Whole("concat_axis") ?? -1),
        "mul" => new LayerDraft("Multiply"),
        "ave" => new LayerDraft("Average"),
        "max" => new LayerDraft("Maximum"),
        "dot" => new LayerDraft("MatMul"),
        _ => new LayerDraft("Add"),
    };
}
