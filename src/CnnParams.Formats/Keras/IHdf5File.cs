using System.Text.Json;
using CnnParams.Reading;

namespace CnnParams.Formats.Keras;

/// <summary>The attributes and the headers of the data sets of an HDF5 file.</summary>
public interface IHdf5File : IDisposable
{
    /// <summary>
    /// The model that the file has as an attribute, with what has written it; null where it has weights alone.
    /// </summary>
    /// <exception cref="ModelFileException">The file is damaged.</exception>
    (JsonDocument? Model, string? Version, string? Backend) Model();

    /// <summary>
    /// The tensors of the weights, under a group: Keras 2's with the lists of their names, or Keras 3's as they lie.
    /// </summary>
    /// <exception cref="ModelFileException">The file is damaged.</exception>
    IReadOnlyList<KerasWeight> Weights(string group);
}
