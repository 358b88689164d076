using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CnnParams.Formats.StateDicts;

namespace CnnParams.Formats.NumPy;

/// <summary>
/// The head of a .npy array: a signature, a version, then a dictionary of Python as text, with the type and the shape
/// (numpy/numpy: numpy/lib/format.py). It is matched, never evaluated.
/// </summary>
internal static class NpyHeader
{
    // NumPy refuses larger ones too (max_header_size).
    private const int MostBytes = 10_000;

    private static readonly Regex Type = new("'descr'\\s*:\\s*'([^']*)'", RegexOptions.CultureInvariant);

    private static readonly Regex Shape = new("'shape'\\s*:\\s*\\(([^)]*)\\)", RegexOptions.CultureInvariant);

    private static readonly Dictionary<string, StoredType> Types = new(StringComparer.Ordinal)
    {
        ["f2"] = StoredType.Float16,
        ["f4"] = StoredType.Float32,
        ["f8"] = StoredType.Float64,
        ["i1"] = StoredType.Int8,
        ["u1"] = StoredType.Int8,
        ["i2"] = StoredType.Int16,
        ["u2"] = StoredType.Int16,
        ["i4"] = StoredType.Int32,
        ["u4"] = StoredType.Int32,
        ["i8"] = StoredType.Int64,
        ["u8"] = StoredType.Int64,
        ["b1"] = StoredType.Boolean,
        ["c8"] = StoredType.Complex64,
        ["c16"] = StoredType.Complex128,
        // How ml_dtypes' bfloat16 comes out.
        ["V2"] = StoredType.BFloat16,
    };

    internal static ReadOnlySpan<byte> Signature => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The array that a stream begins with.</summary>
    /// <param name="stream">Its content.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="length">How many bytes it has.</param>
    /// <param name="file">The file, for errors.</param>
    internal static StateTensor Read(Stream stream, string name, long length, ModelFile file)
    {
        byte[] start = Bytes(stream, Signature.Length + 2, name, file);
        if (!start.AsSpan(0, Signature.Length).SequenceEqual(Signature))
            throw file.Damaged($"the array '{name}' does not begin with NumPy's signature");
        int sizeBytes = start[Signature.Length] == 1 ? 2 : 4;
        byte[] size = Bytes(stream, sizeBytes, name, file);
        long headBytes =
            sizeBytes == 2
                ? size[0] | (size[1] << 8)
                : size[0] | ((long)size[1] << 8) | ((long)size[2] << 16) | ((long)size[3] << 24);
        if (headBytes > MostBytes)
            throw file.Damaged(
                $"the head of the array '{name}' should have {headBytes} bytes; at most {MostBytes} are read"
            );

        var tensor = Parse(Encoding.UTF8.GetString(Bytes(stream, (int)headBytes, name, file)), name, file);
        long held = length - start.Length - sizeBytes - headBytes;
        if (tensor.Type?.BytesOrNull(tensor.Count) is { } taken && taken != held)
            tensor.Contradict(
                $"the array '{name}' of {tensor.Count} elements takes {taken} bytes, but {held} are there"
            );
        return tensor;
    }

    /// <summary>
    /// The type of elements that NumPy calls so, whatever the order of their bytes; null where it is not known.
    /// </summary>
    internal static StoredType? TypeOf(string name) =>
        Types.TryGetValue(name.TrimStart('<', '>', '|', '='), out var known) ? known : null;

    private static StateTensor Parse(string head, string name, ModelFile file)
    {
        var shape = Shape.Match(head);
        if (!shape.Success)
            throw file.Damaged($"the head of the array '{name}' has no shape");
        long[] sizes =
        [
            .. shape
                .Groups[1]
                .Value.Split([','], StringSplitOptions.RemoveEmptyEntries)
                .Select(part => part.Trim().TrimEnd('L'))
                .Where(part => part.Length > 0)
                .Select(part =>
                    long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out long size)
                        ? size
                        : throw file.Damaged($"the shape of the array '{name}' has '{part}', which is no size")
                ),
        ];
        string type = Type.Match(head).Groups[1].Value;
        try
        {
            return new StateTensor(name, sizes) { Type = TypeOf(type) };
        }
        catch (OverflowException exception)
        {
            throw file.Damaged($"the array '{name}' has more than 2^63-1 elements", inner: exception);
        }
    }

    private static byte[] Bytes(Stream stream, int count, string name, ModelFile file)
    {
        byte[] bytes = new byte[count];
        for (int read = 0; read < count; )
        {
            int more = stream.Read(bytes, read, count - read);
            if (more == 0)
                throw file.Damaged($"the array '{name}' ends within its head");
            read += more;
        }

        return bytes;
    }
}
