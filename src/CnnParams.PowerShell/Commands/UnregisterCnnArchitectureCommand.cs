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
public sealed class UnregisterCnnArchitectureCommand : PSCmdlet
{
    /// <summary>Names of architectures that were registered; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OwnArchitectureCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            var found = Registered(name).ToArray();
            if (found.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
                WriteError(ErrorRecords.NotRegistered(name));
            foreach (var architecture in found.Where(architecture => ShouldProcess(architecture.Name)))
                Architectures.Unregister(architecture);
        }
    }

    private static IEnumerable<Architecture> Registered(string name)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(name))
            return Architectures.Own.Where(architecture => architecture == Architectures.Find(name));
        var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        return Architectures.Own.Where(architecture => pattern.IsMatch(architecture.Name));
    }
}
