namespace CnnParams.Formats.Protobuf;

/// <summary>
/// What a schema says of the fields of a message on the wire: which are messages, and which are payload.
/// </summary>
internal sealed class WireMessage(string name)
{
    private readonly Dictionary<int, WireEntry> _fields = [];

    /// <summary>Its name; that of one within another comes after it: <c>Outer.Inner</c>.</summary>
    internal string Name { get; } = name;

    /// <summary>Its fields.</summary>
    internal IEnumerable<WireEntry> Fields => _fields.Values;

    /// <summary>The number of the field that is told how many bytes the payload has; 0 where none is.</summary>
    internal int Told { get; private set; }

    /// <summary>The field of a number; null for one that the schema leaves out.</summary>
    internal WireEntry? Find(int number) => _fields.TryGetValue(number, out var field) ? field : null;

    internal void Add(WireEntry field)
    {
        _fields.Add(field.Number, field);
        if (field.Name == WireSchema.PayloadBytes)
            Told = field.Number;
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
