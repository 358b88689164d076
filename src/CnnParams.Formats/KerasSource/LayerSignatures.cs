namespace CnnParams.Formats.KerasSource;

/// <summary>
/// How the classes of keras.layers are called: their parameters in order, as Keras 3 documents them, which is all that
/// a source needs. What a layer is, the rules of Formats/Keras say of its settings. Settings of training
/// (initializers, regularizers, constraints) are taken by name by every class.
/// </summary>
internal static class LayerSignatures
{
    private const string Recurrent =
        "dropout=0.0, recurrent_dropout=0.0, seed=None, return_sequences=False, return_state=False, "
        + "go_backwards=False, stateful=False, unroll=False";

    private const string Gated = "units, activation='tanh', recurrent_activation='sigmoid', use_bias=True";

    private const string Random = "data_format=None, seed=None";

    /// <summary>The signatures, one for each class.</summary>
    internal static IEnumerable<string> All => Lines.Concat(OfRanks());

    /// <summary>Other names of classes.</summary>
    internal static IReadOnlyDictionary<string, string> Aliases { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Convolution1D"] = "Conv1D",
            ["Convolution2D"] = "Conv2D",
            ["Convolution3D"] = "Conv3D",
            ["Convolution1DTranspose"] = "Conv1DTranspose",
            ["Convolution2DTranspose"] = "Conv2DTranspose",
            ["Convolution3DTranspose"] = "Conv3DTranspose",
            ["Deconvolution2D"] = "Conv2DTranspose",
            ["Deconvolution3D"] = "Conv3DTranspose",
            ["SeparableConvolution1D"] = "SeparableConv1D",
            ["SeparableConvolution2D"] = "SeparableConv2D",
            ["DepthwiseConvolution1D"] = "DepthwiseConv1D",
            ["DepthwiseConvolution2D"] = "DepthwiseConv2D",
            ["MaxPool1D"] = "MaxPooling1D",
            ["MaxPool2D"] = "MaxPooling2D",
            ["MaxPool3D"] = "MaxPooling3D",
            ["AvgPool1D"] = "AveragePooling1D",
            ["AvgPool2D"] = "AveragePooling2D",
            ["AvgPool3D"] = "AveragePooling3D",
            ["GlobalMaxPool1D"] = "GlobalMaxPooling1D",
            ["GlobalMaxPool2D"] = "GlobalMaxPooling2D",
            ["GlobalMaxPool3D"] = "GlobalMaxPooling3D",
            ["GlobalAvgPool1D"] = "GlobalAveragePooling1D",
            ["GlobalAvgPool2D"] = "GlobalAveragePooling2D",
            ["GlobalAvgPool3D"] = "GlobalAveragePooling3D",
            ["SyncBatchNormalization"] = "BatchNormalization",
            ["GroupedQueryAttention"] = "GroupQueryAttention",
            ["LSTMV1"] = "LSTM",
            ["GRUV1"] = "GRU",
        };

