using System.Text;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.Ncnn;

// Expected numbers: torchvision's SqueezeNet 1.1, by tests/oracles/ncnn_models.py; else ncnn's own rules, by file.
public class NcnnReaderTests
{
    [Fact]
    public void SqueezeNet_is_torchvisions()
    {
        var network = WeightFiles.Read("ncnn/squeezenet1_1.param");
        var measured = Measurer.Measure(network);
        Assert.Equal("NCNN", network.Format);
        Assert.Empty(measured.Problems);
        Assert.Equal((1_235_496, 349_151_936), (measured.Totals.Parameters, measured.Totals.Macs));
        var rows = measured.Rows.ToDictionary(row => row.Name, StringComparer.Ordinal);
        foreach (string[] expected in WeightFiles.Rows("ncnn/squeezenet1_1.csv"))
            Assert.Equal(
                (expected[0], $"({expected[1].Replace('x', ',')})"),
                (expected[0], rows[expected[0]].OutputShape.ToString())
            );
    }

    [Theory]
    [InlineData("4,6,7", "ConvolutionDepthWise it 1 1 x y 0=8 1=3 4=1 5=1 6=72 7=4", "(8,6,7)", 80)]
    [InlineData("4,6,7", "Convolution it 1 1 x y 0=8 1=3 11=1 3=2 13=1 4=-233 5=0 6=96", "(8,6,4)", 96)] // -233: padding of TensorFlow
    [InlineData("4,6,7", "Convolution it 1 1 x y 0=8 1=3 2=2 4=2 14=0 15=2 16=0 6=288", "(8,2,7)", 288)]
    [InlineData("4,6,7", "Deconvolution it 1 1 x y 0=2 1=4 3=2 4=1 5=1 6=128", "(2,12,14)", 130)]
    [InlineData("4,6,7", "DeconvolutionDepthWise it 1 1 x y 0=4 1=3 3=2 4=1 18=1 6=36 7=4", "(4,12,14)", 36)]
    [InlineData("4,6,7", "InnerProduct it 1 1 x y 0=3 1=1 2=504 9=1", "(3)", 507)]
    [InlineData("4,7,7", "Pooling it 1 1 x y 0=0 1=2 2=2 3=1", "(4,5,5)", 0)] // pooling.cpp: padded until the last window is whole
    [InlineData("4,7,7", "Pooling it 1 1 x y 0=1 1=3 2=2 5=1", "(4,3,3)", 0)]
    [InlineData("4,6,7", "Pooling it 1 1 x y 0=1 7=1 8=2 18=3", "(4,3,2)", 0)]
    [InlineData("4,6,7", "BatchNorm it 1 1 x y 0=4", "(4,6,7)", 16)]
    [InlineData("4,6,7", "Scale it 1 1 x y 0=4 1=1", "(4,6,7)", 8)]
    [InlineData("4,6,7", "PReLU it 1 1 x y 0=4", "(4,6,7)", 4)]
    [InlineData("4,6,7", "LayerNorm it 1 1 x y 0=7 1=1e-5 2=1", "(4,6,7)", 14)]
    [InlineData("4,6,7", "GroupNorm it 1 1 x y 0=2 1=4", "(4,6,7)", 8)]
    [InlineData("4,6,7", "Permute it 1 1 x y 0=3", "(6,7,4)", 0)] // permute.cpp: 3 = c w h, from the width on
    [InlineData("4,6,7", "Permute it 1 1 x y 0=1", "(4,7,6)", 0)]
    [InlineData("4,6,7", "Reshape it 1 1 x y 0=21 1=-1", "(8,21)", 0)]
    [InlineData("4,6,7", "Reshape it 1 1 x y 0=0 1=-1", "(24,7)", 0)]
    [InlineData("4,6,7", "Interp it 1 1 x y 0=2 1=2.0 2=2.0", "(4,12,14)", 0)]
    [InlineData("4,6,7", "Interp it 1 1 x y 0=1 3=10 4=9", "(4,10,9)", 0)]
    [InlineData("4,6,7", "Padding it 1 1 x y 0=1 1=2 2=3 3=4", "(4,9,14)", 0)]
    [InlineData("4,6,7", "Crop it 1 1 x y -23309=2,1,2 -23310=2,3,-233 -23311=2,0,2", "(2,6,5)", 0)]
    [InlineData("4,6,7", "BinaryOp it 1 1 x y 0=2 1=1 2=0.5", "(4,6,7)", 0)]
    [InlineData("4,6,7", "Crop it 1 1 x y 9=2,1 10=3,-233 11=0,2,", "(1,6,6)", 0)] // lists without a length in front
    [InlineData("4,6,7", "Reshape it 1 1 x y 6=\"0w, 0h,0c\" -23330=4,3,7,6,4", "(4,6,7)", 0)] // a formula, and the shape that it makes
    [InlineData("5,16", "Gemm it 1 1 x y 3=1 5=1 6=1 8=12 9=16 10=4", "(5,12)", 204)]
    [InlineData("5,16", "MultiHeadAttention it 1 1 x y 0=16 1=4 2=256", "(5,16)", 1088)]
    [InlineData("5,16", "LSTM it 1 1 x y 0=8 1=1024 2=2 -23330=4,2,16,5,1", "(5,16)", 1600)] // lstm.cpp: 2 * (32 * 16 + 32 + 32 * 8)
    public void Layers_follow_the_rules_of_ncnn(string shape, string line, string output, long parameters)
    {
        string sizes = string.Join(' ', shape.Split(',').Reverse().Select((size, i) => $"{i}={size}"));
        var measured = Measurer.Measure(Text($"Input x 0 1 x {sizes}", line));
        Assert.Empty(measured.Problems);
        Assert.Equal((output, parameters), (measured.Rows[^1].OutputShape.ToString(), measured.Totals.Parameters));
    }

