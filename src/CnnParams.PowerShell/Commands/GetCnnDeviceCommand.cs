using System.Management.Automation;
using CnnParams.Budgets;
using CnnParams.PowerShell.Completion;

namespace CnnParams.PowerShell.Commands;

/// <summary>Get-CnnDevice: the devices whose limits are known, with the source of each.</summary>
[Cmdlet(VerbsCommon.Get, "CnnDevice", HelpUri = HelpLinks.GetCnnDevice)]
[OutputType(typeof(Device))]
public sealed class GetCnnDeviceCommand : PSCmdlet
{
    /// <summary>Names of devices; wildcards are allowed. All when not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DeviceCompleter))]
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
        WriteObject(Devices.All.Where(device => pattern.IsMatch(device.Name)), enumerateCollection: true);

    private void WriteNamed(string name)
    {
        try
        {
            WriteObject(Devices.Get(name));
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.NoSuchDevice(name, exception));
        }
    }
}
