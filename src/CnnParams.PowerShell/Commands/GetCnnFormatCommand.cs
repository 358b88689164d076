using System.Management.Automation;
using CnnParams.PowerShell.Completion;
using CnnParams.PowerShell.Formatting;
using CnnParams.PowerShell.Reading;
using CnnParams.Reading;

namespace CnnParams.PowerShell.Commands;

/// <summary>Get-CnnFormat: the formats of model files that can be read, and what each can tell.</summary>
[Cmdlet(VerbsCommon.Get, "CnnFormat", HelpUri = HelpLinks.GetCnnFormat)]
[OutputType(typeof(ModelFormat))]
public sealed class GetCnnFormatCommand : PSCmdlet
{
    private readonly List<object?> _found = [];

    /// <summary>Names of formats; wildcards are allowed. All when not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FormatCompleter))]
    [ValidateNotNull]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            var found = ModelLibraryLoader.Library.Formats.Where(format => pattern.IsMatch(format.Name)).ToArray();
            if (found.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
                WriteError(ErrorRecords.NoSuchFormat(name, ModelLibraryLoader.Library.Formats));
            _found.AddRange(found);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(CardFormat.OneAsCard(_found), enumerateCollection: true);
}
