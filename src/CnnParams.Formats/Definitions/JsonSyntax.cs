using System.Text;
using System.Text.Json;
using CnnParams.Formats.Json;

namespace CnnParams.Formats.Definitions;

/// <summary>
/// Reads JSON with the place of each value. Comments and trailing commas are taken, as people write them.
/// </summary>
internal sealed class JsonSyntax
{
    private readonly byte[] _bytes;
    private readonly List<int> _lineStarts = [0];

    // Places are asked for in order: on one long line, each is counted from the one before.
    private (int Offset, int Line, int Column) _before = (0, 0, 0);

    private JsonSyntax(string text)
    {
        _bytes = Encoding.UTF8.GetBytes(text);
        for (int i = 0; i < _bytes.Length; i++)
        {
            if (_bytes[i] == (byte)'\n')
                _lineStarts.Add(i + 1);
        }
    }

    /// <summary>The value that a text is.</summary>
    /// <exception cref="DefinitionException">It is no JSON, or a name stands twice in an object.</exception>
    internal static DefinitionNode Parse(string text) => new JsonSyntax(text).Parse();

    private DefinitionNode Parse()
    {
        var reader = new Utf8JsonReader(
            _bytes,
            new JsonReaderOptions
            {
                CommentHandling = JsonCommentHandling.Skip,
                AllowTrailingCommas = true,
                MaxDepth = DefinitionText.MostLevels,
            }
        );
        try
        {
            reader.Read();
            var node = Value(ref reader);
            // What follows the value is an error, which only reading on finds.
            reader.Read();
            return node;
        }
        catch (JsonException exception)
        {
            int line = (int)(exception.LineNumber ?? 0);
            var place =
                line < _lineStarts.Count
                    ? Place(_lineStarts[line] + (int)(exception.BytePositionInLine ?? 0))
                    : default;
            throw new DefinitionException(place, JsonFault.Of(exception, reader, DefinitionText.MostLevels), exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new DefinitionException(
                Place((int)reader.TokenStartIndex),
                "this text is not valid: it has half of a surrogate pair",
                exception
            );
        }
    }

    private DefinitionNode Value(ref Utf8JsonReader reader)
    {
        var place = Place((int)reader.TokenStartIndex);
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => Map(ref reader, place),
            JsonTokenType.StartArray => List(ref reader, place),
            JsonTokenType.String => new DefinitionScalar(reader.GetString(), place),
            JsonTokenType.Number => new DefinitionScalar(
                reader.TryGetInt64(out long whole) ? (object)whole : reader.GetDouble(),
                place
            ),
            JsonTokenType.True or JsonTokenType.False => new DefinitionScalar(reader.GetBoolean(), place),
            _ => new DefinitionScalar(null, place),
        };
    }

    private DefinitionList List(ref Utf8JsonReader reader, TextPlace place)
    {
        var items = new List<DefinitionNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(Value(ref reader));
        return new DefinitionList(items, place);
    }

    private DefinitionMap Map(ref Utf8JsonReader reader, TextPlace place)
    {
        var members = new List<DefinitionMember>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var at = Place((int)reader.TokenStartIndex);
            string name = reader.GetString()!;
            if (!names.Add(name))
                throw new DefinitionException(at, $"{name} is given twice");
            reader.Read();
            members.Add(new DefinitionMember(name, Value(ref reader), at));
        }

        return new DefinitionMap(members, place);
    }

    private TextPlace Place(int offset)
    {
        int line = _lineStarts.BinarySearch(offset);
        if (line < 0)
            line = ~line - 1;
        offset = Math.Min(offset, _bytes.Length);
        if (line != _before.Line || offset < _before.Offset)
            _before = (_lineStarts[line], line, 0);
        int column = _before.Column + Encoding.UTF8.GetCharCount(_bytes, _before.Offset, offset - _before.Offset);
        _before = (offset, line, column);
        return new TextPlace(line + 1, column + 1);
    }

    // The message ends with the place, counted from 0.}
}
