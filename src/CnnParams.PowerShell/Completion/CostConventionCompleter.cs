using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CnnParams.Measuring.Conventions;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the names of cost conventions, with what each counts as tips.</summary>
public sealed class CostConventionCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Matching(
            wordToComplete, CostConventions.All, convention => convention.Name, convention => $"{convention.Tool}: {convention.Summary}");
}
