using CnnParams.Formats.GraphFiles;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Paddle;

/// <summary>Operators with weights (paddle/fluid/operators and paddle/phi).</summary>
internal sealed class FilterRules : OperatorRules<PaddleOperator>
{
    public FilterRules()
    {
        Map("conv2d depthwise_conv2d conv3d", Convolve);
        Map("conv2d_transpose depthwise_conv2d_transpose conv3d_transpose", Deconvolve);
        Map("mul matmul matmul_v2", Multiply);
        Map("fc", layer => layer.AddToFirst(place => new FullyConnected
        {
            Name = place.Name, Inputs = place.Inputs, Units = Matrix(layer, "W")[1], InputFeatures = Matrix(layer, "W")[0], UseBias = layer.Sizes("Bias") is not null,
            Stored = layer.Stored(("kernel", "W"), ("bias", "Bias")),
        }));
        Map("batch_norm sync_batch_norm inplace_abn", layer => layer.AddToFirst(place => new BatchNormalization
        {
            Name = place.Name, Inputs = place.Inputs, Stored = layer.Stored(("gamma", "Scale"), ("beta", "Bias"), ("moving_mean", "Mean"), ("moving_variance", "Variance")),
        }));
        Map("prelu", layer => layer.AddToFirst(place => new PReLU
        {
            Name = place.Name, Inputs = place.Inputs, ParameterCount = (layer.Sizes("Alpha") ?? [1]).Aggregate(1L, (product, size) => checked(product * size)), Stored = layer.Stored(("alpha", "Alpha")),
        }));
        Map("layer_norm instance_norm group_norm", layer => layer.AddAsWritten(WorkKind.ElementWise));
        Map("lookup_table lookup_table_v2", layer => layer.AddAsWritten(WorkKind.Lookup));
        Map("rnn lstm gru", layer => layer.AddUnknown(layer.Leaving, mayHaveWeights: false, layer.Weights()));
        Map("elementwise_add", layer => Merge(layer, MergeOperation.Add, WeightRole.Bias));
        Map("elementwise_sub", layer => Merge(layer, MergeOperation.Subtract, WeightRole.Offset));
        Map("elementwise_mul", layer => Merge(layer, MergeOperation.Multiply, WeightRole.Scale));
        Map("elementwise_div", layer => Merge(layer, MergeOperation.Divide, WeightRole.Scale));
        Map("elementwise_max", layer => Merge(layer, MergeOperation.Maximum, WeightRole.Constant));
        Map("elementwise_min", layer => Merge(layer, MergeOperation.Minimum, WeightRole.Constant));
    }

    // Filters, channels of a group, kernel.
    private static void Convolve(PaddleOperator layer)
    {
        long[] sizes = Kernel(layer);
        int rank = sizes.Length - 2;
        long groups = layer.Whole("groups", 1);
        layer.AddToFirst(place => new Convolution(rank)
        {
            Name = place.Name, Inputs = place.Inputs, Filters = sizes[0], KernelSize = new Extent([.. sizes.Skip(2)]), Stride = layer.Each("strides"), Dilation = layer.Each("dilations"),
            Padding = layer.Pads(rank), Groups = groups, InputChannels = checked(sizes[1] * groups), UseBias = layer.Sizes("Bias") is not null,
            Stored = layer.Stored(("kernel", "Filter"), ("bias", "Bias")),
        });
    }

    // Channels, filters of a group, kernel.
    private static void Deconvolve(PaddleOperator layer)
    {
        long[] sizes = Kernel(layer);
        int rank = sizes.Length - 2;
        long groups = layer.Whole("groups", 1);
        layer.AddToFirst(place => new TransposedConvolution(rank)
        {
            Name = place.Name, Inputs = place.Inputs, Filters = checked(sizes[1] * groups), KernelSize = new Extent([.. sizes.Skip(2)]), Stride = layer.Each("strides"),
            Dilation = layer.Each("dilations"), Padding = layer.Pads(rank), OutputPadding = layer.Wholes("output_padding") is { Length: > 0 } more ? new Extent(more) : 0, Groups = groups,
            InputChannels = sizes[0], UseBias = layer.Sizes("Bias") is not null, Stored = layer.Stored(("kernel", "Filter"), ("bias", "Bias")),
        });
    }

