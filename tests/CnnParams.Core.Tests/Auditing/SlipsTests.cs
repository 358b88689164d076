using CnnParams.Auditing;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Auditing;

/// <summary>
/// Slips of students and engineers over all kinds of layers. Each number is plain arithmetic, which stands beside it;
/// those that nobody comes to must be called so.
/// </summary>
public sealed class SlipsTests
{
    private const string None = "";

    // 8 heads of 8 over 64 features: 4 * (64 * 64 + 64) = 16640.
    [Theory]
    [InlineData("3*(64*64+64)", "OutputProjectionForgotten")]
    [InlineData("4*64*64", "BiasForgotten")]
    [InlineData("3*64*64", "BiasForgotten+OutputProjectionForgotten")]
    [InlineData("8*16640", "HeadsMultiplied")]
    [InlineData("8*3*(64*64+64)+64*64+64", "HeadsMultiplied")]
    [InlineData("3*(64+1)*8*64+(8*64+1)*64", "KeysWhole")]
    [InlineData("3*(64+1)*8+(8+1)*64", "OneHead")]
    [InlineData("20*16640", "NoSharing")]
    [InlineData("16641", None)]
    [InlineData("15000", None)]
    public void Attention(string claimed, string mistake) =>
        Assert.Equal(
            mistake,
            Mistake("MultiHeadAttention Heads=8 KeySize=8", "20x64", $"Parameters={Product(claimed)}")
        );

    // Keras's key_dim is of each head: 3 * (64 + 1) * 8 * 64 + (8 * 64 + 1) * 64 = 132672, PyTorch's of all.
    [Fact]
    public void Keys_of_each_head_or_of_all() =>
        Assert.Equal(
            "KeysDivided",
            Mistake("MultiHeadAttention Heads=8 KeySize=64", "20x64", $"Parameters={Product("4*(64*64+64)")}")
        );

    // Keras has 28 * 28 * 8 slopes, Caffe 8, PyTorch 1.
    [Theory]
    [InlineData("PReLU", "8", "SlopePerChannel")]
    [InlineData("PReLU", "1", "OneSlope")]
    [InlineData("PReLU SharedAxes=1,2", "1", "OneSlope")]
    [InlineData("PReLU SharedAxes=1,2", "28*28*8", "SlopePerValue")]
    [InlineData("PReLU ParameterCount=1", "8", "SlopePerChannel")]
    [InlineData("PReLU ParameterCount=1", "28*28*8", "SlopePerValue")]
    [InlineData("PReLU SharedAxes=1,2", "28", None)]
    public void Slopes(string layer, string claimed, string mistake) =>
        Assert.Equal(mistake, Mistake(layer, "28x28x8", $"Parameters={Product(claimed)}"));

    // 2 * 64 for 64 channels; Keras's batch norm has 4 * 8 for 8.
    [Theory]
    [InlineData("GroupNormalization Groups=8", "28x28x64", "2*8", "VectorsOfGroups")]
    [InlineData("GroupNormalization Groups=8", "28x28x64", "4*64", "StatisticsInvented")]
    [InlineData("GroupNormalization Groups=8", "28x28x64", "131", None)]
    [InlineData("LayerNormalization", "20x64", "20*2*64", "NoSharing")]
    [InlineData("LayerNormalization", "20x64", "2*20", "VectorsOfPositions")]
    [InlineData("LayerNormalization", "20x64", "4*64", "StatisticsInvented")]
    [InlineData("BatchNormalization", "28x28x8", "784*4*8", "NoSharing")]
    [InlineData("BatchNormalization", "28x28x8", "4*784", "VectorsOfPositions")]
    [InlineData("BatchNormalization", "28x28x8", "4", "OneFactor")]
    [InlineData("BatchNormalization", "28x28x8", "37", None)]
    public void Vectors_of_normalisations(string layer, string input, string claimed, string mistake) =>
        Assert.Equal(mistake, Mistake(layer, input, $"Parameters={Product(claimed)}"));

