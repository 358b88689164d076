using System.Collections;
using System.Collections.ObjectModel;
using CnnParams.Layers;

namespace CnnParams.Devices;

/// <summary>
/// The most multiply-accumulates a second that a device can do, by the name of a data type; one that is not stated is
/// not known.
/// </summary>
public sealed class PeakRates : ReadOnlyDictionary<string, long>
{
    private static readonly char[] Separators = [' ', ',', ';', '\t'];

    private PeakRates(Dictionary<string, long> rates)
        : base(rates) { }

    /// <summary>No rate is known.</summary>
    public static PeakRates None { get; } = new([]);

    /// <summary>Multiply-accumulates a second with numbers of a type; null where they are not stated.</summary>
    public long? Of(DataType type) => TryGetValue(type.ToString(), out long rate) ? rate : null;

    /// <summary>Reads <c>Int8=4TOPS, Float16=2T</c>, or a map of rates by data type.</summary>
    /// <param name="value">The text, or the map.</param>
    /// <exception cref="LayerException">There is no such data type, or a rate is none.</exception>
    public static PeakRates Read(object value)
    {
        var rates = new SortedDictionary<DataType, long>();
        foreach (var pair in Pairs(value))
        {
            // A number would be taken for a type by its place in the list.
            if (
                !Enum.TryParse(pair.Key.Trim(), ignoreCase: true, out DataType type)
                || !char.IsLetter(pair.Key.Trim()[0])
            )
            {
                throw new LayerException(
                    ErrorId.InvalidSetting,
                    $"PeakMacs has '{pair.Key}', which is no data "
                        + $"type{Suggestion.For(pair.Key, Enum.GetNames(typeof(DataType)))}; write @{{ Int8 = '4TOPS'; "
                        + $"Float16 = '2T' }}"
                );
            }

            rates[type] = Rate.Macs(pair.Value ?? "", $"PeakMacs of {type}");
        }

        return new PeakRates(
            rates.ToDictionary(rate => rate.Key.ToString(), rate => rate.Value, StringComparer.OrdinalIgnoreCase)
        );
    }

    private static IEnumerable<KeyValuePair<string, object?>> Pairs(object value) =>
        value switch
        {
            IEnumerable<KeyValuePair<string, object?>> pairs => pairs,
            IDictionary map => map
                .Keys.Cast<object>()
                .Select(key => new KeyValuePair<string, object?>(key.ToString() ?? "", map[key])),
            _ => SettingValue.Text(value).Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(Pair),
        };

    private static KeyValuePair<string, object?> Pair(string text)
    {
        int sign = text.IndexOf('=');
        return sign > 0
            ? new KeyValuePair<string, object?>(text.Substring(0, sign), text.Substring(sign + 1))
            : throw new LayerException(
                ErrorId.InvalidSetting,
                $"PeakMacs is '{text}'; write Int8=4TOPS, or @{{ Int8 = '4TOPS'; Float16 = '2T' }}"
            );
    }

    /// <summary>The rates as text: <c>Int8=2T, Float16=1T</c>.</summary>
    public override string ToString() => string.Join(", ", this.Select(rate => $"{rate.Key}={Rate.Short(rate.Value)}"));
}
