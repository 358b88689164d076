using System.Globalization;
using System.Text;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;

namespace CnnParams.Formats.Tests.OpenVino;

// Files state all axes of every tensor, the batch among them, wherever it is.
public class BatchTests
{
    // Attention of 6 tokens with two heads, then a linear layer, by PyTorch: tests/data/onnx-random/figures.csv,
    // attention. It has the tokens first within; of several samples only lower bounds are known.
    [Theory]
    [InlineData(1, Trust.Exact)]
    [InlineData(3, Trust.LowerBound)]
    [InlineData(-1, Trust.LowerBound)]
    public void Attention_with_the_tokens_first_is_of_all_heads(int batch, Trust trust)
    {
        string n = $"{batch}",
            heads = $"{(batch < 0 ? batch : 2 * batch)}",
            rows = $"{(batch < 0 ? batch : 6 * batch)}";
        var ir = new IrText();
        int Move(int read, string shape) => ir.Add("Transpose", shape, [read, ir.Constant("3", isWhole: true)]);
        int Reform(int read, string shape) =>
            ir.Add("Reshape", shape, [read, ir.Constant($"{shape.Split(',').Length}", isWhole: true)]);
        int Multiply(int left, int right, string shape) => ir.Add("MatMul", shape, [left, right]);
        int Connect(int read, string shape, int features, int units) =>
            ir.Add(
                "Add",
                shape,
                [Multiply(read, ir.Constant($"{features},{units}"), shape), ir.Constant($"1,{units}")]
            );
        int Head(int read) => Move(Reform(ir.Add("StridedSlice", $"6,{n},8", [read]), $"6,{heads},4"), $"{heads},6,4");

        int x = ir.Add("Parameter", $"{n},6,8", []),
            joined = Connect(Move(x, $"6,{n},8"), $"6,{n},24", 8, 24),
            scores = Multiply(Head(joined), Move(Head(joined), $"{heads},4,6"), $"{heads},6,6"),
            values = Multiply(ir.Add("SoftMax", $"{heads},6,6", [scores], "axis=\"-1\""), Head(joined), $"{heads},6,4"),
            outward = Connect(Reform(Move(values, $"6,{heads},4"), $"{rows},8"), $"{rows},8", 8, 8);
        Connect(Move(Reform(outward, $"6,{n},8"), $"{n},6,8"), $"{n},6,3", 8, 3);

        var measured = Measured(ir);
        Assert.Equal((315, trust), (measured.Totals.Parameters, measured.Totals.MacsTrust));
        if (trust == Trust.Exact)
            Assert.Equal((2256, "(6,3)"), (measured.Totals.Macs, measured.Rows[^1].OutputShape.ToString()));
        else
            Assert.True(measured.Totals.Macs < 2256);
    }

    // Four windows of one image: 4*4*9 weights on 64 positions are 9216, by arithmetic. A layer would count one window.
    [Fact]
    public void Filters_over_windows_are_not_counted_for_one_of_them()
    {
        var ir = new IrText();
        int x = ir.Add("Parameter", "1,4,8,8", []),
            dealt = ir.Add("Reshape", "1,4,2,4,2,4", [x, ir.Constant("6", isWhole: true)]),
            moved = ir.Add("Transpose", "1,2,2,4,4,4", [dealt, ir.Constant("6", isWhole: true)]),
            windows = ir.Add("Reshape", "4,4,4,4", [moved, ir.Constant("4", isWhole: true)]);
        ir.Add(
            "Convolution",
            "4,4,4,4",
            [windows, ir.Constant("4,4,3,3")],
            "strides=\"1,1\" dilations=\"1,1\" pads_begin=\"1,1\" pads_end=\"1,1\" auto_pad=\"explicit\""
        );
        var totals = Measured(ir).Totals;
        Assert.Equal((144, Trust.LowerBound), (totals.Parameters, totals.MacsTrust));
    }

    // The same windows, of one image and of three, under what else counts on samples: none of it sees an image.
    [Theory]
    [InlineData("GroupConvolution", "2,2,2,3,3", 1)]
    [InlineData("GroupConvolution", "2,2,2,3,3", 3)]
    [InlineData("ConvolutionBackpropData", "4,4,3,3", 1)]
    [InlineData("ConvolutionBackpropData", "4,4,3,3", 3)]
    [InlineData("Convolution", "4,4,3,3", 3)]
    public void Other_filters_over_windows_are_not_counted_either(string type, string kernel, int batch)
    {
        var ir = new IrText();
        int x = ir.Add("Parameter", $"{batch},4,8,8", []),
            dealt = ir.Add("Reshape", $"{batch},4,2,4,2,4", [x, ir.Constant("6", isWhole: true)]),
            moved = ir.Add("Transpose", $"{batch},2,2,4,4,4", [dealt, ir.Constant("6", isWhole: true)]),
            windows = ir.Add("Reshape", $"{4 * batch},4,4,4", [moved, ir.Constant("4", isWhole: true)]);
        ir.Add(
            type,
            $"{4 * batch},4,4,4",
            [windows, ir.Constant(kernel)],
            "strides=\"1,1\" dilations=\"1,1\" pads_begin=\"1,1\" pads_end=\"1,1\" auto_pad=\"explicit\""
        );
        var totals = Measured(ir).Totals;
        Assert.Equal(
            (
                kernel.Split(',').Aggregate(1L, (all, size) => all * long.Parse(size, CultureInfo.InvariantCulture)),
                Trust.LowerBound
            ),
            (totals.Parameters, totals.MacsTrust)
        );
    }

