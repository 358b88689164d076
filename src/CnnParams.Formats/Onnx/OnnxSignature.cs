namespace CnnParams.Formats.Onnx;

/// <summary>
/// Tells an ONNX model by its beginning. A protobuf message has no signature, but its first fields are those of a
/// model: a small version first, then names, operator sets and a graph, each with its number and kind.
/// </summary>
internal static class OnnxSignature
{
    private const int Version = 1;

    private const int Graph = 7;

    private const long NewestVersion = 1000;

    // Numbers and wire types of the fields of a model (onnx.proto): 0 is a number, 2 has a length.
    private static readonly Dictionary<int, int> WireTypes = new()
    {
        [Version] = 0,
        [2] = 2,
        [3] = 2,
        [4] = 2,
        [5] = 0,
        [6] = 2,
        [Graph] = 2,
        [8] = 2,
        [14] = 2,
        [20] = 2,
        [25] = 2,
        [26] = 2,
    };

    /// <summary>Whether bytes are the beginning of a model.</summary>
    internal static bool Matches(byte[] head)
    {
        int at = 0;
        bool hasOther = false;
        while (at < head.Length)
        {
            bool isFirst = at == 0;
            if (
                !Varint(head, ref at, out long tag)
                || tag >> 3 > int.MaxValue
                || !WireTypes.TryGetValue((int)(tag >> 3), out int type)
                || type != (int)(tag & 7)
            )
                return false;
            if (isFirst && tag >> 3 != Version)
                return false;
            if (!Varint(head, ref at, out long value) || (isFirst && value is < 1 or > NewestVersion))
                return false;
            hasOther |= tag >> 3 is Graph or 2 or 8;
            if (type == 2)
            {
                // Nothing can be said of what lies after the beginning.
                if (value > head.Length - at)
                    return hasOther;
                at += (int)value;
            }
        }

        return hasOther;
    }

    private static bool Varint(byte[] bytes, ref int at, out long value)
    {
        value = 0;
        for (int shift = 0; shift < 63 && at < bytes.Length; shift += 7)
        {
            byte next = bytes[at++];
            value |= (long)(next & 0x7F) << shift;
            if (next < 0x80)
                return true;
        }

        return false;
    }
}
