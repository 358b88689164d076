using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CnnParams.PowerShell.Reading;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the names of formats of model files.</summary>
public sealed class FormatCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Matching(wordToComplete, ModelLibraryLoader.Library.Formats, format => format.Name, format => format.Description);
}
