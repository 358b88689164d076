using System.Globalization;
using CnnParams.Auditing.Summaries;

namespace CnnParams.Core.Tests.Auditing;

/// <summary>
/// Lists of weights as people print them in a loop. The network is LeNet-5 in PyTorch 1.13, with a batch norm:
/// <c>sum(p.numel() for p in net.parameters())</c> is 61738 there.
/// </summary>
public sealed class WeightListTests
{
    private const long Total = 61738;

    private static readonly (string Name, int[] Axes)[] Weights =
    [
        ("features.0.weight", [6, 1, 5, 5]),
        ("features.0.bias", [6]),
        ("features.3.weight", [16, 6, 5, 5]),
        ("features.3.bias", [16]),
        ("features.4.weight", [16]),
        ("features.4.bias", [16]),
        ("features.4.running_mean", [16]),
        ("features.4.running_var", [16]),
        ("features.4.num_batches_tracked", []),
        ("classifier.0.weight", [120, 400]),
        ("classifier.0.bias", [120]),
        ("classifier.2.weight", [84, 120]),
        ("classifier.2.bias", [84]),
        ("classifier.4.weight", [10, 84]),
        ("classifier.4.bias", [10]),
    ];

    private static readonly (string Name, long Count)[] Layers =
    [
        ("features.0", 156),
        ("features.3", 2416),
        ("features.4", 32),
        ("classifier.0", 48120),
        ("classifier.2", 10164),
        ("classifier.4", 850),
    ];

    // What prints a line of it in Python, and how: {0} the name, {1} the axes, {2} the count.
    [Theory]
    [InlineData("{0} torch.Size([{1}])", "\n")] // print(name, p.shape)
    [InlineData("{0} \t torch.Size([{1}])", "\n")] // as PyTorch's tutorial prints a state_dict
    [InlineData("('{0}', torch.Size([{1}]))", "\n")]
    [InlineData("{0}: [{1}] {2}", "\n")]
    [InlineData("{0} {2}", "\n")]
    [InlineData("{0} torch.Size([{1}]) True", "\n")]
    [InlineData("{0} torch.float32 torch.Size([{1}])", "\n")]
    [InlineData("Parameter name: {0}, shape: torch.Size([{1}]), requires_grad: True", "\n")]
    [InlineData(
        "Layer: {0} | Size: torch.Size([{1}]) | Values : tensor([[ 0.0273, 0.0296],\n        [ 0.1, 0.2]])\n",
        "\n"
    )]
    [InlineData("- {0}: [{1}]", "\n")]
    [InlineData("[3] {0}  ({2})", "\n")]
    [InlineData("| {0} | [{1}] | {2} |", "\n")]
    [InlineData("12 {0}   [{1}]   {2}", "\n")]
    [InlineData("'{0}': torch.Size([{1}])", ", ")] // a dictionary, in one line
    [InlineData("('{0}', torch.Size([{1}]))", ", ")] // a list of pairs, in one line
    [InlineData("('{0}', {2})", ", ")]
    public void A_loop_over_weights_gives_a_row_for_each_layer(string form, string between)
    {
        string text = string.Join(between, Weights.Select(weight => Line(form, weight.Name, weight.Axes)));
        if (between == ", ")
            text = form[0] == '(' ? $"[{text}]" : $"{{{text}}}";
        HoldLayers(text);
    }

    [Theory]
    [InlineData("| Modules | Parameters |\n|---|---|\n", "| {0} | {2} |")]
    [InlineData("name,shape,params\n", "{0},\"({1})\",{2}")]
    [InlineData("name;shape;params\n", "{0};({1});{2}")]
    [InlineData("name & shape & params \\\\\n", "{0} & ({1}) & {2} \\\\")]
    public void Tables_of_weights_give_the_same_rows(string heading, string form) =>
        HoldLayers(heading + string.Join('\n', Weights.Select(weight => Line(form, weight.Name, weight.Axes))));

