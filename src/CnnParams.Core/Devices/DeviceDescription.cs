using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Devices;

/// <summary>Reads devices from names and values, as parameters, files and tables have them.</summary>
public static class DeviceDescription
{
    private const string Ram = "Ram";
    private const string Flash = "Flash";

    // Files and tables may call a property as the parameter or as the object does.
    private static readonly Dictionary<string, string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(Device.Name)] = nameof(Device.Name),
        [nameof(Device.Kind)] = nameof(Device.Kind),
        [nameof(Device.Processor)] = nameof(Device.Processor),
        [Flash] = Flash,
        [nameof(Device.StorageBytes)] = Flash,
        [Ram] = Ram,
        [nameof(Device.RamBytes)] = Ram,
        [nameof(Device.PeakMacs)] = nameof(Device.PeakMacs),
        [nameof(Device.Bandwidth)] = nameof(Device.Bandwidth),
        [nameof(Device.Source)] = nameof(Device.Source),
        [nameof(Device.Note)] = nameof(Device.Note),
    };

    /// <summary>The device that names and values describe; an empty value is one that is not known.</summary>
    /// <exception cref="LayerException">A name is unknown, a value is none, or the device has no name.</exception>
    public static Device Read(IEnumerable<KeyValuePair<string, object?>> properties)
    {
        var values = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in properties)
        {
            if (!Known.TryGetValue(property.Key, out string? name))
            {
                throw new LayerException(
                    ErrorId.UnknownSetting,
                    $"a device has no '{property.Key}'{Suggestion.For(property.Key, Known.Keys)}; it has "
                        + $"{string.Join(", ", Known.Values.Distinct())}"
                );
            }

            if (property.Value is { } value && (value is not string text || text.Length > 0))
                values[name] = value;
        }

        return new Device(Text(nameof(Device.Name)))
        {
            Kind = Text(nameof(Device.Kind)),
            Processor = Text(nameof(Device.Processor)),
            StorageBytes = Number(Flash, Amount.Read),
            RamBytes = Number(Ram, Amount.Read),
            PeakMacs = values.TryGetValue(nameof(Device.PeakMacs), out object? rates)
                ? PeakRates.Read(rates)
                : PeakRates.None,
            Bandwidth = Number(nameof(Device.Bandwidth), Rate.Bytes),
            Source = Text(nameof(Device.Source)),
            Note = Text(nameof(Device.Note)),
        };

        string Text(string name) => values.TryGetValue(name, out object? value) ? SettingValue.Text(value) : "";
        long? Number(string name, Func<object, string, long> read) =>
            values.TryGetValue(name, out object? value) ? Rate.Positive(read(value, name), name) : null;
    }
}
