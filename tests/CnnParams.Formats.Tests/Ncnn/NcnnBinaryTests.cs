using System.Buffers.Binary;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.Ncnn;

// The .param.bin files of tests/data are what ncnn's own ncnn2mem makes of the .param files beside them.
public class NcnnBinaryTests
{
    private const int Magic = 7767517,
        End = -233;

    [Theory]
    [InlineData("squeezenet1_1")] // torchvision's
    [InlineData("settings")] // whole and real numbers, lists in both forms, a text, layers of the program's own
    public void Both_forms_give_the_same_rows(string name)
    {
        var text = Measurer.Measure(WeightFiles.Read($"ncnn/{name}.param"));
        var binary = Measurer.Measure(WeightFiles.Read($"ncnn/{name}.param.bin"));
        Assert.Empty(text.Problems);
        Assert.Equal(Rows(text), Rows(binary));
        Assert.Equal(
            (text.Totals.Parameters, text.Totals.Macs, text.Totals.ParametersTrust),
            (binary.Totals.Parameters, binary.Totals.Macs, binary.Totals.ParametersTrust)
        );
    }

    [Fact]
    public void SqueezeNet_is_torchvisions()
    {
        var network = WeightFiles.Read("ncnn/squeezenet1_1.param.bin");
        var measured = Measurer.Measure(network);
        Assert.Equal("NCNN", network.Format);
        Assert.Empty(network.Warnings);
        Assert.Equal((1_235_496, 349_151_936), (measured.Totals.Parameters, measured.Totals.Macs));
        // The oracle has no row for what joins the two halves of a fire module.
        Assert.Equal(
            WeightFiles.Rows("ncnn/squeezenet1_1.csv").Select(row => $"({row[1].Replace('x', ',')})"),
            measured.Rows.Where(row => row.Layer is Convolution or MaxPooling).Select(row => row.OutputShape.ToString())
        );
    }

    [Fact]
    public void Layers_are_called_by_type_and_number()
    {
        var measured = Measurer.Measure(WeightFiles.Read("ncnn/settings.param.bin"));
        Assert.Equal(
            ["Input_0", "Convolution_1", "Convolution_1/leaky_relu", "Slice_2", "ReLU_3"],
            measured.Rows.Take(5).Select(row => row.Name)
        );
        Assert.Equal(
            ["Custom0_11", "Custom1_13", "Custom0_14"],
            measured.Rows.Select(row => row.Name).Where(name => name.StartsWith("Custom", StringComparison.Ordinal))
        );
    }

    // Bits of 0.5 are a whole number too, and those of 2 a real one: each layer says what it takes.
    [Fact]
    public void Numbers_are_what_the_layer_asks_for()
    {
        var network = Binary(
            [16, 0, 1, 0, 0, 4, 1, 6, 2, 3, End],
            [
                50,
                1,
                1,
                0,
                1,
                0,
                1,
                1,
                BitConverter.SingleToInt32Bits(2.5f),
                2,
                BitConverter.SingleToInt32Bits(0.5f),
                End,
            ]
        );
        Assert.Equal("(3,15,2)", Measurer.Measure(network).Rows[^1].OutputShape.ToString());
    }

    [Theory]
    [InlineData(3, "ends within the weights of 'Convolution_1'")]
    [InlineData(0, null)]
    public void The_weights_beside_are_checked(int missing, string? said)
    {
        using var file = new TemporaryFile(
            "squeezenet1_1.param.bin",
            File.ReadAllBytes(WeightFiles.Full("ncnn/squeezenet1_1.param.bin"))
        );
        // 26 convolutions, each with a tag and 32 bits for each number.
        long length = missing > 0 ? missing : (26 * 4) + (1_235_496 * 4);
        using (var weights = File.Create(Path.Combine(file.Folder, "squeezenet1_1.bin")))
            weights.SetLength(length);
        var warnings = WeightFiles.Read(file.Path).Warnings;
        if (said is null)
            Assert.Empty(warnings);
        else
            Assert.Contains(said, Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_name_is_not_taken_for_its_own_weights()
    {
        using var file = new TemporaryFile(
            "network.bin",
            File.ReadAllBytes(WeightFiles.Full("ncnn/squeezenet1_1.param.bin"))
        );
        Assert.Empty(WeightFiles.Read(file.Path).Warnings);
    }

    [Fact]
    public void A_type_of_a_later_ncnn_is_not_known_and_says_so()
    {
        var network = Binary([16, 0, 1, 0, 0, 4, End], [200, 1, 1, 0, 1, -23330, 4, 1, 7, 0, 0, End]);
        Assert.Contains("Type200", Assert.Single(network.Warnings), StringComparison.Ordinal);
        Assert.Equal("(7)", Measurer.Measure(network).Rows[^1].OutputShape.ToString());
    }

    [Fact]
    public void Bytes_behind_the_last_layer_are_a_warning() =>
        Assert.Contains(
            "4 bytes follow",
            Assert.Single(Binary([16, 0, 1, 0, 0, 4, End, 5]).Warnings),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("nothing before it writes", 26, 1, 1, 1, 0, End)]
    [InlineData("none of the 9", 26, 1, 1, 9, 0, End)]
    [InlineData("too short", 26, int.MaxValue, 1)]
    [InlineData("too short", 26, -1, 1)]
    [InlineData("too short", 16, 0, 1, 0, -23300, int.MaxValue)]
    [InlineData("too short", 16, 0, 1, 0, -23400, 80)]
    [InlineData("number -5", 16, 0, 1, 0, -5, 1)]
    [InlineData("ends within", 16, 0, 1, 0, 0)]
    public void A_mistake_is_an_error_with_its_layer(string said, params int[] layer)
    {
        var error = Assert.Throws<ModelFileException>(() => Binary(layer));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains(layer[0] == 16 ? "Input_0" : "ReLU_0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_layers_than_the_file_has_room_for_are_an_error()
    {
        using var file = new TemporaryFile("net.param.bin", Bytes([Magic, int.MaxValue, 1, 16, 0, 1, 0, End]));
        Assert.Contains(
            "2147483647 layers",
            Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Damaged_files_give_errors_of_their_own()
    {
        Damage.CutAtEveryByte(WeightFiles.Full("ncnn/settings.param.bin"));
        Damage.FlipBytes(WeightFiles.Full("ncnn/settings.param.bin"), times: 1000);
        Damage.FlipBytes(WeightFiles.Full("ncnn/squeezenet1_1.param.bin"));
    }

    // Everything but the names, which the binary form has none of: who is read is said by number.
    private static IEnumerable<string> Rows(NetworkMeasurement measured)
    {
        var numbers = measured
            .Rows.Select((row, number) => (row.Name, number))
            .ToDictionary(pair => pair.Name, pair => pair.number, StringComparer.Ordinal);
        return measured.Rows.Select(row =>
        {
            var reads = row
                .Layer.Inputs.Select(input => input.Split(':'))
                .Select(parts => $"{numbers[parts[0]]}:{string.Concat(parts.Skip(1))}");
            return $"{row.Type} of {string.Join(',', reads)}: {string.Join(',', row.OutputShapes)} {row.Parameters} "
                + $"{row.Macs} {row.Formula}";
        });
    }

    private static Network Binary(params int[][] layers)
    {
        using var file = new TemporaryFile(
            "net.param.bin",
            Bytes([Magic, layers.Length, 9, .. layers.SelectMany(word => word)])
        );
        return WeightFiles.Read(file.Path);
    }

    private static byte[] Bytes(int[] words)
    {
        byte[] bytes = new byte[words.Length * sizeof(int)];
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), words[i]);
        return bytes;
    }
}
