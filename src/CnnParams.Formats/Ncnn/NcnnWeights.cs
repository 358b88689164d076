using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Formats.Ncnn;

/// <summary>
/// Whether the .bin file beside a .param has the length that its layers take. Each layer's weights lie one after the
/// other; filters and matrices have a tag in front that says how their numbers are packed (src/modelbin.cpp). Of the
/// file the tags are read, and the first numbers of small tensors. Where a layer stores what is not known here, nothing
/// is said.
/// </summary>
internal sealed class NcnnWeights
{
    private const uint Float16 = 0x01306B47,
        Int8 = 0x000D4B38,
        Float32 = 0x0002C056;

    // A table of 256 numbers, which bytes choose from.
    private const long TableBytes = 256 * sizeof(float);

    private static readonly HashSet<string> OtherStorage = new(StringComparer.Ordinal)
    {
        "Quantize",
        "Dequantize",
        "Requantize",
        "DeformableConv2D",
    };

    private static readonly int[] SizeNumbers = [0, 1, 2, 11];

    private readonly string _path;
    private readonly PositionReader _reader;
    private readonly List<(string Name, TensorNumbers Numbers)> _seen = [];
    private long _at;
    private long _numbers;

    private NcnnWeights(ModelFile weights) => (_path, _reader) = (weights.Path, new PositionReader(weights));

    /// <summary>Notes a contradiction.</summary>
    internal static void Check(ModelFile file, IReadOnlyList<NcnnLine> lines, TensorGraph graph)
    {
        string? name = NameBeside(file);
        if (
            name is null
            || file.Beside(name) is not { } path
            || lines.Any(line => IsOther(line) || OperatorRules<NcnnLayer>.Find(line.Type) is null)
        )
            return;

        using var weights = new ModelFile(path);
        var walk = new NcnnWeights(weights);
        foreach (var line in lines)
        {
            walk.Pass(line);
            if (walk._at > weights.Length)
            {
                graph.Contradict(
                    line.Name,
                    $"'{name}' has {weights.Length} bytes, and ends within the weights of '{line.Name}'"
                );
                return;
            }
        }

        if (walk._at != weights.Length)
        {
            graph.Contradict([], $"'{name}' has {weights.Length} bytes, but the layers take {walk._at}");
            return;
        }

        file.Weights.HoldNameless($"'{name}'", walk._numbers);
        foreach (var (weight, numbers) in walk._seen)
            file.Weights.Show(weight, numbers);
    }

    // Numbers that scale those of blocks are packed in more ways than one.
    private static bool IsOther(NcnnLine line) =>
        OtherStorage.Contains(line.Type) || (line.Type is "MultiHeadAttention" or "Gemm" && Number(line, 18) != 0);

    // x.bin is beside x.param and beside x.param.bin; of a binary one with another name it is not known.
    private static string? NameBeside(ModelFile file)
    {
        string name = file.Name.EndsWith(".param", StringComparison.OrdinalIgnoreCase)
            ? Path.GetFileNameWithoutExtension(file.Name)
            : file.Name;
        return name == file.Name && file.Extension == ".bin" ? null : name + ".bin";
    }

    private void Pass(NcnnLine line)
    {
        switch (line.Type)
        {
            case "InnerProduct":
                PassFilters(
                    Number(line, 2),
                    Number(line, 1) != 0 ? Number(line, 0) : 0,
                    Number(line, 8) != 0 ? Number(line, 0) + 1 : 0,
                    line
                );
                break;
            case "Embed":
                PassFilters(Number(line, 3), Number(line, 2) != 0 ? Number(line, 0) : 0, Number(line, 18) != 0 ? 1 : 0);
                break;
            case "LSTM":
                PassRecurrent(line, 4, 4, line.Whole(3) is > 0 and var cells ? cells : Number(line, 0));
                break;
            case "GRU":
                PassRecurrent(line, 3, 4, Number(line, 0));
                break;
            case "RNN":
                PassRecurrent(line, 1, 1, Number(line, 0));
                break;
            case "MultiHeadAttention":
                PassAttention(line);
                break;
            case "Gemm":
                PassProduct(line);
                break;
            case "BatchNorm":
                See(line, "gamma", _at, Number(line, 0), DataType.Float32);
                See(
                    line,
                    "beta",
                    checked(_at + (3 * sizeof(float) * Number(line, 0))),
                    Number(line, 0),
                    DataType.Float32
                );
                PassNumbers(4, Number(line, 0));
                break;
            case "Scale":
                PassNumbers(Number(line, 1) != 0 ? 2 : 1, Number(line, 0));
                break;
            case "Bias" or "PReLU":
                PassNumbers(1, Number(line, 0));
                break;
            case "Normalize":
                PassNumbers(1, Number(line, 3));
                break;
            case "Padding":
                PassNumbers(1, Number(line, 6));
                break;
            case "RMSNorm":
                PassNumbers(line.Whole(2) == 0 ? 0 : 1, Number(line, 0));
                break;
            case "LayerNorm" or "InstanceNorm":
                PassNorm(line, line.Whole(2) == 0 ? 0 : Number(line, 0));
                break;
            case "GroupNorm":
                PassNorm(line, line.Whole(3) == 0 ? 0 : Number(line, 1));
                break;
            case "MemoryData":
                PassNumbers(
                    1,
                    SizeNumbers
                        .Select(id => Math.Max(Number(line, id), 1))
                        .Aggregate(1L, (product, size) => checked(product * size))
                );
                break;
            default:
                // Filters that are an input are not stored.
                if (
                    (line.Type.StartsWith("Convolution", StringComparison.Ordinal) && Number(line, 19) == 0)
                    || (line.Type.StartsWith("Deconvolution", StringComparison.Ordinal) && Number(line, 28) == 0)
                )
                    PassFilters(Number(line, 6), Number(line, 5) != 0 ? Number(line, 0) : 0, Scales(line), line);
                break;
        }
    }

