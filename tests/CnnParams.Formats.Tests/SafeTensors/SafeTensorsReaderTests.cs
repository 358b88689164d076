using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using CnnParams.Formats.SafeTensors;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.SafeTensors;

// Expected numbers: tests/oracles/torch_files.py.
public class SafeTensorsReaderTests
{
    public static TheoryData<string, long, long, int> Totals()
    {
        var data = new TheoryData<string, long, long, int>();
        foreach (string[] row in WeightFiles.Rows("safetensors/totals.csv"))
        {
            data.Add(
                "safetensors/" + row[0],
                long.Parse(row[1], CultureInfo.InvariantCulture),
                long.Parse(row[2], CultureInfo.InvariantCulture),
                int.Parse(row[4], CultureInfo.InvariantCulture)
            );
        }

        return data;
    }

    // Convolutions that PyTorch has packed keep their settings beside the weights, as 11 numbers of 16 bits.
    [Theory]
    [InlineData("I16", 2, 6)]
    [InlineData("F16", 2, 17)]
    public void Whole_numbers_of_16_bits_are_settings(string type, int bytes, long parameters)
    {
        int end = 24 + (11 * bytes);
        using var file = new TemporaryFile(
            "packed.safetensors",
            [
                .. Header(
                    "{\"p.0\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
                        + $"\"p.1\":{{\"dtype\":\"{type}\",\"shape\":[11],\"data_offsets\":[24,{end}]}}}}"
                ),
                .. new byte[end],
            ]
        );
        Assert.Equal(parameters, WeightFiles.Parameters(WeightFiles.Read(file.Path), ParameterView.PyTorch));
    }

    // Tables of 1 and -1 (Hadamard matrices) are whole numbers of 8 bits, and so is a weight of a Linear in a quantised
    // checkpoint: its module tells the one, nothing the other.
    [Theory]
    [InlineData("had12", "I8", Trust.Assumed)]
    [InlineData("had12", "F32", Trust.Exact)]
    [InlineData("fc.qweight", "I32", Trust.Assumed)]
    [InlineData("fc.weight", "I8", Trust.Exact)]
    public void A_table_of_whole_numbers_may_be_no_weight(string name, string type, Trust trust)
    {
        int end = 12 * 12 * (type == "I8" ? 1 : 4);
        using var file = new TemporaryFile(
            "table.safetensors",
            [
                .. Header($"{{\"{name}\":{{\"dtype\":\"{type}\",\"shape\":[12,12],\"data_offsets\":[0,{end}]}}}}"),
                .. new byte[end],
            ]
        );
        Assert.Equal(trust, WeightFiles.TrustOf(WeightFiles.Read(file.Path)));
    }

    [Theory]
    [MemberData(nameof(Totals))]
    public void Totals_are_those_of_the_framework(string path, long parameters, long statistics, int layers)
    {
        var network = WeightFiles.Read(path);
        Assert.Equal("SafeTensors", network.Format);
        Assert.Equal(parameters, WeightFiles.Parameters(network, ParameterView.PyTorch));
        Assert.Equal(parameters + statistics, WeightFiles.Parameters(network, ParameterView.Keras));
        Assert.Equal(layers, network.Layers.Count);
    }

    [Fact]
    public void A_sorted_header_is_put_back_in_the_order_of_its_numbers()
    {
        var names = WeightFiles
            .Read("safetensors/mobilenet_v2.safetensors")
            .Layers.Select(layer => layer.Name)
            .ToList();
        Assert.True(names.IndexOf("features.2.conv.0.0") < names.IndexOf("features.10.conv.0.0"));
    }

    [Fact]
    public void Memory_is_that_of_the_types_of_the_file()
    {
        var measured = WeightFiles.Measure(WeightFiles.Read("safetensors/types.safetensors"), ParameterView.PyTorch);
        Assert.Equal(48, measured.Totals.Parameters);
        Assert.Equal(12 * (2 + 2 + 8 + 1), measured.Totals.WeightBytes);
        Assert.Equal(10, measured.Totals.Buffers);
    }

    [Fact]
    public void Tied_tensors_count_once()
    {
        var head = WeightFiles
            .Measure(WeightFiles.Read("safetensors/tied.safetensors"), ParameterView.PyTorch)
            .Rows.Single(row => row.Name == "head");
        Assert.Equal(120, head.SharedParameters);
    }

