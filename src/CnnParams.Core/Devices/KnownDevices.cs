namespace CnnParams.Devices;

/// <summary>
/// The devices that are known: Devices/Devices.txt, a line for each, and those that the user registered in this
/// process.
/// </summary>
public static class KnownDevices
{
    private static readonly string[] Columns =
    [
        "Name",
        "Kind",
        "Processor",
        "Flash",
        "Ram",
        "PeakMacs",
        "Bandwidth",
        "Source",
        "Note",
    ];

    private static readonly Lazy<Device[]> Published = new(() => [.. Lines().Select(Read)]);

    private static readonly object Registering = new();

    // Replaced and never changed, so that other threads can read on.
    private static volatile Device[] _own = [];

    /// <summary>All devices: the user's own, then those of the file in its order.</summary>
    public static IReadOnlyList<Device> All
    {
        get
        {
            var own = _own;
            return [.. own, .. Published.Value.Where(device => Find(own, device.Name) is null)];
        }
    }

    /// <summary>Those that the user registered.</summary>
    public static IReadOnlyList<Device> Own => _own;

    /// <summary>The device of a name.</summary>
    /// <exception cref="LayerException">There is none; the message suggests the nearest.</exception>
    public static Device Get(string name) =>
        Find(_own, name)
        ?? Find(Published.Value, name)
        ?? throw new LayerException(
            ErrorId.UnknownDevice,
            $"'{name}' is not a known device{Suggestion.For(name, All.Select(device => device.Name))}; Get-CnnDevice "
                + "lists them, and Register-CnnDevice adds one"
        );

    /// <summary>Adds a device of the user's own, until the process ends.</summary>
    /// <param name="device">The device.</param>
    /// <param name="replace">Whether it takes the place of one that has the name.</param>
    /// <exception cref="LayerException">The name is taken.</exception>
    public static void Register(Device device, bool replace = false)
    {
        lock (Registering)
        {
            if (!replace && (Find(_own, device.Name) ?? Find(Published.Value, device.Name)) is { } taken)
                throw new LayerException(
                    ErrorId.DuplicateName,
                    $"there is a device '{taken}' already; choose another name, or replace it with -Force"
                );
            _own = [.. _own.Where(other => Find([other], device.Name) is null), device];
        }
    }

    /// <summary>Takes a device of the user's own out again; one that it took the place of is back.</summary>
    public static void Unregister(Device device)
    {
        lock (Registering)
            _own = [.. _own.Where(other => other != device)];
    }

    private static Device? Find(Device[] devices, string name) =>
        Array.Find(devices, device => device.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Lines()
    {
        using var reader = EmbeddedText.Open("Devices");
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return line;
        }
    }

    private static Device Read(string line) =>
        DeviceDescription.Read(
            line.Split('|').Select((cell, column) => new KeyValuePair<string, object?>(Columns[column], cell.Trim()))
        );
}
