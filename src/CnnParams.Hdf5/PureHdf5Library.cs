using CnnParams.Formats;
using CnnParams.Formats.Keras;

namespace CnnParams.Hdf5;

/// <summary>Opens HDF5 files with PureHDF; found by its name.</summary>
internal sealed class PureHdf5Library : Hdf5Library
{
    public override IHdf5File Open(
        Stream stream,
        ModelFile file,
        CancellationToken cancellation,
        string? entry = null
    ) => new Hdf5File(stream, file, entry, cancellation);
}
