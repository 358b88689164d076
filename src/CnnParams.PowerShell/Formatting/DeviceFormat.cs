using System.Management.Automation;
using CnnParams.Devices;
using CnnParams.Layers;

namespace CnnParams.PowerShell.Formatting;

/// <summary>
/// Cells of the table of devices, as the format view calls them. They read properties by name, as those of rows do.
/// </summary>
public static class DeviceFormat
{
    private static readonly DataType[] Common = [DataType.Int8, DataType.Float16, DataType.Float32];

    /// <summary>
    /// The rate of Int8, or else of another type, with the type: <c>Int8 142T</c>; empty where none is known.
    /// </summary>
    public static string Peak(PSObject device)
    {
        if (PipelineValue.Plain(device.Properties["PeakMacs"]?.Value) is not { } value)
            return "";
        var rates = PeakRates.Read(value);
        if (rates.Count == 0)
            return "";
        string shown = Common.Select(type => type.ToString()).FirstOrDefault(rates.ContainsKey) ?? rates.Keys.First();
        return $"{shown} {Rate.Short(rates[shown])}";
    }

    /// <summary>The bandwidth: <c>936 GB/s</c>; empty where it is not known.</summary>
    public static string Bandwidth(PSObject device) =>
        PipelineValue.Plain(device.Properties["Bandwidth"]?.Value) is long bytes ? Rate.BytesText(bytes) : "";
}
