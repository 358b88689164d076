using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes names out of a list, whatever else has been typed.</summary>
/// <typeparam name="T">What the names are those of.</typeparam>
/// <param name="candidates">The list, as it is when it is asked for.</param>
/// <param name="name">The name of one.</param>
/// <param name="tip">What is shown beside it.</param>
public abstract class NameCompleter<T>(Func<IEnumerable<T>> candidates, Func<T, string> name, Func<T, string> tip)
    : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    ) => Completions.Matching(wordToComplete, candidates(), name, tip);
}
