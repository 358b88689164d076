using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: several tensors made one.</summary>
internal sealed class KerasMergingRules : KerasRules
{
    public KerasMergingRules()
    {
        foreach (
            var operation in new[]
            {
                MergeOperation.Add,
                MergeOperation.Subtract,
                MergeOperation.Multiply,
                MergeOperation.Average,
                MergeOperation.Maximum,
                MergeOperation.Minimum,
            }
        )
            Map(operation.ToString(), _ => new Merge { Operation = operation });
        Map("Concatenate", call => new Concatenate { Axis = call.Config.Given<int?>("axis") ?? -1 });
        Map("Dot", call => Dot(call));
        Map("Merge", call => LegacyMerge(call));
    }

    // Products along one axis of each; two vectors give a single number, which Keras keeps as an axis of one.
    private static Layer Dot(KerasCall call)
    {
        long[] axes = call.Config.Wholes("axes") ?? [-1];
        if (call.Arguments.Count != 2 || !call.Arguments.All(argument => argument.Shape.HasRank))
            return new MatMul();
        var (left, right) = (call.Arguments[0].Shape, call.Arguments[1].Shape);
        if (left.Rank == 1 && right.Rank == 1)
            return new Operation { OperatorType = "Dot", OutputShape = new TensorShape(1) };
        return new MatMul
        {
            TransposeA = !IsLast(axes[0], left.Rank),
            TransposeB = IsLast(axes[axes.Length - 1], right.Rank),
        };
    }

    private static bool IsLast(long axis, int rank) => axis == -1 || axis == rank;

    // Before Keras 2 one layer did all of them.
    private static Layer LegacyMerge(KerasCall call) =>
        call.Config.Text("mode") switch
        {
            "concat" => new Concatenate { Axis = call.Config.Given<int?>("concat_axis") ?? -1 },
            "mul" => new Merge { Operation = MergeOperation.Multiply },
            "ave" => new Merge { Operation = MergeOperation.Average },
            "max" => new Merge { Operation = MergeOperation.Maximum },
            "dot" => new MatMul(),
            null or "sum" => new Merge { Operation = MergeOperation.Add },
            var mode => new Operation { OperatorType = $"Merge of the mode {mode}" },
        };
}
