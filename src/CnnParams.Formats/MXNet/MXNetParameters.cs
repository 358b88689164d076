using System.Text;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Formats.MXNet;

/// <summary>
/// The .params file beside a symbol: its arrays by name, with their axes (include/mxnet/ndarray.h and
/// src/ndarray/ndarray.cc of MXNet); of their numbers the first of small ones are read.
/// </summary>
internal sealed class MXNetParameters
{
    private const string Symbol = "-symbol",
        Extension = ".params";

    private const ulong Magic = 0x112;

    // Since version 1.5 of the library, since 0.11, and since 0.8; before, an array began with its axes.
    private const uint Third = 0xF993FACA,
        Second = 0xF993FAC9,
        First = 0xF993FAC8;

    private const uint MostAxes = 32;
    private const int MostName = 4096;

    // The fewest bytes that an array takes: its own number and that of its axes.
    private const int FewestBytes = 8;

    // A Boolean is a byte, too, and none has a sign that tells anything.
    private static readonly Dictionary<int, DataType> Types = new()
    {
        [0] = DataType.Float32,
        [1] = DataType.Float64,
        [2] = DataType.Float16,
        [3] = DataType.Int8,
        [4] = DataType.Int32,
        [5] = DataType.Int8,
        [6] = DataType.Int64,
        [7] = DataType.Int8,
        [12] = DataType.BFloat16,
    };

    private readonly PositionReader _reader;
    private long _at;

    private MXNetParameters(ModelFile file) => _reader = new PositionReader(file);

    /// <summary>The file beside a symbol: of several, that of the last epoch; null where there is none.</summary>
    internal static string? Beside(ModelFile symbol)
    {
        if (!symbol.Name.EndsWith(Symbol, StringComparison.OrdinalIgnoreCase))
            return null;
        string prefix = symbol.Name.Substring(0, symbol.Name.Length - Symbol.Length);
        string folder = Path.GetDirectoryName(symbol.Path)!;
        return Directory
            .EnumerateFiles(folder, "*" + Extension)
            .Select(path => Path.GetFileName(path)!)
            .Where(name => IsOf(name, prefix))
            .OrderBy(name => name.Length)
            .ThenBy(name => name, StringComparer.OrdinalIgnoreCase)
            .LastOrDefault();
    }

    /// <summary>
    /// The arrays, by what the symbol calls them; null where some are sparse, which is not read.
    /// </summary>
    /// <exception cref="Reading.ModelFileException">The file is damaged, or another.</exception>
    internal static IReadOnlyDictionary<string, MXNetArray>? Read(ModelFile file) =>
        new MXNetParameters(file).Arrays(file);

    private static bool IsOf(string name, string prefix)
    {
        if (!name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            return false;
        string epoch = name.Substring(prefix.Length, name.Length - prefix.Length - Extension.Length);
        return epoch.Length == 0 || (epoch[0] == '-' && epoch.Length > 1 && epoch.Skip(1).All(char.IsDigit));
    }

    private Dictionary<string, MXNetArray>? Arrays(ModelFile file)
    {
        if (_reader.UInt64(0, "the beginning") != Magic)
            throw _reader.Damaged("it is no list of arrays of MXNet", 0);
        _at = 16;
        long count = Count(FewestBytes, "the number of arrays");
        var read = new List<MXNetArray>();
        for (long i = 0; i < count; i++)
        {
            if (Array() is not { } array)
                return null;
            read.Add(array);
        }

        if (Count(sizeof(ulong), "the number of names") != count)
            throw file.Damaged($"it has {count} arrays, but another number of names", _at);
        var arrays = new Dictionary<string, MXNetArray>(StringComparer.Ordinal);
        foreach (var array in read)
        {
            long length = (long)Math.Min(_reader.UInt64(_at, "the length of a name"), long.MaxValue);
            if (length > MostName)
                throw _reader.Damaged($"a name of {length} letters", _at);
            string name = Encoding.UTF8.GetString(_reader.Bytes(_at + sizeof(ulong), length, "a name"));
            _at += sizeof(ulong) + length;
            // arg: what is learned, aux: what is measured.
            arrays[name.Substring(name.IndexOf(':') + 1)] = array;
        }

        return arrays;
    }

    private long Count(int bytes, string what)
    {
        ulong count = _reader.UInt64(_at, what);
        if (count > (ulong)(_reader.Length / bytes))
            throw _reader.Damaged($"{count} are more than the file has room for", _at);
        _at += sizeof(ulong);
        return (long)count;
    }

    private MXNetArray? Array()
    {
        uint version = _reader.UInt32(_at, "an array");
        bool isOld = version is not (First or Second or Third);
        if (!isOld)
            _at += sizeof(uint);
        if (version is Second or Third)
        {
            if (_reader.Int32(_at, "the storage of an array") != 0)
                return null;
            _at += sizeof(int);
        }

        uint axes = _reader.UInt32(_at, "the number of axes");
        _at += sizeof(uint);
        if (axes == (version == Third ? uint.MaxValue : 0))
            return new MXNetArray([], null, 0);
        if (axes > MostAxes)
            throw _reader.Damaged($"an array of {axes} axes", _at);
        long[] sizes = new long[axes];
        decimal elements = 1;
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = isOld ? _reader.UInt32(_at, "an axis") : (long)_reader.UInt64(_at, "an axis");
            _at += isOld ? sizeof(uint) : sizeof(ulong);
            if (sizes[i] < 0 || (elements *= sizes[i]) > _reader.Length)
                throw _reader.Damaged("an array of more elements than the file has room for", _at);
        }

        // The device that it was on, two numbers, and its type.
        int type = _reader.Int32(_at + (2 * sizeof(int)), "the type of an array");
        if (!Types.TryGetValue(type, out var numbers))
            throw _reader.Damaged($"the type {type} of numbers", _at);
        var array = new MXNetArray(sizes, numbers, _at + (3 * sizeof(int)));
        _at = array.At + numbers.Bytes((long)elements);
        return _at <= _reader.Length ? array : throw _reader.Damaged("the file ends within an array", _at);
    }
}

/// <summary>An array of MXNet's.</summary>
/// <param name="Sizes">The sizes of its axes.</param>
/// <param name="Type">The type of its numbers; null where it has none.</param>
/// <param name="At">Its first byte in the file.</param>
internal sealed record MXNetArray(long[] Sizes, DataType? Type, long At);
