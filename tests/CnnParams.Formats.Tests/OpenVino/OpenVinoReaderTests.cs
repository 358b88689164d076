using System.Text;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.OpenVino;

// Expected numbers: torchvision's, by tests/oracles/openvino_models.py.
public class OpenVinoReaderTests
{
    // MobileNet v2: 3,504,872 less the 17,056 of a factor and an offset for each of its 17,056 channels, which become
    // biases.
    [Theory]
    [InlineData("alexnet", 61_100_840, 714_188_480)]
    [InlineData("mobilenet_v2", 3_504_872 - 17_056, 300_774_272)]
    public void Networks_are_torchvisions(string name, long parameters, long macs)
    {
        var network = WeightFiles.Read($"openvino/{name}.xml");
        var measured = Measurer.Measure(network);
        Assert.Empty(network.Warnings);
        Assert.Empty(measured.Problems);
        Assert.Equal(
            ("OpenVINO", parameters, macs),
            (network.Format, measured.Totals.Parameters, measured.Totals.Macs)
        );
        Assert.Equal(Trust.Exact, measured.Totals.MacsTrust);
        var rows = measured.Rows.ToDictionary(row => row.Name, StringComparer.Ordinal);
        foreach (string[] expected in WeightFiles.Rows("openvino/shapes.csv").Where(row => row[0] == name))
            Assert.Equal(
                (expected[1], $"({expected[2].Replace('x', ',')})"),
                (expected[1], rows[expected[1]].OutputShape.ToString())
            );
    }

    [Fact]
    public void Memory_is_that_of_the_stored_types()
    {
        var measured = Measurer.Measure(WeightFiles.Read("openvino/alexnet.xml"));
        var conv = measured.Rows.Single(row => row.Name == "features.0");
        // A kernel of 16 bits; the bias has no type of its own here.
        Assert.Equal((64 * 3 * 11 * 11 * 2) + (64 * 4), conv.WeightBytes);
    }

    // So landmarks-regression-retail-0009 of Open Model Zoo has them.
    [Fact]
    public void Whole_numbers_are_read_with_decimals()
    {
        var network = Text(
            """
            <net name="pooled" version="11">
              <layers>
                <layer id="0" name="x" type="Parameter"><data shape="1,4,5,5" element_type="f32"/><output><port id="0"><dim>1</dim><dim>4</dim><dim>5</dim><dim>5</dim></port></output></layer>
                <layer id="1" name="y" type="MaxPool"><data strides="2,2" dilations="1.0,1.0" pads_begin="0,0" pads_end="0,0" kernel="3,3" rounding_type="floor"/><input><port id="0"><dim>1</dim><dim>4</dim><dim>5</dim><dim>5</dim></port></input><output><port id="1"><dim>1</dim><dim>4</dim><dim>2</dim><dim>2</dim></port></output></layer>
              </layers>
              <edges><edge from-layer="0" from-port="0" to-layer="1" to-port="0"/></edges>
            </net>
            """
        );
        Assert.Empty(network.Warnings);
        Assert.Equal("(4,2,2)", Measurer.Measure(network).Rows[^1].OutputShape.ToString());
    }

    // Broadcasting as numpy has it; a Const's output is its shape (OpenVINO's Constant-1).
    [Theory]
    [InlineData("1, 4, 1, 1", 16, null)]
    [InlineData("4", 16, "but its output is 1x4x1x1")]
    [InlineData("1, 3, 1, 1", 12, "cannot be broadcast to (4,")]
    [InlineData("1, 1, 4, 1", 16, "but its output is 1x4x1x1")]
    public void A_constant_fits_what_it_is_put_together_with(string shape, int size, string? said)
    {
        using var file = new TemporaryFile(
            "net.xml",
            Encoding.UTF8.GetBytes(Scaled($"element_type=\"f32\" shape=\"{shape}\" offset=\"0\" size=\"{size}\""))
        );
        var network = WeightFiles.Read(file.Path);
        Assert.Equal(said is null ? Trust.Assumed : Trust.Contradicted, WeightFiles.TrustOf(network));
        Assert.Equal(said is not null, network.Warnings.Any(warning => warning.Contains(said ?? "")));
    }

