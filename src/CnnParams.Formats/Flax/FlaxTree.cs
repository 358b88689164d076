using CnnParams.Formats.StateDicts;

namespace CnnParams.Formats.Flax;

/// <summary>
/// The tree of arrays that flax.serialization writes: maps by name, whose leaves are extensions of the type 1, lists of
/// a shape, the name of a type, and the bytes (google/flax: flax/serialization.py). Arrays of more than 1 GiB are cut
/// into chunks, under a map that says so.
/// </summary>
internal sealed class FlaxTree
{
    private const byte ArrayType = 1;

    private const string ChunkMark = "__msgpack_chunked_array__";

    private const int MostLevels = 64;

    private const int MostAxes = 32;

    private const int MostArrays = 1_000_000;

    private static readonly Dictionary<string, StoredType> Types = new(StringComparer.Ordinal)
    {
        ["float64"] = StoredType.Float64,
        ["float32"] = StoredType.Float32,
        ["float16"] = StoredType.Float16,
        ["bfloat16"] = StoredType.BFloat16,
        ["float8_e4m3fn"] = StoredType.Float8,
        ["float8_e5m2"] = StoredType.Float8,
        ["int64"] = StoredType.Int64,
        ["uint64"] = StoredType.Int64,
        ["int32"] = StoredType.Int32,
        ["uint32"] = StoredType.Int32,
        ["int16"] = StoredType.Int16,
        ["uint16"] = StoredType.Int16,
        ["int8"] = StoredType.Int8,
        ["uint8"] = StoredType.Int8,
        ["int4"] = StoredType.Int4,
        ["bool"] = StoredType.Boolean,
        ["complex64"] = StoredType.Complex64,
        ["complex128"] = StoredType.Complex128,
    };

    private readonly MessagePackReader _reader;
    private readonly CancellationToken _cancellation;
    private readonly List<StateTensor> _tensors = [];

    private FlaxTree(ModelFile file, CancellationToken cancellation)
    {
        _reader = new MessagePackReader(file);
        _cancellation = cancellation;
    }

    /// <summary>The arrays, their names made of the keys on the way to them.</summary>
    internal IReadOnlyList<StateTensor> Tensors => _tensors;

    /// <summary>Reads a whole file.</summary>
    internal static FlaxTree Read(ModelFile file, CancellationToken cancellation)
    {
        var tree = new FlaxTree(file, cancellation);
        if (tree._reader.Length == 0 || tree._reader.Value(0).Kind != MessagePackKind.Map)
            throw file.Damaged("it is no map in MessagePack, as Flax writes its weights", 0);
        long end = tree.Pass(0, "", 0);
        if (end < tree._reader.Length)
            tree._tensors.LastOrDefault()?.Contradict($"{tree._reader.Length - end} bytes follow the last value");
        return tree;
    }

    // Goes over a value, and gives back where the next one begins.
    private long Pass(long at, string path, int level)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (level > MostLevels)
            throw _reader.Wrong($"values are nested more than {MostLevels} deep", at);
        var value = _reader.Value(at);
        return value.Kind switch
        {
            MessagePackKind.Map => PassMap(value, path, level),
            MessagePackKind.List => PassList(value, path, level),
            MessagePackKind.Extension when value.ExtensionType == ArrayType => PassArray(value, path, at),
            _ => value.Next,
        };
    }

    private long PassMap(MessagePackValue map, string path, int level)
    {
        long at = map.Content;
        int before = _tensors.Count;
        bool isChunked = false;
        long[] shape = [];
        for (long i = 0; i < map.Size; i++)
        {
            var key = _reader.Value(at);
            if (key.Kind != MessagePackKind.Text)
                throw _reader.Wrong("the key of a map should be a text", at);
            string name = _reader.TextOf(key);
            isChunked |= name == ChunkMark;
            if (isChunked && name == "shape")
                at = ReadShape(key.Next, out shape);
            else
                at = Pass(key.Next, path.Length == 0 ? name : $"{path}/{name}", level + 1);
        }

        if (isChunked)
            Join(before, path, shape, map.Content);
        return at;
    }

    private long PassList(MessagePackValue list, string path, int level)
    {
        long at = list.Content;
        for (long i = 0; i < list.Size; i++)
            at = Pass(at, FormattableString.Invariant($"{path}/{i}"), level + 1);
        return at;
    }

    private long PassArray(MessagePackValue array, string path, long start)
    {
        var content = _reader.Value(array.Content);
        if (content is not { Kind: MessagePackKind.List, Size: 3 })
            throw _reader.Wrong($"the array '{path}' should be a list of a shape, a type and bytes", start);
        long at = ReadShape(content.Content, out long[] sizes);
        var type = _reader.Value(at);
        if (type.Kind != MessagePackKind.Text)
            throw _reader.Wrong($"the array '{path}' should name its type", at);
        var bytes = _reader.Value(type.Next);
        Add(path, sizes, _reader.TextOf(type), bytes.Size, start);
        return array.Next;
    }

    private void Add(string path, long[] sizes, string type, long bytes, long start)
    {
        if (_tensors.Count == MostArrays)
            throw _reader.Wrong($"there are more than {MostArrays} arrays", start);
        Types.TryGetValue(type, out var known);
        try
        {
            var tensor = new StateTensor(path, sizes) { Type = known };
            if (known?.BytesOrNull(tensor.Count) is { } taken && taken != bytes)
                tensor.Contradict(
                    $"the array '{path}' of {tensor.Count} {type} takes {taken} bytes, but {bytes} are there"
                );
            _tensors.Add(tensor);
        }
        catch (OverflowException)
        {
            throw _reader.Wrong($"the array '{path}' has more than 2^63-1 elements", start);
        }
    }

    // The chunks are one array of the shape that stands beside them.
    private void Join(int first, string path, long[] shape, long start)
    {
        var chunks = _tensors.Skip(first).ToArray();
        _tensors.RemoveRange(first, chunks.Length);
        try
        {
            var whole = new StateTensor(path, shape) { Type = chunks.Length > 0 ? chunks[0].Type : null };
            if (
                chunks.Select(chunk => chunk.Contradiction).FirstOrDefault(what => what is not null) is
                { } contradiction
            )
                whole.Contradict(contradiction);
            if (chunks.Sum(chunk => chunk.Count) != whole.Count)
                whole.Contradict(
                    $"the array '{path}' has {whole.Count} elements, but its chunks {chunks.Sum(chunk => chunk.Count)}"
                );
            _tensors.Add(whole);
        }
        catch (OverflowException)
        {
            throw _reader.Wrong($"the array '{path}' has more than 2^63-1 elements", start);
        }
    }

    // A list of numbers, or a map of them by their places, as Flax makes of tuples.
    private long ReadShape(long at, out long[] sizes)
    {
        var shape = _reader.Value(at);
        if (shape.Kind is not (MessagePackKind.List or MessagePackKind.Map) || shape.Size is < 0 or > MostAxes)
            throw _reader.Wrong($"a shape should be a list of at most {MostAxes} numbers", at);
        sizes = new long[shape.Size];
        long next = shape.Content;
        for (int i = 0; i < sizes.Length; i++)
        {
            if (shape.Kind == MessagePackKind.Map)
                next = _reader.Value(next).Next;
            var size = _reader.Value(next);
            if (size.Kind != MessagePackKind.Number || size.Number < 0)
                throw _reader.Wrong("a shape should be of whole numbers from 0 on", next);
            sizes[i] = size.Number;
            next = size.Next;
        }

        return next;
    }
}
