using CnnParams.Catalogue;
using CnnParams.Comparing;
using CnnParams.Core.Tests.Designing;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Comparing;

public sealed class NetworkDifferenceTests
{
    [Fact]
    public void A_deeper_residual_network_has_the_same_layers_and_more()
    {
        // 44,549,160 and 60,192,808 parameters, 7,801,405,440 and 11,513,626,624 MACs (field.md, 3.7): 4 + 13 more
        // blocks of ten layers each.
        var difference = Compare(Torchvision("ResNet101"), Torchvision("ResNet152"), ParameterView.PyTorch);
        Assert.Equal(
            (44_549_160L, 60_192_808L, 15_643_648L),
            (difference.ReferenceParameters, difference.DifferenceParameters, difference.ParametersDelta)
        );
        Assert.Equal((7_801_405_440L, 11_513_626_624L), (difference.ReferenceMacs, difference.DifferenceMacs));
        Assert.Equal((170, 0, 0), (difference.Added, difference.Removed, difference.Changed));
        AssertAddsUp(difference);
    }

    // The stages of ResNet-101 and ResNet-152: 8 - 4 more blocks in the second, 36 - 23 in the third, of ten layers.
    [Fact]
    public void Blocks_are_compared_as_their_layers_are()
    {
        var layers = Compare(Torchvision("ResNet101"), Torchvision("ResNet152"), ParameterView.PyTorch);
        var blocks = layers.Fold(1);
        AssertAddsUp(blocks);
        Assert.Equal(
            ["layer2: 40 added of 82 layers", "layer3: 130 added of 362 layers"],
            blocks
                .GetLayers()
                .Where(block => block.Change != LayerChange.Equal)
                .Select(block => $"{block.Name}: {block.Reason}")
        );
        Assert.Equal((0, 0, 2), (blocks.Added, blocks.Removed, blocks.Changed));
        Assert.Equal(layers.ParametersDelta, blocks.ParametersDelta);
        var deeper = layers.Fold(2);
        AssertAddsUp(deeper);
        Assert.Equal((17, 0, 0), (deeper.Added, deeper.Removed, deeper.Changed));
    }

    // Blocks that a number names: after one is put in front, each is the one of its layers, and not of its name.
    [Fact]
    public void A_block_is_the_one_that_has_its_layers()
    {
        var before = new Network([Image(), .. Block("a", 4), .. Block("b", 8)]);
        var after = new Network([Image(), .. Block("new", 2), .. Block("c", 4), .. Block("b", 8)]);
        var blocks = Compare(before, after).Fold(1);
        AssertAddsUp(blocks);
        Assert.Equal(
            ["= in in", "+ new new", "~ a c", "= b b"],
            blocks.GetLayers().Select(block => $"{block.Marker} {block.Name} {block.DifferenceName}")
        );

        static Input Image() => new() { Name = "in", Shape = TensorShape.Parse("8,8,3") };

        static Layer[] Block(string name, int filters) =>
            [
                new Convolution(2)
                {
                    Name = name + "/conv",
                    Filters = filters,
                    KernelSize = 3,
                    Padding = Padding.Same,
                },
                new BatchNormalization { Name = name + "/norm" },
                new Activation { Name = name + "/relu", Function = "relu" },
            ];
    }

    [Fact]
    public void A_difference_is_exact_where_both_networks_are()
    {
        var known = new Network([Image("8,8,3"), new Convolution(2) { Filters = 4, KernelSize = 3 }]);
        var open = new Network([Image("?,?,3"), new Convolution(2) { Filters = 4, KernelSize = 3 }]);
        Assert.Equal(Trust.Exact, Compare(known, known, ParameterView.PyTorch).Trust);
        // The parameters are known, the products are not.
        Assert.Equal(Trust.LowerBound, Compare(known, open, ParameterView.PyTorch).Trust);
        Assert.Equal(Trust.LowerBound, Compare(open, known, ParameterView.PyTorch).Trust);

        static Input Image(string shape) => new() { Name = "in", Shape = TensorShape.Parse(shape) };
    }

