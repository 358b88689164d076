using System.Management.Automation;
using CnnParams.Catalogue;
using CnnParams.PowerShell.Completion;

namespace CnnParams.PowerShell.Commands;

/// <summary>Unregister-CnnArchitecture: takes architectures of the user's own out of the catalogue again.</summary>
[Cmdlet(
    VerbsLifecycle.Unregister,
    "CnnArchitecture",
    SupportsShouldProcess = true,
    HelpUri = HelpLinks.UnregisterCnnArchitecture
)]
public sealed class UnregisterCnnArchitectureCommand : UnregisterCommand<Architecture>
{
    /// <summary>Names of architectures that were registered; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OwnArchitectureCompleter))]
    public override string[] Name { get; set; } = [];

    private protected override IEnumerable<Architecture> Own => Architectures.Own;

    private protected override string NameOf(Architecture item) => item.Name;

    // By its other names too.
    private protected override Architecture? Find(string name) =>
        Architectures.Find(name) is { } found && Own.Contains(found) ? found : null;

    private protected override void Unregister(Architecture item) => Architectures.Unregister(item);

    private protected override ErrorRecord NotRegistered(string name) => ErrorRecords.NotRegistered(name);
}
