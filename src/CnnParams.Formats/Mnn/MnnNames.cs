namespace CnnParams.Formats.Mnn;

/// <summary>
/// The names of MNN's operators and of their tables of settings, by their numbers (schema/default/MNN.fbs).
/// </summary>
internal static class MnnNames
{
    // Numbers without a gap, from the one in front on.
    private static readonly (int First, string Names)[] Runs =
    [
        (
            0,
            "AbsVal QuantizedAdd ArgMax AsString InstanceNorm BatchToSpaceND Copy BinaryOp Bnll Cast Concat Const "
                + "Convolution ConvolutionDepthwise Crop"
                + " CropAndResize ImageProcess Deconvolution DeconvolutionDepthwise Dequantize DetectionOutput Dropout "
                + "Eltwise ELU Unique Exp ExpandDims Fill"
                + " Flatten Im2Col Gather GatherV2 Im2Seq InnerProduct Input Interp Log LRN LSTM MatMul MoE "
                + "NonMaxSuppression NonMaxSuppressionV2 Normalize"
                + " Pack Padding Permute Pooling Power PReLU PriorBox Proposal QuantizedAvgPool QuantizedBiasAdd "
                + "QuantizedConcat QuantizedDepthwiseConv2D"
                + " QuantizedLogistic RasterAndInterpolate QuantizedMaxPool Texture RasterDiff QuantizedReshape "
                + "QuantizedSoftmax QuantizeMaxMin QuantizeV2"
                + " Range Rank ReduceJoin Reduction ReLU ReLU6 RequantizationRange Requantize Reshape Resize RNN "
                + "ROIPooling Scale Selu Seq2Out Shape Sigmoid"
                + " Size Slice SliceTf Softmax SpaceToBatchND SpatialProduct Col2Im Segment Squeeze StridedSlice "
                + "CastLike StringSplit StringToNumber TanH"
                + " TfQuantizedConv2D Threshold Tile TopKV2 Transpose UnaryOp Unpack Where Moments RNNSequenceGRU "
                + "BatchMatMul Unsqueeze CosineSimilarity"
                + " DepthToSpace SpaceToDepth ReverseSequence Pooling3D Convolution3D MatrixBandPart GatherND "
                + "DetectionPostProcess UnravelIndex ScatterNd"
                + " OneHot BroadcastTo Dilation2D Interp3D"
        ),
        (
            128,
            "Raster ConvertTensor ArgMin LinSpace RandomUniform TensorArray TensorArraySize TensorArrayRead "
                + "TensorArrayWrite TensorArrayGather"
                + " TensorArrayScatter TensorArraySplit TensorArrayConcat LSTMBlockCell Reverse ROIAlign RandomNormal "
                + "TensorArrayInsert TensorArrayErase"
                + " EyeLike CumSum Det CumProd ScatterElements GatherElements Svd Histogram DynamicQuant Stft"
        ),
        (
            256,
            "Plugin Select ZerosLike Broastcast SetDiff1D ReluGrad Identity PoolGrad SoftmaxGrad Conv2DBackPropFilter "
                + "TrainableParam BatchNorm"
                + " ConvTranspose3D ZeroGrad"
        ),
        (
            299,
            "Attention FmhaV2 Fmhca SeqLen2Spatial SplitGeLU GroupNorm LinearAttention RoPE FusedLinear GatedRMSNorm"
        ),
        (512, "Extra ConvInt8 Int8ToFloat DepthwiseConvInt8"),
        (517, "FloatToInt8 EltwiseInt8"),
        (600, "While If"),
        (603, "LayerNorm GridSample"),
    ];

    private static readonly Dictionary<int, string> Operators = Runs.SelectMany(run =>
            run.Names.Split(' ').Select((name, i) => (Number: run.First + i, Name: name))
        )
        .ToDictionary(pair => pair.Number, pair => pair.Name);

    // From 1 on: 0 is none.
    private static readonly string[] Settings = (
        "none QuantizedAdd ArgMax AsString Axis BatchNorm BinaryOp Blob CastParam Convolution2D Crop CropAndResize "
        + "Dequantize DetectionOutput Eltwise"
        + " ExpandDims Fill Flatten Gather GatherV2 InnerProduct Input Interp LRN LSTM MatMul NonMaxSuppressionV2 "
        + "Normalize PackParam Permute Plugin Pool"
        + " PRelu PriorBox Proposal QuantizedAvgPool QuantizedBiasAdd QuantizedConcat QuantizedLogistic "
        + "QuantizedMatMul QuantizedMaxPool QuantizedRelu"
        + " QuantizedRelu6 QuantizedReshape QuantizedSoftmax QuantizeMaxMin QuantizeV2 Range Rank ReduceJoin "
        + "ReductionParam Relu Relu6"
        + " RequantizationRange Requantize Reshape Resize RoiParameters Scale Selu Size Slice SliceTf SpaceBatch "
        + "SqueezeParam StridedSliceParam"
        + " TensorConvertInfo TfQuantizedConv2D TopKV2 Transpose UnaryOp MomentsParam RNNParam BatchMatMulParam "
        + "QuantizedFloatParam DepthSpaceParam"
        + " EltwiseInt8 ReverseSequenceParam Extra Pool3D Convolution3D ELU DetectionPostProcessParam OneHotParam "
        + "PadParam WhileParam IfParam"
        + " RandomUniform LayerNorm TensorArray LSTMBlockCell GridSample LoopParam ImageProcessParam CumSum GroupNorm "
        + "FmhaV2Param FmhcaParam"
        + " AttentionParam StftParam LinearAttentionParam ShapeParam RoPEParam FusedLinearParam"
    ).Split(' ');

    /// <summary>The name of an operator; its number where there is none.</summary>
    internal static string Operator(int number) =>
        Operators.TryGetValue(number, out string? name) ? name : FormattableString.Invariant($"OpType {number}");

    /// <summary>The name of a table of settings; its number where there is none.</summary>
    internal static string Setting(byte number) =>
        number < Settings.Length ? Settings[number] : FormattableString.Invariant($"OpParameter {number}");
}
