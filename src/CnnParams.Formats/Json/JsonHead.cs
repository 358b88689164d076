using System.Text.Json;

namespace CnnParams.Formats.Json;

/// <summary>
/// What the beginning of a JSON file tells of it: the members of its outermost object, as far as they go.
/// </summary>
internal static class JsonHead
{
    // Networks that people write have comments.
    private static readonly JsonReaderOptions Options = new()
    {
        MaxDepth = 512,
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>
    /// The names of those members, each with its value where that is a text; none for what is no JSON object.
    /// </summary>
    internal static IReadOnlyDictionary<string, string?> Members(ModelFile file)
    {
        var members = new Dictionary<string, string?>(StringComparer.Ordinal);
        byte[] head = file.Head;
        int start = file.StartsWith([0xEF, 0xBB, 0xBF]) ? 3 : 0;
        var reader = new Utf8JsonReader(head.AsSpan(start), isFinalBlock: false, new JsonReaderState(Options));
        try
        {
            string? name = null;
            while (reader.Read())
            {
                if (reader.CurrentDepth == 0 && reader.TokenType != JsonTokenType.StartObject)
                    break;
                if (reader.CurrentDepth != 1)
                    continue;
                if (reader.TokenType == JsonTokenType.PropertyName)
                    members[name = reader.GetString()!] = null;
                else if (reader.TokenType == JsonTokenType.String && name is not null)
                    members[name] = reader.GetString();
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // What came before the broken place has been seen; whoever reads the file says what is wrong.
        }

        return members;
    }
}
