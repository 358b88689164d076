using System.Buffers.Binary;
using CnnParams.Formats.Graphs;

namespace CnnParams.Formats.Ncnn;

/// <summary>
/// A .param.bin file, as ncnn2mem makes it of a .param: the same in numbers of 32 bits, without the names
/// (src/net.cpp and src/paramdict.cpp). The settings of a layer end with one that is none.
/// </summary>
internal sealed class NcnnBinary
{
    private const int Magic = 7767517;

    private const int MostBytes = 16 << 20;

    private const int EndOfSettings = -233;

    // A list has its number subtracted from the first, a text from the second.
    private const int Lists = -23300,
        Texts = -23400;

    // Type, how many tensors are read, how many written, and the end of the settings.
    private const int LeastWords = 4;

    private readonly ModelFile _file;
    private readonly byte[] _content;
    private readonly int _tensorCount;

    // What each tensor is called: as the layer that has written it.
    private readonly Dictionary<int, string> _tensors = [];

    private int _at;
    private string _layer = "the counts";

    private NcnnBinary(ModelFile file, TensorGraph graph)
    {
        _file = file;
        _content = new PositionReader(file).Bytes(0, file.Length, "the file");
        if (Word() != Magic)
            throw file.Damaged($"it should begin with {Magic}, as .param files in binary do", 0);
        int layers = Count("layers", LeastWords);
        _tensorCount = Word();
        Lines = new List<NcnnLine>(layers);
        for (int i = 0; i < layers; i++)
            Lines.Add(ReadLayer(i));
        if (_at < _content.Length)
            graph.Warn($"{_content.Length - _at} bytes follow after its {layers} layers, and are not read");
    }

    private List<NcnnLine> Lines { get; }

    /// <summary>Whether the content begins as such a file does.</summary>
    internal static bool IsAtStartOf(ModelFile file) =>
        file.Head.Length >= sizeof(int) && BinaryPrimitives.ReadInt32LittleEndian(file.Head) == Magic;

    /// <summary>The layers, called by their types and numbers.</summary>
    internal static IReadOnlyList<NcnnLine> Read(ModelFile file, TensorGraph graph)
    {
        if (file.Length > MostBytes)
            throw file.Unsupported($"a .param.bin file of {file.Length} bytes; at most {MostBytes} are read");
        return new NcnnBinary(file, graph).Lines;
    }

    private NcnnLine ReadLayer(int number)
    {
        _layer = FormattableString.Invariant($"layer {number}");
        string type = NcnnTypes.NameOf(Word());
        string name = FormattableString.Invariant($"{type}_{number}");
        _layer = $"'{name}'";
        int reads = Count("tensors to read"),
            writes = Count("tensors to write");
        string[] inputs = new string[reads];
        for (int i = 0; i < reads; i++)
            inputs[i] = _tensors.TryGetValue(Tensor(), out string? tensor)
                ? tensor
                : throw Wrong("reads a tensor that nothing before it writes");
        string[] outputs = new string[writes];
        for (int i = 0; i < writes; i++)
            _tensors[Tensor()] = outputs[i] = TensorGraph.OutputOf(name, i);
        return new NcnnLine(type, name, inputs, outputs, ReadSettings());
    }

    private Dictionary<int, NcnnSetting> ReadSettings()
    {
        var settings = new Dictionary<int, NcnnSetting>();
        for (int id = Word(); id != EndOfSettings; id = Word())
        {
            if (id <= Texts)
                settings[unchecked(Texts - id)] = Skip(Count("letters of a text", perByte: true));
            else if (id <= Lists)
                settings[Lists - id] = new StoredSetting(Words(Count("numbers of a list")), isList: true);
            else if (id >= 0)
                settings[id] = new StoredSetting([Word()], isList: false);
            else
                throw Wrong(
                    $"has a setting with the number {id}; those are 0 and more, {Lists} and less for a list, and "
                        + $"{EndOfSettings} after the last"
                );
        }

        return settings;
    }

    private int Tensor() =>
        Word() is var index && index >= 0 && index < _tensorCount
            ? index
            : throw Wrong($"names a tensor that is none of the {_tensorCount} which there are");

    // Made sure to be in the file before room is made for them.
    private int Count(string what, int words = 1, bool perByte = false)
    {
        int count = Word();
        long bytes = perByte ? count : (long)count * words * sizeof(int);
        return count >= 0 && bytes <= _content.Length - _at
            ? count
            : throw Wrong($"should have {count} {what}, for which the file is too short");
    }

    private int[] Words(int count)
    {
        int[] words = new int[count];
        for (int i = 0; i < count; i++)
            words[i] = Word();
        return words;
    }

    private int Word()
    {
        if (_content.Length - _at < sizeof(int))
            throw Wrong("is not whole: the file ends within it");
        int word = BinaryPrimitives.ReadInt32LittleEndian(_content.AsSpan(_at));
        _at += sizeof(int);
        return word;
    }

    // A text is for ncnn to evaluate, and filled up to whole numbers.
    private StoredSetting Skip(int bytes)
    {
        _at = (int)Math.Min(_content.Length, _at + (((long)bytes + sizeof(int) - 1) / sizeof(int) * sizeof(int)));
        return new StoredSetting([], isList: false);
    }

    private Reading.ModelFileException Wrong(string message) => _file.Damaged($"{_layer} {message}", _at);
}
