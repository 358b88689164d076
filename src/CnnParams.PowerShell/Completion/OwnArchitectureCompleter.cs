using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CnnParams.Catalogue;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the names of architectures that the user registered.</summary>
public sealed class OwnArchitectureCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Matching(wordToComplete, Architectures.Own, architecture => architecture.Name, architecture => architecture.Paper.ToString());
}