    // For each direction: matrices of the input, biases, matrices of the state, and a projection where it has one.
    private void PassRecurrent(NcnnLine line, long gates, long biases, long cells)
    {
        long directions = line.Whole(2) == 2 ? 2 : 1;
        long units = Number(line, 0);
        // In 8 bits each row of the two matrices has a scale.
        long scales = Number(line, 8) != 0 ? checked(2 * gates * cells * directions) : 0;
        PassFilters(Number(line, 1), 0, 0);
        PassFilters(checked(biases * cells * directions), 0, 0);
        PassFilters(checked(units * gates * cells * directions), 0, 0);
        if (units != cells)
            PassFilters(checked(cells * units * directions), 0, 0);
        _at = checked(_at + (scales * sizeof(float)));
    }

    private void PassAttention(NcnnLine line)
    {
        long size = Number(line, 0);
        long queries = Number(line, 2) / Math.Max(size, 1);
        PassFilters(checked(size * queries), size, 0);
        PassFilters(checked(size * (line.Whole(3) ?? size)), size, 0);
        PassFilters(checked(size * (line.Whole(4) ?? size)), size, 0);
        PassFilters(checked(size * queries), queries, 0);
    }

    // Its operands are constants or inputs, each for itself.
    private void PassProduct(NcnnLine line)
    {
        long rows = Number(line, 7),
            columns = Number(line, 8),
            inner = Number(line, 9);
        if (Number(line, 4) == 1)
            PassFilters(checked(rows * inner), 0, 0);
        if (Number(line, 5) == 1)
            PassFilters(checked(columns * inner), 0, 0);
        if (Number(line, 6) == 1 && line.Whole(10) is not -1)
            PassFilters(
                line.Whole(10) switch
                {
                    1 or 2 => rows,
                    3 => checked(rows * columns),
                    4 => columns,
                    _ => 1,
                },
                0,
                0
            );
    }

    // How many numbers scale the bytes of filters in 8 bits: of each filter or group, of the input, of the output.
    private static long Scales(NcnnLine line)
    {
        long term = Number(line, 8);
        if (term == 0)
            return 0;
        long filters =
            !line.Type.Contains("DepthWise") ? Number(line, 0)
            : term is 2 or 102 ? 1
            : Math.Max(Number(line, 7), 1);
        return filters + 1 + (term > 100 ? 1 : 0);
    }

    // What is seen of a layer is that of its kernel and bias.
    private void PassFilters(long count, long bias, long scales, NcnnLine? line = null)
    {
        if (_at <= _reader.Length - sizeof(uint))
        {
            uint tag = _reader.UInt32(_at, "a tag");
            if (line is not null && (tag is Float16 or Float32 or 0))
                See(line, "kernel", _at + sizeof(uint), count, tag == Float16 ? DataType.Float16 : DataType.Float32);
            _at = checked(
                _at
                + sizeof(uint)
                + tag switch
                {
                    Float16 => Whole(count * 2),
                    Int8 => Whole(count),
                    Float32 or 0 => count * sizeof(float),
                    _ => TableBytes + Whole(count),
                }
            );
        }
        else
        {
            _at = _reader.Length + 1;
        }

        _numbers = checked(_numbers + count);
        if (line is not null)
            See(line, "bias", _at, bias, DataType.Float32);
        PassNumbers(1, bias);
        // The scales of quantised weights are none.
        _at = checked(_at + (scales * sizeof(float)));
    }

    private void PassNorm(NcnnLine line, long count)
    {
        See(line, "gamma", _at, count, DataType.Float32);
        See(line, "beta", checked(_at + (count * sizeof(float))), count, DataType.Float32);
        PassNumbers(2, count);
    }

    private void See(NcnnLine line, string weight, long at, long count, DataType type)
    {
        if (count > 0)
            _seen.Add(
                ($"{line.Name}/{weight}", TensorNumbers.Of(count, type, bytes => PositionReader.Part(_path, at, bytes)))
            );
    }

    private void PassNumbers(long vectors, long count)
    {
        _numbers = checked(_numbers + (vectors * count));
        _at = checked(_at + (vectors * count * sizeof(float)));
    }

    private static long Whole(long bytes) => (bytes + sizeof(float) - 1) / sizeof(float) * sizeof(float);

    private static long Number(NcnnLine line, int id) => Math.Max(line.Whole(id) ?? 0, 0);
}
