using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Quantizing;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Quantizing;

/// <summary>
/// Sizes by hand. The network has kernels of 216, 144 and 2,560 numbers and biases of 8, 16 and 10, the batch norm
/// folded; without ReLU, which is fused, it computes 6 tensors and has an input.
/// </summary>
public sealed class NetworkQuantizationTests
{
    private static readonly Layer[] Layers =
    [
        new Input { Name = "in", Shape = new TensorShape(16, 15, 3) },
        new Convolution(2)
        {
            Name = "conv",
            Filters = 8,
            KernelSize = 3,
            Padding = Padding.Same,
            UseBias = false,
        },
        new BatchNormalization { Name = "bn" },
        new Activation { Name = "relu", Function = "relu" },
        new DepthwiseConvolution(2)
        {
            Name = "dw",
            KernelSize = 3,
            DepthMultiplier = 2,
            Padding = Padding.Same,
            Stride = 2,
        },
        new Activation { Name = "sigmoid", Function = "sigmoid" },
        new MaxPooling(2) { Name = "pool", PoolSize = 2 },
        new Flatten { Name = "flat" },
        new FullyConnected { Name = "fc", Units = 10 },
    ];

    [Theory]
    // Scales of 4 bytes and zero points of 8: 8 + 8 of the convolution, 16 + 16 of the depthwise one, 1 + 1 of the
    // units are 50 * 12; 7 * 12 of activations.
    [InlineData(QuantizationScheme.Int8, Granularity.Usual, 2920, 136, 600, 84)]
    [InlineData(QuantizationScheme.Int8, Granularity.PerChannel, 2920, 136, 68 * 12, 84)]
    [InlineData(QuantizationScheme.Int8, Granularity.PerTensor, 2920, 136, 6 * 12, 84)]
    [InlineData(QuantizationScheme.Int4, Granularity.Usual, 1460, 136, 600, 84)]
    [InlineData(QuantizationScheme.Int16x8, Granularity.Usual, 2920, 34 * 8, 600, 84)]
    [InlineData(QuantizationScheme.Float16, Granularity.Usual, 5840, 68, 0, 0)]
    [InlineData(QuantizationScheme.Float32, Granularity.Usual, 11680, 136, 0, 0)]
    // What has fewer than 1024 elements stays floats: 4 * (216 + 144) + 2560.
    [InlineData(QuantizationScheme.DynamicRange, Granularity.Usual, 4000, 136, 12, 0)]
    [InlineData(QuantizationScheme.WeightOnly, Granularity.Usual, 2920, 136, 25 * 12, 0)]
    [InlineData(QuantizationScheme.WeightOnlyInt4, Granularity.Usual, 1460, 136, 25 * 12, 0)]
    public void As_TensorFlow_Lite_stores_it(
        QuantizationScheme scheme,
        Granularity granularity,
        long weights,
        long biases,
        long constants,
        long activations
    ) => Check(QuantizedFormat.TFLite, scheme, granularity, weights, biases, constants, activations);

    [Theory]
    // A scale of 4 bytes and a zero point of the tensor's type: 3 * (4 + 1) of kernels, 3 * (4 + 4) of biases; 7 * 5.
    [InlineData(QuantizationScheme.Int8, Granularity.Usual, 2920, 136, 39, 35)]
    [InlineData(QuantizationScheme.Int8, Granularity.PerChannel, 2920, 136, (34 * 5) + (34 * 8), 35)]
    // Zero points of 4 bits, two in a byte: 8 * 4 + 4, 16 * 4 + 8, 10 * 4 + 5.
    [InlineData(QuantizationScheme.Int4, Granularity.PerChannel, 1460, 136, 36 + 72 + 45 + (34 * 8), 35)]
    [InlineData(QuantizationScheme.Int16x8, Granularity.Usual, 2920, 136, 39, 7 * 6)]
    [InlineData(QuantizationScheme.DynamicRange, Granularity.Usual, 2920, 136, 15, 0)]
    public void As_ONNX_stores_it(
        QuantizationScheme scheme,
        Granularity granularity,
        long weights,
        long biases,
        long constants,
        long activations
    ) => Check(QuantizedFormat.Onnx, scheme, granularity, weights, biases, constants, activations);

    [Fact]
    public void Parts_of_the_graph_are_counted_for_the_estimate() =>
        // 6 tensors of weights and 7 of activations, 200 bytes each.
        Assert.Equal(13 * 200, Quantized(Layers).OverheadBytes);

