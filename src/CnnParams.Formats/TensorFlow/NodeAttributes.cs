using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Formats.TensorFlow.Schema;

namespace CnnParams.Formats.TensorFlow;

/// <summary>The settings of a node as rules take them.</summary>
internal static class NodeAttributes
{
    /// <summary>Numbers, texts, truths, and lists of them, by name.</summary>
    internal static IReadOnlyDictionary<string, object> Of(NodeDef node)
    {
        var attributes = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var pair in node.Attr)
        {
            object? value = pair.Value.ValueCase switch
            {
                AttrValue.ValueOneofCase.S => pair.Value.S.ToStringUtf8(),
                AttrValue.ValueOneofCase.I => pair.Value.I,
                AttrValue.ValueOneofCase.B => pair.Value.B,
                AttrValue.ValueOneofCase.F => (double)pair.Value.F,
                AttrValue.ValueOneofCase.List when pair.Value.List.S.Count > 0 => pair
                    .Value.List.S.Select(text => text.ToStringUtf8())
                    .ToArray(),
                AttrValue.ValueOneofCase.List => pair.Value.List.I.ToArray(),
                _ => null,
            };
            if (value is not null)
                attributes[pair.Key] = value;
        }

        return attributes;
    }

    /// <summary>The sizes that a setting states; null where it is none, or leaves the rank open.</summary>
    internal static IReadOnlyList<long?>? Shape(NodeDef node, string name) =>
        node.Attr.TryGetValue(name, out var value)
            ? Sizes(value.ValueCase == AttrValue.ValueOneofCase.List ? value.List.Shape.FirstOrDefault() : value.Shape)
            : null;

    /// <summary>Sizes; null where the rank is open.</summary>
    internal static IReadOnlyList<long?>? Sizes(TensorShapeProto? shape) =>
        shape is null || shape.UnknownRank
            ? null
            : [.. shape.Dim.Select(axis => axis.Size < 0 ? null : (long?)axis.Size)];

    /// <summary>The type that a setting names.</summary>
    internal static DataType Type(NodeDef node, string name) =>
        node.Attr.TryGetValue(name, out var value) ? value.Type : DataType.DtInvalid;
}
