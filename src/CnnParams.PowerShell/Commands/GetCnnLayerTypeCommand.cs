using System.Management.Automation;
using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.PowerShell.Completion;

namespace CnnParams.PowerShell.Commands;

/// <summary>Get-CnnLayerType: the types of layers, with their settings, their rules and a worked example.</summary>
[Cmdlet(VerbsCommon.Get, "CnnLayerType", HelpUri = HelpLinks.GetCnnLayerType)]
[OutputType(typeof(LayerTypeCard))]
public sealed class GetCnnLayerTypeCommand : NamedItemsCommand<LayerTypeInfo>
{
    /// <summary>Names of types, or of other frameworks for them; wildcards are allowed. All when not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Type")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LayerTypeCompleter))]
    [ValidateNotNull]
    public override string[] Name { get; set; } = ["*"];

    private protected override IEnumerable<LayerTypeInfo> All => LayerTypes.All;

    private protected override IEnumerable<string> NamesOf(LayerTypeInfo item) => item.Aliases.Prepend(item.Name);

    private protected override LayerTypeInfo Get(string name) => LayerTypes.Get(name);

    private protected override object Shown(LayerTypeInfo item) => new LayerTypeCard(item);
}
