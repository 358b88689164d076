using System.Collections;
using System.Globalization;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Values of settings as they come (numbers, lists, texts of a CSV file or a prompt) made into what a setting holds,
/// and back into text. The same under every culture.
/// </summary>
public static class SettingValue
{
    private const int DeepestText = 16;

    [ThreadStatic]
    private static int _depth;

    /// <summary>Makes a value into the type of a setting.</summary>
    /// <exception cref="LayerException">It is not such a value; the message names the setting.</exception>
    public static object Convert(object value, Type type, string setting)
    {
        try
        {
            return type.IsInstanceOfType(value) ? value : Read(value, type);
        }
        catch (Exception exception)
            when (exception is FormatException or OverflowException or InvalidCastException or ArgumentException)
        {
            string reason =
                exception is FormatException && !IsNumeric(type) ? exception.Message : $"it must be {Wanted(type)}";
            throw new LayerException(ErrorId.InvalidSetting, $"{setting} is '{Text(value)}': {reason}", exception)
            {
                Setting = setting,
            };
        }
    }

    /// <summary>A value as a user would write it; empty for none.</summary>
    public static string Text(object? value) =>
        value switch
        {
            null => "",
            string text => text,
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            TensorShape or Extent or Padding or TensorSpec => value.ToString()!,
            Layer layer => LayerText.Write(layer),
            IDictionary map => Nested(() =>
                string.Join(",", Entries(map).Select(entry => $"{entry.Key}:{Text(entry.Value)}"))
            ),
            IEnumerable list => Nested(() => string.Join(",", list.Cast<object?>().Select(Text))),
            _ => value.ToString() ?? "",
        };

    // A map or a list may hold itself.
    private static string Nested(Func<string> text)
    {
        if (_depth == DeepestText)
            return "...";
        _depth++;
        try
        {
            return text();
        }
        finally
        {
            _depth--;
        }
    }

    // Cast alone would find the pairs of a generic dictionary, which are not entries.
    internal static IEnumerable<DictionaryEntry> Entries(IDictionary map)
    {
        foreach (DictionaryEntry entry in map)
            yield return entry;
    }

    private static object Read(object value, Type type)
    {
        if (type == typeof(Padding))
            return ReadPadding(value);
        if (type == typeof(TensorShape))
            return value is IEnumerable and not string
                ? new TensorShape(ReadAxes(value))
                : TensorShape.Parse(Text(value));
        if (type == typeof(Extent))
            return ReadExtent(value);
        if (type == typeof(string))
            return Text(value);
        if (type == typeof(bool))
            return ReadTruth(value);
        if (type.IsEnum)
            return ReadEnum(value, type);
        if (type == typeof(Layer))
            return LayerText.Read(value);
        if (typeof(IEnumerable<TensorSpec>).IsAssignableFrom(type))
            return Items(value).Select(item => item as TensorSpec ?? TensorSpec.Parse(Text(item))).ToArray();
        if (typeof(IEnumerable<string>).IsAssignableFrom(type))
            return Items(value).Select(Text).ToArray();
        if (typeof(IEnumerable<long>).IsAssignableFrom(type))
            return Items(value, 'x').Select(item => (long)ReadNumber(item, typeof(long))).ToArray();
        if (typeof(IEnumerable<double>).IsAssignableFrom(type))
            return Items(value).Select(item => (double)ReadNumber(item, typeof(double))).ToArray();
        if (type == typeof(int) || type == typeof(long) || type == typeof(double))
            return ReadNumber(value, type);
        throw new InvalidCastException();
    }

    private static object ReadNumber(object value, Type type)
    {
        if (value is string text)
        {
            return type == typeof(double)
                ? double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)
                : System.Convert.ChangeType(
                    long.Parse(
                        text,
                        NumberStyles.AllowLeadingSign
                            | NumberStyles.AllowLeadingWhite
                            | NumberStyles.AllowTrailingWhite,
                        CultureInfo.InvariantCulture
                    ),
                    type,
                    CultureInfo.InvariantCulture
                );
        }

        // A fraction is no number of filters: 2.5 must not become 2.
        if (
            type != typeof(double)
            && value is double or float or decimal
            && System.Convert.ToDouble(value, CultureInfo.InvariantCulture) % 1 != 0
        )
            throw new FormatException();
        return System.Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
    }

    private static object ReadTruth(object value) =>
        Text(value).Trim().ToUpperInvariant() switch
        {
            "TRUE" or "YES" or "1" or "$TRUE" => true,
            "FALSE" or "NO" or "0" or "$FALSE" => false,
            _ => throw new FormatException("write True or False"),
        };

    private static object ReadEnum(object value, Type type)
    {
        string text = Text(value).Trim().Replace("_", "").Replace("-", "");
        // A truth in place of a rounding: PyTorch's ceil_mode.
        if (type == typeof(WindowRounding) && bool.TryParse(text, out bool ceil))
            return ceil ? WindowRounding.Ceil : WindowRounding.Floor;

        string? name = Array.Find(
            Enum.GetNames(type),
            candidate => candidate.Equals(text, StringComparison.OrdinalIgnoreCase)
        );
        return name is null
            ? throw new FormatException("write " + string.Join(", ", Enum.GetNames(type)))
            : Enum.Parse(type, name);
    }

    // In a list, an axis without a number is 0: PyTorch's (None, 7) for an axis that keeps its size.
    private static Extent ReadExtent(object value) =>
        value is IEnumerable list and not string
            ? Extent.Parse(string.Join(",", list.Cast<object?>().Select(size => size is null ? "0" : Text(size))))
            : Extent.Parse(Text(value));

    // Lists of pairs, [[1,2],[0,0]], are the beginning and the end of each axis.
    private static Padding ReadPadding(object value)
    {
        if (value is not IEnumerable list || value is string)
            return Padding.Parse(Text(value));
        string sides = string.Join(
            ",",
            list.Cast<object>()
                .Select(side =>
                    side is IEnumerable pair and not string
                        ? string.Join(":", pair.Cast<object>().Select(Text))
                        : Text(side)
                )
        );
        return Padding.Parse(sides);
    }

    private static IEnumerable<Dimension> ReadAxes(object value)
    {
        foreach (object? item in (IEnumerable)value)
            yield return item is null || Text(item) == "?" ? Dimension.Unknown
            : TensorShape.Parse(Text(item)) is { Rank: 1 } shape ? shape[0]
            : throw new FormatException($"'{Text(value)}' is not a shape; write it as 32,32,3.");
    }

    private static IEnumerable<object> Items(object value, params char[] separators) =>
        value is IEnumerable list and not string
            ? list.Cast<object>()
            : Text(value).Split([',', ' ', ';', .. separators], StringSplitOptions.RemoveEmptyEntries);

    private static bool IsNumeric(Type type) =>
        type == typeof(int)
        || type == typeof(long)
        || type == typeof(double)
        || typeof(IEnumerable<long>).IsAssignableFrom(type)
        || typeof(IEnumerable<double>).IsAssignableFrom(type);

    private static string Wanted(Type type)
    {
        if (type == typeof(int) || type == typeof(long))
            return "a whole number";
        if (type == typeof(double))
            return "a number";
        if (IsNumeric(type))
            return "numbers, as 1,2";
        return "a " + type.Name;
    }
}