    // scale.cpp: the second input has a factor for each of the first axis, as the gates of waifu2x's cunet have.
    [Theory]
    [InlineData("0=64", "0=7 1=6 2=64", "(64,6,7)")]
    [InlineData("0=6", "0=7 1=6", "(6,7)")]
    [InlineData("0=1 1=1 2=64", "0=7 1=6 2=64", "(64,6,7)")]
    public void Factors_that_are_computed_go_with_the_first_axis(string factors, string data, string output)
    {
        var measured = Measurer.Measure(
            Text($"Input v 0 1 v {factors}", $"Input x 0 1 x {data}", "Scale it 2 1 x v y 0=-233")
        );
        Assert.Empty(measured.Problems);
        var row = measured.Rows[^1];
        Assert.Equal((output, 0L, Trust.Exact), (row.OutputShape.ToString(), row.Parameters, row.ShapeTrust));
    }

    // A window of 99 does not fit into 6 rows; the weights are stated apart.
    [Fact]
    public void A_layer_that_cannot_be_keeps_the_weights_that_are_stated()
    {
        var totals = Measurer
            .Measure(Text("Input x 0 1 x 0=7 1=6 2=4", "Convolution it 1 1 x y 0=8 1=99 5=1 6=313632"))
            .Totals;
        Assert.Equal((313640, Trust.LowerBound), (totals.Parameters, totals.ParametersTrust));
    }

    // convolution.cpp and the like load as many weights as are stated, and need those of the settings: 8 * 4 * 3 * 3,
    // 8 / 4 * 4 / 4 * 3 * 3 * 4, 3 * 4 * 6 * 7, 9 * 4.
    [Theory]
    [InlineData("Convolution it 1 1 x y 0=8 1=3 5=1 6=288", Trust.Exact)]
    [InlineData("Convolution it 1 1 x y 0=8 1=3 5=1 6=280", Trust.Contradicted)]
    [InlineData("ConvolutionDepthWise it 1 1 x y 0=8 1=3 5=1 6=72 7=4", Trust.Exact)]
    [InlineData("ConvolutionDepthWise it 1 1 x y 0=8 1=3 5=1 6=36 7=4", Trust.Contradicted)]
    [InlineData("Deconvolution it 1 1 x y 0=2 1=4 5=1 6=130", Trust.Contradicted)]
    [InlineData("InnerProduct it 1 1 x y 0=3 1=1 2=504", Trust.Exact)]
    [InlineData("InnerProduct it 1 1 x y 0=3 1=1 2=503", Trust.Contradicted)]
    [InlineData("Embed it 1 1 x y 0=4 1=9 3=36", Trust.Exact)]
    [InlineData("Embed it 1 1 x y 0=4 1=9 3=32", Trust.Contradicted)]
    public void Weights_that_the_settings_cannot_share_out_contradict(string line, Trust trust) =>
        Assert.Equal(trust, Measurer.Measure(Text("Input x 0 1 x 0=7 1=6 2=4", line)).Totals.ParametersTrust);

