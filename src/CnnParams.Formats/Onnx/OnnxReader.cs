using CnnParams.Formats.Onnx.Building;
using CnnParams.Formats.Onnx.Graph;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Onnx;

/// <summary>
/// ONNX models, of all versions of the operators in use; weights are skipped, and external data is never opened.
/// </summary>
public sealed class OnnxReader : IModelReader
{
    internal const string FormatName = "ONNX";

    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            FormatName,
            "ONNX models: exports of PyTorch, tf2onnx, Keras and others, quantised ones too",
            [".onnx"],
            HasGraph: true,
            HasShapes: true,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) => OnnxSignature.Matches(file.Head);

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        if (file.StartsWith("version https://git-lfs"u8))
            throw file.Unsupported(
                "it is a Git LFS pointer, and the model itself was not fetched; fetch it with git lfs pull"
            );
        return OnnxNetworkBuilder.Build(file, OnnxModel.Read(file, options, cancellation), options, cancellation);
    }
}
