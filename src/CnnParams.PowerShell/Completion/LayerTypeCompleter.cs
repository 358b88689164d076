using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CnnParams.Layers;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the names of layer types, with their summaries as tips.</summary>
public sealed class LayerTypeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Matching(wordToComplete, LayerTypes.All, type => type.Name, type => type.Summary);
}