    // 5 * 5 * 3 * 8 + 8 = 608 over 32x32x3; 3 * 3 * 3 * 4 * 8 + 8 = 872 over 16x32x32x4; 3 * 3 * 8 * 24 + 24 = 1752
    // and (3 * 3 * 8) + (8 * 24) + 24 = 288 over 12x12x8.
    [Theory]
    [InlineData("Conv2D Filters=8 KernelSize=5", "32x32x3", "(32*32*3+1)*8", "ImageForKernel")]
    [InlineData("Conv2D Filters=8 KernelSize=5", "32x32x3", "3072*6272+6272", "FilterAsUnits")]
    [InlineData("Conv2D Filters=8 KernelSize=5", "32x32x3", "5*5*3+1", "FiltersForgotten")]
    [InlineData("Conv2D Filters=8 KernelSize=5", "32x32x3", "4*608", "BytesGiven")]
    [InlineData("Conv2D Filters=8 KernelSize=5", "32x32x3", "612", None)]
    [InlineData("Conv2D Filters=8 KernelSize=5", "32x32x3", "777", None)]
    [InlineData("Conv3D Filters=8 KernelSize=3", "16x32x32x4", "3*3*4*8+8", "KernelNotCubed")]
    [InlineData("Conv3D Filters=8 KernelSize=3", "16x32x32x4", "3*3*3*8+8", "DepthForgotten")]
    [InlineData("Conv3D Filters=8 KernelSize=3", "16x32x32x4", "901", None)]
    [InlineData("Conv2D Filters=24 KernelSize=3", "12x12x8", "3*3*8+8*24+24", "FullAsSeparable")]
    [InlineData("Conv2D Filters=24 KernelSize=3", "12x12x8", "3*3*8+8*24", "BiasForgotten+FullAsSeparable")]
    [InlineData("Conv1D Filters=32 KernelSize=3", "12x8", "3*8+8*32+32", "FullAsSeparable")]
    [InlineData("Conv3D Filters=24 KernelSize=3", "12x12x12x8", "3*3*3*8+8*24+24", "FullAsSeparable")]
    [InlineData("SeparableConv2D Filters=24 KernelSize=3", "12x12x8", "3*3*8*24+24", "DepthwiseAsFull")]
    [InlineData("DepthwiseConv2D KernelSize=3", "12x12x8", "3*3*8*8+8", "DepthwiseAsFull")]
    [InlineData("DepthwiseConv2D KernelSize=3 DepthMultiplier=2", "12x12x8", "3*3*8*16+16", "DepthwiseAsFull")]
    [InlineData("DepthwiseConv2D KernelSize=3", "12x12x8", "3*3+1", "FiltersForgotten")]
    [InlineData("DepthwiseConv2D KernelSize=3 DepthMultiplier=2", "12x12x8", "(3*3+1)*8", "SettingIgnored")]
    [InlineData("LocallyConnected2D Filters=8 KernelSize=3", "14x14x3", "3*3*3*8+8", "SharingAssumed")]
    [InlineData("LocallyConnected2D Filters=8 KernelSize=3", "14x14x3", "12*12*27*8+8", "BiasShared")]
    public void Filters(string layer, string input, string claimed, string mistake) =>
        Assert.Equal(mistake, Mistake(layer, input, $"Parameters={Product(claimed)}"));

    // 1000 words of 64 values.
    [Theory]
    [InlineData("20*1000*64", "NoSharing")]
    [InlineData("1000*20", "StepsForFeatures")]
    [InlineData("1001*64", "OneMoreWord")]
    [InlineData("1000*65", "BiasInvented")]
    [InlineData("20*64", "ActivationGiven")]
    [InlineData("64123", None)]
    public void Embeddings(string claimed, string mistake) =>
        Assert.Equal(
            mistake,
            Mistake("Embedding VocabularySize=1000 EmbeddingSize=64", "20", $"Parameters={Product(claimed)}")
        );

