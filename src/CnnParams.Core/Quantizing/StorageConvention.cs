using CnnParams.Layers;

namespace CnnParams.Quantizing;

/// <summary>
/// What a format stores beside quantised numbers. TensorFlow Lite: schema.fbs (QuantizationParameters has scales of
/// float32 and zero points of int64) and the 8-bit quantization specification. ONNX: onnxruntime's quantization tool,
/// which writes each scale (float32) and zero point (of the tensor's type) as an initializer (base_quantizer.py).
/// </summary>
internal sealed class StorageConvention
{
    /// <summary>Bytes of a scale, in both formats.</summary>
    internal const int ScaleBytes = 4;

    private static readonly StorageConvention TFLite = new()
    {
        ZeroPoint = _ => DataType.Int64,
        Bias = activations => activations == DataType.Int16 ? DataType.Int64 : DataType.Int32,
        HasChannelsOfFilters = true,
        QuantizesVectors = true,
        // post_training_quantization: weights of fewer elements stay as they are.
        SmallestDynamic = 1024,
        PartBytes = 200,
        PartsOfQuantized = 1,
        PartsOfOutput = (1, 1),
    };

    private static readonly StorageConvention Onnx = new()
    {
        ZeroPoint = type => type,
        Bias = _ => DataType.Int32,
        PartBytes = 80,
        // Values, scale, zero point and DequantizeLinear.
        PartsOfQuantized = 4,
        // The operator; and scale, zero point, QuantizeLinear and DequantizeLinear.
        PartsOfOutput = (1, 5),
    };

    private StorageConvention() { }

    /// <summary>The type of the zero points of a tensor of a type.</summary>
    internal Func<DataType, DataType> ZeroPoint { get; private init; } = type => type;

    /// <summary>The type of biases, for activations of a type.</summary>
    internal Func<DataType, DataType> Bias { get; private init; } = _ => DataType.Int32;

    /// <summary>Whether the tool gives each output channel of a filter a scale where it is not told.</summary>
    internal bool HasChannelsOfFilters { get; private init; }

    /// <summary>
    /// Whether factors and offsets of normalisations are quantised, each as one tensor; else they stay floats.
    /// </summary>
    internal bool QuantizesVectors { get; private init; }

    /// <summary>The fewest elements that weights have which dynamic range quantises.</summary>
    internal long SmallestDynamic { get; private init; }

    /// <summary>
    /// An estimate of what the graph takes for each of its parts: the median of 48 public files of TensorFlow Lite, by
    /// tensor (half of them lie between 146 and 262; long names take up to 540), and of the 23 larger graphs among this
    /// project's ONNX models, by node and initializer (77 to 83).
    /// </summary>
    internal int PartBytes { get; private init; }

    /// <summary>The parts of a stored tensor with scales; one without is one part.</summary>
    internal int PartsOfQuantized { get; private init; }

    /// <summary>The parts of what a layer computes, as floats and quantised.</summary>
    internal (int Float, int Quantized) PartsOfOutput { get; private init; }

    internal static StorageConvention Of(QuantizedFormat format) => format == QuantizedFormat.Onnx ? Onnx : TFLite;

    /// <summary>Bytes of scales and zero points of a tensor.</summary>
    internal long ConstantBytes(DataType type, long scales) =>
        checked((scales * ScaleBytes) + ZeroPoint(type).Bytes(scales));
}
