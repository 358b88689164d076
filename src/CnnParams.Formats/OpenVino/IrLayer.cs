namespace CnnParams.Formats.OpenVino;

/// <summary>A layer of the representation.</summary>
internal sealed class IrLayer(string id, string name, string type, string precision)
{
    internal string Id { get; } = id;

    internal string Name { get; } = name;

    internal string Type { get; } = type;

    /// <summary>
    /// The type of its numbers, where it says it; the ports and blobs of later versions have their own.
    /// </summary>
    internal string Precision { get; } = precision;

    /// <summary>Its settings.</summary>
    internal Dictionary<string, string> Data { get; } = new(StringComparer.Ordinal);

    /// <summary>Its weights by name, up to version 7.</summary>
    internal Dictionary<string, IrBlob> Blobs { get; } = new(StringComparer.Ordinal);

    internal List<IrPort> Inputs { get; } = [];

    internal List<IrPort> Outputs { get; } = [];

    /// <summary>The layers of the body, of a loop.</summary>
    internal List<IrLayer> Body { get; } = [];

    /// <summary>Which of both a port belongs to while the layer is read.</summary>
    internal bool IsInOutput { get; set; }
}

/// <summary>A port: an input or an output.</summary>
internal sealed class IrPort(string id, string precision)
{
    internal string Id { get; } = id;

    internal string Precision { get; } = precision;

    /// <summary>The sizes of the axes, the batch among them; null for an open one.</summary>
    internal List<long?> Sizes { get; } = [];
}

/// <summary>
/// Weights of a layer, up to version 7: a type, and a place in the .bin file. Of their shape nothing is said.
/// </summary>
internal sealed record IrBlob(string Precision, long Offset, long Size);