    [Fact]
    public void Totals_below_the_weights_are_held_to_them()
    {
        string list = string.Join('\n', Weights.Select(weight => Line("{0} {2}", weight.Name, weight.Axes)));
        foreach (string line in new[] { "Total: 61,738", "Total number of parameters = 61738", "Total params: 61738" })
            Assert.Empty(Assert.Single(SummaryReader.ReadAll($"{list}\n{line}")).Warnings);
        // With what the batch norm tracks: 16 + 16 + 1.
        var whole = Assert.Single(SummaryReader.ReadAll(list + "\nTotal: 61771"));
        Assert.Empty(whole.Warnings);
        Assert.Equal(65L, whole.Rows.Single(row => row.Name == "features.4").Parameters);
        Assert.Equal(
            "The rows of this list of weights add up to 61738 parameters, and not to the total of 61739 that is "
                + "printed: 1 is missing.",
            Assert.Single(Assert.Single(SummaryReader.ReadAll(list + "\nTotal: 61739")).Warnings)
        );
    }

    // json.dumps(..., indent=2) has each axis in a line; odict_items and OrderedDict are lists of pairs.
    [Theory]
    [InlineData("{\n  \"conv.weight\": [\n    6,\n    1,\n    5,\n    5\n  ],\n  \"conv.bias\": [\n    6\n  ]\n}")]
    [InlineData("odict_items([('conv.weight', torch.Size([6, 1, 5, 5])), ('conv.bias', torch.Size([6]))])")]
    [InlineData("OrderedDict([('conv.weight', (6, 1, 5, 5)), ('conv.bias', (6,))])")]
    public void The_first_of_a_container_is_not_lost(string text) => Assert.Equal([("conv", 156L)], Rows(text));

    // Keras names weights by their layers: conv 3x3, 1 to 32 channels, a batch norm, 5408 to 10 units; Keras 3.8 counts
    // 54538 of them, 64 of which are not trained.
    [Theory]
    [InlineData("{0}:0 ({1})")]
    [InlineData("<tf.Variable '{0}:0' shape=({1}) dtype=float32>")]
    [InlineData("<KerasVariable shape=({1}), dtype=float32, path={0}>")]
    [InlineData("<Variable path={0}, shape=({1}), dtype=float32, value=[[0.02 -0.1]]>")]
    public void Variables_of_Keras_are_weights(string form)
    {
        (string, int[])[] variables =
        [
            ("net/conv/kernel", [3, 3, 1, 32]),
            ("net/conv/bias", [32]),
            ("net/norm/gamma", [32]),
            ("net/norm/beta", [32]),
            ("net/norm/moving_mean", [32]),
            ("net/norm/moving_variance", [32]),
            ("net/dense/kernel", [5408, 10]),
            ("net/dense/bias", [10]),
        ];
        Assert.Equal(
            [("net/conv", 320L), ("net/norm", 128L), ("net/dense", 54090L)],
            Rows(string.Join('\n', variables.Select(weight => Line(form, weight.Item1, weight.Item2))))
        );
    }

    // jax.tree.map(jnp.shape, variables), in Flax: what is in batch_stats is no parameter.
    [Theory]
    [InlineData(
        "{'params': {'Conv_0': {'bias': (32,), 'kernel': (3, 3, 1, 32)}, 'BatchNorm_0': {'bias': (32,), 'scale': (32,)}}, 'batch_stats': {'BatchNorm_0': {'mean': (32,), 'var': (32,)}}}"
    )]
    [InlineData(
        """
            FrozenDict({
                params: {
                    Conv_0: {
                        bias: (32,),
                        kernel: (3, 3, 1, 32),
                    },
                    BatchNorm_0: {
                        bias: (32,),
                        scale: (32,),
                    },
                },
                batch_stats: {
                    BatchNorm_0: {
                        mean: (32,),
                        var: (32,),
                    },
                },
            })
            """
    )]
    public void Dictionaries_within_dictionaries_are_paths(string text) =>
        Assert.Equal([("Conv_0", 320L), ("BatchNorm_0", 64L)], Rows(text));

