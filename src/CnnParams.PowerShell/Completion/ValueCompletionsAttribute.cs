using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes one of a few words; any other value may be typed too.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValueCompletionsAttribute : ArgumentCompleterAttribute
{
    /// <summary>Words to complete.</summary>
    public ValueCompletionsAttribute(params string[] words)
        : base(ScriptBlock.Create(Script(words))) => Words = words;

    /// <summary>The words.</summary>
    public IReadOnlyList<string> Words { get; }

    // PowerShell 5.1 has no completer factories: a script is the form that both editions take.
    private static string Script(string[] words)
    {
        string list = string.Join(",", words.Select(word => $"'{word}'"));
        return $"param($command, $parameter, $word) {list} | Where-Object {{ $_ -like \"$word*\" }} | ForEach-Object "
            + $"{{ [System.Management.Automation.CompletionResult]::new($_) }}";
    }
}
