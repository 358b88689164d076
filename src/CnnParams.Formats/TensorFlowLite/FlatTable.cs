namespace CnnParams.Formats.TensorFlowLite;

/// <summary>A table of a FlatBuffers file; its fields are known by their numbers in the schema, and may be left out.</summary>
/// <param name="File">The file.</param>
/// <param name="Position">Where the table begins.</param>
internal readonly record struct FlatTable(FlatFile File, long Position)
{
    // A name of a tensor joins those of all operators that were fused into one.
    private const int LongestText = 1 << 16;

    /// <summary>A number of 32 bits.</summary>
    internal int Int32(int field, string what, int otherwise = 0) => Field(field, what) is { } at ? File.Int32(at, what) : otherwise;

    /// <summary>A number of 64 bits.</summary>
    internal long Int64(int field, string what) => Field(field, what) is { } at ? File.Int64(at, what) : 0;

    /// <summary>A number of 8 bits: a choice, a truth.</summary>
    internal byte Byte(int field, string what) => Field(field, what) is { } at ? File.Byte(at, what) : (byte)0;

    /// <summary>A text; null where it is left out.</summary>
    internal string? Text(int field, string what)
    {
        if (List(field, sizeof(byte), what) is not { } list)
            return null;
        File.Take(list.Count, list.Start);
        return list.Count <= LongestText
            ? File.Text(list.Start, list.Count, what)
            : throw File.Damaged($"{what} has {list.Count} bytes; at most {LongestText} are expected", list.Start);
    }

    /// <summary>A table; null where it is left out.</summary>
    internal FlatTable? Table(int field, string what) => Field(field, what) is { } at ? new FlatTable(File, File.Target(at, what)) : null;

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
    internal int[]? Int32s(int field, string what)
    {
        if (List(field, sizeof(int), what) is not { } list)
            return null;
        File.Take(list.Count, list.Start);
        int[] numbers = new int[list.Count];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = File.Int32(list.Start + ((long)i * sizeof(int)), what);
        return numbers;
    }

    /// <summary>Where a list lies that is not read, and how many items it has; null where it is left out.</summary>
    /// <exception cref="Reading.ModelFileException">It does not end within the file.</exception>
    internal (long Start, int Count)? List(int field, int size, string what)
    {
        if (Field(field, what) is not { } at)
            return null;
        long position = File.Target(at, what), count = unchecked((uint)File.Int32(position, what)), start = position + sizeof(int);
        return count <= (File.Length - start) / size
            ? (start, checked((int)count))
            : throw File.Damaged($"{what} is to have {count} items of {size} bytes, but the file has {File.Length} bytes", position);
    }

    // A table begins with the way back to the list of its fields' places: its size, the table's, and two bytes a field.
    private long? Field(int field, string what)
    {
        long places = Position - File.Int32(Position, what);
        int size = File.UInt16(places, what), at = 4 + (2 * field);
        if (at + sizeof(ushort) > size)
            return null;
        int offset = File.UInt16(places + at, what);
        return offset == 0 ? null : Position + offset;
    }
}
