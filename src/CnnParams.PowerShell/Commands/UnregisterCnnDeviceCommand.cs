using System.Management.Automation;
using CnnParams.Devices;
using CnnParams.PowerShell.Completion;

namespace CnnParams.PowerShell.Commands;

/// <summary>Unregister-CnnDevice: takes devices of the user's own out again.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "CnnDevice", SupportsShouldProcess = true, HelpUri = HelpLinks.UnregisterCnnDevice)]
public sealed class UnregisterCnnDeviceCommand : UnregisterCommand<Device>
{
    /// <summary>Names of devices that were registered; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OwnDeviceCompleter))]
    public override string[] Name { get; set; } = [];

    private protected override IEnumerable<Device> Own => KnownDevices.Own;

    private protected override string NameOf(Device item) => item.Name;

    private protected override void Unregister(Device item) => KnownDevices.Unregister(item);

    private protected override ErrorRecord NotRegistered(string name) => ErrorRecords.NoOwnDevice(name);
}
