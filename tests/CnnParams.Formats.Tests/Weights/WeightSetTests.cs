using System.Globalization;
using System.Text;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.Weights;

// Files of weights by name that other programs than PyTorch write: tests/oracles/weight_sets.py and gguf_files.js.
public class WeightSetTests
{
    public static TheoryData<string, string> Files =>
        new()
        {
            { "network.npz", "NumPy" },
            { "compressed.npz", "NumPy" },
            { "array.npy", "NumPy" },
            { "network.msgpack", "Flax" },
            { "state.msgpack", "Flax" },
            { "network.gguf", "GGUF" },
            { "blocks.gguf", "GGUF" },
        };

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_tensor_counts(string file, string format)
    {
        var network = WeightFiles.Read("weights/" + file);
        Assert.Equal(format, network.Format);
        var measured = WeightFiles.Measure(network, ParameterView.File);
        long expected = WeightFiles
            .Rows("weights/tensors.csv")
            .Where(row => row[0] == file && !IsIndex(row[2]))
            .Sum(row => Product(row[3]));
        Assert.Equal(expected, measured.Totals.Parameters);
        Assert.DoesNotContain(network.Warnings, warning => warning.Contains("bytes", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("network.npz")]
    [InlineData("network.msgpack")]
    public void Modules_are_layers(string file)
    {
        var rows = WeightFiles.Measure(WeightFiles.Read("weights/" + file), ParameterView.Keras).Rows;
        Assert.Equal(
            [("conv1", "Conv2D", 76L), ("bn1", "BatchNormalization", 16L), ("head", "Dense", 185L)],
            rows.Select(row => (row.Name, row.Type, row.Parameters!.Value))
        );
    }

    [Fact]
    public void The_axes_of_GGUF_are_turned_round()
    {
        var network = WeightFiles.Read("weights/network.gguf");
        var conv = Assert.IsType<Convolution>(WeightFiles.Layer(network, "conv1"));
        Assert.Equal((8, 3, "3x3"), (conv.Filters, conv.InputChannels, conv.KernelSize.ToString()));
        var head = Assert.IsType<Dense>(WeightFiles.Layer(network, "head"));
        Assert.Equal((10, 72), (head.Units, head.InputFeatures));
    }

    // @huggingface/gguf: the shapes, and the sum of the elements.
    [Theory]
    [InlineData("network.gguf")]
    [InlineData("blocks.gguf")]
    public void GGUF_agrees_with_a_reader_by_others(string file)
    {
        var expected = WeightFiles.Rows("weights/gguf.csv").Where(row => row[0] == file).ToArray();
        var measured = WeightFiles.Measure(WeightFiles.Read("weights/" + file), ParameterView.File);
        Assert.Equal(long.Parse(expected[^1][2], CultureInfo.InvariantCulture), measured.Totals.Parameters);
        Assert.Equal(
            expected[..^1].Select(row => ((string?)row[1], Product(row[2]))).Order(),
            measured.Rows.SelectMany(row => row.Weights).Select(weight => (weight.Tensor, weight.Count)).Order()
        );
    }

    [Fact]
    public void What_an_optimizer_keeps_is_not_counted()
    {
        var network = WeightFiles.Read("weights/state.msgpack");
        Assert.Equal(24 + 4, WeightFiles.Parameters(network, ParameterView.PyTorch));
        Assert.Contains(network.Warnings, warning => warning.Contains("opt_state", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("network.gguf", -40, "cut short")]
    [InlineData("network.gguf", 64, "follow the last tensor")]
    [InlineData("array.npy", -4, "164 are there")]
    [InlineData("array.npy", 4, "172 are there")]
    [InlineData("network.msgpack", 3, "3 bytes follow")]
    public void A_body_of_another_length_is_a_warning_and_not_exact(string name, int change, string said)
    {
        byte[] bytes = File.ReadAllBytes(WeightFiles.Full("weights/" + name));
        int whole = bytes.Length;
        Array.Resize(ref bytes, whole + change);
        using var file = new TemporaryFile(name, bytes);
        var network = WeightFiles.Read(file.Path);
        Assert.Contains(network.Warnings, warning => warning.Contains(said, StringComparison.Ordinal));
        Assert.Equal(Measuring.Trust.Contradicted, WeightFiles.TrustOf(network));
    }

    // Names as Keras's mnist.npz has them, as courses have them in HDF5 files, and as numpy.savez gives them.
    [Theory]
    [InlineData("x_train y_train x_test y_test", false)]
    [InlineData("train_set_x train_set_y list_classes", false)]
    [InlineData("images labels", false)]
    [InlineData("X y", false)]
    [InlineData("arr_0 arr_1", true)]
    [InlineData("x w", true)]
    [InlineData("data/conv labels/conv", true)]
    public void Data_to_learn_from_are_no_weights(string names, bool isRead)
    {
        using var file = new TemporaryFile("data.npz", Archive(names));
        if (isRead)
        {
            Assert.Equal(84, WeightFiles.Parameters(WeightFiles.Read(file.Path), ParameterView.File));
            return;
        }

        var refusal = Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path));
        Assert.Contains("data to learn from", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(names.Split(' ')[0] + "' (7x6)", refusal.Message, StringComparison.Ordinal);
    }

    // As inputs and outputs of a network are kept for its tests (sonos/tract), as numpy.savez calls what has no name,
    // and as people call weights.
    [Theory]
    [InlineData("input output", Trust.Assumed)]
    [InlineData("arr_0 arr_1", Trust.Assumed)]
    [InlineData("query key beta", Trust.Assumed)]
    [InlineData("W1 b1 W2 b2", Trust.Exact)]
    [InlineData("conv_w weights_2 dense_bias", Trust.Exact)]
    [InlineData("conv1/W conv1/b", Trust.Exact)]
    public void Arrays_are_weights_by_their_names(string names, Trust trust)
    {
        using var file = new TemporaryFile("arrays.npz", Archive(names));
        var totals = WeightFiles.Measure(WeightFiles.Read(file.Path), ParameterView.File).Totals;
        Assert.Equal((42L * names.Split(' ').Length, trust), (totals.Parameters, totals.ParametersTrust));
    }

    // An array of 7 x 6 under each of several names.
    private static byte[] Archive(string names)
    {
        using var content = new MemoryStream();
        using (
            var archive = new System.IO.Compression.ZipArchive(
                content,
                System.IO.Compression.ZipArchiveMode.Create,
                leaveOpen: true
            )
        )
        {
            byte[] array = File.ReadAllBytes(WeightFiles.Full("weights/array.npy"));
            foreach (string name in names.Split(' '))
            {
                using var entry = archive.CreateEntry(name + ".npy").Open();
                entry.Write(array);
            }
        }

        return content.ToArray();
    }

    [Fact]
    public void A_type_that_is_not_known_is_a_warning()
    {
        string text = "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 3), }\n";
        byte[] head =
        [
            0x93,
            .. "NUMPY"u8,
            1,
            0,
            (byte)text.Length,
            0,
            .. Encoding.ASCII.GetBytes(text),
            .. new byte[24],
        ];
        using var file = new TemporaryFile("structured.npy", head);
        Assert.Equal(6, WeightFiles.Parameters(WeightFiles.Read(file.Path), ParameterView.File));
    }

    [Theory]
    [InlineData("(2, -3)")]
    [InlineData("(two,)")]
    [InlineData("(9223372036854775807, 9)")]
    public void A_shape_that_cannot_be_is_damage(string shape)
    {
        string text = $"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}\n";
        using var file = new TemporaryFile(
            "bad.npy",
            [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. Encoding.ASCII.GetBytes(text)]
        );
        Assert.Equal(
            ModelFileError.DamagedFile,
            Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path)).Error
        );
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Damaged_files_give_errors_of_their_own(string file, string format)
    {
        _ = format;
        Damage.CutEverywhere(WeightFiles.Full("weights/" + file));
        Damage.FlipBytes(WeightFiles.Full("weights/" + file));
    }

    private static long Product(string shape) =>
        shape
            .Split('x', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate(1L, (product, size) => product * long.Parse(size, CultureInfo.InvariantCulture));

    // Whole numbers of 64 bits and truths are never learned.
    private static bool IsIndex(string type) => type is "int64" or "bool";
}
