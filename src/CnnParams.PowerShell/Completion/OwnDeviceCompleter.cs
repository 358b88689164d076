using CnnParams.Devices;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the names of devices that the user registered.</summary>
public sealed class OwnDeviceCompleter()
    : NameCompleter<Device>(() => KnownDevices.Own, device => device.Name, DeviceCompleter.Tip);