    // OpenVINO's inference begins with the shape: here it would refuse the first convolution, whose filters see 3
    // channels.
    [Theory]
    [InlineData("1,3,224,224", Trust.Exact)]
    [InlineData("1, 3, 224, 224", Trust.Exact)]
    [InlineData("?,3,224,224", Trust.Exact)]
    [InlineData("1,4,224,224", Trust.Contradicted)]
    [InlineData("1,3,112,112", Trust.Contradicted)]
    public void The_shape_of_an_input_is_that_of_its_output(string shape, Trust trust)
    {
        using var file = new TemporaryFile(
            "net.xml",
            Encoding.UTF8.GetBytes(
                File.ReadAllText(WeightFiles.Full("openvino/mobilenet_v2.xml"))
                    .Replace("<data shape=\"1,3,224,224\"", $"<data shape=\"{shape}\"")
            )
        );
        Assert.Equal(trust, Measurer.Measure(WeightFiles.Read(file.Path)).Totals.MacsTrust);
    }

    [Theory]
    [InlineData(8, "lies at", Trust.Contradicted)]
    [InlineData(16 + 63, null, Trust.Exact)]
    [InlineData(16 + 64, "'bytes of net.bin that no layer names' (64)", Trust.LowerBound)]
    [InlineData(-1, null, Trust.Exact)]
    public void Places_of_constants_are_checked_against_the_bin_file(int bytes, string? said, Trust trust)
    {
        using var file = new TemporaryFile(
            "net.xml",
            Encoding.UTF8.GetBytes(
                Scaled("element_type=\"f32\" shape=\"1, 4, 1, 1\" offset=\"0\" size=\"16\"")
                    .Replace("\"s\"", "\"s.weight\"")
            )
        );
        if (bytes >= 0)
            File.WriteAllBytes(Path.ChangeExtension(file.Path, ".bin"), new byte[bytes]);
        var network = WeightFiles.Read(file.Path);
        Assert.Equal(trust, WeightFiles.TrustOf(network));
        var warnings = network.Warnings;
        Assert.Equal(
            said is not null,
            warnings.Any(warning => said is not null && warning.Contains(said, StringComparison.Ordinal))
        );
    }

    [Fact]
    public void A_constant_of_another_size_than_its_shape_is_a_warning() =>
        Assert.Contains(
            "size is given as 12",
            Assert.Single(Text(Scaled("element_type=\"f32\" shape=\"1, 4, 1, 1\" offset=\"0\" size=\"12\"")).Warnings),
            StringComparison.Ordinal
        );

    [Fact]
    public void What_is_multiplied_with_a_constant_is_scaled_by_it()
    {
        var totals = Measurer
            .Measure(Text(Scaled("element_type=\"f32\" shape=\"1, 4, 1, 1\" offset=\"0\" size=\"16\"")))
            .Totals;
        Assert.Equal(4, totals.Parameters);
    }

