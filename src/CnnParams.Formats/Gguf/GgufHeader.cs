using System.Text;
using CnnParams.Formats.StateDicts;

namespace CnnParams.Formats.Gguf;

/// <summary>
/// The head of a GGUF file: metadata by keys, then each tensor's name, axes, type and place
/// (ggml-org/ggml: docs/gguf.md). The vocabulary and the tensors are passed over.
/// </summary>
internal sealed class GgufHeader
{
    private const uint Magic = 0x46554747;

    // The specification's longest key and name.
    private const int LongestName = 65535;

    // What ggml itself takes (GGML_MAX_DIMS), and some more.
    private const int MostAxes = 8;

    private const int MostLevels = 4;

    private const uint TextType = 8,
        ListType = 9;

    private static readonly long[] ValueBytes = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8];

    private readonly ModelFile _file;
    private readonly PositionReader _reader;
    private readonly CancellationToken _cancellation;
    private readonly List<(StateTensor Tensor, GgufType? Type, ulong Offset)> _tensors = [];
    private readonly List<string> _warnings = [];
    private readonly bool _isFirstVersion;
    private long _at = sizeof(uint);
    private ulong _alignment = 32;

    private GgufHeader(ModelFile file, CancellationToken cancellation)
    {
        _file = file;
        _reader = new PositionReader(file);
        _cancellation = cancellation;
        uint version = _reader.UInt32(_at, "the version");
        if (version is 0 or > 3)
            throw file.Unsupported(
                version > 0xFFFF
                    ? "its numbers are in the order of big-endian machines, which is not read"
                    : $"it is of version {version}; 1 to 3 are read",
                _at
            );
        _isFirstVersion = version == 1;
        _at += sizeof(uint);
    }

    /// <summary>The tensors in the file's order.</summary>
    internal IReadOnlyList<StateTensor> Tensors => [.. _tensors.Select(entry => entry.Tensor)];

    /// <summary>What is contradictory, or not as in other files of weights.</summary>
    internal IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Whether the content begins as such a file does.</summary>
    internal static bool IsAtStartOf(ModelFile file) => file.StartsWith("GGUF"u8);

    /// <summary>Reads the head of a file.</summary>
    internal static GgufHeader Read(ModelFile file, CancellationToken cancellation)
    {
        if (file.Length < sizeof(uint) || new PositionReader(file).UInt32(0, "the signature") != Magic)
            throw file.Damaged("it does not begin with GGUF", 0);
        var header = new GgufHeader(file, cancellation);
        ulong tensors = header.Count("tensors", leastBytes: 24);
        ulong pairs = header.Count("metadata", leastBytes: 13);
        for (ulong i = 0; i < pairs; i++)
            header.PassPair();
        for (ulong i = 0; i < tensors; i++)
            header.ReadTensor();
        header.CheckPlaces();
        return header;
    }

    // So many entries must at least fit into the file, before any of them is made room for.
    private ulong Count(string what, ulong leastBytes)
    {
        long start = _at;
        ulong count = Size($"the number of {what}");
        if (count > (ulong)_reader.Length / leastBytes)
            throw _file.Damaged($"it should have {count} {what}, for which it is too short", start);
        return count;
    }

    private void PassPair()
    {
        _cancellation.ThrowIfCancellationRequested();
        string key = Text("a key");
        uint type = _reader.UInt32(_at, $"the type of '{key}'");
        _at += sizeof(uint);
        if (key == "general.alignment" && type == 4 && _reader.UInt32(_at, "the alignment") is > 0 and var alignment)
            _alignment = alignment;
        PassValue(key, type, 0);
    }

    private void PassValue(string key, uint type, int level)
    {
        if (type == TextType)
        {
            Pass(key, Size($"the length of '{key}'"));
        }
        else if (type == ListType)
        {
            uint inner = _reader.UInt32(_at, $"the type of the items of '{key}'");
            _at += sizeof(uint);
            ulong count = Size($"the number of items of '{key}'");
            if (level == MostLevels)
                throw _file.Damaged($"'{key}' has lists within lists, more than {MostLevels} deep", _at);
            PassItems(key, inner, count, level + 1);
        }
        else
        {
            Pass(key, (ulong)BytesOf(key, type));
        }
    }

    private void PassItems(string key, uint type, ulong count, int level)
    {
        if (type is not (TextType or ListType))
        {
            ulong each = (ulong)BytesOf(key, type);
            Pass(key, count > ulong.MaxValue / each ? ulong.MaxValue : count * each);
            return;
        }

        // A vocabulary has a hundred thousand.
        string length = $"the length of an item of '{key}'";
        for (ulong i = 0; i < count; i++)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (type == TextType)
                Pass(key, Size(length));
            else
                PassValue(key, type, level);
        }
    }

    private long BytesOf(string key, uint type) =>
        type < (uint)ValueBytes.Length && ValueBytes[type] > 0
            ? ValueBytes[type]
            : throw _file.Damaged($"'{key}' has the type {type}; 0 to 12 are in use", _at);

    private void Pass(string key, ulong bytes) =>
        _at =
            bytes <= (ulong)Math.Max(_reader.Length - _at, 0)
                ? _at + (long)bytes
                : throw _file.Damaged(
                    $"'{key}' should have {bytes} bytes, but {Math.Max(_reader.Length - _at, 0)} follow",
                    _at
                );

    private void ReadTensor()
    {
        _cancellation.ThrowIfCancellationRequested();
        long start = _at;
        string name = Text("the name of a tensor");
        uint axes = _reader.UInt32(_at, $"the number of axes of '{name}'");
        _at += sizeof(uint);
        if (axes > MostAxes)
            throw _file.Damaged($"the tensor '{name}' should have {axes} axes; at most {MostAxes} are possible", start);
        long[] sizes = new long[axes];
        // The first axis of the file is the one whose elements lie side by side: the last in other formats.
        for (int i = sizes.Length - 1; i >= 0; i--)
            sizes[i] = Size($"an axis of '{name}'") is <= long.MaxValue and var size
                ? (long)size
                : throw _file.Damaged($"an axis of '{name}' is larger than 2^63-1", start);
        uint type = _reader.UInt32(_at, $"the type of '{name}'");
        ulong offset = _reader.UInt64(_at + sizeof(uint), $"the place of '{name}'");
        _at += sizeof(uint) + sizeof(ulong);
        Add(name, sizes, type, offset, start);
    }

    private void Add(string name, long[] sizes, uint type, ulong offset, long start)
    {
        var known = GgufType.Find(type);
        if (known is null)
            _warnings.Add(
                $"the tensor '{name}' has the type {type}, which is not known; its elements are counted, its bytes are "
                    + "not"
            );
        try
        {
            _tensors.Add(
                (new StateTensor(name, sizes) { Type = known?.Element, Bytes = (_file.Path, offset) }, known, offset)
            );
        }
        catch (OverflowException)
        {
            throw _file.Damaged($"the tensor '{name}' has more than 2^63-1 elements: {string.Join("x", sizes)}", start);
        }
    }

    // One after the other, each at the next multiple of the alignment.
    private void CheckPlaces()
    {
        ulong dataStart = Aligned((ulong)_at);
        ulong held = (ulong)_reader.Length - Math.Min(dataStart, (ulong)_reader.Length);
        ulong expected = 0;
        foreach (var (tensor, type, offset) in _tensors.OrderBy(entry => entry.Offset))
        {
            if (offset != expected)
                tensor.Contradict(
                    $"the tensor '{tensor.Name}' begins at {offset} of the data, where {expected} is expected: the "
                        + "tensors should lie one after the other"
                );
            if (type?.Bytes(tensor.Count) is not { } bytes || (ulong)bytes > ulong.MaxValue - offset - _alignment)
                return;
            expected = Aligned(offset + (ulong)bytes);
            if (offset + (ulong)bytes > held)
            {
                NoteCut(
                    held,
                    $"the file is cut short: the tensor '{tensor.Name}' ends at {offset + (ulong)bytes} of the data, "
                        + $"which has {held} bytes"
                );
                break;
            }
        }

        if (expected < held && _tensors.Count > 0)
            _tensors[_tensors.Count - 1]
                .Tensor.Contradict($"{held - expected} bytes follow the last tensor; the format has none there");
        if (_tensors.Any(entry => entry.Type is { IsBlocked: true }))
            _warnings.Add(
                "tensors are quantised in blocks; the scales of the blocks are in none of the numbers, and memory is "
                    + "that of the nearest whole type"
            );
    }

    // A header without any body has been taken alone, and is whole; where a body ends too early its header may not be
    // its own.
    private void NoteCut(ulong held, string what)
    {
        _warnings.Add(what);
        foreach (var (tensor, type, offset) in held > 0 ? _tensors : [])
        {
            if (type?.Bytes(tensor.Count) is not { } bytes || offset > held || (ulong)bytes > held - offset)
                tensor.Contradict(what);
        }
    }

    private ulong Aligned(ulong place) => place % _alignment == 0 ? place : place + (_alignment - (place % _alignment));

    private string Text(string what)
    {
        long start = _at;
        ulong length = Size($"the length of {what}");
        if (length > LongestName)
            throw _file.Damaged($"{what} should have {length} bytes; at most {LongestName} are possible", start);
        string text = Encoding.UTF8.GetString(_reader.Bytes(_at, (long)length, what));
        _at += (long)length;
        return text;
    }

    // Sizes had four bytes in the first version.
    private ulong Size(string what)
    {
        ulong size = _isFirstVersion ? _reader.UInt32(_at, what) : _reader.UInt64(_at, what);
        _at += _isFirstVersion ? sizeof(uint) : sizeof(ulong);
        return size;
    }
}
