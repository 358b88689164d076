using System.Globalization;
using CnnParams.Catalogue;
using CnnParams.Core.Tests.Catalogue;
using CnnParams.Quantizing;

namespace CnnParams.Core.Tests.Quantizing;

/// <summary>
/// Networks of the catalogue against public files of TensorFlow Lite, whose bytes tests/oracles/lite_sizes.py has
/// counted: tests/data/quantization/lite.csv.
/// </summary>
public sealed class LiteSizesTests
{
    private static readonly Dictionary<string, Dictionary<string, long>> Files = Read();

    [Theory]
    [InlineData("ad01_fp32", "MLPerfTinyAnomalyDetection", QuantizationScheme.Float32, Granularity.Usual)]
    [InlineData("ad01_int8", "MLPerfTinyAnomalyDetection", QuantizationScheme.Int8, Granularity.Usual)]
    // Of 2020, before dynamic range had a scale for each channel.
    [InlineData(
        "model_ToyCar_quant",
        "MLPerfTinyAnomalyDetection",
        QuantizationScheme.DynamicRange,
        Granularity.PerTensor
    )]
    [InlineData("kws_ref_model", "MLPerfTinyKeywordSpotting", QuantizationScheme.Int8, Granularity.Usual)]
    [InlineData(
        "kws_ref_model_float32",
        "MLPerfTinyKeywordSpotting",
        QuantizationScheme.DynamicRange,
        Granularity.PerTensor
    )]
    [InlineData("pretrainedResnet", "MLPerfTinyImageClassification", QuantizationScheme.Float32, Granularity.Usual)]
    [InlineData("pretrainedResnet_quant", "MLPerfTinyImageClassification", QuantizationScheme.Int8, Granularity.Usual)]
    [InlineData("vww_96_float", "MLPerfTinyVisualWakeWords", QuantizationScheme.Float32, Granularity.Usual)]
    [InlineData("vww_96_int8", "MLPerfTinyVisualWakeWords", QuantizationScheme.Int8, Granularity.Usual)]
    public void The_files_of_MLPerf_Tiny_hold_what_is_computed(
        string file,
        string network,
        QuantizationScheme scheme,
        Granularity granularity
    )
    {
        var quantized = Quantized(network, scheme, granularity);
        var held = Files[file];
        Assert.Equal(
            (held["weights"], held["biases"], held["weight_scales"] + held["weight_zero_points"]),
            (quantized.WeightBytes, quantized.BiasBytes, quantized.ConstantBytes)
        );
        Assert.Equal(held["other_scales"] + held["other_zero_points"], quantized.ActivationConstantBytes);
    }

    [Theory]
    [InlineData("mobilenet_v1_0.25_128_quant", "MobileNet", 0.25, 1001, Granularity.PerTensor)]
    [InlineData("mobilenet_v1_0.5_160_quant", "MobileNet", 0.5, 1001, Granularity.PerTensor)]
    [InlineData("mobilenet_v1_0.75_192_quant", "MobileNet", 0.75, 1001, Granularity.PerTensor)]
    [InlineData("mobilenet_v2_1.0_224_quant", "MobileNetV2", 1, 1001, Granularity.PerTensor)]
    [InlineData("tf2_mobilenet_v2_1.0_224_ptq", "MobileNetV2", 1, 1001, Granularity.PerChannel)]
    public void Published_MobileNets_hold_what_is_computed(
        string file,
        string network,
        double width,
        long classes,
        Granularity granularity
    )
    {
        var quantized = Quantized(
            network,
            QuantizationScheme.Int8,
            granularity,
            new ArchitectureOptions { Width = width, Classes = classes }
        );
        var held = Files[file];
        Assert.Equal(
            (held["weights"], held["biases"], held["weight_scales"] + held["weight_zero_points"]),
            (quantized.WeightBytes, quantized.BiasBytes, quantized.ConstantBytes)
        );
    }

    [Fact]
    public void The_estimate_of_the_graph_is_of_the_right_order() =>
        Assert.All(
            Files.Where(file => file.Value["tensors"] > 20),
            file =>
                Assert.InRange(
                    200 * file.Value["tensors"] / (double)(file.Value["bytes"] - Held(file.Value)),
                    1 / 3.0,
                    3
                )
        );

    private static long Held(Dictionary<string, long> file) =>
        file.Where(pair => pair.Key is not ("bytes" or "tensors" or "operators")).Sum(pair => pair.Value);

    private static NetworkQuantization Quantized(
        string network,
        QuantizationScheme scheme,
        Granularity granularity,
        ArchitectureOptions? options = null
    )
    {
        var variant = Architectures.Get(network).Variant("Keras");
        return NetworkQuantization.Of(
            variant.Build(network, options ?? ArchitectureOptions.Published),
            new QuantizationOptions { Scheme = scheme, Granularity = granularity }
        );
    }

    private static Dictionary<string, Dictionary<string, long>> Read() =>
        Csv.Read("quantization", "lite.csv")
            .ToDictionary(
                row => Path.GetFileNameWithoutExtension(row["file"]),
                row =>
                    row.Where(pair => pair.Key != "file")
                        .ToDictionary(pair => pair.Key, pair => long.Parse(pair.Value, CultureInfo.InvariantCulture))
            );
}