    private static readonly string[] Lines =
    [
        "Activation(activation)",
        "ELU(alpha=1.0)",
        "LeakyReLU(negative_slope=0.3)",
        "PReLU(shared_axes=None)",
        "ReLU(max_value=None, negative_slope=0.0, threshold=0.0)",
        "ThresholdedReLU(theta=1.0)",
        "Softmax(axis=-1)",
        "AdditiveAttention(use_scale=True, dropout=0.0)",
        "Attention(use_scale=False, score_mode='dot', dropout=0.0, seed=None)",
        "GroupQueryAttention(head_dim, num_query_heads, num_key_value_heads, dropout=0.0, use_bias=True, "
            + "sliding_window=None, flash_attention=None, use_gate=False, seed=None)",
        "MultiHeadAttention(num_heads, key_dim, value_dim=None, dropout=0.0, use_bias=True, output_shape=None, "
            + "attention_axes=None, sliding_window=None, flash_attention=None, use_gate=False, seed=None)",
        "Dense(units, activation=None, use_bias=True)",
        "TernaryDense(units, threshold=None, activation=None, use_bias=True)",
        "EinsumDense(equation, output_shape, activation=None, bias_axes=None)",
        "Embedding(input_dim, output_dim, mask_zero=False)",
        "ReversibleEmbedding(input_dim, output_dim, tie_weights=True, mask_zero=False, reverse_dtype=None, "
            + "logit_soft_cap=None)",
        "Identity()",
        "Lambda(function, output_shape=None, mask=None, arguments=None)",
        "Masking(mask_value=0.0)",
        "Wrapper(layer)",
        "Add()",
        "Average()",
        "Maximum()",
        "Minimum()",
        "Multiply()",
        "Subtract()",
        "Concatenate(axis=-1)",
        "Dot(axes, normalize=False)",
        "BatchNormalization(axis=-1, momentum=0.99, epsilon=0.001, center=True, scale=True, renorm=False, "
            + "renorm_clipping=None, renorm_momentum=0.99, synchronized=False, fused=None, virtual_batch_size=None)",
        "GroupNormalization(groups=32, axis=-1, epsilon=0.001, center=True, scale=True)",
        "LayerNormalization(axis=-1, epsilon=0.001, center=True, scale=True, rms_scaling=False)",
        "RMSNormalization(axis=-1, epsilon=1e-06)",
        "SpectralNormalization(layer, power_iterations=1)",
        "UnitNormalization(axis=-1)",
        "CategoryEncoding(num_tokens=None, output_mode='multi_hot', sparse=False)",
        "Discretization(bin_boundaries=None, num_bins=None, epsilon=0.01, output_mode='int', sparse=False)",
        "HashedCrossing(num_bins, output_mode='int', sparse=False)",
        "Hashing(num_bins, mask_value=None, salt=None, output_mode='int', sparse=False)",
        "IntegerLookup(max_tokens=None, num_oov_indices=1, mask_token=None, oov_token=-1, vocabulary=None, "
            + "vocabulary_dtype='int64', idf_weights=None, invert=False, output_mode='int', sparse=False, "
            + "pad_to_max_tokens=False)",
        "StringLookup(max_tokens=None, num_oov_indices=1, mask_token=None, oov_token='[UNK]', vocabulary=None, "
            + "idf_weights=None, invert=False, output_mode='int', pad_to_max_tokens=False, sparse=False, "
            + "encoding='utf-8')",
        "TextVectorization(max_tokens=None, standardize='lower_and_strip_punctuation', split='whitespace', "
            + "ngrams=None, output_mode='int', output_sequence_length=None, pad_to_max_tokens=False, vocabulary=None)",
        "AugMix(value_range=(0, 255), num_chains=3, chain_depth=3, factor=0.3, alpha=1.0, all_ops=True, "
            + "interpolation='bilinear', seed=None, data_format=None)",
        "AutoContrast(value_range=(0, 255))",
        "CenterCrop(height, width, data_format=None)",
        "RandomCrop(height, width, seed=None, data_format=None)",
        "CutMix(factor=1.0, seed=None, data_format=None)",
        "MixUp(alpha=0.2, data_format=None, seed=None)",
        "Equalization(value_range=(0, 255), bins=256, data_format=None)",
        "RandAugment(value_range=(0, 255), num_ops=2, factor=0.5, interpolation='bilinear', seed=None, "
            + "data_format=None)",
        "RandomBrightness(factor, value_range=(0, 255), seed=None)",
        $"RandomColorDegeneration(factor, value_range=(0, 255), {Random})",
        "RandomColorJitter(value_range=(0, 255), brightness_factor=None, contrast_factor=None, "
            + $"saturation_factor=None, hue_factor=None, {Random})",
        "RandomContrast(factor, value_range=(0, 255), seed=None)",
        $"RandomErasing(factor=1.0, scale=(0.02, 0.33), fill_value=None, value_range=(0, 255), {Random})",
        "RandomFlip(mode='horizontal_and_vertical', seed=None, data_format=None)",
        $"RandomGaussianBlur(factor=1.0, kernel_size=3, sigma=1.0, value_range=(0, 255), {Random})",
        $"RandomGrayscale(factor=0.5, {Random})",
        "RandomHeight(factor, interpolation='bilinear', seed=None)",
        $"RandomHue(factor, value_range=(0, 255), {Random})",
        $"RandomInvert(factor=1.0, value_range=(0, 255), {Random})",
        $"RandomPerspective(factor=1.0, scale=1.0, interpolation='bilinear', fill_value=0.0, {Random})",
        $"RandomPosterization(factor, value_range=(0, 255), {Random})",
        "RandomRotation(factor, fill_mode='reflect', interpolation='bilinear', seed=None, fill_value=0.0, "
            + "data_format=None)",
        $"RandomSaturation(factor, value_range=(0, 255), {Random})",
        $"RandomSharpness(factor, value_range=(0, 255), {Random})",
        "RandomShear(x_factor=0.0, y_factor=0.0, interpolation='bilinear', fill_mode='reflect', fill_value=0.0, "
            + $"{Random})",
        "RandomTranslation(height_factor, width_factor, fill_mode='reflect', interpolation='bilinear', seed=None, "
            + "fill_value=0.0, data_format=None)",
        "RandomWidth(factor, interpolation='bilinear', seed=None)",
        "RandomZoom(height_factor, width_factor=None, fill_mode='reflect', interpolation='bilinear', seed=None, "
            + "fill_value=0.0, data_format=None)",
        "Resizing(height, width, interpolation='bilinear', crop_to_aspect_ratio=False, pad_to_aspect_ratio=False, "
            + "fill_mode='constant', fill_value=0.0, antialias=False, data_format=None)",
        "Solarization(addition_factor=0.0, threshold_factor=0.0, value_range=(0, 255), seed=None)",
        "Normalization(axis=-1, mean=None, variance=None, invert=False)",
        "Rescaling(scale, offset=0.0)",
        "ActivityRegularization(l1=0.0, l2=0.0)",
        "AlphaDropout(rate, noise_shape=None, seed=None)",
        "Dropout(rate, noise_shape=None, seed=None)",
        "GaussianDropout(rate, seed=None)",
        "GaussianNoise(stddev, seed=None)",
        "Flatten(data_format=None)",
        "Permute(dims)",
        "RepeatVector(n)",
        "Reshape(target_shape)",
        "Bidirectional(layer, merge_mode='concat', weights=None, backward_layer=None)",
        "TimeDistributed(layer)",
        $"GRU({Gated}, {Recurrent}, reset_after=True, use_cudnn='auto')",
        $"LSTM({Gated}, unit_forget_bias=True, {Recurrent}, use_cudnn='auto')",
        $"SimpleRNN(units, activation='tanh', use_bias=True, {Recurrent})",
        $"CuDNNLSTM(units, unit_forget_bias=True, {Recurrent})",
        $"CuDNNGRU(units, {Recurrent})",
        "SimpleRNNCell(units, activation='tanh', use_bias=True, dropout=0.0, recurrent_dropout=0.0, seed=None)",
        $"GRUCell({Gated}, dropout=0.0, recurrent_dropout=0.0, reset_after=True, seed=None)",
        $"LSTMCell({Gated}, unit_forget_bias=True, dropout=0.0, recurrent_dropout=0.0, seed=None)",
        "RNN(cell, return_sequences=False, return_state=False, go_backwards=False, stateful=False, unroll=False, "
            + "zero_output_for_mask=False)",
        "StackedRNNCells(cells)",
    ];