    // fvcore 0.1.6: parameter_count gives the network, modules and weights in one dictionary.
    [Fact]
    public void Modules_beside_their_weights_are_not_counted_twice()
    {
        var summary = Assert.Single(
            SummaryReader.ReadAll(
                "defaultdict(<class 'int'>, {'': 226, 'conv': 156, 'conv.weight': 150, 'conv.bias': 6, 'block': 70, "
                    + "'block.fc': 70, 'block.fc.weight': 60, 'block.fc.bias': 10})"
            )
        );
        Assert.Equal(["conv", "block.fc", "Total"], summary.Rows.Select(row => row.Name));
        Assert.Empty(summary.Warnings);
    }

    [Fact]
    public void Tensors_without_a_layer_are_rows_and_other_shapes_are_not()
    {
        var rows = Rows(
            """
            class_token (1, 1, 768)
            conv_proj.weight (768, 3, 16, 16)
            conv_proj.bias (768,)
            encoder.pos_embedding (1, 197, 768)
            Input size: (1, 3, 224, 224)
            output shape: torch.Size([1, 1000])
            """
        );
        // By torchvision 0.14's vit_b_16.
        Assert.Equal([("class_token", 768L), ("conv_proj", 590592L), ("encoder.pos_embedding", 151296L)], rows);
    }

    [Fact]
    public void Names_that_come_again_are_of_another_network()
    {
        var read = SummaryReader.ReadAll(
            "conv.weight torch.Size([6, 1, 5, 5])\nconv.bias torch.Size([6])\n"
                + "conv.weight torch.Size([8, 1, 5, 5])\nconv.bias torch.Size([8])"
        );
        Assert.Equal([156L, 208L], read.Select(summary => Assert.Single(summary.Rows).Parameters));
    }

    [Theory]
    [InlineData("size mismatch for fc.weight: copying a param with shape torch.Size([10, 5]) from checkpoint")]
    [InlineData("fc.weight tensor([[0.1, 0.2]])\nfc.bias tensor([0.5])")]
    [InlineData("epoch 3 loss 0.25\nepoch 4 loss 0.2")]
    public void Other_texts_are_no_lists_of_weights(string text) =>
        Assert.Throws<FormatException>(() => SummaryReader.ReadAll(text));

    // Loops over layers; the counts are those of Keras for 28x28x1: 320 and 54090, in all 54410.
    [Theory]
    [InlineData("conv2d (None, 26, 26, 32) 320\npool (None, 13, 13, 32) 0\ndense (None, 10) 54090", "(None, 10)")]
    [InlineData("0 conv2d 320\n1 max_pooling2d 0\n2 dense 54090", "")]
    [InlineData("conv1: 320\npool1: 0\nfc1: 54,090\nTotal: 54,410", "")]
    [InlineData("- conv1: 320 params\n- pool1: 0 params\n- fc1: 54090 params\nSum = 54410", "")]
    [InlineData("conv1; 26x26x32; 320\npool1; 13x13x32; 0\nfc1; 10; 54090", "10")]
    [InlineData("a.0 Conv2d 320\na.1 MaxPool2d 0\nfc Linear 54090", "")]
    [InlineData(
        "a            Sequential      320\na.conv       Conv2d          320\na.act   ReLU  0\nb Linear 54090",
        ""
    )]
    [InlineData("a.0: Conv2d, params=320\na.1: MaxPool2d, params=0\nfc: Linear, params=54,090", "")]
    [InlineData("first has 320 parameters\nsecond has 0 parameters\nshared has 54090 parameters", "")]
    [InlineData("conv2d [(3, 3, 1, 32), (32,)]\nflatten []\ndense [(5408, 10), (10,)]", "")]
    public void A_loop_over_layers_is_a_summary(string text, string shape)
    {
        var summary = Assert.Single(SummaryReader.ReadAll(text));
        Assert.Empty(summary.Warnings);
        var rows = summary.Rows.Where(row => !row.IsTotal).ToArray();
        Assert.Equal([320L, 0L, 54090L], rows.Select(row => row.Parameters));
        Assert.Equal(shape, rows[^1].OutputShape);
    }

