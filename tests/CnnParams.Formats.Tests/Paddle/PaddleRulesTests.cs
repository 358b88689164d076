using System.Text.Json.Nodes;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Formats.Tests.Paddle;

// Expected numbers: what PyTorch's layer of that kind has, where there is one; else by paddle/phi/infermeta, as said.
public class PaddleRulesTests
{
    private static readonly JsonNode Same = PirText.Attribute("SAME");

    [Theory]
    [InlineData(2, 0, false, "(4,6,6)")] // Conv2d(3, 4, 3) of 8 x 8
    [InlineData(2, 1, false, "(4,8,8)")]
    [InlineData(3, 0, false, "(4,6,6,6)")] // Conv3d
    [InlineData(2, 0, true, "(4,8,8)")]
    public void Filters_pad_by_number_and_by_rule(int rank, int pad, bool isSame, string output)
    {
        long[] image = [-1, 3, .. Enumerable.Repeat(8L, rank)];
        var text = PirText.Reading(image);
        int kernel = text.Parameter("conv.w_0", [4, 3, .. Enumerable.Repeat(3L, rank)]);
        text.Operator(
            $"1.conv{rank}d",
            [1, kernel],
            [-1, 4, .. Enumerable.Repeat(-1L, rank)],
            ("paddings", PirText.Attribute([.. Enumerable.Repeat((double)pad, 2 * rank)])),
            ("padding_algorithm", isSame ? Same : PirText.Attribute("EXPLICIT"))
        );
        Last(text, $"Conv{rank}D", output, 4 * 3 * (rank == 2 ? 9 : 27));
    }

    // paddle/phi/infermeta/binary.cc, YoloBoxInferMeta: boxes of 4 numbers, and a score for each class.
    [Fact]
    public void Each_result_that_is_read_has_its_shape()
    {
        var text = PirText.Reading(-1, 18, 5, 5);
        var scores = text.Value([-1, 75, 1]);
        text.Add("1.yolo_box", [1], [text.Value([-1, 75, 4]), scores]);
        text.Operator("1.transpose", [(int)scores["%"]!], [-1, 1, 75], ("perm", PirText.Attribute(0.0, 2.0, 1.0)));
        Last(text, "Permute", "(1,75)", 0);
    }

    [Fact]
    public void Filters_know_their_groups_and_dilation()
    {
        var text = PirText.Reading(-1, 6, 9, 9);
        text.Operator(
            "1.conv2d",
            [1, text.Parameter("conv.w_0", 4, 3, 3, 3)],
            [-1, 4, 5, 5],
            ("groups", PirText.Attribute(2)),
            ("dilations", PirText.Attribute(2.0, 2.0))
        );
        Last(text, "Conv2D", "(4,5,5)", 108); // Conv2d(6, 4, 3, groups=2, dilation=2, bias=False)
    }

    [Fact]
    public void Transposed_filters_have_their_channels_first()
    {
        var text = PirText.Reading(-1, 6, 5, 5);
        int conv = text.Operator(
            "1.conv2d_transpose",
            [1, text.Parameter("up.w_0", 6, 4, 4, 4), text.Numbers()],
            [-1, 4, 10, 10],
            ("strides", PirText.Attribute(2.0, 2.0)),
            ("paddings", PirText.Attribute(1.0, 1.0)),
            ("output_padding", PirText.Attribute([]))
        );
        text.Operator("1.add", [conv, Shaped(text, text.Parameter("up.b_0", 4), 1, 4, 1, 1)], [-1, 4, 10, 10]);
        Last(text, "TransposedConv2D", "(4,10,10)", (6 * 4 * 16) + 4); // ConvTranspose2d(6, 4, 4, 2, 1)
    }

    [Theory]
    [InlineData(4, 4, 1, true)]
    [InlineData(4, 4, -1, false)] // Along the columns, of which there are four too.
    [InlineData(4, 3, 1, false)]
    public void What_is_added_right_behind_is_the_bias(int filters, int numbers, int axis, bool isBias)
    {
        var text = PirText.Reading(-1, 3, 6, 6);
        int conv = text.Operator("1.conv2d", [1, text.Parameter("conv.w_0", filters, 3, 3, 3)], [-1, filters, 4, 4]);
        text.Operator(
            "1.add",
            [conv, text.Parameter("conv.b_0", numbers)],
            [-1, filters, 4, 4],
            ("axis", PirText.Attribute(axis))
        );
        var measured = Measurer.Measure(text.Read());
        Assert.Equal(isBias ? 2 : 3, measured.Rows.Count);
        Assert.Equal((filters * 27) + numbers, measured.Totals.Parameters);
        Assert.Equal(isBias ? 27 * filters + numbers : 27 * filters, measured.Rows[1].Parameters);
    }

