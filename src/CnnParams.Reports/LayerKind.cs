using CnnParams.Layers;

namespace CnnParams.Reports;

/// <summary>What a layer does, as far as a picture tells it by a colour.</summary>
public enum LayerKind : long
{
    /// <summary>Where data comes in.</summary>
    Input,

    /// <summary>Filters that move over the input.</summary>
    Convolution,

    /// <summary>Units that see all of the input, and tables of vectors.</summary>
    Dense,

    /// <summary>Attention and other products of the input with itself.</summary>
    Attention,

    /// <summary>Steps over a sequence.</summary>
    Recurrence,

    /// <summary>Normalisations and scales.</summary>
    Normalization,

    /// <summary>Functions of single values, and dropout.</summary>
    Activation,

    /// <summary>Windows that summarise.</summary>
    Pooling,

    /// <summary>Several inputs made into one.</summary>
    Merge,

    /// <summary>More positions or fewer, without a summary: padding, cropping, upsampling.</summary>
    Resizing,

    /// <summary>The same values in another shape.</summary>
    Shaping,

    /// <summary>An operator that is not understood, or weights of which no more is known than their sizes.</summary>
    Unknown,
}

/// <summary>The kinds of layers.</summary>
public static class LayerKinds
{
    /// <summary>The kind of a layer, by what its class derives from.</summary>
    public static LayerKind Of(Layer layer) =>
        layer switch
        {
            Input => LayerKind.Input,
            ConvolutionalLSTM or RecurrentLayer or Bidirectional or TimeDistributed => LayerKind.Recurrence,
            FilterLayer => LayerKind.Convolution,
            UnitLayer or Bilinear or Embedding => LayerKind.Dense,
            MultiHeadAttention or MatMul => LayerKind.Attention,
            NormalizationLayer or LocalResponseNormalization or Normalization or Scale => LayerKind.Normalization,
            Activation or PReLU or Dropout => LayerKind.Activation,
            Pooling or GlobalPooling or AdaptivePooling => LayerKind.Pooling,
            Merge or Concatenate => LayerKind.Merge,
            AxiswiseLayer or PixelRearrangement => LayerKind.Resizing,
            Operation or WeightTensors => LayerKind.Unknown,
            _ => LayerKind.Shaping,
        };
}
