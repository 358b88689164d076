using System.Reflection;
using CnnParams.Reading;

namespace CnnParams.Formats.Keras;

/// <summary>
/// Opens HDF5 files, by an assembly that is loaded when the first is met. It is for .NET 6 and later, as PureHDF is,
/// and Windows PowerShell has none.
/// </summary>
public abstract class Hdf5Library
{
    private static readonly Lazy<Hdf5Library?> Loaded = new(Load);

    /// <summary>The library; null where there is none.</summary>
    internal static Hdf5Library? Current => Loaded.Value;

    /// <summary>Opens a file, or one within it.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="file">The file.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="entry">What it is called within the file; null where it is the file.</param>
    /// <exception cref="ModelFileException">The file is damaged.</exception>
    public abstract IHdf5File Open(Stream stream, ModelFile file, CancellationToken cancellation, string? entry = null);

    private static Hdf5Library? Load()
    {
        try
        {
            var type = Assembly.Load("CnnParams.Hdf5").GetType("CnnParams.Hdf5.PureHdf5Library", throwOnError: true)!;
            return (Hdf5Library)Activator.CreateInstance(type)!;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
