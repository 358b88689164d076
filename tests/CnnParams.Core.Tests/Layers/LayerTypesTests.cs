using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;

namespace CnnParams.Core.Tests.Layers;

public sealed class LayerTypesTests
{
    public static TheoryData<string> Names => [.. LayerTypes.All.Select(type => type.Name)];

    [Fact]
    public void A_name_means_one_type()
    {
        var names = LayerTypes.All.SelectMany(type => type.Aliases.Append(type.Name)).ToList();
        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void A_setting_that_is_named_as_a_size_says_which()
    {
        var sizes = new[] { "Filters", "Units", "DepthMultiplier", "Channels", "Features" };
        Assert.Empty(
            from type in LayerTypes.All
            from setting in type.Settings
            where sizes.Any(size => setting.Name.EndsWith(size, StringComparison.Ordinal))
            where setting.Size == SettingSize.None
            select $"{type}.{setting}"
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_made_layer_has_the_name_of_its_type(string name)
    {
        var type = LayerTypes.Get(name);
        var settings = type.ExampleSettings.Select(pair => KeyValuePair.Create(pair.Key, (object)pair.Value));
        // An activation is called after its function.
        string known = name == "Activation" ? "ReLU" : name;
        Assert.Equal(known, LayerTypes.Of(type.Create([.. settings])).Name);
    }

    // The card measures the example; a layer that cannot be would show nothing.
    [Theory]
    [MemberData(nameof(Names))]
    public void The_example_can_be_measured(string name)
    {
        var card = new LayerTypeCard(LayerTypes.Get(name));
        Assert.NotEmpty(card.Summary);
        Assert.NotEmpty(card.Calculation);
        Assert.DoesNotContain("?", card.ExampleShape, StringComparison.Ordinal);
        Assert.All(card.Settings, setting => Assert.NotEmpty(setting.Description));
    }

    // Shape, parameters and products of the example: each calculation is its formula with numbers, and gives its
    // number.
    [Theory]
    [MemberData(nameof(Names))]
    public void Every_rule_explains_itself(string name)
    {
        var card = new LayerTypeCard(LayerTypes.Get(name));
        Assert.NotEmpty(card.ParameterFormula);
        Assert.All(Calculations(card.Calculation), AssertTrue);
        Assert.All(Calculations(card.ShapeCalculation), AssertTrue);
        Assert.All(Calculations(card.MacsCalculation), AssertTrue);
        // What is not understood has no number of products, and says so.
        Assert.Equal(name == "Operation", card.MacsCalculation.Length == 0);
        // A shape that changes has a rule, unless the user states it.
        string[] shapes = card.ExampleShape.Split(" -> ");
        bool changes = shapes[0].Split(" and ").Any(incoming => incoming != shapes[^1]);
        bool isStated = name is "Input" or "Weights" or "Operation";
        Assert.Equal(changes && !isStated, card.ShapeFormula.Length > 0 && card.ShapeCalculation.Length > 0);
    }

    // Each letter of a rule stands in its legend, once; sizes that have no name of their own are numbered.
    [Theory]
    [MemberData(nameof(Names))]
    public void Every_letter_is_explained(string name)
    {
        var card = new LayerTypeCard(LayerTypes.Get(name));
        AssertExplained(card.Legend, [card.ParameterFormula, card.MacsFormula]);
        AssertExplained(card.ShapeLegend, Calculations(card.ShapeFormula));
    }

    private static void AssertExplained(string legend, IEnumerable<string> formulas)
    {
        var letters = formulas
            .SelectMany(formula => new Formula(formula).Symbols)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        if (letters.RemoveAll(letter => letter.Length > 1 && letter[0] == 'a') > 0)
            Assert.Contains("sizes", legend, StringComparison.Ordinal);
        var explained = legend
            .Split("; ", StringSplitOptions.RemoveEmptyEntries)
            .Where(part => part.Contains(':', StringComparison.Ordinal))
            .SelectMany(part => part.Split(':')[0].Split(',', StringSplitOptions.TrimEntries))
            .ToList();
        Assert.Distinct(explained);
        Assert.Equal([], letters.Except(explained));
    }

    // height, width: floor((32 - 5) / 1) + 1 = 28; channels: 8
    private static IEnumerable<string> Calculations(string text) =>
        text.Split("; ", StringSplitOptions.RemoveEmptyEntries)
            .Select(part =>
                part[(part.IndexOf(": ", StringComparison.Ordinal) is var colon and >= 0 ? colon + 2 : 0)..]
            );

    private static void AssertTrue(string calculation)
    {
        string[] sides = calculation.Split(" = ");
        Assert.Equal(sides[^1], Formula.Evaluate(sides[0]).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    // Modules of torch.nn (dir, 1.13.1), and layers of keras.layers with those that CuDNN computed.
    [Theory]
    [InlineData(
        "AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d AdaptiveLogSoftmaxWithLoss AdaptiveMaxPool1d "
            + "AdaptiveMaxPool2d AdaptiveMaxPool3d AlphaDropout AvgPool1d AvgPool2d AvgPool3d BCELoss "
            + "BCEWithLogitsLoss BatchNorm1d BatchNorm2d BatchNorm3d Bilinear CELU CTCLoss ChannelShuffle "
            + "ConstantPad1d ConstantPad2d ConstantPad3d Container Conv1d Conv2d Conv3d ConvTranspose1d "
            + "ConvTranspose2d ConvTranspose3d CosineEmbeddingLoss CosineSimilarity CrossEntropyLoss CrossMapLRN2d "
            + "DataParallel Dropout Dropout1d Dropout2d Dropout3d ELU Embedding EmbeddingBag FeatureAlphaDropout "
            + "Flatten Fold FractionalMaxPool2d FractionalMaxPool3d GELU GLU GRU GRUCell GaussianNLLLoss GroupNorm "
            + "Hardshrink Hardsigmoid Hardswish Hardtanh HingeEmbeddingLoss HuberLoss Identity InstanceNorm1d "
            + "InstanceNorm2d InstanceNorm3d KLDivLoss L1Loss LPPool1d LPPool2d LSTM LSTMCell LayerNorm "
            + "LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d LazyConv1d LazyConv2d LazyConv3d LazyConvTranspose1d "
            + "LazyConvTranspose2d LazyConvTranspose3d LazyInstanceNorm1d LazyInstanceNorm2d LazyInstanceNorm3d "
            + "LazyLinear LeakyReLU Linear LocalResponseNorm LogSigmoid LogSoftmax MSELoss MarginRankingLoss "
            + "MaxPool1d MaxPool2d MaxPool3d MaxUnpool1d MaxUnpool2d MaxUnpool3d Mish Module ModuleDict ModuleList "
            + "MultiLabelMarginLoss MultiLabelSoftMarginLoss MultiMarginLoss MultiheadAttention NLLLoss NLLLoss2d "
            + "PReLU PairwiseDistance ParameterDict ParameterList PixelShuffle PixelUnshuffle PoissonNLLLoss RNN "
            + "RNNBase RNNCell RNNCellBase RReLU ReLU ReLU6 ReflectionPad1d ReflectionPad2d ReflectionPad3d "
            + "ReplicationPad1d ReplicationPad2d ReplicationPad3d SELU Sequential SiLU Sigmoid SmoothL1Loss "
            + "SoftMarginLoss Softmax Softmax2d Softmin Softplus Softshrink Softsign SyncBatchNorm Tanh Tanhshrink "
            + "Threshold Transformer TransformerDecoder TransformerDecoderLayer TransformerEncoder "
            + "TransformerEncoderLayer TripletMarginLoss TripletMarginWithDistanceLoss Unflatten Unfold Upsample "
            + "UpsamplingBilinear2d UpsamplingNearest2d ZeroPad2d"
    )]
    [InlineData(
        "Activation ActivityRegularization Add AdditiveAttention AlphaDropout Attention AugMix Average "
            + "AveragePooling1D AveragePooling2D AveragePooling3D AvgPool2D BatchNormalization Bidirectional "
            + "CategoryEncoding CenterCrop Concatenate Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D "
            + "Conv3DTranspose ConvLSTM1D ConvLSTM2D ConvLSTM3D Convolution2D Convolution2DTranspose Cropping1D "
            + "Cropping2D Cropping3D CutMix Dense DepthwiseConv1D DepthwiseConv2D Discretization Dot Dropout ELU "
            + "EinsumDense Embedding Equalization Flatten FlaxLayer GaussianDropout GaussianNoise "
            + "GlobalAveragePooling1D GlobalAveragePooling2D GlobalAvgPool2D GlobalMaxPool2D GlobalMaxPooling3D "
            + "GroupNormalization GroupQueryAttention GRU GRUCell HashedCrossing Hashing Identity Input InputLayer "
            + "IntegerLookup JaxLayer Lambda LayerNormalization LeakyReLU LSTM LSTMCell Masking MaxNumBoundingBoxes "
            + "MaxPool1D MaxPooling2D Maximum MelSpectrogram Minimum MixUp MultiHeadAttention Multiply "
            + "Normalization PReLU Permute RandAugment RandomBrightness RandomCrop RandomFlip RandomRotation "
            + "RandomZoom ReLU RepeatVector Rescaling Reshape Resizing RMSNormalization RNN SeparableConv1D "
            + "SeparableConv2D SeparableConvolution2D SimpleRNN SimpleRNNCell Softmax SpatialDropout1D "
            + "SpatialDropout2D SpectralNormalization STFTSpectrogram StackedRNNCells StringLookup Subtract "
            + "TFSMLayer TextVectorization ThresholdedReLU TimeDistributed UnitNormalization UpSampling1D "
            + "UpSampling2D UpSampling3D Wrapper ZeroPadding1D ZeroPadding2D ZeroPadding3D LocallyConnected1D "
            + "LocallyConnected2D CuDNNLSTM CuDNNGRU RandomTranslation MaxPool3D"
    )]
    public void Names_of_frameworks_are_types_or_say_what_is_written_instead(string names)
    {
        string[] silent =
        [
            .. names
                .Split(' ')
                .Where(name => LayerTypes.Find(name) is null)
                .Where(name => !Refusal(name).StartsWith($"'{name}' is not a layer type: ", StringComparison.Ordinal)),
        ];
        Assert.Empty(silent);
    }

    [Theory]
    [InlineData("LazyConv2d", ": it is Conv2d, which has its input from the layer before")]
    [InlineData("gruCell", ": a cell has the weights of gru")]
    [InlineData("ReflectionPad2d", ": it is ZeroPad2D with -Mode Reflect")]
    [InlineData("UpsamplingBilinear2d", ": it is UpSampling2D with -Interpolation Bilinear")]
    [InlineData("Identity", ": it changes no shape and learns nothing: leave it out")]
    [InlineData("KLDivLoss", ": a loss is part of the training, and no layer of the network")]
    [InlineData("Convv2D", " (did you mean Conv2D?)")]
    public void What_is_written_instead_of_a_name_is_said(string name, string said) =>
        Assert.Equal($"'{name}' is not a layer type{said}; Get-CnnLayerType lists them", Refusal(name));

    // What an answer names can be made.
    [Theory]
    [InlineData("ZeroPad2D", "Mode", "Reflect")]
    [InlineData("ZeroPad1D", "Mode", "Replicate")]
    [InlineData("UpSampling2D", "Interpolation", "Bilinear")]
    public void What_an_answer_names_is_a_setting(string type, string setting, string value)
    {
        var found = LayerTypes.Get(type).Settings.Single(known => known.Name == setting);
        Assert.Contains(value, Enum.GetNames(found.ValueType));
    }

    private static string Refusal(string name) => Assert.Throws<LayerException>(() => LayerTypes.Get(name)).Message;
}
