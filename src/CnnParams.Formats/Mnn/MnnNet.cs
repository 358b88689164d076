using CnnParams.Formats.FlatBuffers;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Mnn;

/// <summary>
/// The network that a file is (schema/default/MNN.fbs: Net). Its tables are read one by one, its weights never: of them
/// only the numbers of items are.
/// </summary>
internal sealed class MnnNet
{
    // Of its tables none has more fields, in any version; what has is something else.
    private const int MostFields = 32;

    private static readonly string[] Sources = ["Caffe", "TensorFlow", "TensorFlow Lite", "ONNX", "PyTorch"];

    // The largest graphs have some ten thousand operators.
    private const long MostTensors = 4_000_000;

    private readonly ModelFile _file;
    private readonly FlatTable _root;
    private readonly IReadOnlyList<FlatTable> _operators;

    internal MnnNet(ModelFile file)
    {
        _file = file;
        _root = new FlatFile(file).Root;
        if (!IsTable(_root))
            throw file.Damaged("it does not begin with the table of a network of MNN", _root.Position);
        _operators = _root.Tables(3, "the operators");
        if (_operators.Count == 0)
            throw file.Damaged("it has no operators; a network of MNN is expected");
        Noted = ReadNoted();
    }

    /// <summary>
    /// The operators, each after those that write what it reads. None is kept: lists of theirs may be one and the same.
    /// </summary>
    /// <exception cref="ModelFileException">They read more tensors than any network does.</exception>
    internal IEnumerable<MnnOp> Ops()
    {
        long tensors = 0;
        for (int i = 0; i < _operators.Count; i++)
        {
            var op = new MnnOp(_operators[i], i);
            tensors += op.Inputs.Length + op.Outputs.Length;
            if (tensors > MostTensors)
                throw _file.Unsupported($"its operators read and write tensors more than {MostTensors} times");
            yield return op;
        }
    }

    /// <summary>The shapes of tensors that the file notes, by their numbers, without the batch.</summary>
    internal IReadOnlyDictionary<int, TensorShape> Noted { get; }

    /// <summary>The number of functions beside the network, of loops and branches.</summary>
    internal int Subgraphs => _root.List(10, sizeof(int), "the subgraphs")?.Count ?? 0;

    /// <summary>What it was converted from, and by which version.</summary>
    internal string? Producer
    {
        get
        {
            byte source = _root.Byte(6, "the source");
            string? version = _root.Table(2, "the notes")?.Text(2, "the version");
            string name = string.IsNullOrEmpty(version) ? "MNN" : $"MNN {version}";
            return source < Sources.Length ? $"{name}, of {Sources[source]}" : name;
        }
    }

    /// <summary>The tensors that the file names as the network's outputs; none where it names none.</summary>
    internal IReadOnlyList<int> Outputs
    {
        get
        {
            var wanted = new HashSet<string>(_root.Texts(4, "the names of the outputs"), StringComparer.Ordinal);
            return wanted.Count == 0
                ? []
                :
                [
                    .. _root
                        .Texts(7, "the names of the tensors")
                        .Select((name, i) => (name, i))
                        .Where(pair => wanted.Contains(pair.name))
                        .Select(pair => pair.i),
                ];
        }
    }

    /// <summary>
    /// Whether the content is such a file. There is no signature: the root, its list of operators, the first of them
    /// and a tensor's name all have to be where and what they would be.
    /// </summary>
    internal static bool IsIn(ModelFile file)
    {
        // What names itself after the offset of the root is of another schema.
        if (file.IsFolder || file.Length < 64 || file.Head[3] != 0 || file.StartsWith("TFL3"u8, sizeof(int)))
            return false;
        try
        {
            var root = new FlatFile(file).Root;
            if (!IsTable(root) || root.Byte(6, "the source") >= Sources.Length || root.Byte(9, "the usage") > 2)
                return false;
            if (
                root.FirstTable(3, "the operators") is not { } first
                || !IsTable(first)
                || root.List(7, sizeof(int), "the names of the tensors") is not { Count: > 0 }
            )
                return false;
            return first.List(4, sizeof(int), "the outputs") is { Count: > 0 and < 1024 }
                && !MnnNames.Operator(first.Int32(5, "the type")).Contains(' ')
                && !MnnNames.Setting(first.Byte(1, "the settings")).Contains(' ');
        }
        catch (ModelFileException)
        {
            return false;
        }
    }

    private static bool IsTable(FlatTable table) => table.Fields is > 3 and <= MostFields;

    private Dictionary<int, TensorShape> ReadNoted()
    {
        var noted = new Dictionary<int, TensorShape>();
        foreach (var described in _root.Tables(1, "the tensors that are described"))
        {
            if (
                described.Table(0, "a tensor's sizes") is { } blob
                && blob.List(0, sizeof(int), "a tensor's sizes") is { Count: > 0 and < 9 }
                && blob.Int32s(0, "a tensor's sizes") is { } sizes
            )
                noted[described.Int32(1, "a tensor's number")] = Sample(
                    sizes,
                    (MnnFormat)blob.Byte(1, "the order of a tensor's axes")
                );
        }

        return noted;
    }

    /// <summary>A shape without the batch; what is not above 0 is open.</summary>
    internal static TensorShape Sample(IEnumerable<int> sizes, MnnFormat format) =>
        new(sizes.Skip(1).Select(size => size > 0 ? Dimension.Of(size) : Dimension.Unknown), LayoutOf(format));

    /// <summary>Where tensors of an order of axes have their channels.</summary>
    internal static ShapeLayout LayoutOf(MnnFormat format) =>
        format is MnnFormat.ChannelsLast ? ShapeLayout.ChannelsLast : ShapeLayout.ChannelsFirst;
}
