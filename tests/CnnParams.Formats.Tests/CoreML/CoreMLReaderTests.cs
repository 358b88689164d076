using CnnParams.Formats.CoreML.Schema;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;
using CnnParams.Reading;
using Google.Protobuf;
using HeldNumbers = CnnParams.Formats.CoreML.Schema.Weights;

namespace CnnParams.Formats.Tests.CoreML;

// Expected numbers: torchvision's, by tests/oracles/coreml_models.py.
public class CoreMLReaderTests
{
    private const string Inner = "Data/com.apple.CoreML/model.mlmodel";

    [Theory]
    [InlineData("squeezenet1_1.mlmodel", 1_235_496, 0, 349_151_936)]
    [InlineData("resnet18.mlpackage", 11_689_512, 9_600, 1_814_073_344)]
    public void Networks_are_torchvisions(string name, long trainable, long statistics, long macs)
    {
        var network = WeightFiles.Read("coreml/" + name);
        var measured = Measurer.Measure(network);
        Assert.Empty(network.Warnings);
        Assert.Empty(measured.Problems);
        Assert.Equal(
            ("CoreML", trainable, statistics, macs),
            (
                network.Format,
                measured.Totals.TrainableParameters,
                measured.Totals.NonTrainableParameters,
                measured.Totals.Macs
            )
        );
        Assert.Equal(Trust.Exact, measured.Totals.MacsTrust);
        var rows = measured.Rows.ToDictionary(row => row.Name, StringComparer.Ordinal);
        foreach (string[] expected in WeightFiles.Rows("coreml/shapes.csv").Where(row => row[0] == name))
            Assert.Equal(
                (expected[1], $"({expected[2].Replace('x', ',')})"),
                (expected[1], rows[expected[1]].OutputShape.ToString())
            );
    }

    // By hand: 3*3*3*8 + 8, four vectors and two of 8, and 4 * 240 + 4.
    [Fact]
    public void Weights_in_the_file_are_passed_over()
    {
        var network = WeightFiles.Read("coreml/small.mlmodel");
        var measured = Measurer.Measure(network);
        Assert.Equal(224 + 32 + 16 + 964, measured.Totals.Parameters);
        Assert.Equal("(4)", measured.Rows.Single(row => row.Name == "dense").OutputShape.ToString());
        // A kind of layer that the schema does not have.
        Assert.Contains("unknown", Assert.Single(network.Warnings), StringComparison.Ordinal);
        Assert.NotEqual(Trust.Exact, measured.Totals.ParametersTrust);
    }

    // By hand: 2*3*3*3 weights and 2 biases; as single and half precision, as bytes, and as 54 numbers of 3 bits.
    [Theory]
    [InlineData("floats", 54, Trust.Exact)]
    [InlineData("halves", 54, Trust.Exact)]
    [InlineData("bytes", 54, Trust.Exact)]
    [InlineData("bits", 54, Trust.Exact)]
    [InlineData("floats", 55, Trust.Contradicted)]
    [InlineData("floats", 500, Trust.Contradicted)]
    [InlineData("halves", 108, Trust.Contradicted)]
    [InlineData("bits", 57, Trust.Contradicted)]
    public void Weights_that_are_in_the_file_are_those_of_the_row(string form, int count, Trust trust)
    {
        var weights = form switch
        {
            "floats" => new HeldNumbers { Floats = { new float[count] } },
            "halves" => new HeldNumbers { Halves = ByteString.CopyFrom(new byte[2 * count]) },
            "bytes" => new HeldNumbers { Whole = ByteString.CopyFrom(new byte[count]) },
            _ => new HeldNumbers
            {
                Raw = ByteString.CopyFrom(new byte[((3 * count) + 7) / 8]),
                Quantization = new Quantization { Bits = 3 },
            },
        };
        var settings = new ConvolutionSettings
        {
            OutputChannels = 2,
            KernelChannels = 3,
            HasBias = true,
            Weights = weights,
            Bias = new HeldNumbers { Floats = { 1f, 2f } },
        };
        var totals = Convolved(settings);
        Assert.Equal((56, trust), (totals.Parameters, totals.ParametersTrust));
    }