    [Fact]
    public void What_two_read_has_no_bias()
    {
        var text = PirText.Reading(-1, 8);
        int product = text.Operator("1.matmul", [1, text.Parameter("linear.w_0", 8, 5)], [-1, 5]);
        int sum = text.Operator("1.add", [product, text.Parameter("linear.b_0", 5)], [-1, 5]);
        text.Operator("1.add", [product, sum], [-1, 5]);
        Assert.Equal(["Input", "Dense", "Operation", "Add"], text.Read().Layers.Select(layer => layer.Type));
    }

    [Theory]
    [InlineData(false, 8, 5)]
    [InlineData(true, 5, 8)]
    public void Matrices_may_be_turned(bool isTurned, long rows, long columns)
    {
        var text = PirText.Reading(-1, 7, 8);
        int product = text.Operator(
            "1.matmul",
            [1, text.Parameter("linear.w_0", rows, columns)],
            [-1, 7, 5],
            ("transpose_y", PirText.Attribute(isTurned))
        );
        text.Operator("1.add", [product, text.Parameter("linear.b_0", 5)], [-1, 7, 5]);
        Last(text, "Dense", "(7,5)", 45); // Linear(8, 5)
        Assert.Equal(7 * 8 * 5, Measurer.Measure(text.Read()).Totals.Macs);
    }

    [Theory]
    [InlineData("1.batch_norm_", 4, "BatchNormalization", 16)]
    [InlineData("1.instance_norm", 2, "InstanceNormalization", 8)]
    [InlineData("1.group_norm", 2, "GroupNormalization", 8)]
    [InlineData("1.group_norm", 0, "GroupNormalization", 0)]
    [InlineData("1.prelu", 1, "PReLU", 4)]
    public void Normalisations_have_the_vectors_that_are_given(string name, int vectors, string type, long parameters)
    {
        var text = PirText.Reading(-1, 4, 6, 6);
        int[] weights = [.. Enumerable.Range(0, vectors).Select(i => text.Parameter($"norm.w_{i}", 4))];
        text.Operator(
            name,
            [1, .. weights, .. Enumerable.Repeat(0, vectors == 0 ? 2 : 0)],
            [-1, 4, 6, 6],
            ("groups", PirText.Attribute(2))
        );
        Last(text, type, "(4,6,6)", parameters);
    }

    [Theory]
    [InlineData(2, 6)]
    [InlineData(1, 24)] // LayerNorm((4, 6))
    public void Layers_are_normalised_from_an_axis_on(int from, long size)
    {
        var text = PirText.Reading(-1, 4, 6);
        text.Operator(
            "1.layer_norm",
            [1, text.Parameter("norm.w_0", size), text.Parameter("norm.b_0", size)],
            [-1, 4, 6],
            ("begin_norm_axis", PirText.Attribute(from))
        );
        Last(text, "LayerNormalization", "(4,6)", 2 * size);
    }

    [Fact]
    public void Words_are_looked_up()
    {
        var text = PirText.Reading(-1, 7);
        text.Operator("1.embedding", [1, text.Parameter("embedding_0.w_0", 100, 16)], [-1, 7, 16]);
        Last(text, "Embedding", "(7,16)", 1600);
    }

    // infermeta/unary.cc, PoolOutputSize: rounded up, nothing is clipped; MaxPool2d(1, 2, ceil_mode=True) would have 4.
    [Theory]
    [InlineData(7, 2, 2, 0, false, false, "MaxPool2D", "(4,3,3)")]
    [InlineData(7, 2, 2, 0, true, false, "MaxPool2D", "(4,4,4)")]
    [InlineData(6, 3, 3, 1, true, false, "MaxPool2D", "(4,3,3)")]
    [InlineData(8, 1, 1, 0, false, true, "GlobalMaxPool2D", "(4,1,1)")]
    [InlineData(8, 3, 1, 0, false, true, "AdaptiveMaxPool2D", "(4,3,3)")]
    public void Pooling_rounds_and_adapts(
        int image,
        int size,
        int stride,
        int pad,
        bool isCeil,
        bool isAdaptive,
        string type,
        string output
    )
    {
        var text = PirText.Reading(-1, 4, image, image);
        text.Operator(
            "1.pool2d",
            [1, text.Numbers(size, size)],
            [-1, 4, -1, -1],
            ("pooling_type", PirText.Attribute("max")),
            ("strides", PirText.Attribute(stride, (double)stride)),
            ("paddings", PirText.Attribute(pad, (double)pad)),
            ("ceil_mode", PirText.Attribute(isCeil)),
            ("adaptive", PirText.Attribute(isAdaptive))
        );
        Last(text, type, output, 0);
    }