    // A convolution of 3 * 3 * 3 * 4 + 4 weights, and a layer that nobody can count: 112 and 112 do not differ by 0.
    [Fact]
    public void A_network_that_is_not_complete_has_no_difference()
    {
        var known = new Network([Image(), new Convolution(2) { Filters = 4, KernelSize = 3 }]);
        var torn = new Network([
            Image(),
            new Convolution(2) { Filters = 4, KernelSize = 3 },
            new UnmadeLayer { WantedType = "Convv2D", Reason = "'Convv2D' is not a layer type" },
        ]);
        foreach (var (before, after) in new[] { (known, torn), (torn, known), (torn, torn) })
        {
            var difference = Compare(before, after);
            Assert.Equal((112L, 112L), (difference.ReferenceParameters, difference.DifferenceParameters));
            Assert.Null(difference.ParametersDelta);
            Assert.Null(difference.MacsDelta);
            Assert.Null(difference.WeightBytesDelta);
            Assert.Null(difference.ActivationDelta);
            Assert.Equal(Trust.LowerBound, difference.Trust);
            Assert.Equal(1, difference.Added + difference.Removed + difference.Changed);
        }

        Assert.Equal(
            "at least 112 parameters (from 112), at least 3888 MACs (from 3888); 1 added, 0 removed, 0 changed, 2 equal",
            Compare(known, torn).ToString()
        );
        Assert.StartsWith(
            "at least 112 parameters (from at least 112), at least 3888 MACs (from at least 3888);",
            Compare(torn, torn).ToString(),
            StringComparison.Ordinal
        );

        static Input Image() => new() { Name = "in", Shape = TensorShape.Parse("8,8,3") };
    }

    // 3*3*3*4 + 4 weights and 36 places of 108 products; then 6 filters.
    [Fact]
    public void The_heading_names_both_and_gives_percents()
    {
        Assert.Equal(
            "small -> unnamed: 168 parameters (+56, +50.0 %), 5832 MACs (+1944, +50.0 %); 0 added, 0 removed, 1 changed, "
                + "1 equal",
            Compare(Named("small", 4), Named("", 6)).ToString()
        );
        Assert.StartsWith(
            "unnamed -> small: 112",
            Compare(Named("", 6), Named("small", 4)).ToString(),
            StringComparison.Ordinal
        );
        // From nothing there is no percent.
        var nothing = new Network([new Input { Name = "in", Shape = TensorShape.Parse("8,8,3") }]);
        Assert.StartsWith(
            "112 parameters (+112), 3888 MACs (+3888);",
            Compare(nothing, Named("", 4)).ToString(),
            StringComparison.Ordinal
        );

        static Network Named(string name, int filters) =>
            new([
                new Input { Name = "in", Shape = TensorShape.Parse("8,8,3") },
                new Convolution(2)
                {
                    Name = "conv",
                    Filters = filters,
                    KernelSize = 3,
                },
            ])
            {
                Name = name,
            };
    }

    [Theory]
    [InlineData("VGG11", "VGG11BN", 8)]
    [InlineData("VGG16", "VGG16BN", 13)]
    public void Batch_norms_between_counted_names_are_added_and_nothing_else(string name, string other, int added)
    {
        var difference = Compare(Torchvision(name), Torchvision(other), ParameterView.PyTorch);
        Assert.Equal((added, 0, 0), (difference.Added, difference.Removed, difference.Changed));
        AssertAddsUp(difference);
    }

