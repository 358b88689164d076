using System.Text.Json;
using CnnParams.Formats.StateDicts;
using CnnParams.Reading;

namespace CnnParams.Formats.SafeTensors;

/// <summary>
/// The header of a .safetensors file: its length in 8 bytes, then JSON that gives each tensor's type, shape and place;
/// the bytes of the tensors follow and are not read (github.com/huggingface/safetensors, README: Format).
/// </summary>
internal sealed class SafeTensorsHeader
{
    /// <summary>Where the JSON begins.</summary>
    internal const int LengthSize = sizeof(ulong);

    // The limit of the format's own reader (MAX_HEADER_SIZE).
    private const long MaxHeaderLength = 100_000_000;

    private static readonly Dictionary<string, StoredType> Types = new(StringComparer.Ordinal)
    {
        ["F64"] = StoredType.Float64,
        ["F32"] = StoredType.Float32,
        ["F16"] = StoredType.Float16,
        ["BF16"] = StoredType.BFloat16,
        ["F8_E4M3"] = StoredType.Float8,
        ["F8_E5M2"] = StoredType.Float8,
        ["F8_E8M0"] = StoredType.Float8,
        ["F6_E2M3"] = new StoredType(6, null),
        ["F6_E3M2"] = new StoredType(6, null),
        ["F4"] = StoredType.Int4,
        ["I64"] = StoredType.Int64,
        ["U64"] = StoredType.Int64,
        ["I32"] = StoredType.Int32,
        ["U32"] = StoredType.Int32,
        ["I16"] = StoredType.Settings16,
        ["U16"] = StoredType.Int16,
        ["I8"] = StoredType.Int8,
        ["U8"] = StoredType.Int8,
        ["BOOL"] = StoredType.Boolean,
        ["C64"] = StoredType.Complex64,
    };

    private readonly ModelFile _file;
    private readonly List<Entry> _entries = [];
    private readonly List<string> _warnings = [];

    private SafeTensorsHeader(ModelFile file) => _file = file;

    /// <summary>The tensors in the header's order.</summary>
    internal IReadOnlyList<StateTensor> Tensors => [.. _entries.Select(entry => entry.Tensor)];

    /// <summary>What the writer noted: <c>format</c> is <c>pt</c>, <c>tf</c>, <c>flax</c>, ...</summary>
    internal Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>What is contradictory.</summary>
    internal IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Whether the content begins as such a file does.</summary>
    internal static bool IsAtStartOf(ModelFile file)
    {
        if (file.Head.Length < LengthSize + 2 || file.Head[LengthSize] != '{')
            return false;
        ulong length = new PositionReader(file).UInt64(0, "the length of the header");
        return length >= 2 && length <= (ulong)(file.Length - LengthSize);
    }

    /// <summary>Reads the header of a file.</summary>
    internal static SafeTensorsHeader Read(ModelFile file)
    {
        var header = new SafeTensorsHeader(file);
        var reader = new PositionReader(file);
        ulong length = reader.UInt64(0, "the length of the header");
        if (length > (ulong)Math.Max(file.Length - LengthSize, 0))
            throw file.Damaged(
                $"the header's length is given as {length} bytes, but {file.Length - LengthSize} follow",
                0
            );
        if (length > MaxHeaderLength)
            throw file.Damaged(
                $"the header's length is given as {length} bytes; the format allows {MaxHeaderLength}",
                0
            );

        byte[] json = reader.Bytes(LengthSize, (long)length, "the header");
        try
        {
            header.ReadTensors(json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw file.Damaged($"the header is not JSON as expected: {exception.Message}", LengthSize, exception);
        }

        header.CheckPlaces(LengthSize + (long)length);
        return header;
    }

    private void ReadTensors(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        Expect(ref reader, JsonTokenType.StartObject, "{");
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (!names.Add(name))
                throw Wrong(ref reader, $"the tensor '{name}' is there twice");
            if (name == "__metadata__")
                ReadMetadata(ref reader);
            else
                ReadTensor(ref reader, name);
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        reader.Read();
        Expect(ref reader, JsonTokenType.StartObject, "{");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
                Metadata[name] = reader.GetString()!;
            else
                reader.Skip();
        }
    }

