namespace CnnParams.Formats.Json;

/// <summary>
/// Python's json writes NaN and Infinity, which JSON does not have; no shape or count is ever one of them. They are
/// made null in place.
/// </summary>
internal static class PythonNumbers
{
    private static readonly byte[][] Words =
    [
        .. new[] { "-Infinity", "Infinity", "NaN" }.Select(word => word.Select(letter => (byte)letter).ToArray()),
    ];

    /// <summary>
    /// Replaces such numbers outside of strings; a null that is longer than the word takes the place of a 0.
    /// </summary>
    internal static void Mend(byte[] text, int start, int end)
    {
        bool inString = false;
        for (int i = start; i < end; i++)
        {
            byte at = text[i];
            if (inString && at == '\\')
                i++;
            else if (at == '"')
                inString = !inString;
            else if (!inString && at is (byte)'N' or (byte)'I' or (byte)'-')
                Mend(text, i, end, at);
        }
    }

    private static void Mend(byte[] text, int at, int end, byte first)
    {
        foreach (byte[] word in Words)
        {
            if (word[0] != first || at + word.Length > end || !text.AsSpan(at, word.Length).SequenceEqual(word))
                continue;
            var place = text.AsSpan(at, word.Length);
            place.Fill((byte)' ');
            if (word.Length < 4)
                place[0] = (byte)'0';
            else
                "null"u8.CopyTo(place);
        }
    }
}