    // No window has five axes.
    [Fact]
    public void A_layer_that_cannot_be_keeps_what_the_file_holds_of_it()
    {
        var totals = Convolved(
            new ConvolutionSettings
            {
                OutputChannels = 2,
                KernelChannels = 3,
                KernelSize = { 7, 7, 7, 7, 7 },
                Valid = new Valid(),
                Weights = new HeldNumbers { Floats = { new float[54] } },
            }
        );
        Assert.Equal((54, Trust.LowerBound), (totals.Parameters, totals.ParametersTrust));
    }

    private static NetworkTotals Convolved(ConvolutionSettings settings)
    {
        var model = new Model
        {
            Description = new Description
            {
                Input =
                {
                    new Feature
                    {
                        Name = "image",
                        Type = new FeatureType
                        {
                            Image = new Image { Width = 8, Height = 8 },
                        },
                    },
                },
            },
            Network = new Formats.CoreML.Schema.Network
            {
                Layers =
                {
                    new Layer
                    {
                        Name = "conv",
                        Input = { "image" },
                        Output = { "out" },
                        Convolution = settings,
                    },
                },
            },
        };
        using var file = new TemporaryFile("net.mlmodel", model.ToByteArray());
        return Measurer.Measure(TestFiles.Read(file.Path)).Totals;
    }

    // As of nanodet's Integral: the bins that a sum of probabilities weighs are no weights.
    [Theory]
    [InlineData(true, Trust.Assumed)]
    [InlineData(false, Trust.Exact)]
    public void Bins_are_no_weights(bool areBins, Trust trust)
    {
        var totals = Convolved(
            new ConvolutionSettings
            {
                OutputChannels = 1,
                KernelChannels = 3,
                KernelSize = { 1, 1 },
                Valid = new Valid(),
                Weights = new HeldNumbers { Floats = { areBins ? [0f, 1f, 2f] : [0f, 1f, 2.5f] } },
            }
        );
        Assert.Equal((3, trust), (totals.Parameters, totals.ParametersTrust));
    }

    // A package has the weights in a file beside the program, each after 64 bytes that say where it lies (coremltools,
    // mlmodel/src/MILBlob/Blob/StorageFormat.hpp); a program has short ones among its values.
    [Theory]
    [InlineData(true, true, Trust.Assumed)]
    [InlineData(true, false, Trust.Exact)]
    [InlineData(false, true, Trust.Assumed)]
    [InlineData(false, false, Trust.Exact)]
    public void Nor_are_those_of_a_program(bool isOutside, bool areBins, Trust trust)
    {
        float[] numbers = [.. Enumerable.Range(0, 8).Select(bin => areBins ? bin : 1f / (bin + 1))];
        using var file = new TemporaryFile("unused");
        string package = Path.Combine(file.Folder, "net.mlpackage"),
            data = Path.Combine(package, "Data");
        Directory.CreateDirectory(data);
        File.WriteAllText(
            Path.Combine(package, "Manifest.json"),
            """{"rootModelIdentifier":"a","itemInfoEntries":{"a":{"path":"net.mlmodel"}}}"""
        );
        File.WriteAllBytes(
            Path.Combine(data, "weight.bin"),
            [
                .. new byte[64],
                .. BitConverter.GetBytes(0xDEADBEEF),
                .. BitConverter.GetBytes(2),
                .. BitConverter.GetBytes(32L),
                .. BitConverter.GetBytes(128L),
                .. new byte[40],
                .. numbers.SelectMany(number => BitConverter.GetBytes(number)),
            ]
        );
        var value = new Value();
        if (isOutside)
            value.Blob = new Blob { Name = "@model_path/weight.bin", Offset = 64 };
        else
            value.Immediate = new Immediate { Tensor = new Numbers { Reals = new Reals { Values = { numbers } } } };
        File.WriteAllBytes(Path.Combine(data, "net.mlmodel"), Linear(value).ToByteArray());
        var totals = Measurer.Measure(TestFiles.Read(package)).Totals;
        Assert.Equal((8, trust), (totals.Parameters, totals.ParametersTrust));
    }