    // 4 * (32 * 16 + 32 * 32 + 32) = 6272; two layers 6272 + 4 * (32 * 32 + 32 * 32 + 32) = 14592.
    [Theory]
    [InlineData("LSTM Units=32", "4*(32*16+32*32)+32", "BiasOfOneGate")]
    [InlineData("LSTM Units=32", "4*(16*32+16*16+16)", "UnitsExchanged")]
    [InlineData("LSTM Units=32", "4*(32*20+32*32+32)", "StepsForFeatures")]
    [InlineData("LSTM Units=32", "2*6272", "BothDirections")]
    [InlineData("LSTM Units=32 LayerCount=2", "6272", "SettingIgnored")]
    [InlineData("LSTM Units=32 LayerCount=2", "2*6272", "LayersAlike")]
    [InlineData("LSTM Units=32", "6273", None)]
    [InlineData("LSTM Units=32", "9999", None)]
    public void Recurrent_layers(string layer, string claimed, string mistake) =>
        Assert.Equal(mistake, Mistake(layer, "20x16", $"Parameters={Product(claimed)}"));

    // 5 * 5 * 3 * 8 * 28 * 28 = 470400 multiply-accumulates, 28 * 28 * 8 = 6272 values with a bias each.
    [Theory]
    [InlineData("Flops=2*470400", "MacsAlone")]
    [InlineData("Flops=2*470400-6272", "SumsWithOneLess")]
    [InlineData("Flops=2*(470400+6272)", "BiasTwice")]
    [InlineData("Flops=470400", "MacsGiven")]
    [InlineData("Flops=900000", None)]
    [InlineData("Macs=600*28", None)]
    [InlineData("Macs=5*5*3*6*28*28", "OtherCount")]
    [InlineData("Macs=5*5*3*20*28*28", "OtherCount")]
    [InlineData("ActivationSize=28*28*20", "OtherCount")]
    [InlineData("WeightBytes=608", "ParametersGiven")]
    [InlineData("WeightBytes=2*608", "NarrowWeights")]
    public void Operations_and_bytes(string claim, string mistake)
    {
        string[] parts = claim.Split('=');
        Assert.Equal(mistake, Mistake("Conv2D Filters=8 KernelSize=5", "32x32x3", $"{parts[0]}={Product(parts[1])}"));
    }

    // With stride 2 and padding 1 on 33: floor((33 + 2 - 3) / 2) + 1 = 17 positions, and not 33.
    [Fact]
    public void Filters_at_the_positions_of_the_input() =>
        Assert.Equal(
            "InputGrid",
            Mistake(
                "Conv2D Filters=8 KernelSize=3 Stride=2 Padding=1",
                "33x33x4",
                $"Macs={Product("3*3*4*8*33*33")}",
                ignored: "SettingIgnored"
            )
        );

