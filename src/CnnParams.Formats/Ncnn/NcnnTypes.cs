namespace CnnParams.Formats.Ncnn;

/// <summary>
/// The types of layers by the numbers that they have in binary files: the order in which src/CMakeLists.txt of ncnn
/// adds them. New ones have always been put at the end, so that a number means the same in files of any age.
/// </summary>
internal static class NcnnTypes
{
    // What a program has registered itself is counted apart, and its names are known to that program alone.
    private const int Custom = 1 << 8;

    private static readonly string[] Names = (
        "AbsVal ArgMax BatchNorm Bias BNLL Concat Convolution Crop Deconvolution Dropout Eltwise ELU Embed Exp Flatten "
        + "InnerProduct Input Log LRN MemoryData MVN Pooling Power PReLU Proposal Reduction ReLU Reshape ROIPooling "
        + "Scale Sigmoid "
        + "Slice Softmax Split SPP TanH Threshold Tile RNN LSTM BinaryOp UnaryOp ConvolutionDepthWise Padding Squeeze "
        + "ExpandDims "
        + "Normalize Permute PriorBox DetectionOutput Interp DeconvolutionDepthWise ShuffleChannel InstanceNorm Clip "
        + "Reorg "
        + "YoloDetectionOutput Quantize Dequantize Yolov3DetectionOutput PSROIPooling ROIAlign Packing Requantize Cast "
        + "HardSigmoid "
        + "SELU HardSwish Noop PixelShuffle DeepCopy Mish StatisticsPooling Swish Gemm GroupNorm LayerNorm Softplus "
        + "GRU "
        + "MultiHeadAttention GELU Convolution1D Pooling1D ConvolutionDepthWise1D Convolution3D ConvolutionDepthWise3D "
        + "Pooling3D "
        + "MatMul Deconvolution1D DeconvolutionDepthWise1D Deconvolution3D DeconvolutionDepthWise3D Einsum "
        + "DeformableConv2D GLU "
        + "Fold Unfold GridSample CumulativeSum CopyTo Erf Diag CELU Shrink RMSNorm Spectrogram InverseSpectrogram "
        + "Flip SDPA "
        + "RotaryEmbed"
    ).Split(' ');

    /// <summary>What a type is called; a number that is not known says so and stays a number.</summary>
    internal static string NameOf(int number)
    {
        if (number >= 0 && number < Names.Length)
            return Names[number];
        return number >= 0 && (number & Custom) != 0
            ? FormattableString.Invariant($"Custom{number & ~Custom}")
            : FormattableString.Invariant($"Type{number}");
    }
}