    // caffe2ncnn writes factors of one and offsets of zero with Caffe's statistics, whose factors are the Scale's.
    [Theory]
    [InlineData("Scale s 1 1 y z 0=4 1=1", 24, Trust.Assumed)]
    [InlineData("ReLU s 1 1 y z", 16, Trust.Exact)]
    public void Factors_of_a_norm_that_a_scale_follows_may_be_none(string after, long parameters, Trust trust)
    {
        var totals = Measurer.Measure(Text("Input x 0 1 x 0=7 1=6 2=4", "BatchNorm it 1 1 x y 0=4", after)).Totals;
        Assert.Equal((parameters, trust), (totals.Parameters, totals.ParametersTrust));
    }

    [Fact]
    public void Parameters_do_not_need_the_shapes()
    {
        var totals = Measurer
            .Measure(
                Text(
                    "Input x 0 1 x",
                    "Convolution a 1 1 x a 0=8 1=3 5=1 6=216",
                    "InnerProduct b 1 1 a b 0=10 1=1 2=720"
                )
            )
            .Totals;
        Assert.Equal((216 + 8 + 720 + 10, Trust.Exact), (totals.Parameters, totals.ParametersTrust));
    }

    [Fact]
    public void Parts_of_a_slice_are_read_one_by_one()
    {
        var rows = Measurer
            .Measure(
                Text(
                    "Input x 0 1 x 0=5 1=5 2=10",
                    "Slice s 1 3 x a b c -23300=3,2,-233,-233 1=0",
                    "Concat y 2 1 c a y 0=0"
                )
            )
            .Rows;
        Assert.Equal(["(2,5,5)", "(4,5,5)", "(4,5,5)"], rows[1].OutputShapes);
        Assert.Equal("(6,5,5)", rows[2].OutputShape.ToString());
    }

    [Fact]
    public void A_layer_that_is_not_known_keeps_the_shape_that_the_file_notes()
    {
        var network = Text("Input x 0 1 x 0=5 1=5 2=10", "Warp w 1 1 x y -23330=4,3,7,6,5 0=1");
        Assert.Contains("Warp", Assert.Single(network.Warnings), StringComparison.Ordinal);
        var measured = Measurer.Measure(network);
        Assert.Equal("(5,6,7)", measured.Rows[^1].OutputShape.ToString());
        Assert.NotEqual(Trust.Exact, measured.Totals.ParametersTrust);
    }