    // Every rule is written beside its claim; 32x48 becomes 28x44 under a window of 5.
    [Theory]
    [InlineData("Conv2D Filters=8 KernelSize=5", "32x48x3", "44x28x8", "AxesExchanged")]
    [InlineData("Conv2D Filters=8 KernelSize=5", "32x48x3", "28x8x44", "AxesExchanged")]
    [InlineData("Conv2D Filters=8 KernelSize=5", "32x48x3", "8x28x44", "ChannelsMoved")]
    [InlineData("Conv2D Filters=8 KernelSize=5", "32x48x3", "28x44x24", "ChannelsMultiplied")]
    [InlineData("Conv2D Filters=8 KernelSize=5", "32x48x3", "28x44x3x8", "ChannelsMultiplied")]
    [InlineData("Conv2D Filters=8 KernelSize=5", "32x48x3", "28x43x8", None)]
    // 224 / 2 / 2; 32 + 2 - 5 + 1 = 30 in place of 32 + 4 - 5 + 1.
    [InlineData("Conv2D Filters=8 KernelSize=7 Stride=2 Padding=same", "224x224x3", "56x56x8", "SettingTwice")]
    [InlineData("Conv2D Filters=8 KernelSize=5 Padding=2", "32x32x3", "30x30x8", "PaddingOnOneSide")]
    // (55 - 3) / 3 + 1 = 18 for (55 - 3) / 2 + 1 = 27.
    [InlineData("MaxPool2D PoolSize=3 Stride=2", "55x55x96", "18x18x96", "OverlapForgotten")]
    [InlineData("MaxPool2D PoolSize=2", "28x28x8", "7x7x8", "SettingTwice")]
    // ceil(7 / 2) = 4 for 7 * 2; (7 - 1) * 2 - 2 + 3 = 13, and one more.
    [InlineData(
        "TransposedConv2D Filters=8 KernelSize=4 Stride=2 Padding=same",
        "7x7x64",
        "4x4x8",
        "ForwardForTransposed"
    )]
    [InlineData(
        "TransposedConv2D Filters=8 KernelSize=3 Stride=2 Padding=1 OutputPadding=1",
        "7x7x64",
        "13x13x8",
        "SettingIgnored"
    )]
    [InlineData("UpSampling2D Size=2", "7x7x64", "28x28x64", "SettingTwice")]
    [InlineData("ZeroPadding2D Padding=3", "224x224x3", "227x227x3", "PaddingOnOneSide")]
    // 64 / (2 * 2) = 16 channels.
    [InlineData("PixelShuffle Factor=2", "14x14x64", "28x28x32", "FactorOnce")]
    [InlineData("PixelShuffle Factor=2", "14x14x64", "28x28x64", "ChannelsKept")]
    [InlineData("Flatten", "5x5x16", "25", "OneChannelFlattened")]
    [InlineData("Flatten", "7x7x512", "512", "PooledForFlattened")]
    [InlineData("GlobalAveragePool2D", "7x7x512", "25088", "FlattenedForPooled")]
    [InlineData("FullyConnected Units=120", "7x7x16", "7x7x120", "UnitsPerPosition")]
    [InlineData("Dense Units=10", "20x64", "20x64x10", None)]
    public void Shapes(string layer, string input, string claimed, string mistake) =>
        Assert.Equal(mistake, Mistake(layer, input, $"OutputShape={claimed}"));

    // The number in front is a batch, or an axis that another reading has.
    [Theory]
    [InlineData("LSTM Units=32", "20x16", "20x32", "AllStatesTaken")]
    [InlineData("GRU Units=32", "20x16", "(None,20,32)", "AllStatesTaken")]
    [InlineData("Bidirectional Layer=LSTM(Units=32)", "20x16", "20x64", "AllStatesTaken")]
    [InlineData("ConvLSTM2D Filters=8 KernelSize=3", "10x32x32x3", "10x30x30x8", "AllStatesTaken")]
    [InlineData("Bidirectional Layer=LSTM(Units=32;ReturnSequences=True)", "20x16", "64", "LastStateTaken")]
    [InlineData("GlobalAveragePool1D", "20x64", "20x64", "InputSizeGiven")]
    [InlineData("LSTM Units=32", "20x16", "8x32", null)]
    [InlineData("LSTM Units=32", "20x16", "(None,32)", null)]
    [InlineData("LSTM Units=32", "20x16", "1x32", null)]
    [InlineData("Conv2D Filters=4 KernelSize=3", "28x28x8", "32x26x26x4", null)]
    public void Numbers_in_front_of_a_shape(string layer, string input, string claimed, string? mistake)
    {
        var verdict = Assert.Single(Audit.Of(Audit.Network(input, Make(layer)), $"layer OutputShape={claimed}"));
        Assert.Equal(mistake is null ? Judgement.Correct : Judgement.Wrong, verdict.Judgement);
        Assert.Equal(mistake ?? "", verdict.MistakeId);
    }

    [Fact]
    public void A_number_in_front_that_no_other_row_has_is_said_to_be_taken_for_the_batch()
    {
        var network = Audit.Network("28x28x8", Make("Conv2D Filters=4 KernelSize=3"), new Flatten { Name = "flat" });
        Assert.Equal(
            "32 in front is taken for the batch",
            Assert.Single(Audit.Of(network, "layer OutputShape=32x26x26x4")).Note
        );
        Assert.All(
            Audit.Of(network, "layer OutputShape=32x26x26x4", "flat OutputShape=32x2704"),
            verdict => Assert.Equal((Judgement.Correct, ""), (verdict.Judgement, verdict.Note))
        );
    }

