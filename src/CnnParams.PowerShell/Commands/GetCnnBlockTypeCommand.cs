using System.Management.Automation;
using CnnParams.Catalogue.Blocks;
using CnnParams.PowerShell.Completion;

namespace CnnParams.PowerShell.Commands;

/// <summary>Get-CnnBlockType: the blocks that New-CnnBlock can put behind layers, with their settings and an example.</summary>
[Cmdlet(VerbsCommon.Get, "CnnBlockType", HelpUri = HelpLinks.GetCnnBlockType)]
[OutputType(typeof(BlockType))]
public sealed class GetCnnBlockTypeCommand : PSCmdlet
{
    /// <summary>Names of blocks; wildcards are allowed. All when not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Type")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(BlockTypeCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            if (WildcardPattern.ContainsWildcardCharacters(name))
                WriteMatching(WildcardPattern.Get(name, WildcardOptions.IgnoreCase));
            else
                WriteNamed(name);
        }
    }

    private void WriteMatching(WildcardPattern pattern) =>
        WriteObject(BlockTypes.All.Where(type => pattern.IsMatch(type.Name) || type.Aliases.Any(pattern.IsMatch)), enumerateCollection: true);

    private void WriteNamed(string name)
    {
        try
        {
            WriteObject(BlockTypes.Get(name));
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, name));
        }
    }
}
