using System.Globalization;

namespace CnnParams.Formats.Protobuf;

/// <summary>
/// A schema of ours (.proto), read as far as the wire goes. Google.Protobuf knows the same, but needs ten times as long
/// to get its descriptors ready as a network takes to be read.
/// </summary>
internal sealed class WireSchema
{
    /// <summary>
    /// Where a schema of ours has a field of this name, it is told how many bytes the payload of its message takes in
    /// the file: those of texts and of numbers of a fixed size.
    /// </summary>
    internal const string PayloadBytes = "payload_bytes";

    /// <summary>As <see cref="PayloadBytes"/>: which field they are in.</summary>
    internal const string PayloadField = "payload_field";

    /// <summary>As <see cref="PayloadBytes"/>: where in the file they begin, if they lie one after the other.</summary>
    internal const string PayloadPosition = "payload_position";

    private readonly Dictionary<string, WireMessage> _messages = new(StringComparer.Ordinal);

    // Types may be used before they are defined.
    private readonly List<KeyValuePair<WireMessage, WireEntry>> _unresolved = [];

    private WireSchema(string name)
    {
        using var stream = typeof(WireSchema).Assembly.GetManifestResourceStream($"CnnParams.Proto.{name}.proto")!;
        using var reader = new StreamReader(stream);
        Read(new ProtoTokens(reader.ReadToEnd()), null);
        Resolve();
    }

    /// <summary>All messages.</summary>
    internal IEnumerable<WireMessage> Messages => _messages.Values;

    /// <summary>The schema in a file that is embedded here; it is read when it is asked for.</summary>
    /// <param name="name">Its name: <c>onnx</c>.</param>
    /// <param name="payloads">Fields that are left out where they are large: <c>Tensor.raw_data</c>.</param>
    internal static Lazy<WireSchema> Of(string name, params string[] payloads) =>
        new(() =>
        {
            var schema = new WireSchema(name);
            foreach (string payload in payloads)
            {
                int point = payload.LastIndexOf('.');
                schema
                    .Message(payload.Substring(0, point))
                    .Fields.Single(field => field.Name == payload.Substring(point + 1))
                    .IsPayload = true;
            }

            return schema;
        });

    /// <summary>The message of a name.</summary>
    internal WireMessage Message(string name) => _messages[name];

    // The statements of a file (message: null) or of a message, to the brace that ends it.
    private void Read(ProtoTokens tokens, WireMessage? message)
    {
        while (tokens.Next() is { } word && word != "}")
        {
            switch (word)
            {
                case "message":
                    string name = tokens.Take();
                    var inner = new WireMessage(message is null ? name : $"{message.Name}.{name}");
                    _messages.Add(inner.Name, inner);
                    tokens.Expect("{");
                    Read(tokens, inner);
                    break;
                case "oneof":
                    tokens.Take();
                    tokens.Expect("{");
                    Read(tokens, message);
                    break;
                case "enum":
                    tokens.SkipTo("}");
                    break;
                case ";":
                    break;
                case "syntax" or "package" or "option" or "import" or "reserved":
                    tokens.SkipTo(";");
                    break;
                default:
                    ReadField(tokens, word, message!);
                    break;
            }
        }
    }

    private void ReadField(ProtoTokens tokens, string word, WireMessage message)
    {
        string type = word is "repeated" or "optional" or "required" ? tokens.Take() : word;
        // A map is a list of entries, messages of a key and a value.
        WireMessage? entry = null;
        if (type == "map")
        {
            entry = new WireMessage("map");
            tokens.Expect("<");
            entry.Add(new WireEntry("key", 1, tokens.Take()));
            tokens.Expect(",");
            var value = new WireEntry("value", 2, tokens.Take());
            entry.Add(value);
            tokens.Expect(">");
            _unresolved.Add(new(message, value));
        }

        string name = tokens.Take();
        tokens.Expect("=");
        var field = new WireEntry(name, int.Parse(tokens.Take(), CultureInfo.InvariantCulture), type)
        {
            Message = entry,
        };
        message.Add(field);
        if (entry is null)
            _unresolved.Add(new(message, field));
        tokens.SkipTo(";");
    }

    // A name is looked for in the message that uses it, and then further out.
    private void Resolve()
    {
        foreach (var pair in _unresolved)
        {
            for (string scope = pair.Key.Name; ; scope = scope.Substring(0, Math.Max(0, scope.LastIndexOf('.'))))
            {
                string name = scope.Length > 0 ? $"{scope}.{pair.Value.Type}" : pair.Value.Type;
                if (_messages.TryGetValue(name, out var message))
                    pair.Value.Message = message;
                if (message is not null || scope.Length == 0)
                    break;
            }
        }
    }
}
