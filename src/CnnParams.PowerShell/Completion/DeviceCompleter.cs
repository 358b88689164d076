using CnnParams.Budgets;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the names of devices, with their memory as tips.</summary>
public sealed class DeviceCompleter()
    : NameCompleter<Device>(
        () => Devices.All,
        device => device.Name,
        device => $"{device.Kind}: {string.Join(", ", device.Limits())}"
    );
