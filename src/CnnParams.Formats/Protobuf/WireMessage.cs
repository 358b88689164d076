namespace CnnParams.Formats.Protobuf;

/// <summary>
/// What a schema says of the fields of a message on the wire: which are messages, and which are payload.
/// </summary>
internal sealed class WireMessage(string name)
{
    private readonly Dictionary<int, WireEntry> _fields = [];
    private readonly Dictionary<string, int> _told = new(StringComparer.Ordinal);

    /// <summary>Its name; that of one within another comes after it: <c>Outer.Inner</c>.</summary>
    internal string Name { get; } = name;

    /// <summary>Its fields.</summary>
    internal IEnumerable<WireEntry> Fields => _fields.Values;

    /// <summary>Whether a field is told something of the payload, and is none of the file.</summary>
    internal bool IsTold(WireEntry field) => _told.TryGetValue(field.Name, out int number) && number == field.Number;

    /// <summary>The number of the field of a name that is told something of the payload; 0 where none is.</summary>
    internal int Told(string name) => _told.TryGetValue(name, out int number) ? number : 0;

    /// <summary>The field of a number; null for one that the schema leaves out.</summary>
    internal WireEntry? Find(int number) => _fields.TryGetValue(number, out var field) ? field : null;

    internal void Add(WireEntry field)
    {
        _fields.Add(field.Number, field);
        if (field.Name is WireSchema.PayloadBytes or WireSchema.PayloadField or WireSchema.PayloadPosition)
            _told.Add(field.Name, field.Number);
    }
}

/// <summary>A field of a message, as a schema has it.</summary>
internal sealed class WireEntry(string name, int number, string type)
{
    internal string Name { get; } = name;

    internal int Number { get; } = number;

    /// <summary>The type as the schema writes it.</summary>
    internal string Type { get; } = type;

    /// <summary>The message that it is; null for a number, a text or bytes.</summary>
    internal WireMessage? Message { get; set; }

    /// <summary>Whether it is left out where it is large.</summary>
    internal bool IsPayload { get; set; }

    /// <summary>Whether it takes as many bytes as it has, or its numbers take.</summary>
    internal bool IsOfFixedSize => Type is "bytes" or "float" or "double";
}
