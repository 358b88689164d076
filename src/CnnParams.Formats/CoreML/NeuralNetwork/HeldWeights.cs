using CnnParams.Formats.CoreML.Schema;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Formats.CoreML.NeuralNetwork;

/// <summary>How many numbers a layer's tensors hold in the file, by the bytes that they take.</summary>
/// <param name="Fewest">The fewest that take so many bytes.</param>
/// <param name="Most">The most: numbers of a few bits share the last byte with none.</param>
internal readonly record struct HeldWeights(long Fewest, long Most)
{
    private const int Floats = 1,
        Halves = 2,
        Bytes = 31;

    /// <summary>What a layer holds; nothing where it has no tensors, or the file leaves their numbers out.</summary>
    internal static HeldWeights Of(Schema.Layer layer) =>
        Tensors(layer).Select(Of).Aggregate(default(HeldWeights), (sum, one) => sum + one);

    /// <summary>What one tensor holds.</summary>
    internal static HeldWeights Of(Weights? tensor)
    {
        if (tensor is null || tensor.PayloadBytes <= 0)
            return default;
        long bytes = tensor.PayloadBytes;
        int bits = tensor.PayloadField switch
        {
            Floats => 8 * sizeof(float),
            Halves => 8 * sizeof(ushort),
            Bytes => 8,
            _ => tensor.Quantization?.Bits is > 0 and <= 8 and var few ? (int)few : 8,
        };
        return new HeldWeights(checked((bytes - 1) * 8) / bits + 1, checked(bytes * 8) / bits);
    }

    /// <summary>The numbers of a tensor; null where they are packed, or left out.</summary>
    internal static TensorNumbers? Numbers(Weights? tensor, string path) =>
        tensor is { PayloadPosition: > 0 } && TypeOf(tensor.PayloadField) is { } type
            ? TensorNumbers.Of(
                tensor.PayloadBytes / type.Bytes(1),
                type,
                most => PositionReader.Part(path, tensor.PayloadPosition, Math.Min(most, tensor.PayloadBytes))
            )
            : null;

    private static DataType? TypeOf(int field) =>
        field switch
        {
            Floats => DataType.Float32,
            Halves => DataType.Float16,
            _ => null,
        };

    public static HeldWeights operator +(HeldWeights left, HeldWeights right) =>
        new(checked(left.Fewest + right.Fewest), checked(left.Most + right.Most));

    private static IEnumerable<Weights?> Tensors(Schema.Layer layer) =>
        layer.KindCase switch
        {
            Schema.Layer.KindOneofCase.Convolution => [layer.Convolution.Weights, layer.Convolution.Bias],
            Schema.Layer.KindOneofCase.InnerProduct => [layer.InnerProduct.Weights, layer.InnerProduct.Bias],
            Schema.Layer.KindOneofCase.Embedding => [layer.Embedding.Weights, layer.Embedding.Bias],
            Schema.Layer.KindOneofCase.EmbeddingND => [layer.EmbeddingND.Weights, layer.EmbeddingND.Bias],
            Schema.Layer.KindOneofCase.Batchnorm => Of(layer.Batchnorm),
            Schema.Layer.KindOneofCase.LayerNormalization =>
            [
                layer.LayerNormalization.Gamma,
                layer.LayerNormalization.Beta,
            ],
            Schema.Layer.KindOneofCase.Scale => [layer.Scale.Scale, layer.Scale.Bias],
            Schema.Layer.KindOneofCase.Bias => [layer.Bias.Data],
            Schema.Layer.KindOneofCase.LoadConstant => [layer.LoadConstant.Data],
            Schema.Layer.KindOneofCase.LoadConstantND => [layer.LoadConstantND.Data],
            Schema.Layer.KindOneofCase.BatchedMatmul => [layer.BatchedMatmul.Weights, layer.BatchedMatmul.Bias],
            Schema.Layer.KindOneofCase.Activation => Of(layer.Activation),
            Schema.Layer.KindOneofCase.SimpleRecurrent =>
            [
                layer.SimpleRecurrent.Weights,
                layer.SimpleRecurrent.Recursion,
                layer.SimpleRecurrent.Bias,
            ],
            Schema.Layer.KindOneofCase.Gru => Of(layer.Gru),
            Schema.Layer.KindOneofCase.UniDirectionalLSTM => layer.UniDirectionalLSTM.Weights.SelectMany(Of),
            Schema.Layer.KindOneofCase.BiDirectionalLSTM => layer.BiDirectionalLSTM.Weights.SelectMany(Of),
            _ => [],
        };

    // Mean and variance of the instance itself are not stored, or not used.
    private static Weights?[] Of(BatchNormSettings norm) =>
        norm.IsInstance ? [norm.Gamma, norm.Beta] : [norm.Gamma, norm.Beta, norm.Mean, norm.Variance];

    private static Weights?[] Of(ActivationSettings activation) =>
        activation.FunctionCase switch
        {
            ActivationSettings.FunctionOneofCase.Prelu => [activation.Prelu.Alpha],
            ActivationSettings.FunctionOneofCase.LearnedSoftplus =>
            [
                activation.LearnedSoftplus.Alpha,
                activation.LearnedSoftplus.Beta,
            ],
            _ => [],
        };

    private static Weights?[] Of(GruSettings gru) =>
        [
            gru.Update,
            gru.Reset,
            gru.Output,
            gru.UpdateRecursion,
            gru.ResetRecursion,
            gru.OutputRecursion,
            gru.UpdateBias,
            gru.ResetBias,
            gru.OutputBias,
        ];

    private static Weights?[] Of(LstmWeights lstm) =>
        [
            lstm.Input,
            lstm.Forget,
            lstm.Block,
            lstm.Output,
            lstm.InputRecursion,
            lstm.ForgetRecursion,
            lstm.BlockRecursion,
            lstm.OutputRecursion,
            lstm.InputBias,
            lstm.ForgetBias,
            lstm.BlockBias,
            lstm.OutputBias,
            lstm.InputPeephole,
            lstm.ForgetPeephole,
            lstm.OutputPeephole,
        ];
}
