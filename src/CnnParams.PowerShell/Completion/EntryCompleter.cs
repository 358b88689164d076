using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CnnParams.PowerShell.Reading;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the classes and functions of the source that -Path names.</summary>
public sealed class EntryCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        object? path = fakeBoundParameters["Path"] ?? fakeBoundParameters["LiteralPath"];
        string? first = path is IEnumerable items and not string
            ? items.Cast<object?>().FirstOrDefault()?.ToString()
            : path?.ToString();
        if (string.IsNullOrEmpty(first))
            return [];
        string full = System.IO.Path.GetFullPath(System.IO.Path.Combine(Location(), first));
        return ModelLibraryLoader
            .Library.FindEntries(full)
            .Where(name => name.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(name, name, CompletionResultType.ParameterValue, name));
    }

    // A completer has no session of its own to ask; the runspace that it runs in has one.
    private static string Location()
    {
        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell
                .AddCommand("Get-Location")
                .AddParameter("PSProvider", "FileSystem")
                .Invoke()
                .FirstOrDefault()
                ?.ToString()
            ?? "";
    }
}
