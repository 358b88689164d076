using CnnParams.Budgets;
using CnnParams.Formats.Mnn;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;
using Google.FlatBuffers;

namespace CnnParams.Formats.Tests.Mnn;

// Expected numbers of the models: torchvision's and torch's own, by tests/oracles/mnn_models.py.
public class MnnReaderTests
{
    private const string Conv = "it = Convolution Convolution2D 0={2=3 3=3 8=b2 10=8 11=4} ";

    [Theory]
    [InlineData("squeezenet1_1")]
    [InlineData("mobilenet_v2")]
    [InlineData("shufflenet_v2_x0_5")]
    [InlineData("vit_b_16")]
    public void Models_are_torchvisions(string name)
    {
        var network = WeightFiles.Read($"mnn/{name}.mnn");
        var measured = Measurer.Measure(network);
        Assert.Equal(("MNN", "MNN 3.6.1, of ONNX"), (network.Format, network.Producer));
        Assert.Empty(network.Warnings);
        Assert.Empty(measured.Problems);
        string[] totals = WeightFiles.Rows("mnn/totals.csv").Single(row => row[0] == name);
        Assert.Equal(totals[1], $"{measured.Totals.Parameters}");
        // A file of MNN does not say that a class token and positions are learned.
        Assert.Equal(name == "vit_b_16" ? Trust.Assumed : Trust.Exact, measured.Totals.ParametersTrust);
        Assert.Equal(totals[3], $"{measured.Totals.WeightBytes}");
        if (totals[2].Length > 0)
            Assert.Equal(totals[2], $"{measured.Totals.Macs}");

        var rows = measured.Rows.ToDictionary(row => row.Name, StringComparer.Ordinal);
        string[][] expected = [.. WeightFiles.Rows("mnn/shapes.csv").Where(row => row[0] == name)];
        Assert.InRange(expected.Length, 25, 200);
        Assert.All(
            expected,
            row => Assert.Equal((row[1], $"({row[2].Replace('x', ',')})"), (row[1], Made(rows, row[1])))
        );
    }

    // What benchmarks use: MNN's own files of SqueezeNet 1.1 and MobileNet v2 count 1,235,496 and 3,489,097 (1001
    // classes).
    [Fact]
    public void Weights_that_were_left_out_are_counted_by_the_settings()
    {
        var network = Read(MnnText.Input("4,6,7"), Conv, "n = BatchNorm BatchNorm 0=8", "s = Scale Scale 0=8");
        Assert.Contains("left out", Assert.Single(network.Warnings), StringComparison.Ordinal);
        Assert.Equal(288 + 8 + 32 + 16, Measurer.Measure(network).Totals.Parameters);
    }

