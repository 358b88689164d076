namespace CnnParams.Budgets;

/// <summary>The devices that are known: Budgets/Devices.txt, a line for each.</summary>
public static class Devices
{
    private static readonly Lazy<Device[]> Known = new(() => [.. Lines().Select(Read)]);

    /// <summary>All devices, in the order of the file.</summary>
    public static IReadOnlyList<Device> All => Known.Value;

    /// <summary>The device of a name.</summary>
    /// <exception cref="LayerException">There is none; the message suggests the nearest.</exception>
    public static Device Get(string name) =>
        All.FirstOrDefault(device => device.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))
        ?? throw new LayerException(
            ErrorId.UnknownDevice,
            $"'{name}' is not a known device{Suggestion.For(name, All.Select(device => device.Name))}; Get-CnnDevice "
                + "lists them"
        );

    private static IEnumerable<string> Lines()
    {
        using var stream = typeof(Devices).Assembly.GetManifestResourceStream("CnnParams.Devices.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return line;
        }
    }

    private static Device Read(string line)
    {
        string[] cells = Array.ConvertAll(line.Split('|'), cell => cell.Trim());
        return new Device(cells[0], cells[1], cells[2], Bytes(cells[3]), Bytes(cells[4]), cells[5], cells[6]);
    }

    private static long? Bytes(string cell) => cell.Length > 0 ? Amount.Read(cell, "the size") : null;
}
