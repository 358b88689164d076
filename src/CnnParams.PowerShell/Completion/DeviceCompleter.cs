using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CnnParams.Budgets;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the names of devices, with their memory as tips.</summary>
public sealed class DeviceCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Matching(wordToComplete, Devices.All, device => device.Name, device => $"{device.Kind}: {string.Join(", ", device.Limits())}");
}
