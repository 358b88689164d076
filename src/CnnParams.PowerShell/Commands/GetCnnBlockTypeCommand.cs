using System.Management.Automation;
using CnnParams.Catalogue.Blocks;
using CnnParams.PowerShell.Completion;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// Get-CnnBlockType: the blocks that New-CnnBlock can put after layers, with their settings and an example.
/// </summary>
[Cmdlet(VerbsCommon.Get, "CnnBlockType", HelpUri = HelpLinks.GetCnnBlockType)]
[OutputType(typeof(BlockType))]
public sealed class GetCnnBlockTypeCommand : NamedItemsCommand<BlockType>
{
    /// <summary>Names of blocks; wildcards are allowed. All when not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Type")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(BlockTypeCompleter))]
    [ValidateNotNull]
    public override string[] Name { get; set; } = ["*"];

    private protected override IEnumerable<BlockType> All => BlockTypes.All;

    private protected override IEnumerable<string> NamesOf(BlockType item) => item.Aliases.Prepend(item.Name);

    private protected override BlockType Get(string name) => BlockTypes.Get(name);
}
