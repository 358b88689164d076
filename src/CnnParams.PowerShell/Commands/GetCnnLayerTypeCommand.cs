using System.Management.Automation;
using CnnParams.Explaining;
using CnnParams.Layers;
using CnnParams.PowerShell.Completion;

namespace CnnParams.PowerShell.Commands;

/// <summary>Get-CnnLayerType: the types of layers, with their settings, their rules and a worked example.</summary>
[Cmdlet(VerbsCommon.Get, "CnnLayerType", HelpUri = HelpLinks.GetCnnLayerType)]
[OutputType(typeof(LayerTypeCard))]
public sealed class GetCnnLayerTypeCommand : PSCmdlet
{
    /// <summary>Names of types, or of other frameworks for them; wildcards are allowed. All when not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Type")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LayerTypeCompleter))]
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

    private void WriteMatching(WildcardPattern pattern)
    {
        foreach (var type in LayerTypes.All)
        {
            if (pattern.IsMatch(type.Name) || type.Aliases.Any(pattern.IsMatch))
                WriteObject(new LayerTypeCard(type));
        }
    }

    private void WriteNamed(string name)
    {
        try
        {
            WriteObject(new LayerTypeCard(LayerTypes.Get(name)));
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.NoSuchType(name, exception));
        }
    }
}
