using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.TensorFlowLite;

/// <summary>TensorFlow Lite's files, of floats or quantised.</summary>
public sealed class TensorFlowLiteReader : IModelReader
{
    // FlatBuffers keeps the identifier after the offset of the root.
    private const int IdentifierOffset = 4;

    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            "TensorFlowLite",
            "TensorFlow Lite, with floats or quantised",
            [".tflite", ".lite"],
            HasGraph: true,
            HasShapes: true,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) => file.StartsWith("TFL3"u8, IdentifierOffset);

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        if (!Recognizes(file))
            throw file.Damaged(
                "'TFL3' is expected here, with which a file of TensorFlow Lite says what it is",
                IdentifierOffset
            );
        return new LiteNetwork(new LiteModel(file), file, cancellation).Read(options, Format.Name);
    }
}
