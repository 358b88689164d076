using CnnParams.Formats.Graphs;
using CnnParams.Layers;

namespace CnnParams.Formats.Paddle;

/// <summary>Operators that work value by value, and those that sum up.</summary>
internal sealed class PaddleElementRules : OperatorRules<PaddleOperator>
{
    public PaddleElementRules()
    {
        MapFunctions(
            "relu=relu relu6=relu6 sigmoid=sigmoid tanh=tanh hard_swish=hard_swish hard_sigmoid=hard_sigmoid swish=silu "
                + "silu=silu leaky_relu=leaky_relu gelu=gelu mish=mish elu=elu softplus=softplus exp=exponential"
        );
        Map("softmax", layer => layer.Activate("softmax", layer.Axis(layer.Whole("axis", -1))));
        Map("log_softmax", layer => layer.Activate("log_softmax", layer.Axis(layer.Whole("axis", -1))));
        Map("dropout", layer => layer.Add(new Dropout()));
        Map("elementwise_add", layer => Merge(layer, MergeOperation.Add, WeightRole.Bias));
        Map("elementwise_sub", layer => Merge(layer, MergeOperation.Subtract, WeightRole.Offset));
        Map("elementwise_mul", layer => Merge(layer, MergeOperation.Multiply, WeightRole.Scale));
        Map("elementwise_div", layer => Merge(layer, MergeOperation.Divide, WeightRole.Scale));
        Map("elementwise_max", layer => Merge(layer, MergeOperation.Maximum, WeightRole.Constant));
        Map("elementwise_min", layer => Merge(layer, MergeOperation.Minimum, WeightRole.Constant));
        Map(
            "scale clip sqrt rsqrt square abs pow log floor ceil round erf sin cos logical_not bitwise_not cumsum",
            layer => layer.AddUnchanged(WorkKind.ElementWise)
        );
        Map(
            "elementwise_pow elementwise_mod elementwise_floordiv equal not_equal less_than less_equal greater_than "
                + "greater_equal logical_and logical_or logical_xor where "
                + "reduce_sum reduce_min reduce_prod arg_max arg_min top_k top_k_v2 p_norm norm multiclass_nms "
                + "multiclass_nms3 matrix_nms yolo_box box_coder roi_align "
                + "generate_proposals_v2 grid_sampler grid_sample",
            layer => layer.AddAsWritten(WorkKind.ElementWise)
        );
    }

    // What is kept is learned: a bias, for the most part, that the layer before has not taken.
    private static void Merge(PaddleOperator layer, MergeOperation operation, WeightRole role)
    {
        if (layer.InputCount > 1 && layer.ShapeOf(0).Rank == layer.ShapeOf(1).Rank)
            layer.Add(new Merge { Operation = operation });
        else
            layer.AddBesideKept(role);
    }
}
