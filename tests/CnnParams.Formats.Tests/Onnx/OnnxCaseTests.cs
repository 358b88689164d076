using CnnParams.Formats.Onnx.Schema;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;
using Google.Protobuf;
using Schema = CnnParams.Formats.Onnx.Schema;

namespace CnnParams.Formats.Tests.Onnx;

// Small models that were counted wrong once. Expected: sums over the tensors of the files, and where operators are of
// ONNX Runtime, its ContribOperators.md.
public class OnnxCaseTests
{
    [Theory]
    [InlineData("depthwise_behind_unknown", 1600, Trust.LowerBound, Trust.LowerBound)]
    [InlineData("weights_by_ConstantOfShape", 216, Trust.Exact, Trust.Exact)]
    [InlineData("loop_until", 0, Trust.LowerBound, Trust.LowerBound)]
    [InlineData("batch_in_two_axes", 0, Trust.Assumed, Trust.LowerBound)]
    public void What_is_not_known_is_not_exact(string model, long parameters, Trust macs, Trust shapes)
    {
        var totals = Measurer
            .Measure(TestFiles.Read(TestFiles.PathOf(Path.Combine("onnx-cases", model + ".onnx"))))
            .Totals;
        Assert.Equal((parameters, macs, shapes), (totals.Parameters, totals.MacsTrust, totals.ShapeTrust));
    }

    [Theory]
    [InlineData("GroupQueryAttention", "(7,64)", "7x96", "num_heads=4 kv_num_heads=1")]
    [InlineData("GroupQueryAttention", "(7,48)", "7x96", "num_heads=2 kv_num_heads=1")]
    [InlineData("MultiHeadAttention", "(7,32)", "7x4x3x8", "num_heads=4")]
    public void Packed_attention_leaves_the_values_of_its_heads(
        string type,
        string expected,
        string incoming,
        string settings
    )
    {
        var node = new Node
        {
            Operator = type,
            Domain = "com.microsoft",
            Inputs = { "x" },
            Outputs = { "y" },
        };
        foreach (string[] setting in settings.Split(' ').Select(setting => setting.Split('=')))
            node.Attributes.Add(new Schema.Attribute { Name = setting[0], I = OnnxFiles.Number(setting[1]) });
        var totals = Measured(node, incoming);
        Assert.Equal((expected, Trust.LowerBound), (totals.Rows[1].OutputShape.ToString(), totals.Totals.MacsTrust));
    }

    [Fact]
    public void Moments_of_a_normalisation_are_single_numbers()
    {
        var node = new Node
        {
            Operator = "SkipLayerNormalization",
            Domain = "com.microsoft",
            Inputs = { "x", "x", "w" },
            Outputs = { "y", "mean", "deviation", "sum" },
        };
        var measured = Measured(
            node,
            "7x16",
            ["mean", "sum"],
            new Tensor
            {
                Name = "w",
                DataType = 1,
                Dims = { 16 },
            }
        );
        Assert.Equal(["(7,16)", "(7,1)", "(7,16)"], measured.Rows.Skip(1).Select(row => row.OutputShape.ToString()));
    }

    [Fact]
    public void An_unpooled_image_keeps_its_batch()
    {
        var node = new Node
        {
            Operator = "MaxUnpool",
            Inputs = { "x", "x", "sizes" },
            Outputs = { "y" },
        };
        node.Attributes.Add(new Schema.Attribute { Name = "kernel_shape", Ints = { 2, 2 } });
        var measured = Measured(
            node,
            "3x4x4",
            [],
            new Tensor
            {
                Name = "sizes",
                DataType = 7,
                Dims = { 4 },
                Int64Data = { 2, 3, 9, 9 },
            }
        );
        Assert.Equal("(3,9,9)", measured.Rows[1].OutputShape.ToString());
    }

    // A batch of two samples arrives.
    private static NetworkMeasurement Measured(
        Node node,
        string incoming,
        string[]? outputs = null,
        params Tensor[] tensors
    )
    {
        var model = new Model
        {
            IrVersion = 8,
            OperatorSets = { new OperatorSet { Version = 13 } },
            Graph = new Graph { Nodes = { node }, Outputs = { new ValueInfo { Name = "y" } } },
        };
        model.Graph.Initializers.Add(tensors);
        model.Graph.Outputs.Add((outputs ?? []).Select(name => new ValueInfo { Name = name }));
        var axes = incoming
            .Split('x')
            .Select(size => new Axis { Number = OnnxFiles.Number(size) })
            .Prepend(new Axis { Number = 2 });
        model.Graph.Inputs.Add(
            new ValueInfo
            {
                Name = "x",
                Type = new Schema.ValueType
                {
                    Tensor = new TensorType
                    {
                        ElementType = 1,
                        Shape = new AxisList { Axes = { axes } },
                    },
                },
            }
        );
        using var file = new TemporaryFile("model.onnx", model.ToByteArray());
        return Measurer.Measure(TestFiles.Read(file.Path));
    }
}
