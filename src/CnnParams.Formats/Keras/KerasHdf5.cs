using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Keras;

/// <summary>
/// Keras's HDF5 files: a whole model, or weights alone. They can be read where PureHDF can, from .NET 6 on.
/// </summary>
internal static class KerasHdf5
{
    internal static bool Is(ModelFile file) =>
        file.StartsWith([0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A]);

    internal static Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        if (Hdf5Library.Current is not { } library)
            throw new ModelFileException(
                ModelFileError.UnsupportedEdition,
                file.Path,
                "an HDF5 file can be read in PowerShell 7, not in Windows PowerShell 5.1; read it there, or save the "
                    + "model as JSON or as a .keras archive"
            );
        using var hdf5 = library.Open(file.Open(), file, cancellation);
        var (model, version, backend) = hdf5.Model();
        if (model is null)
            return KerasWeightRows.Build(file, hdf5.Weights(""), version, backend);

        using (model)
        {
            return new KerasTopology(model.RootElement)
            {
                Version = version,
                Backend = backend,
                Weights = hdf5.Weights("model_weights"),
            }.Read(file, options, cancellation);
        }
    }
}