    // Four gates (of a GRU three, of an RNN one) of 4 units over 8 features, and a bias each; then 2 units a step.
    // The samples are first, the directions second.
    [Theory]
    [InlineData("LSTMSequence", 4, 2, 1)]
    [InlineData("LSTMSequence", 4, 2, 3)]
    [InlineData("LSTMSequence", 4, 2, 6)]
    [InlineData("GRUSequence", 3, 1, 3)]
    [InlineData("RNNSequence", 1, 1, 3)]
    public void Steps_of_several_samples_are_of_one(string type, int gates, int states, int batch)
    {
        var ir = new IrText();
        int x = ir.Add("Parameter", $"{batch},6,8", []);
        int[] begin = [.. Enumerable.Range(0, states).Select(_ => ir.Constant($"{batch},1,4"))];
        int steps = ir.Add(
                type,
                $"{batch},1,6,4",
                [
                    x,
                    .. begin,
                    ir.Constant($"{batch}", isWhole: true),
                    ir.Constant($"1,{4 * gates},8"),
                    ir.Constant($"1,{4 * gates},4"),
                    ir.Constant($"1,{4 * gates}"),
                ]
            ),
            rows = ir.Add("Squeeze", $"{batch},6,4", [steps, ir.Constant("1", isWhole: true)]);
        ir.Add("MatMul", $"{batch},6,2", [rows, ir.Constant("4,2")]);
        var zeros = Enumerable.Repeat(0f, 4 * batch * states).SelectMany(BitConverter.GetBytes);
        byte[] places = new byte[8 * batch];
        int own = 4 * gates * (8 + 4 + 1);
        byte[] rest =
        [
            .. Enumerable.Range(0, own).SelectMany(i => BitConverter.GetBytes(1f / (i + 3))),
            .. new byte[8],
            .. Enumerable.Range(0, 8).SelectMany(i => BitConverter.GetBytes(1f / (i + 3))),
        ];
        var measured = Measured(ir, [.. zeros, .. places, .. rest]);
        Assert.Equal(
            (own + 8, Trust.LowerBound, 6 * 8, "(6,2)"),
            (
                measured.Totals.Parameters,
                measured.Totals.MacsTrust,
                measured.Totals.Macs,
                measured.Rows[^1].OutputShape.ToString()
            )
        );
    }

    // A GRU of 8 features and 4 units: 12*(8+4) weights and biases. What it begins with are zeros, or else learned.
    [Theory]
    [InlineData(0, 12 * (8 + 4) + 12, Trust.Exact)]
    [InlineData(0.5f, 12 * (8 + 4) + 12 + 4, Trust.Assumed)]
    public void States_to_begin_with_are_learned_unless_they_are_zeros(float state, long parameters, Trust trust)
    {
        var ir = new IrText();
        int begin = ir.Constant("1,1,4"),
            x = ir.Add("Parameter", "1,6,8", []);
        ir.Add(
            "GRUSequence",
            "1,1,6,4",
            [
                x,
                begin,
                ir.Constant("1", isWhole: true),
                ir.Constant("1,12,8"),
                ir.Constant("1,12,4"),
                ir.Constant("1,12"),
            ]
        );
        float[] numbers =
        [
            .. Enumerable.Repeat(state, 4),
            0,
            0,
            .. Enumerable.Range(0, 12 * 13).Select(number => 1f / (number + 3)),
        ];
        var totals = Measured(ir, [.. numbers.SelectMany(BitConverter.GetBytes)]).Totals;
        Assert.Equal((parameters, trust), (totals.Parameters, totals.ParametersTrust));
    }

    private static NetworkMeasurement Measured(IrText ir, byte[]? numbers = null)
    {
        using var file = new TemporaryFile("net.xml", Encoding.UTF8.GetBytes(ir.ToString()));
        if (numbers is not null)
            File.WriteAllBytes(Path.ChangeExtension(file.Path, ".bin"), numbers);
        return Measurer.Measure(WeightFiles.Read(file.Path));
    }
}