    // One network in the words of Keras, and in those of ONNX and PyTorch.
    [Fact]
    public void What_is_equal_in_the_words_of_two_frameworks_is_equal()
    {
        var keras = new Network([
            new Input { Name = "a", Shape = TensorShape.Parse("32x32x3") },
            new Convolution(2)
            {
                Name = "b",
                Filters = 8,
                KernelSize = 5,
            },
            new BatchNormalization { Name = "c", Axis = -1 },
            new MaxPooling(2) { Name = "d", PoolSize = 2 },
            new Convolution(2)
            {
                Name = "e",
                Filters = 8,
                KernelSize = 3,
                Padding = Padding.Same,
            },
            new GlobalAveragePooling(2) { Name = "f" },
            new Dense { Name = "g", Units = 10 },
        ]);
        var onnx = new Network([
            new Input
            {
                Name = "x",
                Shape = TensorShape.Parse("3x32x32"),
                Layout = ShapeLayout.ChannelsFirst,
            },
            new Convolution(2)
            {
                Name = "/conv",
                Filters = 8,
                KernelSize = new Extent(5, 5),
                Padding = 0,
                InputChannels = 3,
            },
            new BatchNormalization { Name = "/bn" },
            new MaxPooling(2)
            {
                Name = "/pool",
                PoolSize = 2,
                Stride = new Extent(2, 2),
                Padding = Padding.Symmetric(0, 0),
            },
            new Convolution(2)
            {
                Name = "/conv2",
                Filters = 8,
                KernelSize = 3,
                Padding = 1,
            },
            new GlobalAveragePooling(2) { Name = "/mean" },
            new FullyConnected { Name = "/fc", Units = 10 },
        ]);
        var difference = Compare(keras, onnx, ParameterView.Keras);
        Assert.Equal(7, difference.Equal);

        // And what is not, is not: as many zeros at other ends, and other sizes.
        var shifted = new Network([
            .. onnx.Layers.Take(4),
            new Convolution(2)
            {
                Name = "/conv2",
                Filters = 8,
                KernelSize = 3,
                Padding = Padding.Sides((0, 2), (1, 1)),
            },
            .. onnx.Layers.Skip(5),
        ]);
        var changed = Assert.Single(
            Compare(keras, shifted, ParameterView.Keras).GetLayers(),
            layer => layer.Change == LayerChange.Changed
        );
        Assert.StartsWith("Padding same -> ", changed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wider_residual_network_has_changed_layers()
    {
        // 25,557,032 and 68,883,240 parameters: in each block the 3x3 convolution and what is around it is twice as
        // wide.
        var difference = Compare(Torchvision("ResNet50"), Torchvision("WideResNet50_2"), ParameterView.PyTorch);
        Assert.Equal(43_326_208L, difference.ParametersDelta);
        Assert.Equal((0, 0), (difference.Added, difference.Removed));
        var layer = difference.GetLayers().Single(row => row.Name == "layer1.0.conv2");
        Assert.Equal(LayerChange.Changed, layer.Change);
        Assert.Equal("Filters 64 -> 128; input (64,56,56) -> (128,56,56)", layer.Reason);
        Assert.Equal(
            (36_864L, 147_456L, 110_592L),
            (layer.ReferenceParameters, layer.DifferenceParameters, layer.ParametersDelta)
        );
        Assert.Equal(LayerChange.Equal, difference.GetLayers().Single(row => row.Name == "fc").Change);
        AssertAddsUp(difference);
    }

    [Fact]
    public void A_pruned_network_has_a_smaller_end()
    {
        var pruned = Architectures
            .Get("ResNet50")
            .Variant("torchvision")
            .Build("ResNet50", new ArchitectureOptions { Classes = 10 });
        var difference = Compare(Torchvision("ResNet50"), pruned, ParameterView.PyTorch);
        var changed = Assert.Single(difference.GetLayers(), row => row.Change != LayerChange.Equal);
        // (2048 + 1) * 990 fewer.
        Assert.Equal(("fc", "Units 1000 -> 10", -2_028_510L), (changed.Name, changed.Reason, changed.ParametersDelta));
    }

    [Fact]
    public void Networks_without_names_in_common_are_aligned_by_structure()
    {
        var difference = Compare(
            Torchvision("VGG16"),
            Architectures
                .Get("VGG16")
                .Variant("keras")
                .Build("VGG16", new ArchitectureOptions { Layout = ShapeLayout.ChannelsFirst })
        );
        Assert.Equal(0, difference.ParametersDelta);
        Assert.All(
            difference.GetLayers().Where(row => row.ReferenceParameters > 0 || row.DifferenceParameters > 0),
            row => Assert.True(row.ReferenceParameters == row.DifferenceParameters, row.ToString())
        );
        AssertAddsUp(difference);
    }

    [Fact]
    public void A_layer_that_is_put_in_between_is_added_and_what_follows_is_changed_by_it()
    {
        var before = DesignSearchTests.Article();
        var layers = before.Layers.ToList();
        layers.Insert(5, LayerTypes.Get("BatchNormalization").Create([], "norm"));
        layers[6] = new FullyConnected { Name = "FC3", Units = 64 };
        var rows = Compare(before, new Network(layers))
            .GetLayers()
            .Where(row => row.Change != LayerChange.Equal)
            .Select(row => row.ToString());
        Assert.Equal(
            [
                "+ norm (BatchNormalization)",
                "~ FC3 (FullyConnected): Units 120 -> 64",
                "~ FC4 (FullyConnected): input (120) -> (64)",
            ],
            rows
        );
    }

    // A layer that changes no shape, at each place, in a network with names and without.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_layer_more_is_one_that_is_added(bool hasNames)
    {
        Layer[] layers =
        [
            new Input { Name = "image", Shape = TensorShape.Parse("16,16,3") },
            .. new Layer[]
            {
                new Convolution(2) { Filters = 4, KernelSize = 3 },
                new Activation { Function = "relu" },
                new Convolution(2) { Filters = 4, KernelSize = 3 },
                new Activation { Function = "relu" },
                new MaxPooling(2) { PoolSize = 2 },
                new Flatten(),
                new FullyConnected { Units = 20 },
                new Activation { Function = "relu" },
                new FullyConnected { Units = 10 },
            }.Select((layer, i) => hasNames ? layer.With(place => place with { Name = $"layer{i}" }) : layer),
        ];
        for (int place = 1; place <= layers.Length; place++)
        {
            Layer[] more = [.. layers.Take(place), new Dropout(), .. layers.Skip(place)];
            var difference = Compare(new Network(layers), new Network(more));
            Assert.Equal(
                (1, 0, 0, layers.Length),
                (difference.Added, difference.Removed, difference.Changed, difference.Equal)
            );
            var back = Compare(new Network(more), new Network(layers));
            Assert.Equal((0, 1, 0, layers.Length), (back.Added, back.Removed, back.Changed, back.Equal));
        }
    }

    [Fact]
    public void Names_that_the_module_gives_are_no_names()
    {
        Layer Unnamed(string type, string name, params (string, object)[] settings) =>
            LayerTypes
                .Get(type)
                .Create(
                    [.. settings.Select(setting => new KeyValuePair<string, object>(setting.Item1, setting.Item2))],
                    name,
                    isDefaultName: true
                );
        var input = Unnamed("Input", "input1", ("Shape", "16x16x3"));
        var before = new Network([input, Unnamed("Conv2D", "conv1", ("Filters", 8), ("KernelSize", 3))]);
        var after = new Network([
            input,
            Unnamed("Conv2D", "conv1", ("Filters", 4), ("KernelSize", 1)),
            Unnamed("Conv2D", "conv2", ("Filters", 8), ("KernelSize", 3)),
        ]);
        var rows = Compare(before, after).GetLayers();
        Assert.Equal([LayerChange.Equal, LayerChange.Added, LayerChange.Changed], rows.Select(row => row.Change));
        Assert.Equal("input (16,16,3) -> (16,16,4)", rows[2].Reason[..28]);
    }

    [Fact]
    public void The_same_network_is_equal_to_itself()
    {
        foreach (string name in new[] { "ResNet50", "DenseNet121", "MobileNetV2", "GoogLeNet" })
        {
            var difference = Compare(Torchvision(name), Torchvision(name));
            Assert.Equal(difference.GetLayers().Count, difference.Equal);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_longest_common_subsequence_is_that_of_the_table(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 300; round++)
        {
            int[] left = Keys(random),
                right = Keys(random);
            var pairs = CommonSubsequence.Of(left, right, default);
            Assert.All(pairs, pair => Assert.Equal(left[pair.Left], right[pair.Right]));
            Assert.True(
                pairs
                    .Zip(pairs.Skip(1), (one, next) => one.Left < next.Left && one.Right < next.Right)
                    .All(isAfter => isAfter)
            );
            Assert.Equal(LengthByTable(left, right), pairs.Count);
        }
    }

    [Fact]
    public void A_hundred_thousand_layers_are_compared_in_linear_memory()
    {
        var layers = Enumerable
            .Range(0, 100_000)
            .Select(i =>
                (Layer)
                    new Convolution(2)
                    {
                        Name = $"conv{i}",
                        Filters = 8,
                        KernelSize = 1,
                    }
            )
            .Prepend(new Input { Name = "in", Shape = new(4, 4, 8) })
            .ToList();
        var others = layers.ToList();
        others.RemoveRange(50_000, 10);
        var difference = Compare(new Network(layers), new Network(others));
        Assert.Equal((0, 10, 0), (difference.Added, difference.Removed, difference.Changed));
    }

    private static void AssertAddsUp(NetworkDifference difference)
    {
        Assert.Equal(difference.ParametersDelta, difference.GetLayers().Sum(row => row.ParametersDelta));
        Assert.Equal(difference.MacsDelta, difference.GetLayers().Sum(row => row.MacsDelta));
        Assert.Equal(difference.ActivationDelta, difference.GetLayers().Sum(row => row.ActivationDelta));
    }

    private static Network Torchvision(string name) => Architectures.Get(name).Variant("torchvision").Build(name);

    private static NetworkDifference Compare(Network before, Network after, ParameterView view = ParameterView.Keras) =>
        new(
            Measurer.Measure(before, new MeasureOptions { View = view }),
            Measurer.Measure(after, new MeasureOptions { View = view })
        );

    private static int[] Keys(Random random) =>
        [.. Enumerable.Range(0, random.Next(0, 20)).Select(_ => random.Next(1, 5))];

    private static int LengthByTable(int[] left, int[] right)
    {
        var table = new int[left.Length + 1, right.Length + 1];
        for (int i = 1; i <= left.Length; i++)
        {
            for (int j = 1; j <= right.Length; j++)
                table[i, j] =
                    left[i - 1] == right[j - 1] ? table[i - 1, j - 1] + 1 : Math.Max(table[i - 1, j], table[i, j - 1]);
        }

        return table[left.Length, right.Length];
    }
}
