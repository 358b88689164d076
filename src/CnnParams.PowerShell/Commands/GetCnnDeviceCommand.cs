using System.Management.Automation;
using CnnParams.Devices;
using CnnParams.PowerShell.Completion;

namespace CnnParams.PowerShell.Commands;

/// <summary>Get-CnnDevice: the devices whose limits are known, with the source of each.</summary>
[Cmdlet(VerbsCommon.Get, "CnnDevice", HelpUri = HelpLinks.GetCnnDevice)]
[OutputType(typeof(Device))]
public sealed class GetCnnDeviceCommand : NamedItemsCommand<Device>
{
    /// <summary>Names of devices; wildcards are allowed. All when not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [ValidateNotNull]
    public override string[] Name { get; set; } = ["*"];

    private protected override IEnumerable<Device> All => KnownDevices.All;

    private protected override IEnumerable<string> NamesOf(Device item) => [item.Name];

    private protected override Device Get(string name) => KnownDevices.Get(name);
}
