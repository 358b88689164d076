using CnnParams.Auditing;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Auditing;

/// <summary>
/// Wrong figures of single layers and of whole networks, each by a mistake that people are known to make.
/// </summary>
public sealed class DiagnosisTests
{
    private static readonly NetworkMeasurement LeNet = Audit.Catalogue("LeNet5");

    private static readonly NetworkMeasurement LeNetOf1998 = Audit.Catalogue("LeNet5", "original");

    // Computed by hand from the layers' formulas: 4 * ((u * p) + (u * u) + u) and 3 * ((u * p) + (u * u) + (2 * u)).
    [Theory]
    [InlineData("LSTM", 1568, "GatesForgotten")]
    [InlineData("LSTM", 4704, "GatesMiscounted")]
    [InlineData("LSTM", 2176, "StateForgotten")]
    [InlineData("LSTM", 544, "GatesForgotten+StateForgotten")]
    [InlineData("LSTM", 6144, "BiasForgotten")]
    [InlineData("LSTM", 6400, "RecurrentBiases")]
    [InlineData("GRU", 1600, "GatesForgotten")]
    [InlineData("GRU", 6400, "GatesMiscounted")]
    [InlineData("GRU", 1728, "StateForgotten")]
    [InlineData("GRU", 4704, "RecurrentBiases")]
    [InlineData("SimpleRNN", 544, "StateForgotten")]
    [InlineData("LSTM", 125440, "WeightsPerStep")]
    public void Gates_and_states_of_recurrent_layers(string type, long claimed, string mistake)
    {
        var layer = LayerTypes.Get(type).Create([new("Units", 32)], "cell");
        Assert.Equal(mistake, Sorted(Audit.Of(Audit.Network("20x16", layer), $"cell Parameters={claimed}")));
    }

    // 32 * (16 + 32 + 1) * 3 * 2, where TensorFlow 2 has two biases for each gate: 9600.
    [Fact]
    public void Biases_of_another_framework_in_both_directions()
    {
        var cell = LayerTypes.Get("GRU").Create([new("Units", 32)]);
        var network = Audit.Network("200x16", new Bidirectional { Name = "both", Layer = cell });
        Assert.Equal("RecurrentBiases", Sorted(Audit.Of(network, "both Parameters=9408")));
    }

    // 3 * 3 * 16 * 6 + 6 for (3 * 16 + 1) * 6; of (3 * 3 * 8) + ((8 + 1) * 24) the second or the first step; (24) of
    // (20,24).
    [Theory]
    [InlineData("Conv1D Filters=6 KernelSize=3", "20x16", "Parameters=870", "KernelSquared")]
    [InlineData("Conv1D Filters=6 KernelSize=3", "20x16", "Parameters=678", "OtherKernel")]
    [InlineData("SeparableConv2D Filters=24 KernelSize=3", "12x12x8", "Parameters=216", "PointwiseStepAlone")]
    [InlineData("SeparableConv2D Filters=24 KernelSize=5", "12x12x8", "Parameters=200", "DepthwiseStepAlone")]
    [InlineData("LSTM Units=24 ReturnSequences=True", "20x16", "OutputShape=24", "LastStateTaken")]
    public void Steps_and_sides_that_are_there_once_or_twice(string layer, string input, string claim, string mistake)
    {
        string[] words = layer.Split(' ');
        var made = LayerTypes
            .Get(words[0])
            .Create(
                [
                    .. words
                        .Skip(1)
                        .Select(word => word.Split('='))
                        .Select(pair => new KeyValuePair<string, object>(pair[0], pair[1])),
                ],
                "layer"
            );
        Assert.Equal(mistake, Sorted(Audit.Of(Audit.Network(input, made), $"layer {claim}")));
    }