    [Fact]
    public void A_body_of_5_GB_is_not_read()
    {
        using var file = new TemporaryFile("large.safetensors");
        const long rows = 5L << 18;
        WriteSparse(
            file.Path,
            $$$"""{"a.weight":{"dtype":"F32","shape":[{{{rows}}},1024],"data_offsets":[0,{{{rows * 4096}}}]}}""",
            rows * 4096
        );

        long before = GC.GetAllocatedBytesForCurrentThread();
        var stream = new CountingStream(file.Path);
        using var model = new ModelFile(file.Path, () => stream);
        var network = new SafeTensorsReader().Read(model, new ReadOptions(), CancellationToken.None);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(rows * 1024, WeightFiles.Parameters(network, ParameterView.PyTorch));
        Assert.InRange(stream.BytesRead, 1, 4096);
        Assert.InRange(allocated, 0, 1 << 20);
    }

    [Fact]
    public void A_header_that_is_longer_than_the_file_is_an_error_at_its_place()
    {
        using var file = new TemporaryFile("short.safetensors", Header("{}", length: 1000));
        var error = Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path));
        Assert.Equal((ModelFileError.DamagedFile, 0L), (error.Error, error.Offset));
        Assert.Contains("1000", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[16,24]}}",
        24,
        "one after the other"
    )]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 4, "cut short")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 0, "cut short", Trust.Exact)] // a header that was taken alone
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 12, "follow the last tensor")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", 8, "12 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"X9\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "X9", Trust.Exact)]
    public void A_contradiction_is_a_warning_and_not_exact(
        string json,
        int body,
        string said,
        Trust trust = Trust.Contradicted
    )
    {
        using var file = new TemporaryFile("odd.safetensors", [.. Header(json), .. new byte[body]]);
        var network = WeightFiles.Read(file.Path);
        Assert.Contains(network.Warnings, warning => warning.Contains(said, StringComparison.Ordinal));
        Assert.Equal(trust, WeightFiles.TrustOf(network));
    }

    [Theory]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,8]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,8]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}")]
    [InlineData("{\"a\":[]}")]
    [InlineData("{\"a\":")]
    [InlineData("{\"a\":{\"dtype\":1,\"shape\":[2],\"data_offsets\":[0,8]}}")]
    public void What_is_no_header_is_damaged(string json)
    {
        using var file = new TemporaryFile("bad.safetensors", [.. Header(json), .. new byte[8]]);
        var error = Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path));
        Assert.Equal(ModelFileError.DamagedFile, error.Error);
        Assert.NotNull(error.Offset);
    }

    [Fact]
    public void A_missing_shard_is_named()
    {
        using var file = new TemporaryFile(
            "model.safetensors.index.json",
            Encoding.UTF8.GetBytes("""{"weight_map":{"a":"gone.safetensors"}}""")
        );
        Assert.Contains(
            "gone.safetensors",
            Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_shard_outside_of_the_folder_is_not_followed()
    {
        using var file = new TemporaryFile(
            "model.safetensors.index.json",
            Encoding.UTF8.GetBytes("""{"weight_map":{"a":"../../etc/passwd"}}""")
        );
        Assert.Equal(
            ModelFileError.UnsupportedContent,
            Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path)).Error
        );
    }

    [Theory]
    [InlineData("tiny.safetensors")]
    [InlineData("resnet18.safetensors")]
    public void Damaged_files_give_errors_of_their_own(string file)
    {
        Damage.CutEverywhere(WeightFiles.Full("safetensors/" + file));
        Damage.FlipBytes(WeightFiles.Full("safetensors/" + file));
    }

    private static byte[] Header(string json, ulong? length = null)
    {
        byte[] text = Encoding.UTF8.GetBytes(json);
        byte[] bytes = new byte[8 + text.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length ?? (ulong)text.Length);
        text.CopyTo(bytes, 8);
        return bytes;
    }

    private static void WriteSparse(string path, string json, long body)
    {
        byte[] header = Header(json);
        using var stream = File.Create(path);
        stream.Write(header);
        stream.SetLength(header.Length + body);
    }
}