    [Theory]
    [InlineData("7767517\n5 5\nInput x 0 1 x\n", "5 layers")]
    [InlineData("7767517\n1 1\nInput x 0 9 x\n", "line 3")]
    [InlineData("7767517\n1 1\nInput x 0 1 x size=3\n", "line 3")]
    [InlineData("7767517\n1 1\nReLU a 1 1 x y\n", "nothing before it writes")]
    [InlineData("7767517\n1 1\nnn.Conv2d a 0 1 y\n", "pnnx")]
    [InlineData("7767517\n1 1\nInput x 0 1 x 0=4,x\n", "line 3: '0=4,x'")]
    [InlineData("7767517\n1 1\nInput x 0 1 x -23300=3,4,5\n", "line 3: '-23300=3,4,5'")]
    [InlineData("7767517\nmany\n", "line 2")]
    public void A_mistake_is_an_error_with_its_line(string text, string said)
    {
        using var file = new TemporaryFile("typed.param", Encoding.UTF8.GetBytes(text));
        Assert.Contains(
            said,
            Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path)).Message,
            StringComparison.Ordinal
        );
    }

    // modelbin.cpp: a tag, then numbers of 32 bits, of 16 or of 8, these filled up to four bytes; a bias has no tag.
    [Theory]
    [InlineData(0x00000000u, 4 + (6 * 4) + (2 * 4), null)]
    [InlineData(0x0002C056u, 4 + (6 * 4) + (2 * 4), null)]
    [InlineData(0x01306B47u, 4 + (6 * 2) + (2 * 4), null)]
    [InlineData(0x000D4B38u, 4 + 8 + (2 * 4), null)]
    [InlineData(0x00000001u, 4 + 1024 + 8 + (2 * 4), null)]
    [InlineData(0x00000000u, 4 + (6 * 4) + (2 * 4) + 4, "the layers take 36")]
    [InlineData(0x00000000u, 4 + (6 * 4), "ends within the weights of 'c'")]
    [InlineData(0x00000000u, 4, "ends within")]
    public void The_length_of_the_weights_is_checked(uint tag, int bytes, string? said)
    {
        using var file = new TemporaryFile(
            "net.param",
            "7767517\n2 2\nInput x 0 1 x 0=4 1=4 2=3\nConvolution c 1 1 x y 0=2 1=1 5=1 6=6\n"u8.ToArray()
        );
        byte[] weights = [.. Enumerable.Range(0, bytes).Select(place => (byte)(place * 37 % 251))];
        BitConverter.GetBytes(tag).CopyTo(weights, 0);
        File.WriteAllBytes(Path.ChangeExtension(file.Path, ".bin"), weights);
        var network = WeightFiles.Read(file.Path);
        Assert.Equal(said is null ? Trust.Exact : Trust.Contradicted, WeightFiles.TrustOf(network));
        var warnings = network.Warnings;
        if (said is null)
            Assert.Empty(warnings);
        else
            Assert.Contains(said, Assert.Single(warnings), StringComparison.Ordinal);
    }

    // docs/developer-guide/binaryop-broadcasting.md of ncnn: a vector of 8 and four channels of one position make four
    // channels of 8; of 4 numbers it is one for each channel. Which of the two it is, the sizes tell.
    [Theory]
    [InlineData(8, "?")]
    [InlineData(4, "(4,1,1)")]
    public void A_vector_may_repeat_what_has_more_axes(int size, string output)
    {
        var network = Text($"Input v 0 1 v 0={size}", "Input x 0 1 x 0=1 1=1 2=4", "BinaryOp it 2 1 x v y 0=0");
        Assert.Empty(network.Warnings);
        Assert.Equal(output, Measurer.Measure(network).Rows[^1].OutputShape.ToString());
    }

    // As of nanodet's Integral: the bins that a sum of probabilities weighs are no weights.
    [Theory]
    [InlineData(0x00000000u, true, Trust.Assumed)]
    [InlineData(0x00000000u, false, Trust.Exact)]
    [InlineData(0x01306B47u, true, Trust.Assumed)]
    public void Bins_are_no_weights(uint tag, bool areBins, Trust trust)
    {
        using var file = new TemporaryFile(
            "net.param",
            "7767517\n2 2\nInput x 0 1 x 0=8\nInnerProduct c 1 1 x y 0=1 1=0 2=8\n"u8.ToArray()
        );
        var numbers = Enumerable.Range(0, 8).Select(bin => areBins || bin > 1 ? bin : 1 - bin);
        File.WriteAllBytes(
            Path.ChangeExtension(file.Path, ".bin"),
            [
                .. BitConverter.GetBytes(tag),
                .. numbers.SelectMany(number =>
                    tag == 0 ? BitConverter.GetBytes((float)number) : BitConverter.GetBytes((Half)number)
                ),
            ]
        );
        var totals = Measurer.Measure(WeightFiles.Read(file.Path)).Totals;
        Assert.Equal((8, trust), (totals.Parameters, totals.ParametersTrust));
    }

    // caffe2ncnn: Caffe's batch norm has statistics alone.
    [Theory]
    [InlineData(1, Trust.Assumed)]
    [InlineData(0.75f, Trust.Exact)]
    public void Factors_of_one_may_be_none(float factor, Trust trust)
    {
        using var file = new TemporaryFile(
            "net.param",
            "7767517\n2 2\nInput x 0 1 x 0=4 1=4 2=3\nBatchNorm n 1 1 x y 0=3\n"u8.ToArray()
        );
        float[] numbers = [1, 1, factor, 0.5f, 2, 1, 1, 3, 2, 5, 1, 4];
        File.WriteAllBytes(
            Path.ChangeExtension(file.Path, ".bin"),
            [.. numbers.SelectMany(number => BitConverter.GetBytes(number))]
        );
        Assert.Equal(trust, WeightFiles.TrustOf(WeightFiles.Read(file.Path)));
    }

    // A number that is another setting of a convolution: there it says that the filters are an input.
    [Theory]
    [InlineData("Deconvolution c 1 1 x y 0=2 1=3 3=2 4=1 5=1 6=54 18=1 19=1", 4 + (54 * 4) + (2 * 4))]
    [InlineData("Deconvolution c 2 1 x x y 0=2 1=3 3=2 4=1 6=54 28=1", 0)]
    [InlineData("Convolution c 2 1 x x y 0=2 1=3 6=54 19=1", 0)]
    public void Filters_that_arrive_are_not_stored(string line, int bytes)
    {
        using var file = new TemporaryFile(
            "net.param",
            Encoding.UTF8.GetBytes($"7767517\n2 2\nInput x 0 1 x 0=4 1=4 2=3\n{line}\n")
        );
        File.WriteAllBytes(Path.ChangeExtension(file.Path, ".bin"), new byte[bytes]);
        var network = WeightFiles.Read(file.Path);
        Assert.Empty(network.Warnings);
        Assert.Equal(bytes > 0 ? 56 : 0, Measurer.Measure(network).Totals.Parameters);
    }

    // load_model of each layer in ncnn's src/layer: matrices have a tag of four bytes before them.
    [Theory]
    [InlineData("LSTM c 1 1 x y 0=6 1=192 2=0", (3 * 4) + (4 * (192 + 24 + 144)))]
    [InlineData("LSTM c 1 1 x y 0=6 1=256 2=0 3=8", (4 * 4) + (4 * (256 + 32 + 192 + 48)))]
    [InlineData("LSTM c 1 1 x y 0=6 1=384 2=2", (3 * 4) + (4 * 2 * (192 + 24 + 144)))]
    [InlineData("GRU c 1 1 x y 0=6 1=144 2=0", (3 * 4) + (4 * (144 + 24 + 108)))]
    [InlineData("RNN c 1 1 x y 0=6 1=48 2=0", (3 * 4) + (4 * (48 + 6 + 36)))]
    [InlineData("MultiHeadAttention c 1 1 x y 0=8 1=2 2=64", (4 * 4) + (4 * 4 * (64 + 8)))]
    [InlineData("Gemm c 1 1 x y 2=0 3=1 4=0 5=1 6=1 7=0 8=6 9=8 10=4", (2 * 4) + (4 * (48 + 6)))]
    public void Weights_of_sequences_are_held_to_their_length(string line, int bytes)
    {
        foreach (int length in new[] { 0, bytes - 4, bytes, bytes + 4 })
        {
            using var file = new TemporaryFile(
                "net.param",
                Encoding.UTF8.GetBytes($"7767517\n2 2\nInput x 0 1 x 0=8 1=5\n{line}\n")
            );
            File.WriteAllBytes(Path.ChangeExtension(file.Path, ".bin"), new byte[length]);
            var trust = Measurer.Measure(WeightFiles.Read(file.Path)).Totals.ParametersTrust;
            Assert.Equal(length == bytes ? Trust.Exact : Trust.Contradicted, trust);
        }
    }

    [Fact]
    public void Damaged_files_give_errors_of_their_own()
    {
        Damage.CutEverywhere(WeightFiles.Full("ncnn/squeezenet1_1.param"));
        Damage.FlipBytes(WeightFiles.Full("ncnn/squeezenet1_1.param"));
        Damage.FlipBytes(WeightFiles.Full("ncnn/settings.param"));
    }

    private static Network Text(params string[] lines)
    {
        using var file = new TemporaryFile(
            "typed.param",
            Encoding.UTF8.GetBytes($"7767517\n{lines.Length} {lines.Length}\n{string.Join('\n', lines)}\n")
        );
        return WeightFiles.Read(file.Path);
    }
}