    [Fact]
    public void All_states_are_followed_into_the_layers_after()
    {
        var network = Audit.Network("20x16", Make("LSTM Units=32"), new Dense { Name = "dense", Units = 10 });
        Assert.All(
            Audit.Of(network, "layer OutputShape=20x32", "dense OutputShape=20x10"),
            verdict => Assert.Equal(("AllStatesTaken", "layer"), (verdict.MistakeId, verdict.CausedBy))
        );
        // A batch of 20 stands in front of a row before it, too.
        var behind = Audit.Network(
            "22x16",
            new Convolution(1)
            {
                Name = "conv",
                Filters = 8,
                KernelSize = 3,
            },
            Make("LSTM Units=32")
        );
        Assert.All(
            Audit.Of(behind, "conv OutputShape=20x20x8", "layer OutputShape=20x32"),
            verdict => Assert.Equal(Judgement.Correct, verdict.Judgement)
        );
    }

    // Of 16 + 16 channels; 3 * 3 * 32 * 8 + 8 = 2312 over those, 3 * 3 * 16 * 8 + 8 = 1160 over their sum.
    [Theory]
    [InlineData(true, "k OutputShape=28x28x16", "AddedForJoined")]
    [InlineData(true, "k OutputShape=56x28x16", "OtherAxisJoined")]
    [InlineData(true, "c Parameters=1160", "AddedForJoined")]
    [InlineData(false, "k OutputShape=28x28x32", "JoinedForAdded")]
    [InlineData(false, "c Parameters=2312", "JoinedForAdded")]
    [InlineData(true, "c Parameters=2313", None)]
    public void Joined_and_added(bool isJoined, string claim, string mistake)
    {
        var first = new Convolution(2)
        {
            Name = "a",
            Filters = 16,
            KernelSize = 3,
            Padding = Padding.Same,
        };
        Layer merge = isJoined
            ? new Concatenate { Name = "k", Inputs = ["a", "input"] }
            : new Merge
            {
                Name = "k",
                Operation = MergeOperation.Add,
                Inputs = ["a", "input"],
            };
        var last = new Convolution(2)
        {
            Name = "c",
            Filters = 8,
            KernelSize = 3,
        };
        var verdict = Assert.Single(Audit.Of(Audit.Network("28x28x16", first, merge, last), claim));
        Assert.Equal((Judgement.Wrong, mistake), (verdict.Judgement, verdict.MistakeId));
    }

    // 7 * 7 * 512 * 10 + 10 for 512 * 10 + 10.
    [Fact]
    public void What_follows_a_global_pooling_sees_one_value_of_each_channel()
    {
        var network = Audit.Network(
            "7x7x512",
            new GlobalAveragePooling(2) { Name = "pool" },
            new Dense { Name = "dense", Units = 10 }
        );
        var verdict = Assert.Single(Audit.Of(network, "dense Parameters=250890"));
        Assert.Equal(("FlattenedForPooled", "pool"), (verdict.MistakeId, verdict.CausedBy));
    }

