using CnnParams.Devices;
using CnnParams.Quantizing;

namespace CnnParams.Budgets;

/// <summary>What a network is held to on a device.</summary>
public static class DeviceLimits
{
    // Where programs are loaded into RAM, and the weights with them.
    private static readonly string[] LoadedKinds = ["GPU", "Computer"];

    // Where tensors lie in an arena that is planned before the program runs.
    private static readonly string[] PlannedKinds = ["Microcontroller", "Board"];

    /// <summary>The limits that a network has there. Program and buffers need room besides.</summary>
    /// <param name="device">The device.</param>
    /// <param name="quantization">How the weights are stored; as they are measured when not given.</param>
    public static IEnumerable<BudgetLimit> Of(Device device, QuantizationOptions? quantization = null)
    {
        var stored = quantization is null ? BudgetQuantity.WeightBytes : BudgetQuantity.FlashAs(quantization);
        if (device.StorageBytes is { } storage)
            yield return new BudgetLimit(stored, storage) { Origin = device.Name };
        if (device.RamBytes is { } ram)
            yield return new BudgetLimit(InRam(device), ram) { Origin = device.Name };
    }

    private static BudgetQuantity InRam(Device device) =>
        device.StorageBytes is null && Is(device, LoadedKinds) ? BudgetQuantity.InferenceBytes
        : Is(device, PlannedKinds) ? BudgetQuantity.Arena
        : BudgetQuantity.PeakActivationBytes;

    private static bool Is(Device device, string[] kinds) =>
        kinds.Contains(device.Kind, StringComparer.OrdinalIgnoreCase);
}
