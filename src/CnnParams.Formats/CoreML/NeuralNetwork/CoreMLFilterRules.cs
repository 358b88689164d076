using CnnParams.Formats.CoreML.Schema;
using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.CoreML.NeuralNetwork;

/// <summary>Layers with weights, whose sizes are among the settings.</summary>
internal sealed class CoreMLFilterRules : OperatorRules<CoreMLLayer>
{
    public CoreMLFilterRules()
    {
        Map("Convolution", Convolve);
        Map(
            "InnerProduct",
            layer =>
                layer.Add(
                    new FullyConnected
                    {
                        Units = CoreMLLayer.Whole(layer.Proto.InnerProduct.OutputChannels),
                        InputFeatures = CoreMLLayer.Whole(layer.Proto.InnerProduct.InputChannels),
                        UseBias = layer.Proto.InnerProduct.HasBias,
                    }
                )
        );
        Map(
            "Embedding",
            layer =>
                Embed(
                    layer,
                    layer.Proto.Embedding.InputSize,
                    layer.Proto.Embedding.OutputChannels,
                    layer.Proto.Embedding.HasBias
                )
        );
        Map(
            "EmbeddingND",
            layer =>
                Embed(
                    layer,
                    layer.Proto.EmbeddingND.Vocabulary,
                    layer.Proto.EmbeddingND.Size,
                    layer.Proto.EmbeddingND.HasBias
                )
        );
        Map("Batchnorm", Normalize);
        Map(
            "LayerNormalization",
            layer => layer.Add(new LayerNormalization { NormalizedShape = [.. layer.Proto.LayerNormalization.Shape] })
        );
        Map(
            "Scale",
            layer =>
                layer.AddOperation(
                    WorkKind.ElementWise,
                    layer.Shape,
                    layer.Proto.Scale.HasBias
                        ?
                        [
                            Vector("scale", layer.Proto.Scale.Shape, WeightRole.Scale),
                            Vector("bias", layer.Proto.Scale.BiasShape, WeightRole.Bias),
                        ]
                        : [Vector("scale", layer.Proto.Scale.Shape, WeightRole.Scale)]
                )
        );
        Map(
            "Bias",
            layer =>
                layer.AddOperation(
                    WorkKind.ElementWise,
                    layer.Shape,
                    Vector("bias", layer.Proto.Bias.Shape, WeightRole.Bias)
                )
        );
        Map("LoadConstant", layer => Load(layer, layer.Proto.LoadConstant.Shape));
        Map("LoadConstantND", layer => Load(layer, layer.Proto.LoadConstantND.Shape));
        Map("BatchedMatmul", Multiply);
        Map(
            "SimpleRecurrent",
            layer =>
                Recur(
                    layer,
                    layer.Proto.SimpleRecurrent.InputSize,
                    layer.Proto.SimpleRecurrent.OutputSize,
                    layer.Proto.SimpleRecurrent.HasBias,
                    1
                )
        );
        Map(
            "Gru",
            layer => Recur(layer, layer.Proto.Gru.InputSize, layer.Proto.Gru.OutputSize, layer.Proto.Gru.HasBias, 3)
        );
        Map("UniDirectionalLSTM", layer => Remember(layer, layer.Proto.UniDirectionalLSTM, 1));
        Map("BiDirectionalLSTM", layer => Remember(layer, layer.Proto.BiDirectionalLSTM, 2));
    }

    private static void Convolve(CoreMLLayer layer)
    {
        var settings = layer.Proto.Convolution;
        long groups = Math.Max(CoreMLLayer.Whole(settings.Groups), 1),
            filters = CoreMLLayer.Whole(settings.OutputChannels),
            depth = CoreMLLayer.Whole(settings.KernelChannels);
        // Three by three where nothing is written.
        var kernel = settings.KernelSize.Count > 0 ? CoreMLLayer.Each(settings.KernelSize) : new Extent(3);
        var padding =
            settings.PaddingCase == ConvolutionSettings.PaddingOneofCase.Same
                ? settings.Same.Mode == 1
                    ? Padding.SameLower
                    : Padding.Same
                : Padding.Sides(CoreMLLayer.Sides(settings.Valid?.Amounts));
        if (layer.InputCount > 1)
        {
            layer.Warn("its filters are computed; what they cost is not followed");
            layer.AddUnknown(layer.StatedOutput, mayHaveWeights: false);
            return;
        }

        layer.Add(
            settings.IsDeconvolution
                ? new TransposedConvolution(2)
                {
                    Filters = filters,
                    KernelSize = kernel,
                    Stride = CoreMLLayer.Each(settings.Stride),
                    Dilation = CoreMLLayer.Each(settings.Dilation),
                    Padding = padding,
                    OutputPadding = padding.Mode == PaddingMode.Explicit ? Missing(layer, settings, kernel) : null,
                    Groups = groups,
                    InputChannels = depth,
                    UseBias = settings.HasBias,
                }
                : new Convolution(2)
                {
                    Filters = filters,
                    KernelSize = kernel,
                    Stride = CoreMLLayer.Each(settings.Stride),
                    Dilation = CoreMLLayer.Each(settings.Dilation),
                    Padding = padding,
                    Groups = groups,
                    InputChannels = checked(depth * groups),
                    UseBias = settings.HasBias,
                }
        );
    }

