using System.Text.Json;

namespace CnnParams.Formats.Json;

/// <summary>
/// Values of JSON as a tolerant reader wants them: absent where they are missing, null or of another kind.
/// </summary>
internal static class JsonReading
{
    /// <summary>The member of an object; null where there is none, or it is null.</summary>
    internal static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var member)
        && member.ValueKind != JsonValueKind.Null
            ? member
            : null;

    /// <summary>A text.</summary>
    internal static string? Text(this JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    /// <summary>A whole number; a text of digits is one too, as TensorFlow writes its 64-bit numbers.</summary>
    internal static long? Whole(this JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Number => element.TryGetInt64(out long number) ? number : null,
            JsonValueKind.String => long.TryParse(
                element.GetString(),
                System.Globalization.NumberStyles.AllowLeadingSign,
                System.Globalization.CultureInfo.InvariantCulture,
                out long digits
            )
                ? digits
                : null,
            _ => null,
        };

    /// <summary>A truth.</summary>
    internal static bool? Truth(this JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };

    /// <summary>The items of a list; none for what is no list.</summary>
    internal static IEnumerable<JsonElement> Items(this JsonElement? element)
    {
        if (element is { ValueKind: JsonValueKind.Array } list)
        {
            foreach (var item in list.EnumerateArray())
                yield return item;
        }
    }
}
