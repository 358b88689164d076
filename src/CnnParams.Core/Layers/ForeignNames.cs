using System.Text.RegularExpressions;

namespace CnnParams.Layers;

/// <summary>
/// Names of PyTorch's modules and Keras's layers that are no type here, and what is written in their place.
/// </summary>
internal static class ForeignNames
{
    // The first that matches tells.
    private static readonly (Regex Name, string Instead)[] Table =
    [
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

    /// <summary>What is written in the place of a name; null for one that is not known.</summary>
    internal static string? Instead(string name)
    {
        foreach (var (pattern, instead) in Table)
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