    private void ReadTensor(ref Utf8JsonReader reader, string name)
    {
        string? type = null;
        long[]? sizes = null,
            place = null;
        reader.Read();
        Expect(ref reader, JsonTokenType.StartObject, "{");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string property = reader.GetString()!;
            reader.Read();
            switch (property)
            {
                case "dtype":
                    type = reader.GetString();
                    break;
                case "shape":
                    sizes = ReadNumbers(ref reader, name);
                    break;
                case "data_offsets":
                    place = ReadNumbers(ref reader, name);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (type is null || sizes is null || place is not { Length: 2 })
            throw Wrong(ref reader, $"the tensor '{name}' needs a dtype, a shape and two data_offsets");
        if (place[0] > place[1])
            throw Wrong(ref reader, $"the tensor '{name}' ends at {place[1]}, before it begins at {place[0]}");
        Add(ref reader, name, type, sizes, (place[0], place[1]));
    }

    private void Add(ref Utf8JsonReader reader, string name, string type, long[] sizes, (long Begin, long End) place)
    {
        if (!Types.TryGetValue(type, out var element))
            _warnings.Add(
                $"the tensor '{name}' has the type '{type}', which is not known; its elements are counted, its bytes "
                    + "are not"
            );
        try
        {
            var tensor = new StateTensor(name, sizes) { Type = element, Bytes = (_file.Path, place) };
            if (element is not null && element.Bytes(tensor.Count) != place.End - place.Begin)
            {
                tensor.Contradict(
                    $"the tensor '{name}' of {tensor.Count} {type} takes {element.Bytes(tensor.Count)} bytes, but its "
                        + $"data_offsets are {place.End - place.Begin} apart"
                );
            }

            _entries.Add(new Entry(tensor, place.Begin, place.End));
        }
        catch (OverflowException)
        {
            throw Wrong(ref reader, $"the tensor '{name}' has more than 2^63-1 elements: {string.Join("x", sizes)}");
        }
    }

    private long[] ReadNumbers(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.StartArray, "[");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            if (!reader.TryGetInt64(out long number) || number < 0)
                throw Wrong(
                    ref reader,
                    $"the tensor '{name}' has a number that is no size: whole ones from 0 to 2^63-1 are"
                );
            numbers.Add(number);
        }

        Expect(ref reader, JsonTokenType.EndArray, "]");
        return [.. numbers];
    }

    // The tensors lie one after the other and fill the rest of the file: the format demands both.
    private void CheckPlaces(long dataStart)
    {
        long expected = 0;
        foreach (var entry in _entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            bool sameAsBefore = entry.End == expected && entry.End > entry.Begin;
            if (entry.Begin != expected && !sameAsBefore)
                entry.Tensor.Contradict(
                    $"the tensor '{entry.Tensor.Name}' begins at {entry.Begin} of the data, where {expected} is "
                        + "expected: the tensors should lie one after the other"
                );
            expected = Math.Max(expected, entry.End);
        }

        long held = _file.Length - dataStart;
        if (expected > held)
            NoteCut(
                held,
                $"the file is cut short: the tensors take {expected} bytes from byte {dataStart} on, and {held} are "
                    + "there"
            );
        else if (expected < held && _entries.Count > 0)
            _entries[_entries.Count - 1]
                .Tensor.Contradict($"{held - expected} bytes follow the last tensor; the format has none there");
    }

    // A header without any body has been taken alone, and is whole; where a body ends too early its header may not be
    // its own.
    private void NoteCut(long held, string what)
    {
        _warnings.Add(what);
        foreach (var entry in held > 0 ? _entries.Where(entry => entry.End > held) : [])
            entry.Tensor.Contradict(what);
    }

    private void Expect(ref Utf8JsonReader reader, JsonTokenType type, string text)
    {
        if (reader.TokenType != type)
            throw Wrong(ref reader, $"the header has {reader.TokenType} where '{text}' is expected");
    }

    private ModelFileException Wrong(ref Utf8JsonReader reader, string message) =>
        _file.Damaged(message, LengthSize + reader.TokenStartIndex);

    private sealed record Entry(StateTensor Tensor, long Begin, long End);
}
