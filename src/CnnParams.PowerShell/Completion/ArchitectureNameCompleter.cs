using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CnnParams.Catalogue;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the names of published architectures, with the titles of their papers as tips.</summary>
public sealed class ArchitectureNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Matching(wordToComplete, Architectures.All, architecture => architecture.Name, architecture => $"{architecture.Paper.Title} ({architecture.Paper.Year})");
}
