using System.Text.RegularExpressions;

namespace CnnParams.Layers;

/// <summary>
/// Names of PyTorch's modules and Keras's layers that are no type here, and of their arguments that are no setting; and
/// what is written in their place.
/// </summary>
internal static class ForeignNames
{
    // The first that matches tells.
    private static readonly (Regex Name, string Instead)[] Table =
    [
        Of(@"(?:torch\.)?nn\.(.+)|(?:tf\.)?(?:keras\.)?layers\.(.+)", "write $1$2"),
        Of("Lazy(.+)", "it is $1, which has its input from the layer before"),
        Of("CuDNN(LSTM|GRU)", "it is $1"),
        Of("(LSTM|GRU|ConvLSTM.D|SimpleRNN)Cell", "a cell has the weights of $1"),
        Of("RNNCell", "a cell has the weights of SimpleRNN"),
        Of("RNN(Cell)?Base", "SimpleRNN, LSTM and GRU are"),
        Of("Reflection(Pad[123])d", "it is Zero$1D with -Mode Reflect"),
        Of("Replication(Pad[123])d", "it is Zero$1D with -Mode Replicate"),
        Of("Upsampling(Nearest|Bilinear)2d", "it is UpSampling2D with -Interpolation $1"),
        Of("SyncBatchNorm", "it is BatchNorm2d"),
        Of("Softmax2d", "it is Softmax over the channels"),
        Of("CrossMapLRN2d", "it is LocalResponseNorm"),
        Of("EmbeddingBag", "it has the weights of Embedding"),
        Of("FeatureAlphaDropout", "it is AlphaDropout of whole channels"),
        Of("ThresholdedReLU", "it is Threshold"),
        Of("EinsumDense", "it is Dense where one axis is summed"),
        Of("Transformer(Encoder(Layer)?)?", "New-CnnBlock TransformerEncoder makes the layers of an encoder"),
        Of(
            "TransformerDecoder(Layer)?|(Additive|GroupQuery)?Attention",
            "write it with MultiHeadAttention, Dense, MatMul and LayerNormalization"
        ),
        Of(
            "Sequential|Functional|Model|Module(List|Dict)?|Container|DataParallel|Wrapper|StackedRNNCells",
            "it only holds layers, which are piped one after the other"
        ),
        Of("Parameter(List|Dict)", "Weights has tensors of any number"),
        Of("AdaptiveLogSoftmaxWithLoss", "an Operation with -Tensors counts its weights"),
        Of(".*Loss(2d)?", "a loss is part of the training, and no layer of the network"),
        Of("Identity|Masking|ActivityRegularization", "it changes no shape and learns nothing: leave it out"),
        Of(
            "Rescaling|Random.+|RandAugment|AugMix|MixUp|CutMix|Equalization|CenterCrop|CategoryEncoding|Discretization|"
                + "Hashing|HashedCrossing|(Integer|String)Lookup|TextVectorization|MelSpectrogram|STFTSpectrogram|"
                + "MaxNumBoundingBoxes",
            "it prepares data: begin with the Input that it makes"
        ),
        Of(
            "Lambda|(Flax|Jax|TFSM)Layer|CosineSimilarity|PairwiseDistance|UnitNormalization|SpectralNormalization",
            "an Operation stands for what has no rule here, with -OutputShape and -Tensors"
        ),
    ];

    // -Activation and -InputShape are read as other names of Function and Shape.
    private static readonly (Regex Name, string Instead)[] Arguments =
    [
        Of("Activation|Function|Nonlinearity", "an activation is a layer of its own: New-CnnLayer Activation relu"),
        Of(
            "(Use)?(BatchNorm(alization)?|BN)|Normalizer(Fn)?|NormLayer",
            "a norm is a layer of its own: New-CnnLayer BatchNorm"
        ),
        Of(
            "(Recurrent|Attention)?Dropout",
            "it changes no number: leave it out, or write New-CnnLayer Dropout after it"
        ),
        Of(
            "(Batch)?(Input)?(Shape|Dims?|Length)|BatchSize",
            "the shape is that of the Input before it: New-CnnLayer Input -Shape 32,32,3"
        ),
        Of(
            "RecurrentActivation|.*(Initializer|Regularizer|Constraint)|Momentum|Eps(ilon)?|Alpha|NegativeSlope|"
                + "Max_?Value|Inplace|Seed|Stateful|Unroll|GoBackwards|Implementation|Device|Reduction|BatchFirst",
            "it changes no number here: leave it out"
        ),
        Of("Embed(ding)?(Dim|Size)", "KeySize is what one head has of it: 64 in 8 heads are -KeySize 8"),
    ];

    /// <summary>What is written in the place of a type's name; null for one that is not known.</summary>
    internal static string? Instead(string name) => Find(Table, name);

    /// <summary>What is written in the place of a setting; null for one that is not known.</summary>
    internal static string? InsteadOfSetting(string name) => Find(Arguments, name);

    private static string? Find((Regex Name, string Instead)[] table, string name)
    {
        foreach (var (pattern, instead) in table)
        {
            if (pattern.Match(name) is { Success: true } match)
                return match.Result(instead);
        }

        return null;
    }

    private static (Regex Name, string Instead) Of(string pattern, string instead) =>
        (
            new Regex(
                $"^(?:{pattern})$",
                RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
                TimeSpan.FromSeconds(1)
            ),
            instead
        );
}