    [Theory]
    [InlineData("1.mean", true, "(4,1,1)")]
    [InlineData("1.mean", false, "(4)")]
    public void The_mean_of_an_image_is_pooling(string name, bool keeps, string output)
    {
        var text = PirText.Reading(-1, 4, 6, 6);
        text.Operator(
            name,
            [1],
            keeps ? [-1, 4, 1, 1] : [-1, 4],
            ("axis", new JsonObject { ["#"] = "1.a_intarray", ["D"] = new JsonArray(2, -1) }),
            ("keepdim", PirText.Attribute(keeps))
        );
        Last(text, "GlobalAveragePool2D", output, 0);
    }

    [Theory]
    [InlineData("1.bilinear_interp", 2.0, 0, "UpSampling2D", "(4,12,12)")]
    [InlineData("1.nearest_interp", 1.5, 0, "UpSampling2D", "(4,9,9)")]
    [InlineData("1.bicubic_interp", 0.0, 5, "Resize2D", "(4,5,5)")]
    public void Images_are_made_larger_by_a_factor_or_to_a_size(
        string name,
        double factor,
        int size,
        string type,
        string output
    )
    {
        var text = PirText.Reading(-1, 4, 6, 6);
        text.Operator(
            name,
            [1, 0, 0, 0],
            [-1, 4, -1, -1],
            ("scale", factor > 0 ? PirText.Attribute(factor, factor) : PirText.Attribute([])),
            ("out_h", PirText.Attribute(size)),
            ("out_w", PirText.Attribute(size))
        );
        Last(text, type, output, 0);
    }

    [Theory]
    [InlineData(1, 1, int.MaxValue, "(3,6,6)")]
    [InlineData(2, 0, -2, "(4,4,6)")]
    [InlineData(-1, 2, 4, "(4,6,2)")]
    public void A_slice_is_along_an_axis(int axis, int start, int end, string output)
    {
        var text = PirText.Reading(-1, 4, 6, 6);
        text.Operator(
            "1.slice",
            [1, text.Numbers(start), text.Numbers(end)],
            [-1, -1, -1, -1],
            ("axes", PirText.Attribute((double)axis)),
            ("decrease_axis", PirText.Attribute([]))
        );
        Last(text, "Slice", output, 0);
    }

    [Theory]
    [InlineData("1.flatten", new int[0], "start_axis", 1, "Flatten", "(24)")]
    [InlineData("1.flatten", new int[0], "start_axis", 2, "Flatten", "(4,6)")]
    [InlineData("1.reshape", new[] { -1, 8, 3 }, "none", 0, "Reshape", "(8,3)")]
    [InlineData("1.reshape", new[] { 0, -1, 6, 1 }, "none", 0, "Reshape", "(4,6,1)")]
    [InlineData("1.reshape", new[] { 0, 0, 2, 3 }, "none", 0, "Reshape", "(4,2,3)")]
    [InlineData("1.transpose", new int[0], "perm", -1, "Permute", "(6,4)")]
    public void Axes_are_formed_anew(string name, int[] shape, string setting, int number, string type, string output)
    {
        var text = PirText.Reading(-1, 4, 6);
        var value = number == -1 ? PirText.Attribute(0.0, 2.0, 1.0) : PirText.Attribute(number);
        long[] open = [-1, .. Enumerable.Repeat(-1L, output.Count(letter => letter == ',') + 1)];
        text.Operator(
            name,
            shape.Length > 0 ? [1, text.Numbers([.. shape.Select(size => (long)size)])] : [1],
            open,
            (setting, value),
            ("stop_axis", PirText.Attribute(number == 1 ? 2 : -1))
        );
        Last(text, type, output, 0);
    }