    // By arithmetic: 4 * ((16 + 32 + 1) * 32) = 6272 at each of 20 steps, which the layer after it needs.
    [Fact]
    public void A_layer_that_could_not_go_on_so_is_told_all_the_same()
    {
        var network = Audit.Network(
            "20x16",
            new LSTM { Units = 32, ReturnSequences = true },
            new GRU { Units = 8 },
            new Dense { Units = 2 }
        );
        var verdict = Assert.Single(Audit.Of(network, $"{network.Rows[1].Name} OutputShape=32"));
        Assert.Equal("LastStateTaken", verdict.MistakeId);
    }

    [Fact]
    public void The_window_of_a_sequence_has_one_side()
    {
        var layer = LayerTypes.Get("Conv1D").Create([new("Filters", 6), new("KernelSize", 3)], "layer");
        var verdict = Assert.Single(Audit.Of(Audit.Network("20x16", layer), "layer Parameters=678"));
        Assert.Equal("the figure fits KernelSize 7, not 3", verdict.Mistake);
    }

    // ConvLSTM of 8 filters of 3x3 over 3 channels: 4 * ((9 * (3 + 8)) + 1) * 8 = 3200.
    [Theory]
    [InlineData(800, "GatesForgotten")]
    [InlineData(896, "StateForgotten")]
    [InlineData(3168, "BiasForgotten")]
    [InlineData(32000, "WeightsPerStep")]
    public void Gates_and_state_of_a_convolutional_LSTM(long claimed, string mistake)
    {
        var layer = new ConvolutionalLSTM(2)
        {
            Name = "cell",
            Filters = 8,
            KernelSize = 3,
        };
        Assert.Equal(mistake, Sorted(Audit.Of(Audit.Network("10x32x32x3", layer), $"cell Parameters={claimed}")));
    }

    [Fact]
    public void One_direction_of_two_in_both_forms()
    {
        var lstm = new LSTM { Units = 32 };
        foreach (
            var layer in new Layer[]
            {
                new Bidirectional { Name = "both", Layer = lstm },
                new LSTM
                {
                    Name = "both",
                    Units = 32,
                    Bidirectional = true,
                },
            }
        )
        {
            var network = Audit.Network("20x16", layer, new Dense { Name = "dense", Units = 10 });
            Assert.Equal("OneDirection", Sorted(Audit.Of(network, "both Parameters=6272")));
            Assert.Equal("OneDirection", Sorted(Audit.Of(network, "both OutputShape=64 Parameters=6272")));
            // What follows sees one direction, too: 32 * 10 + 10.
            var verdicts = Audit.Of(network, "both OutputShape=32 Parameters=6272", "dense Parameters=330");
            Assert.All(
                verdicts,
                verdict => Assert.Equal(("OneDirection", "both"), (verdict.MistakeId, verdict.CausedBy))
            );
        }
    }

    [Theory]
    [InlineData(208, "DepthForgotten")]
    [InlineData(600, "BiasForgotten")]
    [InlineData(6080, "WeightsPerStep")]
    public void A_convolution_at_each_step(long claimed, string mistake)
    {
        var layer = new TimeDistributed
        {
            Name = "td",
            Layer = new Convolution(2) { Filters = 8, KernelSize = 5 },
        };
        Assert.Equal(mistake, Sorted(Audit.Of(Audit.Network("10x32x32x3", layer), $"td Parameters={claimed}")));
    }

    [Fact]
    public void Units_at_each_step()
    {
        var layer = new TimeDistributed
        {
            Name = "td",
            Layer = new Dense { Units = 8 },
        };
        Assert.Equal("WeightsPerStep", Sorted(Audit.Of(Audit.Network("64x32", layer), "td Parameters=16896")));
    }

    // Keras's Dense on (5,5,16): 16 * 120 + 120 = 2040.
    [Fact]
    public void A_Dense_that_is_taken_to_see_all_values()
    {
        var network = Audit.Network(
            "5x5x16",
            new Dense { Name = "a", Units = 120 },
            new Dense { Name = "b", Units = 84 }
        );
        Assert.Equal("DenseSeesAll", Sorted(Audit.Of(network, "a Parameters=48120")));
        Assert.Equal("DenseSeesAll", Sorted(Audit.Of(network, "a OutputShape=5x5x120 Parameters=48120")));
        Assert.Equal(
            "DenseSeesAll",
            Sorted(Audit.Of(network, "a Parameters=48120 OutputShape=120", "b Parameters=10164 OutputShape=84"))
        );
        Assert.Equal("DenseSeesAll", Sorted(Audit.Of(network, "Total Parameters=58284")));
    }