    // fvcore 0.1.6 on Conv2d(3, 8, 3, padding=1, bias=False) and Linear(8, 10) after a mean over 32x32.
    [Theory]
    [InlineData("Counter({'': 229456, 'body': 221184, 'body.conv': 221184, 'pool': 8192, 'fc': 80})")]
    [InlineData(
        "defaultdict(<class 'collections.Counter'>, {'': Counter({'conv': 221184, 'adaptive_avg_pool2d': 8192, "
            + "'linear': 80}), 'body': Counter({'conv': 221184}), 'body.conv': Counter({'conv': 221184}),\n"
            + " 'pool': Counter({'adaptive_avg_pool2d': 8192}), 'fc': Counter({'linear': 80})})"
    )]
    public void Operations_of_modules_are_no_parameters(string text)
    {
        var summary = Assert.Single(SummaryReader.ReadAll(text));
        Assert.Empty(summary.Warnings);
        Assert.All(summary.Rows, row => Assert.Null(row.Parameters));
        Assert.Equal(
            [("body.conv", 221184L), ("fc", 80L), ("pool", 8192L), ("Total", 229456L)],
            summary.Rows.Select(row => (row.Name, (long)row.Macs!))
        );
    }

    // As chapters of d2l.ai print them, and as a hook does.
    [Theory]
    [InlineData("Conv2d output shape: \t torch.Size([1, 6, 28, 28])\nLinear output shape: \t torch.Size([1, 10])")]
    [InlineData(
        "Conv2d(1, 6, kernel_size=(5, 5)) -> torch.Size([1, 6, 28, 28])\nLinear(784, 10) -> torch.Size([1, 10])"
    )]
    [InlineData("Conv2d: [1, 1, 32, 32] -> [1, 6, 28, 28]\nLinear: [1, 784] -> [1, 10]")]
    public void Shapes_alone_are_a_summary_too(string text)
    {
        var summary = Assert.Single(SummaryReader.ReadAll(text));
        Assert.Empty(summary.Warnings);
        Assert.Equal(
            [("Conv2d", "[1, 6, 28, 28]"), ("Linear", "[1, 10]")],
            summary.Rows.Select(row => (row.Type, row.OutputShape))
        );
    }

    [Theory]
    [InlineData("(conv1): Conv2d(3, 64, kernel_size=(7, 7))\n(bn1): BatchNorm2d(64, eps=1e-05)")]
    [InlineData("conv layers are 3 in number\ndense layers are 10 wide, as 5 is too few")]
    [InlineData("The network has conv1 with 156 parameters and conv2 with 2416.\nThat is all.")]
    public void Sentences_and_modules_are_no_loops_over_layers(string text) =>
        Assert.Throws<FormatException>(() => SummaryReader.ReadAll(text));

    private static void HoldLayers(string text)
    {
        var summary = Assert.Single(SummaryReader.ReadAll(text));
        Assert.Empty(summary.Warnings);
        Assert.Equal(Layers, summary.Rows.Select(row => (row.Name, (long)row.Parameters!)));
        Assert.Equal(Total, summary.Rows.Sum(row => (long)row.Parameters!));
    }

    private static IEnumerable<(string, long)> Rows(string text) =>
        Assert.Single(SummaryReader.ReadAll(text)).Rows.Select(row => (row.Name, (long)row.Parameters!));

    private static string Line(string form, string name, int[] axes) =>
        string.Format(
            CultureInfo.InvariantCulture,
            form.Replace("{{", "{", StringComparison.Ordinal),
            name,
            string.Join(", ", axes),
            axes.Aggregate(1L, (product, axis) => product * axis)
        );
}