    // Queries, keys and values in one matrix, brought to the front: 2 heads of 3 numbers for 4 words.
    [Fact]
    public void The_batch_may_go_elsewhere_and_come_back()
    {
        var text = PirText.Reading(1, 4, 6);
        int all = text.Operator("1.matmul", [1, text.Parameter("qkv.w_0", 6, 18)], [1, 4, 18]);
        int parts = text.Operator("1.reshape", [all, text.Numbers(0, -1, 3, 2, 3)], [1, 4, 3, 2, 3]);
        int turned = text.Operator(
            "1.transpose",
            [parts],
            [3, 1, 2, 4, 3],
            ("perm", PirText.Attribute(2.0, 0.0, 3.0, 1.0, 4.0))
        );
        int[] taken =
        [
            .. Enumerable
                .Range(0, 3)
                .Select(i =>
                    text.Operator(
                        "1.slice",
                        [turned, text.Numbers(i), text.Numbers(i + 1)],
                        [1, 2, 4, 3],
                        ("axes", PirText.Attribute(0.0)),
                        ("decrease_axis", PirText.Attribute(0.0))
                    )
                ),
        ];
        int scores = text.Operator(
            "1.softmax",
            [text.Operator("1.matmul", [taken[0], taken[1]], [1, 2, 4, 4], ("transpose_y", PirText.Attribute(true)))],
            [1, 2, 4, 4],
            ("axis", PirText.Attribute(-1))
        );
        int mixed = text.Operator(
            "1.transpose",
            [text.Operator("1.matmul", [scores, taken[2]], [1, 2, 4, 3])],
            [1, 4, 2, 3],
            ("perm", PirText.Attribute(0.0, 2.0, 1.0, 3.0))
        );
        text.Operator("1.reshape", [mixed, text.Numbers(0, 4, 6)], [1, 4, 6]);
        var network = text.Read();
        var measured = Measurer.Measure(network);
        Assert.Empty(network.Warnings);
        Assert.Empty(measured.Problems);
        Assert.Equal(
            ((4 * 6 * 18) + (2 * 2 * 4 * 4 * 3), Trust.Exact),
            (measured.Totals.Macs, measured.Totals.MacsTrust)
        );
        Assert.Equal("(4,6)", measured.Rows[^1].OutputShape.ToString());
    }

    // 8 x 6 numbers as 8 samples of 6: what a layer would count is an eighth of what is computed.
    [Fact]
    public void Parts_of_samples_are_not_followed_until_they_are_whole_again()
    {
        var text = PirText.Reading(-1, 8, 6);
        int parts = text.Operator("1.reshape", [1, text.Numbers(-1, 6)], [-1, 6]);
        int product = text.Operator("1.matmul", [parts, text.Parameter("a.w_0", 6, 5)], [-1, 5]);
        int whole = text.Operator("1.reshape", [product, text.Numbers(-1, 8, 5)], [-1, 8, 5]);
        text.Operator("1.matmul", [whole, text.Parameter("b.w_0", 5, 3)], [-1, 8, 3]);
        var network = text.Read();
        var measured = Measurer.Measure(network);
        Assert.Contains("part of the batch", Assert.Single(network.Warnings), StringComparison.Ordinal);
        Assert.Equal(
            (45, 8 * 5 * 3, Trust.LowerBound),
            (measured.Totals.Parameters, measured.Totals.Macs, measured.Totals.MacsTrust)
        );
    }

    [Fact]
    public void Channels_that_are_last_are_said_and_not_followed()
    {
        var text = PirText.Reading(-1, 8, 8, 3);
        text.Operator(
            "1.conv2d",
            [1, text.Parameter("conv.w_0", 4, 3, 3, 3)],
            [-1, 6, 6, 4],
            ("data_format", PirText.Attribute("NHWC"))
        );
        var network = text.Read();
        Assert.Contains("channels are last", Assert.Single(network.Warnings), StringComparison.Ordinal);
        Assert.Equal(
            (108, Trust.LowerBound),
            (Measurer.Measure(network).Totals.Parameters, Measurer.Measure(network).Totals.MacsTrust)
        );
    }

    private static int Shaped(PirText text, int value, params long[] sizes) =>
        text.Operator("1.reshape", [value, text.Numbers(sizes)], sizes);

    private static void Last(PirText text, string type, string output, long parameters)
    {
        var network = text.Read();
        var measured = Measurer.Measure(network, new MeasureOptions { View = ParameterView.Keras });
        Assert.Empty(network.Warnings);
        Assert.Empty(measured.Problems);
        Assert.Equal(
            (type, output, parameters),
            (measured.Rows[^1].Type, measured.Rows[^1].OutputShape.ToString(), measured.Totals.Parameters)
        );
    }
}
