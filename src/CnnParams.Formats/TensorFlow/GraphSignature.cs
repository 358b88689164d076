namespace CnnParams.Formats.TensorFlow;

/// <summary>Whether a file begins as a GraphDef does: with a node that has a name and an operator.</summary>
internal static class GraphSignature
{
    private const byte FirstField = 0x0A,
        SecondField = 0x12;

    internal static bool Is(ModelFile file)
    {
        byte[] head = file.Head;
        int at = 0;
        return Field(head, ref at, FirstField) is { } node
            && node <= file.Length
            && Text(head, ref at, FirstField) is not null
            && Text(head, ref at, SecondField) is { } name
            && IsOperator(name);
    }

    // Operators are named in letters, digits and underscores.
    private static bool IsOperator(string name) =>
        name.Length > 0
        && (char.IsLetter(name[0]) || name[0] == '_')
        && name.All(letter => letter < 128 && (char.IsLetterOrDigit(letter) || letter is '_' or '.' or '>'));

    private static string? Text(byte[] head, ref int at, byte tag)
    {
        if (Field(head, ref at, tag) is not { } length || length < 1 || length > 512 || at + length > head.Length)
            return null;
        string text = System.Text.Encoding.UTF8.GetString(head, at, (int)length);
        at += (int)length;
        return text.Any(char.IsControl) ? null : text;
    }

    private static long? Field(byte[] head, ref int at, byte tag)
    {
        if (at >= head.Length || head[at++] != tag)
            return null;
        long length = 0;
        for (int shift = 0; shift < 35 && at < head.Length; shift += 7)
        {
            byte next = head[at++];
            length |= (long)(next & 0x7F) << shift;
            if (next < 0x80)
                return length;
        }

        return null;
    }
}
