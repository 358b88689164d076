using System.Text;
using System.Text.Json;

namespace CnnParams.Formats.TensorFlowJs;

/// <summary>
/// Texts of attributes, which protobuf's JSON has in base64 and some converters wrote as lists of bytes: TensorFlow.js
/// takes both (parseStringParam in tfjs-converter, operation_mapper.ts).
/// </summary>
internal static class ByteLists
{
    private const string Text = "s";

    /// <summary>The JSON with such lists in base64.</summary>
    internal static string InBase64(JsonElement json)
    {
        string raw = json.GetRawText();
        if (!HasLists(json))
            return raw;
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output))
            Write(json, writer);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    // The document's own bound on depth holds here, too.
    private static bool HasLists(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Object => json.EnumerateObject()
                .Any(pair => (pair.NameEquals(Text) && IsListed(pair.Value)) || HasLists(pair.Value)),
            JsonValueKind.Array => json.EnumerateArray()
                .Any(item => item.ValueKind is JsonValueKind.Object or JsonValueKind.Array && HasLists(item)),
            _ => false,
        };

    private static bool IsListed(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Any(item => IsByte(item) || IsBytes(item));

    private static bool IsBytes(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(IsByte);

    private static bool IsByte(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetByte(out _);

    private static void Write(JsonElement json, Utf8JsonWriter writer)
    {
        if (json.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            foreach (var pair in json.EnumerateObject())
            {
                writer.WritePropertyName(pair.Name);
                if (pair.NameEquals(Text) && IsListed(pair.Value))
                    WriteText(pair.Value, writer);
                else
                    Write(pair.Value, writer);
            }

            writer.WriteEndObject();
        }
        else if (json.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var item in json.EnumerateArray())
                Write(item, writer);
            writer.WriteEndArray();
        }
        else
        {
            json.WriteTo(writer);
        }
    }

    // One text, or a list of several.
    private static void WriteText(JsonElement value, Utf8JsonWriter writer)
    {
        if (IsBytes(value))
        {
            writer.WriteBase64StringValue([.. value.EnumerateArray().Select(item => item.GetByte())]);
            return;
        }

        writer.WriteStartArray();
        foreach (var item in value.EnumerateArray())
        {
            if (IsBytes(item))
                writer.WriteBase64StringValue([.. item.EnumerateArray().Select(part => part.GetByte())]);
            else
                item.WriteTo(writer);
        }

        writer.WriteEndArray();
    }
}
