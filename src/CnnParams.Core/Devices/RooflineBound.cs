namespace CnnParams.Devices;

/// <summary>What a layer waits for on a device that does everything as fast as it can.</summary>
public enum RooflineBound : long
{
    /// <summary>A number of the layer or of the device is not known.</summary>
    Unknown,

    /// <summary>Nothing: the layer does nothing of its own at inference.</summary>
    None,

    /// <summary>Arithmetic: its intensity is at the ridge point or above.</summary>
    Compute,

    /// <summary>Memory: its intensity is below the ridge point.</summary>
    Memory,
}
