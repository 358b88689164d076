using CnnParams.PowerShell.Reading;
using CnnParams.Reading;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the names of formats of model files.</summary>
public sealed class FormatCompleter()
    : NameCompleter<ModelFormat>(
        () => ModelLibraryLoader.Library.Formats,
        format => format.Name,
        format => format.Description
    );