    // Tokens first: 5 tokens of 8 features in two heads, whose scores are 2*5*5*4 products, by arithmetic; layers leave
    // the batch out, which is not the first axis here.
    [Theory]
    [InlineData(1, 200, Trust.Exact, "(2,5,5)")]
    [InlineData(3, 0, Trust.LowerBound, "?")]
    public void Scores_of_a_program_are_of_all_heads(int batch, long macs, Trust trust, string shape)
    {
        ulong n = (ulong)batch;
        static Operation Step(string type, string name, ulong[] sizes, params (string Key, string Name)[] reads)
        {
            var step = new Operation { Type = type, Outputs = { Typed(name, sizes) } };
            foreach (var (key, read) in reads)
                step.Inputs[key] = Bound(read);
            return step;
        }

        var block = new Block
        {
            Operations =
            {
                Step("transpose", "tokens", [5, n, 8], ("x", "x")),
                Step("reshape", "dealt", [5, 2 * n, 4], ("x", "tokens")),
                Step("transpose", "heads", [2 * n, 5, 4], ("x", "dealt")),
                Step("transpose", "turned", [2 * n, 4, 5], ("x", "heads")),
                Step("matmul", "scores", [2 * n, 5, 5], ("x", "heads"), ("y", "turned")),
            },
        };
        var function = new Function
        {
            Inputs = { Typed("x", n, 5, 8) },
            Opset = "CoreML5",
            Blocks = { ["CoreML5"] = block },
        };
        var model = new Model { Program = new Formats.CoreML.Schema.Program { Functions = { ["main"] = function } } };
        using var file = new TemporaryFile("net.mlmodel", model.ToByteArray());
        var measured = Measurer.Measure(TestFiles.Read(file.Path));
        Assert.Equal(
            (macs, trust, shape),
            (measured.Totals.Macs, measured.Totals.MacsTrust, measured.Rows[^1].OutputShape?.ToString())
        );
    }

    // A norm of one channel has a factor and an offset, whatever they are called. Beside a tensor, the name tells: what
    // coremltools calls var_12 is a number of the code.
    [Theory]
    [InlineData("instance_norm", "gamma", "any_0", 1, 1, Trust.Exact)]
    [InlineData("layer_norm", "beta", "any_0", 1, 1, Trust.Exact)]
    [InlineData("mul", "y", "block_gamma", 1, 1, Trust.Exact)]
    [InlineData("mul", "y", "norm_weight_to_fp16", 0, 1, Trust.Exact)]
    [InlineData("mul", "y", "block_scale", 1, 0, Trust.Assumed)]
    [InlineData("add", "y", "block_scale", 4, 0, Trust.Assumed)]
    [InlineData("mul", "y", "block_scale", 0, 0, Trust.Exact)]
    [InlineData("mul", "y", "var_12_to_fp16", 1, 0, Trust.Exact)]
    [InlineData("mul", "y", "mul_0_y_0", 1, 0, Trust.Exact)]
    public void A_single_number_is_learned_where_its_slot_or_its_name_says_so(
        string type,
        string argument,
        string name,
        int axes,
        long parameters,
        Trust trust
    )
    {
        var number = new Value
        {
            Immediate = new Immediate { Tensor = new Numbers { Reals = new Reals { Values = { 0.5f } } } },
        };
        var block = new Block
        {
            Operations =
            {
                new Operation
                {
                    Type = "const",
                    Outputs = { Typed(name, [.. Enumerable.Repeat(1UL, axes)]) },
                    Attributes = { ["val"] = number },
                },
                new Operation
                {
                    Type = type,
                    Inputs = { ["x"] = Bound("x"), [argument] = Bound(name) },
                    Outputs = { Typed("out", 1, 1, 6, 5) },
                },
            },
        };
        var function = new Function
        {
            Inputs = { Typed("x", 1, 1, 6, 5) },
            Opset = "CoreML5",
            Blocks = { ["CoreML5"] = block },
        };
        var model = new Model { Program = new Formats.CoreML.Schema.Program { Functions = { ["main"] = function } } };
        using var file = new TemporaryFile("net.mlmodel", model.ToByteArray());
        var totals = Measurer.Measure(TestFiles.Read(file.Path)).Totals;
        Assert.Equal((parameters, trust), (totals.Parameters, totals.ParametersTrust));
    }

