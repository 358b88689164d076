namespace CnnParams.Quantizing;

/// <summary>The format whose conventions say how quantised numbers and their constants are stored.</summary>
public enum QuantizedFormat : long
{
    /// <summary>TensorFlow Lite, as its 8-bit quantization specification and its converter have it.</summary>
    TFLite,

    /// <summary>
    /// ONNX with QuantizeLinear and DequantizeLinear (QDQ), as onnxruntime's quantization tool writes it.
    /// </summary>
    Onnx,
}
