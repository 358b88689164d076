using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Layers;

/// <summary>
/// A layer that asks where the channels are takes them where its network, or itself, has them; not where exchanged axes
/// have put them, nor elsewhere where nothing is known of the input.
/// </summary>
public sealed class LayoutTests
{
    // TensorFlow.js 4.22: tf.sequential() of the same layers, outputShape of the last and countParams().
    [Theory]
    [InlineData("7x5", "Permute Order=2,1|Conv1D Filters=3; KernelSize=2", "(4,3)", 45)]
    [InlineData("8x6x4", "Permute Order=3,1,2|Conv2D Filters=3; KernelSize=2", "(3,7,3)", 75)]
    [InlineData("7x5", "Permute Order=2,1|BatchNormalization|MaxPool1D", "(2,7)", 28)]
    [InlineData("8x6x4", "Permute Order=3,1,2|SeparableConv2D Filters=5; KernelSize=3|GlobalAveragePool2D", "(5)", 89)]
    [InlineData(
        "8x6x4",
        "Permute Order=3,1,2|UpSampling2D|ZeroPadding2D Padding=1|DepthwiseConv2D KernelSize=3",
        "(8,16,6)",
        60
    )]
    [InlineData(
        "8x6x4",
        "Conv2D Filters=3; KernelSize=2|Permute Order=3,1,2|Conv2D Filters=2; KernelSize=2; Layout=ChannelsFirst",
        "(2,6,4)",
        77
    )]
    public void Exchanged_axes_move_no_channels(string input, string layers, string output, long parameters)
    {
        var totals = Measurer.Measure(Typed(input, ShapeLayout.ChannelsLast, layers));
        Assert.Equal(
            (output, parameters, 0),
            (totals.Rows[^1].OutputShape.ToString(), totals.Totals.Parameters, totals.Problems.Count)
        );
    }

    // PyTorch: x.permute(0, 2, 1) and so on, then layers that always take the first axis after the batch for the
    // channels.
    [Theory]
    [InlineData("5x7", "Permute Order=2,1|Conv1D Filters=3; KernelSize=2", "(3,4)", (7 * 2 * 3) + 3)]
    [InlineData("4x8x6", "Permute Order=2,3,1|Conv2D Filters=3; KernelSize=2", "(3,5,3)", (8 * 2 * 2 * 3) + 3)]
    [InlineData("4x8x6", "Permute Order=2,3,1|BatchNormalization|PReLU ParameterCount=8", "(8,6,4)", (4 * 8) + 8)]
    public void Nor_with_channels_first(string input, string layers, string output, long parameters)
    {
        var measured = Measurer.Measure(Typed(input, ShapeLayout.ChannelsFirst, layers));
        Assert.Equal(
            (output, parameters, 0),
            (measured.Rows[^1].OutputShape.ToString(), measured.Totals.Parameters, measured.Problems.Count)
        );
    }

    // What is not understood leaves no shape; the convolution after it still has its channels first.
    [Theory]
    [InlineData("")]
    [InlineData("UnknownRank")]
    public void What_is_not_known_has_the_layout_of_the_network(string source)
    {
        var network = new Network([
            new Input
            {
                Name = "in",
                Shape = source.Length > 0 ? TensorShape.Unknown : new TensorShape(3, 8, 6),
                Layout = ShapeLayout.ChannelsFirst,
            },
            new Operation { Name = "op", OperatorType = "Mystery" },
            new Resize(2) { Name = "resize", OutputSize = new Extent(9, 7) },
            new Convolution(2)
            {
                Name = "conv",
                Filters = 4,
                KernelSize = 2,
                InputChannels = 3,
            },
        ]);
        Assert.Equal("(4,8,6)", Measurer.Measure(network).Rows[^1].OutputShape.ToString());
    }

    [Fact]
    public void Nor_does_a_failure_turn_what_follows()
    {
        var network = new Network([
            new Input { Shape = new TensorShape(3, 8, 8), Layout = ShapeLayout.ChannelsFirst },
            new Convolution(2) { Filters = 4, KernelSize = 99 },
            new Resize(2) { OutputSize = new Extent(9, 7) },
            new Convolution(2)
            {
                Filters = 4,
                KernelSize = 2,
                InputChannels = 4,
            },
        ]);
        Assert.Equal("(4,8,6)", Measurer.Measure(network).Rows[^1].OutputShape.ToString());
    }

    private static Network Typed(string input, ShapeLayout layout, string layers) =>
        new(
            layers
                .Split('|')
                .Select(text => text.Split(' ', 2))
                .Select(parts =>
                    LayerTypes
                        .Get(parts[0])
                        .Create([
                            .. (parts.Length > 1 ? parts[1] : "")
                                .Split(';', StringSplitOptions.RemoveEmptyEntries)
                                .Select(pair => pair.Split('='))
                                .Select(pair => KeyValuePair.Create(pair[0].Trim(), (object)pair[1].Trim())),
                        ])
                )
                .Prepend(new Input { Shape = TensorShape.Parse(input), Layout = layout })
        );
}
