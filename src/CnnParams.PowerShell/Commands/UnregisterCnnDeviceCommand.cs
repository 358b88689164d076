using System.Management.Automation;
using CnnParams.Devices;
using CnnParams.PowerShell.Completion;

namespace CnnParams.PowerShell.Commands;

/// <summary>Unregister-CnnDevice: takes devices of the user's own out again.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "CnnDevice", SupportsShouldProcess = true, HelpUri = HelpLinks.UnregisterCnnDevice)]
public sealed class UnregisterCnnDeviceCommand : PSCmdlet
{
    /// <summary>Names of devices that were registered; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OwnDeviceCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            bool isPattern = WildcardPattern.ContainsWildcardCharacters(name);
            var pattern = WildcardPattern.Get(
                isPattern ? name : WildcardPattern.Escape(name.Trim()),
                WildcardOptions.IgnoreCase
            );
            var found = KnownDevices.Own.Where(device => pattern.IsMatch(device.Name)).ToArray();
            if (found.Length == 0 && !isPattern)
                WriteError(ErrorRecords.NoOwnDevice(name));
            foreach (var device in found.Where(device => ShouldProcess(device.Name)))
                KnownDevices.Unregister(device);
        }
    }
}
