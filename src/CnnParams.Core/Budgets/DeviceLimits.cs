using CnnParams.Devices;

namespace CnnParams.Budgets;

/// <summary>What a network is held to on a device.</summary>
public static class DeviceLimits
{
    /// <summary>The limits that a network has there. Program and buffers need room besides.</summary>
    public static IEnumerable<BudgetLimit> Of(Device device)
    {
        if (device.StorageBytes is { } storage)
            yield return new BudgetLimit(BudgetQuantity.WeightBytes, storage) { Origin = device.Name };
        if (device.RamBytes is { } ram)
            yield return new BudgetLimit(BudgetQuantity.PeakActivationBytes, ram) { Origin = device.Name };
    }
}