    // What there is for one, two and three axes.
    private static IEnumerable<string> OfRanks()
    {
        for (int rank = 1; rank <= 3; rank++)
        {
            const string window = "padding='valid', data_format=None";
            yield return $"Conv{rank}D(filters, kernel_size, strides=1, {window}, dilation_rate=1, groups=1, activation=None, use_bias=True)";
            string transposed =
                rank == 3
                    ? "padding='valid', data_format=None, output_padding=None"
                    : "padding='valid', output_padding=None, data_format=None";
            yield return $"Conv{rank}DTranspose(filters, kernel_size, strides=1, {transposed}, dilation_rate=1, activation=None, use_bias=True)";
            yield return $"DepthwiseConv{rank}D(kernel_size, strides=1, padding='valid', depth_multiplier=1, data_format=None, dilation_rate=1, activation=None, use_bias=True)";
            yield return $"SeparableConv{rank}D(filters, kernel_size, strides=1, {window}, dilation_rate=1, depth_multiplier=1, activation=None, use_bias=True)";
            yield return $"LocallyConnected{rank}D(filters, kernel_size, strides=1, {window}, activation=None, use_bias=True)";
            yield return $"ConvLSTM{rank}D(filters, kernel_size, strides=1, {window}, dilation_rate=1, activation='tanh', recurrent_activation='sigmoid', use_bias=True, unit_forget_bias=True, {Recurrent})";
            foreach (string kind in new[] { "Average", "Max" })
            {
                yield return $"{kind}Pooling{rank}D(pool_size=2, strides=None, {window})";
                yield return $"Global{kind}Pooling{rank}D(data_format=None, keepdims=False)";
                yield return $"Adaptive{kind}Pooling{rank}D(output_size, data_format=None)";
            }

            yield return $"SpatialDropout{rank}D(rate, data_format=None, seed=None)";
            yield return $"ZeroPadding{rank}D(padding=1, data_format=None)";
            yield return $"UpSampling{rank}D(size=2, data_format=None, interpolation='nearest')";
            yield return rank == 2
                ? "Cropping2D(cropping=((0, 0), (0, 0)), data_format=None)"
                : $"Cropping{rank}D(cropping={(rank == 1 ? "(1, 1)" : "1")}, data_format=None)";
        }
    }
}
