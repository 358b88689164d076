using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CnnParams.Catalogue;
using CnnParams.Layers;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the variants of the architectures that are named; of all where none is.</summary>
public sealed class VariantCompleter : IArgumentCompleter
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
        var named = fakeBoundParameters["Name"] is { } name
            ? Architectures.Find(SettingValue.Text(PipelineValue.Plain(name)))
            : null;
        var variants = (named is null ? Architectures.All : [named])
            .SelectMany(architecture => architecture.Variants)
            .GroupBy(variant => variant.Name);
        return Completions.Matching(
            wordToComplete,
            variants,
            group => group.Key,
            group => group.Select(variant => variant.Note).FirstOrDefault(note => note.Length > 0) ?? group.Key
        );
    }
}