    // LeNet-5 as it is built today: 61706 parameters, 416520 multiply-accumulates, 59134 parameters in units. VGG16's
    // three layers of units have 123642856.
    [Theory]
    [InlineData("LeNet5", "Parameters=59134", "TopAlone")]
    [InlineData("LeNet5", "Parameters=246824", "BytesGiven")]
    [InlineData("LeNet5", "WeightBytes=123412", "NarrowWeights")]
    [InlineData("LeNet5", "Flops=833040", "MacsAlone")]
    [InlineData("LeNet5", "Flops=416520", "MacsGiven")]
    [InlineData("LeNet5", "Parameters=60k", "PublishedFigure")]
    [InlineData("LeNet5", "Parameters=60000", "PublishedFigure")]
    [InlineData("LeNet5", "Parameters=60840", "OtherNetwork")]
    [InlineData("AlexNet", "Parameters=60M", "PublishedFigure")]
    [InlineData("AlexNet", "Parameters=62.38M", "OtherNetwork")]
    [InlineData("mobilenetv2_140", "Macs=585M", "PublishedFigure")]
    [InlineData("mobilenetv2_140", "Parameters=6.9M", "PublishedFigure")]
    [InlineData("ResNet50", "Macs=3.8G", "PublishedFigure")]
    [InlineData("MobileNetV2", "Parameters=3.4M", "PublishedFigure")]
    [InlineData("GoogLeNet", "Parameters=6.8M", "PublishedFigure")]
    [InlineData("MobileNetV3Large", "Macs=219M", "PublishedFigure")]
    [InlineData("ShuffleNetV2_x1_0", "Macs=146M", "PublishedFigure")]
    [InlineData("VGG16", "Parameters=123642856", "TopAlone")]
    [InlineData("VGG16", "Flops=15.3G", "PublishedFigure")] // arXiv:1512.03385, section 4.1
    [InlineData("ResNet50", "Flops=3.8G", "PublishedFigure")]
    [InlineData("MobileNetV2", "Flops=300M", "MacsGiven+Truncated")] // arXiv:1801.04381, table 4
    [InlineData("AlexNet", "Parameters=62.3M", "OtherNetwork+Truncated")] // of 62,378,344
    [InlineData("InceptionV3", "Parameters=27.2M", "AuxiliaryCounted")] // torchvision 0.14: 27,161,264
    [InlineData("GoogLeNet", "Parameters=13004888", "AuxiliaryCounted")] // torchvision 0.14
    [InlineData("InceptionV3", "Parameters=23851784", "OtherNetwork")] // Keras 2.11; its norms have no factors
    [InlineData("InceptionV3", "Parameters=21802784", "OtherNetworkWithoutTop")] // Keras 2.11, include_top=False
    [InlineData("ResNet50", "Flops=7.7G", "OtherNetwork")] // the paper's strides: 2 * 3,857,973,248
    [InlineData("ResNet50", "Flops=3.9G", "OtherNetworksMacs")]
    [InlineData("vit_b_16", "Flops=55.5G", "OtherImagesMacs")] // timm 1.0, vit_base_patch16_384: 55.54 GMACs
    [InlineData("ResNet50", "Macs=5.34G", "OtherImage")] // filters 64/49 times as often: 4.087 G of the 4.089
    [InlineData("ResNet50", "Macs=5.4G", None)]
    [InlineData("AlexNet", "Macs=720M", "QuotedFigure")] // arXiv:1704.04861, table 9
    [InlineData("SqueezeNet1_0", "Flops=1700M", "QuotedFigure")]
    [InlineData("GoogLeNet", "Macs=1550M", "QuotedFigure")] // arXiv:1704.04861, table 8
    [InlineData("ResNet18", "NonTrainableParameters=9600", "OtherView")] // Keras's BatchNormalization
    [InlineData("ResNet50", "Parameters=60M", None)]
    [InlineData("ResNet50", "Parameters=12345678", None)]
    [InlineData("ResNet50", "Macs=4123456789", None)]
    public void Totals(string name, string claim, string mistake) =>
        Assert.Equal(mistake, Assert.Single(Audit.Of(Audit.Catalogue(name), "Total " + claim)).MistakeId);

    private static string Mistake(string layer, string input, string claim, string ignored = "-")
    {
        var verdict = Assert.Single(Audit.Of(Audit.Network(input, Make(layer)), "layer " + claim));
        Assert.Equal(Judgement.Wrong, verdict.Judgement);
        return string.Join(
            "+",
            (verdict.MistakeId == ignored ? verdict.Alternatives[0].Id : verdict.MistakeId).Split('+').Order()
        );
    }

    private static Layer Make(string text)
    {
        string[] words = text.Split(' ');
        return LayerTypes
            .Get(words[0])
            .Create(
                [
                    .. words
                        .Skip(1)
                        .Select(word => word.Split('=', 2))
                        .Select(pair => new KeyValuePair<string, object>(pair[0], pair[1].Replace(';', ','))),
                ],
                "layer"
            );
    }

    private static long Product(string arithmetic) =>
        CnnParams.Formulas.Formula.Evaluate(
            System.Text.RegularExpressions.Regex.Replace(arithmetic, @"([*+\-])", " $1 ")
        );
}