    private static Model Linear(Value weight)
    {
        var block = new Block
        {
            Operations =
            {
                new Operation
                {
                    Type = "const",
                    Outputs = { Typed("w", 1, 8) },
                    Attributes = { ["val"] = weight },
                },
                new Operation
                {
                    Type = "linear",
                    Inputs = { ["x"] = Bound("x"), ["weight"] = Bound("w") },
                    Outputs = { Typed("y", 1, 1) },
                },
            },
        };
        var function = new Function
        {
            Inputs = { Typed("x", 1, 8) },
            Opset = "CoreML5",
            Blocks = { ["CoreML5"] = block },
        };
        return new Model { Program = new Formats.CoreML.Schema.Program { Functions = { ["main"] = function } } };
    }

    private static Argument Bound(string name) => new() { Bindings = { new Argument.Types.Binding { Name = name } } };

    // 11: single precision.
    private static NamedType Typed(string name, params ulong[] sizes) =>
        new()
        {
            Name = name,
            Type = new Formats.CoreML.Schema.ValueType
            {
                Tensor = new TensorType
                {
                    DataType = 11,
                    Sizes = { sizes.Select(size => new Size { Known = new Size.Types.Known { Size = size } }) },
                },
            },
        };

    // By hand, of one direction: 4*3*(2+3) + 4*3 weights, and three vectors of 3.
    [Fact]
    public void Peepholes_of_an_LSTM_count()
    {
        var model = new Model
        {
            Description = new Description
            {
                Input =
                {
                    new Feature
                    {
                        Name = "steps",
                        Type = new FeatureType { Array = new Formats.CoreML.Schema.Array { Shape = { 2 } } },
                    },
                },
            },
            Network = new Formats.CoreML.Schema.Network
            {
                Layers =
                {
                    new Layer
                    {
                        Name = "lstm",
                        Input = { "steps" },
                        Output = { "out" },
                        UniDirectionalLSTM = new LstmSettings
                        {
                            InputSize = 2,
                            OutputSize = 3,
                            Parts = new LstmParts { HasBias = true, HasPeepholes = true },
                        },
                    },
                },
            },
        };
        using var file = new TemporaryFile("net.mlmodel", model.ToByteArray());
        Assert.Equal(81, Measurer.Measure(TestFiles.Read(file.Path)).Totals.Parameters);
    }

    [Fact]
    public void A_package_whose_manifest_leads_elsewhere_is_an_error()
    {
        using var file = new TemporaryFile("unused");
        string package = Path.Combine(file.Folder, "net.mlpackage");
        Directory.CreateDirectory(package);
        Assert.Contains(
            "Manifest.json",
            Assert.Throws<ModelFileException>(() => WeightFiles.Read(package)).Message,
            StringComparison.Ordinal
        );
        File.WriteAllText(
            Path.Combine(package, "Manifest.json"),
            """{"rootModelIdentifier":"a","itemInfoEntries":{"a":{"path":"../../../etc/passwd"}}}"""
        );
        Assert.Equal(
            ModelFileError.UnsupportedContent,
            Assert.Throws<ModelFileException>(() => WeightFiles.Read(package)).Error
        );
        File.WriteAllText(Path.Combine(package, "Manifest.json"), """{"rootModelIdentifier":"b"}""");
        Assert.Contains(
            "names no model",
            Assert.Throws<ModelFileException>(() => WeightFiles.Read(package)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_model_that_is_no_network_is_refused()
    {
        // specificationVersion 1, and a tree ensemble (field 402).
        using var file = new TemporaryFile("tree.mlmodel", [0x08, 1, 0x92, 0x19, 0]);
        Assert.Equal(
            ModelFileError.UnsupportedContent,
            Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path)).Error
        );
    }

    [Theory]
    [InlineData("small.mlmodel")]
    [InlineData("squeezenet1_1.mlmodel")]
    [InlineData("resnet18.mlpackage/" + Inner)]
    public void Damaged_files_give_errors_of_their_own(string name)
    {
        Damage.CutEverywhere(WeightFiles.Full("coreml/" + name));
        Damage.FlipBytes(WeightFiles.Full("coreml/" + name));
    }
}