    [Fact]
    public void LeNet5_as_it_is_built_and_as_it_was_published()
    {
        Assert.Equal("AllConnected", Sorted(Audit.Of(LeNetOf1998, "C3 Parameters=2416")));
        Assert.Equal("PartlyConnected", Sorted(Audit.Of(LeNet, "C3 Parameters=1516")));
        Assert.Equal("SubsamplingLearns", Sorted(Audit.Of(LeNet, "S2 Parameters=12")));
        Assert.Equal("SubsamplingLearns", Sorted(Audit.Of(LeNet, "S4 Parameters=32")));
        Assert.Equal("AllConnected", Sorted(Audit.Of(LeNetOf1998, "Total Parameters=61740")));
        Assert.Equal("SubsamplingLearns", Sorted(Audit.Of(LeNet, "Total Parameters=61750")));
    }

    // 62958 is the article's total; each is that of one layer with one mistake.
    [Theory]
    [InlineData(60158, "DepthForgotten", "CONV2")]
    [InlineData(62838, "BiasForgotten", "FC3")]
    [InlineData(17958, "FlattenMissed", "FC3")]
    [InlineData(62558, "DepthForgotten", "CONV1")]
    [InlineData(62839, "OneBias", "FC3")]
    public void One_layers_mistake_inside_a_total(long claimed, string mistake, string layer)
    {
        var verdict = Assert.Single(Audit.Of(Audit.Article, $"Total Parameters={claimed}"));
        Assert.Equal((mistake, layer), (verdict.MistakeId, verdict.CausedBy));
        Assert.EndsWith($"(in {layer})", verdict.Mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shared_layer_is_counted_for_each_use()
    {
        var network = Measurer.Measure(
            new Network([
                new Input { Name = "a", Shape = TensorShape.Parse("10") },
                new Input { Name = "b", Shape = TensorShape.Parse("10") },
                new Dense
                {
                    Name = "first",
                    Units = 10,
                    Inputs = ["a"],
                },
                new Dense
                {
                    Name = "second",
                    Units = 10,
                    Inputs = ["b"],
                    WeightsFrom = "first",
                },
            ])
        );
        Assert.Equal(110, network.Totals.Parameters);
        var verdict = Assert.Single(Audit.Of(network, "Total Parameters=220"));
        Assert.Equal("SharedPerUse", verdict.MistakeId);
        Assert.Equal("shared weights are counted for each layer that uses them, second again", verdict.Mistake);
    }

    [Theory]
    [InlineData(224, "WithoutBatchNorms")]
    [InlineData(240, "OtherView")]
    public void Batch_norms_are_left_out_of_a_total(long claimed, string mistake)
    {
        var network = Audit.Network(
            "8x8x3",
            new Convolution(2)
            {
                Name = "conv",
                Filters = 8,
                KernelSize = 3,
            },
            new BatchNormalization { Name = "bn" }
        );
        Assert.Equal(256, network.Totals.Parameters);
        Assert.Equal(mistake, Sorted(Audit.Of(network, $"Total Parameters={claimed}")));
    }

    // Keras's own totals with include_top=False (keras.io/api/applications), and torchvision's features alone.
    [Theory]
    [InlineData("VGG16", "Keras", 14714688)]
    [InlineData("VGG19", "Keras", 20024384)]
    [InlineData("ResNet50", "Keras", 23587712)]
    [InlineData("DenseNet121", "Keras", 7037504)]
    [InlineData("InceptionV3", "Keras", 21802784)]
    [InlineData("Xception", "Keras", 20861480)]
    [InlineData("MobileNet", "Keras", 3228864)]
    [InlineData("MobileNetV2", "Keras", 2257984)]
    [InlineData("EfficientNetB0", "Keras", 4049571)]
    [InlineData("AlexNet", null, 2469696)]
    public void A_network_without_its_top(string name, string? variant, long claimed)
    {
        var verdict = Assert.Single(Audit.Of(Audit.Catalogue(name, variant), $"Total Parameters={claimed}"));
        Assert.Contains(verdict.MistakeId, new[] { "WithoutTop", "WithoutClassifier" });
    }

    // The totals of torchvision's and Keras's pages for the other networks.
    [Theory]
    [InlineData("VGG16", null, "Parameters=143667240", "VGG19 (torchvision)")]
    [InlineData("VGG16", null, "Parameters=138365992", "VGG16BN (torchvision)")]
    [InlineData("ResNet50", null, "Parameters=44549160", "ResNet101 (torchvision)")]
    [InlineData("EfficientNetB0", "Keras", "Parameters=7794184", "EfficientNetB1 (torchvision)")]
    [InlineData("ResNet50", "Keras", "Macs=4.1G", "ResNet50 (torchvision)")]
    public void The_total_of_another_network_of_the_kind(string name, string? variant, string claim, string other)
    {
        var verdict = Assert.Single(Audit.Of(Audit.Catalogue(name, variant), "Total " + claim));
        Assert.Equal("OtherNetwork", verdict.MistakeId);
        Assert.Equal($"this is the figure of {other}", verdict.Mistake);
    }

    // 25,557,032 parameters of 4 bytes; Keras's page has 98 MB for its 25,636,712, of 1,048,576 bytes each.

    // Sizes of files, by the table of weights in torchvision's documentation; what a state_dict has beside the
    // parameters is counted by PyTorch: 9600 and 20 numbers in ResNet-18.
    [Theory]
    [InlineData(
        "ResNet18",
        "44.7",
        "the 9620 numbers that are kept beside the parameters and the names and places of its tensors"
    )]
    [InlineData(
        "ResNet50",
        "97.8",
        "the 53173 numbers that are kept beside the parameters and the names and places of its tensors"
    )]
    [InlineData("DenseNet121", "30.8", "the 83769 numbers that are kept beside the parameters")]
    [InlineData("vgg19", "548.1", "the names and places of its tensors")]
    [InlineData("vit_b_16", "330.3", "the names and places of its tensors")]
    [InlineData(
        "efficientnet_b0",
        "20.5",
        "the 42065 numbers that are kept beside the parameters and the names and places of its tensors"
    )]
    // Attention within windows: torch.save of torchvision's Swin-T gives 113,445,903 bytes, 28,812 places among them.
    [InlineData(
        "swin_t",
        "108.2",
        "the 28812 numbers that are kept beside the parameters and the names and places of its tensors"
    )]
    [InlineData(
        "swin_s",
        "189.8",
        "the 57624 numbers that are kept beside the parameters and the names and places of its tensors"
    )]
    // Saved with kernels of 16 bits and batch norms of 32, PyTorch's older form of file gives 131.82 and 242.90.
    [InlineData(
        "wide_resnet50_2",
        "131.8",
        "the 68277 numbers that are kept beside the parameters and 16 bits for a number, 32 in norms"
    )]
    [InlineData(
        "wide_resnet101_2",
        "242.9",
        "the 137960 numbers that are kept beside the parameters and 16 bits for a number, 32 in norms and the names and "
            + "places of its tensors"
    )]
    // These two files have the auxiliary classifiers, which the networks of the catalogue have not.
    [InlineData(
        "GoogLeNet",
        "49.7",
        "the 6379984 parameters of the auxiliary classifiers of training and the 14617 numbers that are kept beside "
            + "the parameters"
    )]
    [InlineData(
        "InceptionV3",
        "103.9",
        "the 3326696 parameters of the auxiliary classifiers of training and the 34526 numbers that are kept beside "
            + "the parameters and the names and places of its tensors"
    )]
    // Keras's page on its models; an HDF5 file has groups and attributes for each of its tensors.
    [InlineData(
        "NASNetMobile",
        "23",
        "the 192 numbers that are kept beside the parameters and the names and places of its tensors"
    )]
    public void The_size_of_a_file_is_said_to_be_one(string name, string megabytes, string beside)
    {
        var verdict = Assert.Single(Audit.Of(Audit.Catalogue(name), $"Total Size={megabytes}~MB"));
        Assert.Equal(Judgement.Correct, verdict.Judgement);
        Assert.Equal($"the size of a file, with {beside}", verdict.Note);
    }

    // One more percent is no file of these weights.
    [Theory]
    [InlineData("ResNet18", "45.2")]
    [InlineData("ResNet18", "44.4")]
    [InlineData("VGG16", "44.7")]
    [InlineData("NASNetMobile", "25")]
    [InlineData("GoogLeNet", "51")]
    public void Another_size_is_no_files(string name, string megabytes) =>
        Assert.Equal(
            Judgement.Wrong,
            Assert.Single(Audit.Of(Audit.Catalogue(name), $"Total Size={megabytes}~MB")).Judgement
        );

    // A softmax that the loss computes, an activation within a convolution: there is no layer, and nothing to learn.
    [Fact]
    public void An_activation_that_is_no_layer_is_held_to_what_it_reads()
    {
        var truth = Audit.Network(
            "28x28x1",
            new Convolution(2)
            {
                Name = "conv",
                Filters = 6,
                KernelSize = 5,
            },
            new FullyConnected { Name = "fc", Units = 10 }
        );
        var verdicts = Audit.Of(
            truth,
            "conv Parameters=156",
            "relu OutputShape=24x24x6 Parameters=0",
            "fc Parameters=34570",
            "softmax OutputShape=10 Parameters=0"
        );
        Assert.All(verdicts, verdict => Assert.Equal(Judgement.Correct, verdict.Judgement));
        Assert.Equal(
            "the network has no layer 'Softmax', which changes no shape and learns nothing: held to 'fc', which it reads",
            verdicts[^1].Note
        );
        Assert.Equal(Judgement.Wrong, Audit.Of(truth, "fc Parameters=34570", "softmax OutputShape=11")[1].Judgement);
    }

    // arXiv:1409.4842, table 1: in units of 1024 where the layers give the figure at all.
    [Theory]
    [InlineData("inception~(3a)", "159K")]
    [InlineData("inception~(4c)", "463K")]
    [InlineData("inception~(5b)", "1388K")]
    public void Rows_that_a_paper_prints_itself_are_named(string row, string figure)
    {
        foreach (string? variant in new[] { null, "original" })
            Assert.Equal(
                "PublishedFigure",
                Assert.Single(Audit.Of(Audit.Catalogue("GoogLeNet", variant), $"{row} Parameters={figure}")).MistakeId
            );
    }

    // A total has the shape of what comes out.
    [Theory]
    [InlineData("1000", Judgement.Correct)]
    [InlineData("(None,~1000)", Judgement.Correct)]
    [InlineData("1001", Judgement.Wrong)]
    public void The_output_shape_of_a_network_is_that_of_its_last_layer(string shape, Judgement judgement) =>
        Assert.Equal(
            judgement,
            Assert.Single(Audit.Of(Audit.Catalogue("ResNet18"), $"Total OutputShape={shape}")).Judgement
        );

    [Theory]
    [InlineData("answer", "3", Judgement.Correct)]
    [InlineData("aside", "3", Judgement.Wrong)]
    [InlineData("answer,aside", "3", Judgement.Unknown)]
    [InlineData("", "3", Judgement.Unknown)]
    public void Of_several_ends_of_a_network_the_one_that_is_named_has_its_output_shape(
        string outputs,
        string shape,
        Judgement judgement
    )
    {
        var network = new Network([
            new Input { Name = "in", Shape = new(8) },
            new Dense { Name = "aside", Units = 5 },
            new Dense
            {
                Name = "answer",
                Units = 3,
                Inputs = ["in"],
            },
        ])
        {
            Outputs = outputs.Split(',', StringSplitOptions.RemoveEmptyEntries),
        };
        Assert.Equal(
            judgement,
            Assert.Single(Audit.Of(Measurer.Measure(network), $"Total OutputShape={shape}")).Judgement
        );
    }

    [Theory]
    [InlineData("Keras", "Parameters", "98~MB", "")]
    [InlineData("Keras", "Size", "98MB", "")]
    [InlineData("Keras", "WeightBytes", "97.8~MiB", "")]
    [InlineData("Keras", "Size", "102.5~MB", "")]
    [InlineData("Keras", "Size", "102.5~MiB", "no known mistake, nor two together, gives this figure")]
    [InlineData(null, "Size", "102228128~bytes", "")]
    [InlineData(null, "Size", "51~MB", "weights are counted at 1/2 of their width, as narrower numbers take")]
    [InlineData(null, "ModelSize", "25.6~MB", "weights are counted at 1/4 of their width, as narrower numbers take")]
    public void Bytes_are_claimed_in_units_of_1000_or_1024(
        string? variant,
        string column,
        string claimed,
        string mistake
    )
    {
        var verdict = Assert.Single(Audit.Of(Audit.Catalogue("ResNet50", variant), $"Total {column}={claimed}"));
        Assert.Equal(ClaimedQuantity.WeightBytes, verdict.Quantity);
        Assert.Equal(mistake.Length == 0 ? Judgement.Correct : Judgement.Wrong, verdict.Judgement);
        Assert.Equal(mistake, verdict.Mistake);
    }

    // 28x28: 26, 13, 11, 5 with 3x3 windows and halving; without halving 28, 26, 24: (24 * 24 * 64 + 1) * 128.
    [Theory]
    [InlineData("d1 Parameters=4718720", "PoolingForgotten")]
    [InlineData("d2 Parameters=650", "DropoutLeavesOut")]
    [InlineData("c1 ActivationSize=692224", "BatchCounted")]
    [InlineData("c2 Parameters=18946", "DigitsSwapped")]
    [InlineData("c2 Parameters=1896", "DigitLost")]
    [InlineData("c2 Parameters=188496", "DigitTwice")]
    public void What_a_beginner_forgets_or_mistypes(string claim, string mistake)
    {
        var network = Audit.Network(
            "28x28x1",
            new Convolution(2)
            {
                Name = "c1",
                Filters = 32,
                KernelSize = 3,
            },
            new MaxPooling(2) { Name = "p1", PoolSize = 2 },
            new Convolution(2)
            {
                Name = "c2",
                Filters = 64,
                KernelSize = 3,
            },
            new MaxPooling(2) { Name = "p2", PoolSize = 2 },
            new FullyConnected { Name = "d1", Units = 128 },
            new Dropout { Name = "drop", Rate = 0.5 },
            new FullyConnected { Name = "d2", Units = 10 }
        );
        Assert.Equal(mistake, Sorted(Audit.Of(network, claim)));
    }

    // Two digits or three are near to something in any large network.
    [Theory]
    [InlineData("MobileNetV2", "Macs", "291M")]
    [InlineData("MobileNetV2", "Parameters", "6.9M")]
    [InlineData("ResNet18", "Parameters", "6.9M")]
    [InlineData("EfficientNetB0", "Macs", "291M")]
    public void Chance_explains_nothing(string name, string quantity, string claimed)
    {
        var verdict = Assert.Single(Audit.Of(Audit.Catalogue(name), $"Total {quantity}={claimed}"));
        Assert.Equal("", verdict.MistakeId);
        Assert.Equal("no known mistake, nor two together, gives this figure", verdict.Mistake);
    }

    private static string Sorted(IReadOnlyList<Verdict> verdicts) =>
        string.Join(
            "+",
            verdicts
                .Where(verdict => verdict.Judgement == Judgement.Wrong)
                .Select(verdict => string.Join("+", verdict.MistakeId.Split('+').Order()))
                .Distinct()
        );
}
