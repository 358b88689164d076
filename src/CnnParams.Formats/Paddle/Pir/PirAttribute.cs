using System.Text.Json;
using CnnParams.Formats.Json;

namespace CnnParams.Formats.Paddle;

/// <summary>
/// An attribute: an object with the kind of value as "#" and the value as "D". A list has such objects as its items, a
/// scalar has a type before its number.
/// </summary>
internal static class PirAttribute
{
    /// <summary>The attribute as a setting; one without a value where it is of another kind.</summary>
    internal static PaddleSetting Read(JsonElement attribute)
    {
        if (attribute.Member("D") is not { } value)
            return new PaddleSetting();
        bool isScalar = attribute.Member("#")?.Text()?.EndsWith(".a_scalar", StringComparison.Ordinal) == true;
        return isScalar
            ? OfNumbers(((JsonElement?)value).Items().Skip(1))
            : value.ValueKind switch
            {
                JsonValueKind.Array => OfNumbers(((JsonElement?)value).Items()),
                JsonValueKind.Number => OfNumbers([value]),
                _ => new PaddleSetting { Text = value.Text(), Truth = value.Truth() },
            };
    }

    /// <summary>One list of the numbers of several settings; null where one of them is no number.</summary>
    internal static PaddleSetting? Join(IReadOnlyList<PaddleSetting> settings)
    {
        if (settings.Count == 1)
            return settings[0];
        return settings.All(setting => setting.Reals.Count == 1)
            ? new PaddleSetting
            {
                Reals = [.. settings.Select(setting => setting.Reals[0])],
                Wholes = settings.All(setting => setting.Wholes.Count == 1)
                    ? [.. settings.Select(setting => setting.Wholes[0])]
                    : [],
            }
            : null;
    }

    private static PaddleSetting OfNumbers(IEnumerable<JsonElement> items)
    {
        var reals = new List<double>();
        var wholes = new List<long>();
        foreach (var item in items)
        {
            var number = item.Member("D") ?? item;
            if (number.ValueKind != JsonValueKind.Number || !number.TryGetDouble(out double real))
                return new PaddleSetting();
            reals.Add(real);
            if (Whole(number, real) is { } whole)
                wholes.Add(whole);
        }

        return new PaddleSetting { Reals = reals, Wholes = wholes.Count == reals.Count ? wholes : [] };
    }

    // A whole number may be written as 1.0.
    private static long? Whole(JsonElement number, double real) =>
        number.TryGetInt64(out long whole) ? whole
        : real == Math.Floor(real) && Math.Abs(real) < 1L << 53 ? (long)real
        : null;
}
