using CnnParams.Formats.StateDicts;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Gguf;

/// <summary>
/// Reads GGUF files, of llama.cpp, whisper.cpp and other programs on ggml, from their list of tensors.
/// </summary>
public sealed class GgufReader : IModelReader
{
    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            "GGUF",
            "Weights by name for ggml: llama.cpp, whisper.cpp, stable-diffusion.cpp",
            [".gguf"],
            HasGraph: false,
            HasShapes: false,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) => !file.IsFolder && GgufHeader.IsAtStartOf(file);

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        var header = GgufHeader.Read(file, cancellation);
        return StateDictNetwork.Build(
            file,
            Format.Name,
            StateDict.Modules(header.Tensors),
            producer: null,
            header.Warnings
        );
    }
}