    [Fact]
    public void Layers_have_schemes_of_their_own()
    {
        var quantized = Quantized(
            Layers,
            new QuantizationOptions { Overrides = name => name == "fc" ? QuantizationScheme.Float16 : null }
        );
        Assert.Equal(216 + 144 + (2 * 2560), quantized.WeightBytes);
        Assert.Equal(96 + 20, quantized.BiasBytes);
        Assert.Equal((48 * 12, 72), (quantized.ConstantBytes, quantized.ActivationConstantBytes));
        Assert.Equal(QuantizationScheme.Float16, quantized.GetRows()[^1].Scheme);
    }

    [Fact]
    public void The_last_byte_of_each_tensor_is_filled_up() =>
        Assert.Equal(
            (3 * 3 * 3 + 1) / 2,
            Quantized(
                [new Input { Shape = new TensorShape(8, 8, 3) }, new Convolution(2) { Filters = 1, KernelSize = 3 }],
                new QuantizationOptions { Scheme = QuantizationScheme.Int4 }
            ).WeightBytes
        );

    // No filters are before it: it is a product and a sum of 3 numbers each, quantised by TensorFlow Lite alone.
    [Theory]
    [InlineData(QuantizedFormat.TFLite, 6, 2 * 12)]
    [InlineData(QuantizedFormat.Onnx, 24, 0)]
    public void A_batch_norm_that_is_not_folded_stays(QuantizedFormat format, long weights, long constants)
    {
        var quantized = Quantized(
            [new Input { Shape = new TensorShape(8, 8, 3) }, new BatchNormalization()],
            new QuantizationOptions { Format = format }
        );
        Assert.Equal((weights, constants), (quantized.WeightBytes, quantized.ConstantBytes));
        Assert.False(quantized.GetRows()[1].IsFused);
    }

    [Fact]
    public void ReLU_stays_where_another_layer_reads_what_it_reads()
    {
        var rows = Quantized([
                new Input { Name = "in", Shape = new TensorShape(8, 8, 3) },
                new Convolution(2)
                {
                    Name = "conv",
                    Filters = 3,
                    KernelSize = 1,
                },
                new Activation { Name = "relu", Function = "relu" },
                new Merge
                {
                    Name = "add",
                    Operation = MergeOperation.Add,
                    Inputs = ["conv", "relu"],
                },
                new Activation { Name = "last", Function = "relu6" },
            ])
            .GetRows();
        Assert.Equal([false, false, false, false, true], rows.Select(row => row.IsFused));
    }

    [Fact]
    public void Shared_weights_are_stored_once()
    {
        var quantized = Quantized([
            new Input { Name = "in", Shape = new TensorShape(8) },
            new Dense { Name = "a", Units = 8 },
            new Dense
            {
                Name = "b",
                Units = 8,
                WeightsFrom = "a",
            },
        ]);
        Assert.Equal((64, 32, 2 * 12), (quantized.WeightBytes, quantized.BiasBytes, quantized.ConstantBytes));
    }

    [Fact]
    public void What_is_not_known_is_never_zero()
    {
        var quantized = Quantized([
            new Input { Shape = new TensorShape(8, 8, 3) },
            new Operation { OperatorType = "Strange" },
            new Dense { Units = 10 },
        ]);
        Assert.Null(quantized.GetRows()[2].FlashBytes);
        Assert.Equal(Trust.LowerBound, quantized.Trust);
        Assert.StartsWith("at least about", quantized.ToString(), StringComparison.Ordinal);
    }

    private static void Check(
        QuantizedFormat format,
        QuantizationScheme scheme,
        Granularity granularity,
        long weights,
        long biases,
        long constants,
        long activations
    )
    {
        var options = new QuantizationOptions
        {
            Scheme = scheme,
            Format = format,
            Granularity = granularity,
        };
        var quantized = Quantized(Layers, options);
        Assert.Equal(
            (weights, biases, constants, activations),
            (quantized.WeightBytes, quantized.BiasBytes, quantized.ConstantBytes, quantized.ActivationConstantBytes)
        );
        Assert.Equal(quantized.FlashBytes, quantized.GetRows().Sum(row => row.FlashBytes));
        Assert.Equal(quantized.FlashBytes - quantized.OverheadBytes, weights + biases + constants + activations);
    }

    private static NetworkQuantization Quantized(IReadOnlyList<Layer> layers, QuantizationOptions? options = null) =>
        NetworkQuantization.Of(new Network(layers), options ?? new QuantizationOptions());
}
