using CnnParams.Formats.Writing;
using Google.Protobuf;

namespace CnnParams.Formats.Onnx.Writing;

/// <summary>
/// Writes models of ONNX without the numbers of their weights: each weight is a constant whose sparse value has its
/// sizes and no values, so that nothing lies beside the file and the model is whole all the same.
/// </summary>
internal sealed class OnnxWriter : IModelWriter
{
    /// <inheritdoc/>
    public string Format => "ONNX";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".onnx"];

    /// <inheritdoc/>
    public void Write(WritableNetwork network, string fileName, Stream output, CancellationToken cancellation)
    {
        var outline = new OnnxOutline(network);
        LayerRules<OnnxOutline>.WriteAll(network, Format, outline, cancellation);
        outline.Model().WriteTo(output);
    }
}
