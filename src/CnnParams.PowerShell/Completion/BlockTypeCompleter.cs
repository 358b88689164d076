using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CnnParams.Catalogue.Blocks;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the names of blocks, with their summaries as tips.</summary>
public sealed class BlockTypeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Matching(wordToComplete, BlockTypes.All, type => type.Name, type => type.Summary);
}
