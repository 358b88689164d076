namespace CnnParams.Formats.FlatBuffers;

/// <summary>
/// A table of a FlatBuffers file; its fields are known by their numbers in the schema, and may be left out.
/// </summary>
/// <param name="File">The file.</param>
/// <param name="Position">Where the table begins.</param>
internal readonly record struct FlatTable(FlatFile File, long Position)
{
    // A name of a tensor joins those of all operators that were fused into one.
    private const int LongestText = 1 << 16;

    /// <summary>How many fields it knows of, those that are left out among them.</summary>
    internal int Fields =>
        (File.UInt16(Position - File.Int32(Position, "a table"), "a table's fields") - 4) / sizeof(ushort);

    /// <summary>A number of 32 bits.</summary>
    internal int Int32(int field, string what, int otherwise = 0) =>
        Field(field, what) is { } at ? File.Int32(at, what) : otherwise;

    /// <summary>A number of 64 bits.</summary>
    internal long Int64(int field, string what) => Field(field, what) is { } at ? File.Int64(at, what) : 0;

    /// <summary>A number of 8 bits: a choice, a truth.</summary>
    internal byte Byte(int field, string what, byte otherwise = 0) =>
        Field(field, what) is { } at ? File.Byte(at, what) : otherwise;

    /// <summary>A real number of 32 bits.</summary>
    internal float Single(int field, string what, float otherwise = 0) =>
        Field(field, what) is { } at ? File.Single(at, what) : otherwise;

    /// <summary>A text; null where it is left out.</summary>
    internal string? Text(int field, string what) =>
        List(field, sizeof(byte), what) is { } list ? Text(list, what) : null;

    /// <summary>A list of texts, read one after the other; none where it is left out.</summary>
    internal IEnumerable<string> Texts(int field, string what)
    {
        if (List(field, sizeof(int), what) is not { } list)
            yield break;
        File.Take(list.Count, list.Start);
        for (int i = 0; i < list.Count; i++)
            yield return Text(
                ListAt(File.Target(list.Start + ((long)i * sizeof(int)), what), sizeof(byte), what),
                what
            );
    }

    /// <summary>A table; null where it is left out.</summary>
    internal FlatTable? Table(int field, string what) =>
        Field(field, what) is { } at ? new FlatTable(File, File.Target(at, what)) : null;

    /// <summary>The first of a list of tables; null where there is none.</summary>
    internal FlatTable? FirstTable(int field, string what) =>
        List(field, sizeof(int), what) is { Count: > 0 } list
            ? new FlatTable(File, File.Target(list.Start, what))
            : null;

    /// <summary>A list of tables; none where it is left out.</summary>
    internal IReadOnlyList<FlatTable> Tables(int field, string what)
    {
        if (List(field, sizeof(int), what) is not { } list)
            return [];
        File.Take(list.Count, list.Start);
        var tables = new FlatTable[list.Count];
        for (int i = 0; i < tables.Length; i++)
            tables[i] = new FlatTable(File, File.Target(list.Start + ((long)i * sizeof(int)), what));
        return tables;
    }

    /// <summary>A list of numbers of 32 bits; null where it is left out.</summary>
    internal int[]? Int32s(int field, string what) => Numbers(field, sizeof(int), what, File.Int32);

    /// <summary>A list of numbers of 64 bits; null where it is left out.</summary>
    internal long[]? Int64s(int field, string what) => Numbers(field, sizeof(long), what, File.Int64);

    /// <summary>A list of real numbers of 32 bits; null where it is left out.</summary>
    internal float[]? Singles(int field, string what) => Numbers(field, sizeof(float), what, File.Single);

    /// <summary>Where a list lies that is not read, and how many items it has; null where it is left out.</summary>
    /// <exception cref="Reading.ModelFileException">It does not end within the file.</exception>
    internal (long Start, int Count)? List(int field, int size, string what) =>
        Field(field, what) is { } at ? ListAt(File.Target(at, what), size, what) : null;

    private T[]? Numbers<T>(int field, int size, string what, Func<long, string, T> read)
    {
        if (List(field, size, what) is not { } list)
            return null;
        File.Take(list.Count, list.Start);
        var numbers = new T[list.Count];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = read(list.Start + ((long)i * size), what);
        return numbers;
    }

    private (long Start, int Count) ListAt(long position, int size, string what)
    {
        long count = unchecked((uint)File.Int32(position, what)),
            start = position + sizeof(int);
        return count <= (File.Length - start) / size
            ? (start, checked((int)count))
            : throw File.Damaged(
                $"{what} should have {count} items of {size} bytes, but the file has {File.Length} bytes",
                position
            );
    }

    private string Text((long Start, int Count) list, string what)
    {
        File.Take(list.Count, list.Start);
        return list.Count <= LongestText
            ? File.Text(list.Start, list.Count, what)
            : throw File.Damaged($"{what} has {list.Count} bytes; at most {LongestText} are expected", list.Start);
    }

    // A table begins with the way back to the list of its fields' places: its size, the table's, and two bytes a field.
    private long? Field(int field, string what)
    {
        long places = Position - File.Int32(Position, what);
        int size = File.UInt16(places, what),
            at = 4 + (2 * field);
        if (at + sizeof(ushort) > size)
            return null;
        int offset = File.UInt16(places + at, what);
        return offset == 0 ? null : Position + offset;
    }
}