    // The size that is wanted can be larger than the one that follows.
    private static Extent Missing(CoreMLLayer layer, ConvolutionSettings settings, Extent kernel)
    {
        if (settings.OutputShape.Count != 2 || layer.Shape is not { Rank: 3, IsKnown: true } image)
            return 0;
        var sides = CoreMLLayer.Sides(settings.Valid?.Amounts);
        return new Extent([
            .. Enumerable
                .Range(0, 2)
                .Select(axis =>
                {
                    long step = axis < settings.Stride.Count ? CoreMLLayer.Whole(settings.Stride[axis]) : 1;
                    long follows = checked(
                        ((image.Sizes[axis + 1]!.Value - 1) * step)
                        + kernel.Sizes[kernel.Sizes.Count == 1 ? 0 : axis]
                        - sides[axis].Begin
                        - sides[axis].End
                    );
                    return Math.Max(CoreMLLayer.Whole(settings.OutputShape[axis]) - follows, 0);
                }),
        ]);
    }

    private static void Embed(CoreMLLayer layer, ulong vocabulary, ulong size, bool bias)
    {
        layer.Add(
            new Embedding { VocabularySize = CoreMLLayer.Whole(vocabulary), EmbeddingSize = CoreMLLayer.Whole(size) }
        );
        if (bias)
            layer.AddOperation(WorkKind.ElementWise, layer.Shape, Vector("bias", [size], WeightRole.Bias));
    }

    private static void Normalize(CoreMLLayer layer)
    {
        long channels = CoreMLLayer.Whole(layer.Proto.Batchnorm.Channels);
        layer.Add(
            layer.Proto.Batchnorm.IsInstance
                ? new InstanceNormalization
                {
                    InputChannels = channels,
                    Scale = true,
                    Center = true,
                }
                : new BatchNormalization { InputChannels = channels }
        );
    }

    private static void Load(CoreMLLayer layer, IEnumerable<ulong> sizes)
    {
        var shape = new TensorShape([.. sizes.Select(CoreMLLayer.Whole)]);
        layer.Add(
            new WeightTensors
            {
                Tensors = [new TensorSpec("data", shape)],
                OutputShape = shape.As(ShapeLayout.ChannelsFirst),
            }
        );
    }

    private static void Multiply(CoreMLLayer layer)
    {
        var settings = layer.Proto.BatchedMatmul;
        long units = CoreMLLayer.Whole(settings.Columns);
        layer.Add(
            layer.InputCount > 1
                ? new MatMul { TransposeA = settings.TransposeA, TransposeB = settings.TransposeB }
                : new Dense
                {
                    Units = units,
                    InputFeatures = CoreMLLayer.Whole(settings.Rows),
                    UseBias = settings.HasBias,
                }
        );
    }

    private static void Recur(CoreMLLayer layer, ulong input, ulong output, bool hasBias, long gates) =>
        AddGates(
            layer,
            checked(gates * CoreMLLayer.Whole(output)),
            CoreMLLayer.Whole(input),
            CoreMLLayer.Whole(output),
            hasBias,
            hasPeepholes: false,
            1
        );

    private static void Remember(CoreMLLayer layer, LstmSettings settings, long directions) =>
        AddGates(
            layer,
            checked(4 * CoreMLLayer.Whole(settings.OutputSize)),
            CoreMLLayer.Whole(settings.InputSize),
            CoreMLLayer.Whole(settings.OutputSize),
            settings.Parts is { HasBias: true },
            settings.Parts is { HasPeepholes: true },
            directions
        );

    private static void AddGates(
        CoreMLLayer layer,
        long rows,
        long input,
        long output,
        bool bias,
        bool hasPeepholes,
        long directions
    )
    {
        var tensors = new List<TensorSpec>
        {
            new("input", new TensorShape(directions, rows, input)),
            new("recursion", new TensorShape(directions, rows, output)),
        };
        if (bias)
            tensors.Add(new TensorSpec("bias", new TensorShape(directions, rows), WeightRole.Bias));
        if (hasPeepholes)
            tensors.Add(new TensorSpec("peephole", new TensorShape(directions, 3, output)));
        layer.AddUnknown(layer.StatedOutput, mayHaveWeights: false, [.. tensors]);
        layer.Warn("its multiply-accumulates are not known: they go by the steps of a sequence");
    }

    private static TensorSpec Vector(string name, IEnumerable<ulong> sizes, WeightRole role) =>
        new(name, new TensorShape([.. sizes.Select(CoreMLLayer.Whole)]), role);
}
