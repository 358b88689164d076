using CnnParams.Budgets;
using CnnParams.Devices;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the names of devices, with their memory and rates as tips.</summary>
public sealed class DeviceCompleter() : NameCompleter<Device>(() => KnownDevices.All, device => device.Name, Tip)
{
    internal static string Tip(Device device)
    {
        var facts = DeviceLimits.Of(device).Select(limit => limit.ToString());
        if (device.PeakMacs.Count > 0)
            facts = facts.Append($"MACs a second {device.PeakMacs}");
        return $"{(device.Kind.Length > 0 ? device.Kind : "Device")}: {string.Join(", ", facts)}";
    }
}