    private static long[] Kernel(PaddleOperator layer) => layer.Sizes("Filter") is { Length: 4 or 5 } sizes ? sizes : throw layer.Wrong("has no Filter with four or five axes");

    private static long[] Matrix(PaddleOperator layer, string argument) => layer.Sizes(argument) is { Length: 2 } sizes ? sizes : throw layer.Wrong($"has no {argument} with two axes");

    // The first operator flattens what arrives, the others work on the last axis.
    private static void Multiply(PaddleOperator layer)
    {
        bool isTurned = layer.Is("trans_y") || layer.Is("transpose_Y");
        if (layer.Sizes("Y") is not { Length: 2 } sizes)
        {
            if (layer.InputCount == 2)
                layer.Add(place => new MatMul { Name = place.Name, Inputs = place.Inputs, TransposeA = layer.Is("trans_x") || layer.Is("transpose_X"), TransposeB = isTurned });
            else
                layer.AddUnknown(layer.Leaving, mayHaveWeights: false, layer.Weights());
            return;
        }

        long units = sizes[isTurned ? 0 : 1], features = sizes[isTurned ? 1 : 0];
        bool flattens = layer.Type == "mul" && layer.Whole("x_num_col_dims", 1) == 1;
        layer.Add(place => flattens
            ? new FullyConnected { Name = place.Name, Inputs = place.Inputs, Units = units, InputFeatures = features, UseBias = false, Stored = layer.Stored(("kernel", "Y")) }
            : new Dense { Name = place.Name, Inputs = place.Inputs, Units = units, InputFeatures = features, UseBias = false, Stored = layer.Stored(("kernel", "Y")) });
    }

    // What is kept is learned: the bias of the layer before, for the most part.
    private static void Merge(PaddleOperator layer, MergeOperation operation, WeightRole role)
    {
        if (layer.InputCount > 1 && layer.ShapeOf(0).Rank == layer.ShapeOf(1).Rank)
            layer.Add(place => new Merge { Name = place.Name, Inputs = place.Inputs, Operation = operation });
        else
            layer.AddOperation(WorkKind.ElementWise, layer.Leaving, [.. layer.Weights().Select(weight => weight with { Role = role })]);
    }
}

/// <summary>Operators without weights.</summary>
internal sealed class TensorRules : OperatorRules<PaddleOperator>
{
    public TensorRules()
    {
        foreach (string pair in ("relu=relu relu6=relu6 sigmoid=sigmoid tanh=tanh hard_swish=hard_swish hard_sigmoid=hard_sigmoid swish=silu silu=silu leaky_relu=leaky_relu gelu=gelu mish=mish "
            + "elu=elu softplus=softplus exp=exponential log_softmax=log_softmax").Split(' '))
        {
            string[] names = pair.Split('=');
            Map(names[0], layer => layer.Activate(names[1]));
        }

        Map("softmax", layer => layer.Activate("softmax", layer.Whole("axis", -1) is not 0 and var axis ? checked((int)axis) : null));
        Map("dropout", layer => layer.Add(place => new Dropout { Name = place.Name, Inputs = place.Inputs }));
        Map("pool2d", Pool);
        Map("concat", layer => layer.Add(place => new Concatenate { Name = place.Name, Inputs = place.Inputs, Axis = layer.Whole("axis", 0) is not 0 and var axis ? checked((int)axis) : null }));
        Map("reshape reshape2 flatten flatten2 flatten_contiguous_range squeeze squeeze2 unsqueeze unsqueeze2", Reshape);
        Map("transpose transpose2", Transpose);
        Map("nearest_interp nearest_interp_v2", layer => Resize(layer, Interpolation.Nearest));
        Map("bilinear_interp bilinear_interp_v2", layer => Resize(layer, Interpolation.Bilinear));
        Map("pixel_shuffle", layer => layer.Add(place => new PixelShuffle { Name = place.Name, Inputs = place.Inputs, Factor = layer.Whole("upscale_factor", 1) }));
        Map("cast assign", layer => layer.PassOn());
        Map(
            "scale clip sqrt rsqrt square abs pow log floor ceil round erf elementwise_pow elementwise_mod equal not_equal less_than less_equal greater_than greater_equal logical_and logical_or "
            + "logical_not where reduce_mean reduce_sum reduce_max reduce_min reduce_prod arg_max arg_min top_k top_k_v2 cumsum p_norm norm lrn multiclass_nms multiclass_nms3 matrix_nms yolo_box "
            + "box_coder roi_align generate_proposals_v2 grid_sampler",
            layer => layer.AddAsWritten(WorkKind.ElementWise));
        Map(
            "split slice strided_slice stack unstack tile expand expand_v2 expand_as_v2 gather gather_nd scatter pad pad2d pad3d shape fill_constant fill_constant_batch_size_like "
            + "fill_any_like range one_hot_v2 flip roll index_select prior_box density_prior_box anchor_generator shuffle_channel space_to_depth assign_value meshgrid tril_triu",
            layer => layer.AddAsWritten(WorkKind.DataMovement));
    }

