using CnnParams.PowerShell.Reading;
using CnnParams.Reading;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the names of formats that models can be written in.</summary>
public sealed class WritableFormatCompleter()
    : NameCompleter<ModelFormat>(
        () => ModelLibraryLoader.Library.Formats.Where(format => format.CanWrite),
        format => format.Name,
        format => $"{string.Join(", ", format.WrittenExtensions)}: {format.Description}"
    );
