using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CnnParams.PowerShell.Reading;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the names of formats that models can be written in.</summary>
public sealed class WritableFormatCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Matching(
            wordToComplete,
            ModelLibraryLoader.Library.Formats.Where(format => format.CanWrite),
            format => format.Name,
            format => $"{string.Join(", ", format.WrittenExtensions)}: {format.Description}");
}