    private static void Pool(PaddleOperator layer)
    {
        bool isMax = layer.Text("pooling_type") == "max";
        var size = layer.Each("ksize");
        if (layer.Is("global_pooling") || (layer.Is("adaptive") && size.Sizes.All(axis => axis == 1)))
        {
            layer.AddToFirst(place => isMax
                ? new GlobalMaxPooling(2) { Name = place.Name, Inputs = place.Inputs, KeepDims = true }
                : new GlobalAveragePooling(2) { Name = place.Name, Inputs = place.Inputs, KeepDims = true });
        }
        else if (layer.Is("adaptive"))
        {
            layer.AddToFirst(place => isMax
                ? new AdaptiveMaxPooling(2) { Name = place.Name, Inputs = place.Inputs, OutputSize = size }
                : new AdaptiveAveragePooling(2) { Name = place.Name, Inputs = place.Inputs, OutputSize = size });
        }
        else
        {
            // Rounded up, it is not clipped.
            var rounding = layer.Is("ceil_mode") ? WindowRounding.CeilCaffe : WindowRounding.Floor;
            layer.AddToFirst(place => isMax
                ? new MaxPooling(2) { Name = place.Name, Inputs = place.Inputs, PoolSize = size, Stride = layer.Each("strides"), Padding = layer.Pads(2), CeilMode = rounding }
                : new AveragePooling(2) { Name = place.Name, Inputs = place.Inputs, PoolSize = size, Stride = layer.Each("strides"), Padding = layer.Pads(2), CeilMode = rounding });
        }
    }

    private static void Reshape(PaddleOperator layer)
    {
        var leaving = layer.Leaving;
        if (leaving is { IsKnown: true, Rank: > 0 } && layer.Shape.ElementCount == leaving.ElementCount)
            layer.AddToFirst(place => new Reshape { Name = place.Name, Inputs = place.Inputs, TargetShape = [.. leaving.Sizes.Select(size => size!.Value)] });
        else
            layer.AddAsWritten(WorkKind.DataMovement);
    }

    private static void Transpose(PaddleOperator layer)
    {
        long[] order = layer.Wholes("axis");
        if (order.Length > 1 && order.Length == layer.Shape.Rank + 1 && order[0] == 0)
            layer.AddToFirst(place => new Permute { Name = place.Name, Inputs = place.Inputs, Order = [.. order.Skip(1)] });
        else
            layer.AddAsWritten(WorkKind.DataMovement);
    }

    private static void Resize(PaddleOperator layer, Interpolation way)
    {
        if (layer.Leaving is { Rank: 3, IsKnown: true } leaving)
        {
            layer.AddToFirst(place => new Resize(2)
            {
                Name = place.Name, Inputs = place.Inputs, OutputSize = new Extent([.. leaving.Sizes.Skip(1).Select(size => size!.Value)]), Interpolation = way,
            });
        }
        else
        {
            layer.AddAsWritten(WorkKind.ElementWise);
        }
    }
}
