using System.Text.Json;

namespace CnnParams.Formats.Json;

/// <summary>What is wrong with a text that is no JSON, in our words where the parser's speak of its settings.</summary>
internal static class JsonFault
{
    /// <summary>The reason, without the place, which the parser repeats in its message.</summary>
    internal static string Of(JsonException exception, Utf8JsonReader reader, int mostLevels)
    {
        if (reader.CurrentDepth == mostLevels)
            return $"its JSON is nested more than {mostLevels} deep";
        string message = exception.Message;
        int end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return "its JSON breaks off: " + (end < 0 ? message : message.Substring(0, end)).TrimEnd('.');
    }
}