    [Theory]
    [InlineData(Conv + "1=f287 2=f8", "287 weights, which 8 filters of 9 positions cannot share out")]
    [InlineData(Conv + "1=f360 2=f8", "360 weights, of 5 input channels, but its settings say 4")]
    [InlineData(Conv + "1=f288 2=f7", "its bias has 7 numbers, but there are 8 filters")]
    [InlineData(Conv + "2=f8 3={0=x[2,8,0,45,0]90 2=1}", "360 weights")]
    [InlineData(Conv + "2=f8 3={0=x[2,8,0,36,0,16]150 2=1}", "its 288 packed weights lack 10 bytes")] // 16 values, then 134 bytes
    [InlineData(Conv + "3={2=1 7=8} 6=l[0,270,32,32]", "its 288 packed weights lack 18 bytes")]
    [InlineData(
        Conv + "6=l[100,1152,32]",
        "its weights end at byte 1284 of 'typed.mnn.weight', but that file has 1000"
    )]
    [InlineData(Conv + "6=l[0,800,32]", "'bytes of typed.mnn.weight that no layer names' (168)")]
    [InlineData(Conv + "6=l[-100,1152,32]", "places and sizes are 0 or more")]
    [InlineData("it = InnerProduct InnerProduct 0=3 2=504 3=f507 4=f3", "507 weights, but its settings say 504")]
    [InlineData("it = PReLU PRelu 0=4 1=f3", "3 slopes, but its settings say 4")]
    [InlineData("it = BatchNorm BatchNorm 0=4 1=f4 2=f4 3=f5 4=f4", "5 numbers, but its settings say 4 channels")]
    [InlineData(
        "w = Const Blob 0=[4,2] 2=1 7=f9|it = ReLU none; x",
        "8 numbers of Float32 take 32 bytes, but the file holds 36 of them"
    )]
    public void What_contradicts_itself_is_a_warning(string lines, string said)
    {
        using var file = new TemporaryFile("typed.mnn", MnnText.Write([MnnText.Input("4,6,7"), .. lines.Split('|')]));
        File.WriteAllBytes(file.Path + ".weight", new byte[1000]);
        Assert.Contains(
            WeightFiles.Read(file.Path).Warnings,
            warning => warning.Contains(said, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(Conv + "1=f287 2=f8")]
    [InlineData(Conv + "1=f360 2=f8")]
    [InlineData(Conv + "1=f288 2=f7")]
    [InlineData("it = InnerProduct InnerProduct 0=3 2=504 3=f507 4=f3")]
    [InlineData("it = PReLU PRelu 0=4 1=f3")]
    public void What_contradicts_itself_is_not_exact(string line)
    {
        using var file = new TemporaryFile("typed.mnn", MnnText.Write([MnnText.Input("4,6,7"), line]));
        AssertContradicted(WeightFiles.Read(file.Path));
    }

    private static void AssertContradicted(Network network)
    {
        var measured = Measurer.Measure(network);
        // A layer that cannot be, as its weights are, has no number that could be contradicted.
        var row = measured.Rows[1];
        var trust = row.Parameters is null ? Trust.Unknown : Trust.Contradicted;
        Assert.Equal((trust, true), (row.ParametersTrust, row.TrustReason.Length > 0));
        Assert.NotEqual(Trust.Exact, measured.Totals.ParametersTrust);
        Assert.NotEqual(Trust.Exact, measured.Totals.MacsTrust);
        Assert.False(Budget.Check(measured, [BudgetLimit.Read("MaxParameters", 1_000_000_000)]).Single().Passed);
    }

    [Fact]
    public void A_shape_that_the_file_notes_is_compared()
    {
        const string noted = "1=t{0={0=[1,8,6,6] 1=b0} 1=1}";
        using var file = new TemporaryFile(
            "typed.mnn",
            MnnText.Write(noted, [MnnText.Input("4,6,7"), Conv + "1=f288 2=f8"])
        );
        var network = WeightFiles.Read(file.Path);
        Assert.Contains(
            "the file says that the output is (8,6,6), but (8,6,7) follows",
            Assert.Single(network.Warnings),
            StringComparison.Ordinal
        );
        AssertContradicted(network);
    }

    [Theory]
    [InlineData("it = Nobody none", "OpType 999")]
    [InlineData("it = Extra Extra 0='Warp'", "'Warp' is not known")]
    [InlineData("it = While WhileParam", "is not followed")]
    public void What_is_not_known_keeps_the_shape_that_the_file_notes(string line, string said)
    {
        using var file = new TemporaryFile(
            "typed.mnn",
            MnnText.Write("1=t{0={0=[1,5,6,7] 1=b0} 1=1}", [MnnText.Input("4,6,7"), line])
        );
        var network = WeightFiles.Read(file.Path);
        Assert.Contains(network.Warnings, warning => warning.Contains(said, StringComparison.Ordinal));
        var measured = Measurer.Measure(network);
        Assert.Equal("(5,6,7)", measured.Rows[^1].OutputShape.ToString());
        Assert.NotEqual(Trust.Exact, measured.Totals.ParametersTrust);
    }

    [Fact]
    public void Constants_that_are_read_again_count_once()
    {
        const string matrix = "w = Const Blob 0=[8,8] 2=1 7=f64; ";
        string[] begin = ["x = Input Input 0=[1,5,8] 2=b0", matrix, "a = MatMul MatMul; x w"];
        Assert.Equal(64, Parameters([.. begin, "c = MatMul MatMul; a w"]));
        Assert.Equal(
            64 + 8,
            Parameters([
                .. begin,
                "b = Const Blob 0=[8] 2=1 7=f8; ",
                "c = BinaryOp BinaryOp 0=0; a b",
                "d = BinaryOp BinaryOp 0=0; c b",
            ])
        );
        // Others of the same name are others.
        Assert.Equal(64 + 64, Parameters([.. begin, matrix, "c = MatMul MatMul; a w"]));
        const string filters = "same = Convolution Convolution2D 0={10=4 11=4} 1=f16 2=f4";
        Assert.Equal(20 + 20, Parameters(MnnText.Input("4,6,7"), filters, filters));

        static long Parameters(params string[] lines) => Measurer.Measure(Read(lines)).Totals.Parameters;
    }

    [Fact]
    public void The_outputs_are_those_that_the_file_names()
    {
        using var file = new TemporaryFile(
            "typed.mnn",
            MnnText.Write("4=s['a']", [MnnText.Input("4,6,7"), "a = ReLU none", "b = ReLU none"])
        );
        Assert.Equal(["a"], WeightFiles.Read(file.Path).Outputs);
    }

    [Fact]
    public void The_user_may_say_the_shape_of_the_input()
    {
        using var file = new TemporaryFile(
            "typed.mnn",
            MnnText.Write("x = Input Input 0=[-1,-1,-1,4] 2=b1", Conv + "1=f288 2=f8")
        );
        Assert.Equal("(?,?,8)", Measurer.Measure(TestFiles.Read(file.Path)).Rows[^1].OutputShape.ToString());
        var network = TestFiles.Read(file.Path, new ReadOptions { InputShape = new TensorShape(10, 12, 4) });
        Assert.Equal("(10,12,8)", Measurer.Measure(network).Rows[^1].OutputShape.ToString());
    }

    [Fact]
    public void It_is_known_by_its_content()
    {
        byte[] bytes = File.ReadAllBytes(WeightFiles.Full("mnn/squeezenet1_1.mnn"));
        using var file = new TemporaryFile("model.bin", bytes);
        Assert.Equal("MNN", WeightFiles.Read(file.Path).Format);
        // Not what is another format, or nothing.
        foreach (
            string other in Directory
                .EnumerateFiles(WeightFiles.Folder, "*", SearchOption.AllDirectories)
                .Where(path => Path.GetExtension(path) != ".mnn")
        )
        {
            using var model = new ModelFile(other);
            Assert.False(new MnnReader().Recognizes(model), other);
        }
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, ModelFileError.DamagedFile)]
    [InlineData(new byte[] { 4, 0, 0, 0, 4, 0, 4, 0, 4, 0, 0, 0, 0, 0, 0, 0 }, ModelFileError.UnknownFormat)]
    [InlineData(new byte[] { 1 }, ModelFileError.DamagedFile)]
    public void What_is_no_network_is_refused(byte[] bytes, ModelFileError error)
    {
        using var file = new TemporaryFile("model.mnn", bytes);
        Assert.Equal(error, Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path)).Error);
    }

    [Theory]
    [InlineData("it = Convolution Pool 3=2", "settings of the kind Convolution2D, but has those of the kind Pool")]
    [InlineData("it = Convolution none", "but has those of the kind none")]
    [InlineData("it = Convolution Convolution2D 0={2=3 3=3 10=-8 11=4} 1=f288", "cannot be")]
    public void What_cannot_be_is_an_error_with_the_operator(string line, string said)
    {
        using var file = new TemporaryFile("typed.mnn", MnnText.Write(MnnText.Input("4,6,7"), line));
        var error = Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains("'it'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0=[7]", "nothing before it writes")]
    [InlineData("0=[-1]", "a negative number")]
    [InlineData("", "needs an input")]
    public void A_tensor_that_is_not_there_is_an_error(string inputs, string said)
    {
        var builder = new FlatBufferBuilder(64);
        builder.Finish(FlatText.Write(builder, $"3=t{{3='it' 4=[0] 5=69 {inputs}}} 7=s['it']"));
        using var file = new TemporaryFile("typed.mnn", builder.SizedByteArray());
        Assert.Contains(
            said,
            Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Weights_are_not_read()
    {
        const int filters = 4096;
        using var file = new TemporaryFile(
            "large.mnn",
            MnnText.Write(
                MnnText.Input("512,7,7"),
                $"it = Convolution Convolution2D 0={{2=3 3=3 8=b2 10={filters} 11=512}} 1=f{filters * 512 * 9} "
                    + $"2=f{filters}"
            )
        );
        var counting = new CountingStream(file.Path);
        using var model = new ModelFile(file.Path, () => counting);
        var network = new MnnReader().Read(model, new ReadOptions(), CancellationToken.None);
        Assert.Equal((filters * 512L * 9) + filters, Measurer.Measure(network).Totals.Parameters);
        Assert.InRange(counting.BytesRead, 1, 32768);
    }

    [Theory]
    [InlineData("squeezenet1_1")]
    [InlineData("shufflenet_v2_x0_5")]
    public void Damaged_files_give_errors_of_their_own(string name)
    {
        Damage.CutEverywhere(WeightFiles.Full($"mnn/{name}.mnn"));
        Damage.FlipBytes(WeightFiles.Full($"mnn/{name}.mnn"), times: 1000);
    }

    // Most operators, so that most of their settings are changed.
    [Theory]
    [InlineData(
        Conv
            + "2=f8 3={0=x[2,8,0,36,0]30 2=1}|p = Pooling Pool 3=2 4=2 5=2 6=2 11=[1,1,1,1]|s = Shape none; p|b = "
            + "GatherV2 none; s i0,1 i0|c = Concat Axis; b i-1,|y = Reshape Reshape; p c|"
            + "l = LayerNorm LayerNorm 0=[-1] 2=f20 3=f20|m = MatMul MatMul; l w20x3|k*2 = Slice Slice 0=1 1=[3,5] "
            + "2=b3|z = StridedSlice StridedSliceParam 2=1 3=1 6=2; k i0,1 i0,2 i1,1"
    )]
    [InlineData(
        "s = Shape none; x|t = SliceTf none; s i2, i2,|f = Cast CastParam 1=1; t|d = BinaryOp BinaryOp 0=2; f r1.5,2|i "
            + "= Cast CastParam 1=3; d|q = Concat Axis; i1,4 i|"
            + "y = Interp Interp 4=1; x q|p = Padding PadParam; y i0,0,0,0,1,2,3,4|z = SliceTf none; p i0,0,1,0 "
            + "i-1,2,3,-1|c = Concat Axis 0=1; w1x2x3x21 z"
    )]
    [InlineData(
        "a = Deconvolution Convolution2D 0={2=3 3=3 4=2 5=2 8=b2 10=2 11=4 16=b1} 1=f72 2=f2; x i1,11,14,2|b = "
            + "Convolution Convolution2D 0={2=3 3=3 8=b2 10=8 11=2} 3={0=x144 2=4} 2=f8|"
            + "n = BatchNorm BatchNorm 0=8 1=f8 2=f8 3=f8 4=f8|g = GroupNorm GroupNorm 2=f8 3=f8 4=2 5=1|v = "
            + "ConvertTensor TensorConvertInfo 0=b0 1=b1|r = Reduction ReductionParam 0=b3; v i1,2|"
            + "m = InnerProduct InnerProduct 0=3 1=1 2=24 3=f24 4=f3|u = FusedLinear FusedLinearParam 0=t{0={10=8 "
            + "11=16} 1=f128}{0={10=4 11=16} 1=f64 2=f4} 3={2=f16}; x|w = LSTM LSTM; x w1x8x4 w1x8x2"
    )]
    public void A_small_file_may_be_damaged_at_any_byte(string lines)
    {
        using var file = new TemporaryFile(
            "small.mnn",
            MnnText.Write("1=t{0={0=[1,8,6,7] 1=b0} 1=1} 4=s['y']", [MnnText.Input("4,6,7"), .. lines.Split('|')])
        );
        Assert.Empty(Measurer.Measure(WeightFiles.Read(file.Path)).Problems);
        Damage.CutEverywhere(file.Path);
        for (int seed = 1; seed < 3; seed++)
            Damage.FlipBytes(file.Path, times: 400, seed);
    }

    // Operators that are one table, which has a long list: 200 KB that ask for 320 million numbers.
    [Fact]
    public void Lists_that_share_their_items_are_bounded()
    {
        const int operators = 40_000,
            inputs = 8_000;
        var builder = new FlatBufferBuilder(1024);
        int input = FlatText.Write(builder, "1=b21 2={0=[1,4,6,7]} 3='x' 4=[0] 5=34");
        int one = FlatText.Write(builder, $"3='it' 4=[1] 5=69 0=[{string.Join(',', Enumerable.Repeat(0, inputs))}]");
        builder.StartVector(sizeof(int), operators, sizeof(int));
        for (int i = 1; i < operators; i++)
            builder.AddOffset(one);
        builder.AddOffset(input);
        int list = builder.EndVector().Value;
        builder.StartTable(4);
        builder.AddOffset(3, list, 0);
        builder.Finish(builder.EndTable());
        using var file = new TemporaryFile("shared.mnn", builder.SizedByteArray());
        var error = Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path));
        Assert.Equal(ModelFileError.UnsupportedContent, error.Error);
    }

    // What a layer makes leaves the last of its rows: a function after it is one of them.
    private static string Made(IReadOnlyDictionary<string, LayerMeasurement> rows, string name) =>
        (rows.TryGetValue(name + "/add", out var sum) ? sum : rows[name]).OutputShape.ToString();

    private static Network Read(params string[] lines)
    {
        using var file = new TemporaryFile("typed.mnn", MnnText.Write(lines));
        return WeightFiles.Read(file.Path);
    }
}
