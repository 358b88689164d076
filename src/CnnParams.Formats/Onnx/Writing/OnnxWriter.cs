using CnnParams.Formats.Writing;
using Google.Protobuf;

namespace CnnParams.Formats.Onnx.Writing;

/// <summary>
/// Writes models of ONNX without the numbers of their weights: each weight is a constant whose sparse value has its
/// sizes and no values, so that nothing lies beside the file and the model is whole all the same.
/// </summary>
internal sealed class OnnxWriter() : OutlineWriter<OnnxOutline>("ONNX", ".onnx", network => new(network))
{
    private protected override void Write(OnnxOutline outline, Stream output) => outline.Model().WriteTo(output);
}
