using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CnnParams.Layers;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the names of activation functions.</summary>
public sealed class ActivationFunctionCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Matching(wordToComplete, ActivationFunction.Names, name => name, name => name);
}