    [Fact]
    public void A_shape_that_contradicts_the_settings_is_a_warning()
    {
        string text = File.ReadAllText(WeightFiles.Full("openvino/alexnet.xml"))
            .Replace("kernel=\"3,3\"", "kernel=\"5,5\"", StringComparison.Ordinal);
        Assert.Contains(Text(text).Warnings, warning => warning.Contains("the file says", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "<?xml version=\"1.0\"?><!DOCTYPE net [<!ENTITY a \"aaaa\">]><net name=\"&a;\" version=\"11\"/>",
        "DTD"
    )]
    [InlineData("<net name=\"new\" version=\"12\"></net>", "version 12")]
    [InlineData("<net name=\"a\" version=\"11\"><layers><layer id=\"0\" name=\"x\"/></layers></net>", "'type'")]
    [InlineData("<net name=\"a\" version=\"11\"><layers>", "line 1")]
    [InlineData(
        "<net name=\"a\" version=\"11\"><layers><layer id=\"0\" name=\"x\" type=\"ReLU\"><input><port "
            + "id=\"0\"/></input><output><port id=\"1\"/></output></layer></layers></net>",
        "no edge"
    )]
    public void A_mistake_is_an_error_with_its_place(string text, string said)
    {
        var error = Assert.Throws<ModelFileException>(() => Text(text));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_nesting_is_an_error() =>
        Assert.Contains(
            "deep",
            Assert
                .Throws<ModelFileException>(() =>
                    Text("<net name=\"a\" version=\"11\">" + string.Concat(Enumerable.Repeat("<a>", 100_000)))
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Damaged_files_give_errors_of_their_own()
    {
        Damage.CutEverywhere(WeightFiles.Full("openvino/alexnet.xml"));
        Damage.FlipBytes(WeightFiles.Full("openvino/alexnet.xml"));
    }

    // Names as PyTorch, TensorFlow and NumPy's users have them.
    [Theory]
    [InlineData("scale.weight", Trust.Exact)]
    [InlineData("norm/gamma/read", Trust.Exact)]
    [InlineData("scale/mul/ReadVariableOp", Trust.Exact)]
    [InlineData("mask", Trust.Assumed)]
    [InlineData("Constant_12", Trust.Assumed)]
    [InlineData("weighting", Trust.Assumed)]
    public void A_constant_is_a_parameter_by_its_name_alone(string name, Trust trust)
    {
        string text = Scaled("element_type=\"f32\" shape=\"1, 4, 1, 1\" offset=\"0\" size=\"16\"");
        var totals = Measurer.Measure(Text(text.Replace("name=\"s\"", $"name=\"{name}\""))).Totals;
        Assert.Equal((4L, trust), (totals.Parameters, totals.ParametersTrust));
        Assert.Equal(
            trust == Trust.Assumed
                ? $"y: '{name}' is taken for learned: its file does not tell parameters from buffers"
                : "",
            string.Join("; ", totals.TrustReasons)
        );
    }

    // Bytes that are unpacked by an offset and a factor for each filter, an image that is resized by factors, and
    // ranges that it is quantised by: 4*3*3*3 weights and nothing else.
    [Fact]
    public void What_weights_are_unpacked_by_and_images_resized_by_is_no_parameter()
    {
        var text = new IrText();
        int image = text.Add("Parameter", "1,3,8,8", [], "shape=\"1,3,8,8\" element_type=\"f32\"");
        int packed = text.Add(
            "Const",
            "4,3,3,3",
            [],
            "element_type=\"i8\" shape=\"4,3,3,3\" offset=\"1000\" size=\"108\""
        );
        int weights = text.Add("Convert", "4,3,3,3", [packed], "destination_type=\"f32\"");
        weights = text.Add("Subtract", "4,3,3,3", [weights, text.Constant("4,1,1,1")]);
        weights = text.Add("Multiply", "4,3,3,3", [weights, text.Constant("4,1,1,1")]);
        int filtered = text.Add(
            "Convolution",
            "1,4,8,8",
            [image, weights],
            "strides=\"1,1\" dilations=\"1,1\" pads_begin=\"1,1\" pads_end=\"1,1\" auto_pad=\"explicit\""
        );
        int range = text.Constant("1,4,1,1");
        int quantised = text.Add("FakeQuantize", "1,4,8,8", [filtered, range, range, range, range], "levels=\"256\"");
        text.Add(
            "Interpolate",
            "1,4,16,16",
            [quantised, text.Constant("2", isWhole: true), text.Constant("2"), text.Constant("2", isWhole: true)],
            "mode=\"nearest\" shape_calculation_mode=\"scales\""
        );
        var totals = Measurer.Measure(Text(text.ToString())).Totals;
        Assert.Equal((108L, Trust.Exact), (totals.Parameters, totals.ParametersTrust));
    }

    private static string Scaled(string constant) =>
        $"""
            <net name="scaled" version="11">
              <layers>
                <layer id="0" name="x" type="Parameter"><data shape="1,4,2,2" element_type="f32"/><output><port id="0"><dim>1</dim><dim>4</dim><dim>2</dim><dim>2</dim></port></output></layer>
                <layer id="1" name="s" type="Const"><data {constant}/><output><port id="0"><dim>1</dim><dim>4</dim><dim>1</dim><dim>1</dim></port></output></layer>
                <layer id="2" name="y" type="Multiply"><input><port id="0"/><port id="1"/></input><output><port id="2"><dim>1</dim><dim>4</dim><dim>2</dim><dim>2</dim></port></output></layer>
              </layers>
              <edges><edge from-layer="0" from-port="0" to-layer="2" to-port="0"/><edge from-layer="1" from-port="0" to-layer="2" to-port="1"/></edges>
            </net>
            """;

    private static Network Text(string text)
    {
        using var file = new TemporaryFile("net.xml", Encoding.UTF8.GetBytes(text));
        return WeightFiles.Read(file.Path);
    }
}
