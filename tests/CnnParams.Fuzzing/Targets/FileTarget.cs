using CnnParams.Formats;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Fuzzing.Targets;

/// <summary>A reader of model files, as Import-CnnModel calls it, and the measuring of what it gives.</summary>
internal sealed class FileTarget(string name, IReadOnlyList<string> seeds) : MutatedTarget(name, seeds)
{
    // Formulas are evaluated and told; of a network of thousands of layers, some.
    private const int MostRows = 50;

    private readonly string _folder = Directory.CreateTempSubdirectory("cnnparams-fuzzing-").FullName;
    private readonly ModelLibrary _library = new();

    /// <summary>What is assumed.</summary>
    internal ReadOptions Options { get; init; } = new();

    internal override Ending Run(FuzzInput input, CancellationToken cancellation)
    {
        string path = Path.Combine(_folder, input.Name);
        File.WriteAllBytes(path, input.Content);
        try
        {
            var measured = Measurer.Measure(Read(path, cancellation), new MeasureOptions(), cancellation);
            _ = measured.Totals.ToString();
            foreach (var row in measured.Rows.Take(MostRows))
                _ = (row.Calculation, row.ToString());
            return Ending.Read;
        }
        catch (ModelFileException exception)
        {
            if (!exception.Message.Contains(input.Name, StringComparison.Ordinal))
                throw new InvalidOperationException(
                    $"The error does not name the file: {exception.Message}",
                    exception
                );
            if (HasPlace(exception, path))
                return Ending.ErrorWithPlace;
            Placeless?.Invoke(exception.Message.Replace(path, "", StringComparison.Ordinal));
            return Ending.ErrorOfFile;
        }
        catch (LayerException)
        {
            return Ending.ErrorWithPlace;
        }
        finally
        {
            File.Delete(path);
        }
    }

    public override void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        base.Dispose();
    }

    // A source with several models is asked for the first.
    private Network Read(string path, CancellationToken cancellation)
    {
        try
        {
            return _library.Read(path, Options, cancellation);
        }
        catch (ModelFileException exception) when (exception.Error == ModelFileError.UnknownEntry)
        {
            if (_library.FindEntries(path) is not [var entry, ..])
                throw;
            return _library.Read(
                path,
                new ReadOptions { InputShape = Options.InputShape, Entry = entry },
                cancellation
            );
        }
    }

    // A number of the place, or the name of the part of the file.
    private static bool HasPlace(ModelFileException exception, string path) =>
        exception.Offset is not null
        || exception.Line is not null
        || exception.Error is not (ModelFileError.DamagedFile or ModelFileError.UnsupportedContent)
        || exception.Message.Contains("line ", StringComparison.Ordinal)
        || exception.Message.Replace(path, "", StringComparison.Ordinal).Contains('\'', StringComparison.Ordinal);
}
