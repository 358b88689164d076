using CnnParams.Formats.Json;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Keras;

/// <summary>
/// Keras's files: the JSON text of a model, the archive of Keras 3, and HDF5 files with or without a model.
/// </summary>
public sealed class KerasReader : IModelReader
{
    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            "Keras",
            "Keras 2 and 3: model.to_json(), .keras archives, HDF5 models and weights",
            [".keras", ".h5", ".hdf5"],
            HasGraph: true,
            HasShapes: true,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) => KerasHdf5.Is(file) || KerasArchive.Is(file) || IsText(file);

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        if (KerasHdf5.Is(file))
            return KerasHdf5.Read(file, options, cancellation);
        if (KerasArchive.HasSignature(file))
            return KerasArchive.Read(file, options, cancellation);
        if (file.Extension is ".keras" or ".h5" or ".hdf5")
            throw file.Damaged($"it is neither an HDF5 file nor an archive, as a {file.Extension} file is", 0);
        using var json = JsonContent.Parse(file.Open(), file, cancellation);
        return new KerasTopology(json.RootElement).Read(file, options, cancellation);
    }

    private static bool IsText(ModelFile file)
    {
        var members = JsonHead.Members(file);
        return members.TryGetValue("class_name", out string? name)
            && name is not null
            && members.Keys.All(member =>
                member
                    is "class_name"
                        or "config"
                        or "keras_version"
                        or "backend"
                        or "module"
                        or "registered_name"
                        or "build_config"
                        or "compile_config"
            );
    }
}
