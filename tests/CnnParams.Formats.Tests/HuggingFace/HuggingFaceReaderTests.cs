using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.HuggingFace;

/// <summary>config.json files with the published numbers of models, and totals that are known of these.</summary>
public sealed class HuggingFaceReaderTests : IDisposable
{
    private const string Labels = "\"num_labels\": 1000, \"architectures\": [\"XForImageClassification\"]";

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    // torchvision 0.14.1: resnet18, resnet50, resnet101, vit_b_16, vit_l_16, convnext_tiny, convnext_base.
    [InlineData(
        "\"model_type\": \"resnet\", \"layer_type\": \"basic\", \"hidden_sizes\": [64, 128, 256, 512], \"depths\": [2, "
            + "2, 2, 2], "
            + Labels,
        11689512
    )]
    [InlineData("\"model_type\": \"resnet\", " + Labels, 25557032)]
    [InlineData("\"model_type\": \"resnet\", \"depths\": [3, 4, 23, 3], " + Labels, 44549160)]
    [InlineData("\"model_type\": \"vit\", \"image_size\": 224, " + Labels, 86567656)]
    [InlineData(
        "\"model_type\": \"vit\", \"hidden_size\": 1024, \"num_hidden_layers\": 24, \"num_attention_heads\": 16, "
            + "\"intermediate_size\": 4096, "
            + Labels,
        304326632
    )]
    [InlineData("\"model_type\": \"convnext\", " + Labels, 28589128)]
    [InlineData(
        "\"model_type\": \"convnext\", \"hidden_sizes\": [128, 256, 512, 1024], \"depths\": [3, 3, 27, 3], " + Labels,
        88591464
    )]
    // timm: convnextv2_tiny, convnextv2_atto, regnety_040, regnetx_040.
    [InlineData("\"model_type\": \"convnextv2\", " + Labels, 28635496)]
    [InlineData(
        "\"model_type\": \"convnextv2\", \"hidden_sizes\": [40, 80, 160, 320], \"depths\": [2, 2, 6, 2], " + Labels,
        3708400
    )]
    [InlineData("\"model_type\": \"regnet\", " + Labels, 20646656)]
    [InlineData(
        "\"model_type\": \"regnet\", \"layer_type\": \"x\", \"hidden_sizes\": [80, 240, 560, 1360], \"depths\": [2, 5, "
            + "14, 2], \"groups_width\": 40, "
            + Labels,
        22118248
    )]
    // The model cards of facebook/dinov2-*, openai/clip-* and google/siglip-*.
    [InlineData("\"model_type\": \"dinov2\", \"image_size\": 518", 86580480)]
    [InlineData(
        "\"model_type\": \"dinov2\", \"image_size\": 518, \"hidden_size\": 384, \"num_attention_heads\": 6",
        22056576
    )]
    [InlineData("\"model_type\": \"clip\", \"vision_config\": {\"patch_size\": 32, \"hidden_size\": 768}", 87456000)]
    [InlineData(
        "\"model_type\": \"clip_vision_model\", \"patch_size\": 14, \"hidden_size\": 1024, \"num_hidden_layers\": 24, "
            + "\"num_attention_heads\": 16, \"intermediate_size\": 4096",
        303179776
    )]
    [InlineData("\"model_type\": \"siglip\", \"vision_config\": {\"patch_size\": 16}", 92884224)]
    // An architecture of timm's: timm.create_model('resnet50d').
    [InlineData("\"architecture\": \"resnet50d\", \"num_classes\": 1000", 25576264)]
    // A backbone of timm's has no classifier: 2048 * 1000 + 1000 less.
    [InlineData("\"model_type\": \"timm_backbone\", \"backbone\": \"resnet50.a1_in1k\"", 23508032)]
    public void Totals_are_those_that_are_known(string config, long parameters)
    {
        var measurement = Measurer.Measure(Read(config));

        Assert.Empty(measurement.Problems);
        Assert.Equal(parameters, measurement.Totals.Parameters);
    }

    [Fact]
    public void The_preprocessor_says_the_size_of_the_image()
    {
        File.WriteAllText(
            Path.Combine(_folder, "preprocessor_config.json"),
            "{\"size\": {\"height\": 256, \"width\": 320}}"
        );

        Assert.Equal(new TensorShape(3, 256, 320), Read("\"model_type\": \"resnet\"").Inputs[0].Shape);
    }

    [Theory]
    [InlineData("\"model_type\": \"llama\"", "the model_type 'llama' has no definition here; those that have are ")]
    [InlineData("\"model_type\": \"convnext_v2\"", "has no definition here (did you mean convnextv2?); those")]
    [InlineData("\"model_type\": \"mobilenet-v2\"", "(did you mean mobilenet_v2?)")]
    [InlineData("\"model_type\": \"segfomer\"", "(did you mean segformer?)")]
    // Another generation, and another kind of network.
    [InlineData("\"model_type\": \"dinov3\"", "'dinov3' has no definition here; those")]
    [InlineData("\"model_type\": \"mobilenet_v3\"", "'mobilenet_v3' has no definition here; those")]
    [InlineData("\"model_type\": \"bert\"", "'bert' has no definition here; those")]
    [InlineData("\"model_type\": \"timm_backbone\"", "'timm_backbone' needs a backbone")]
    [InlineData("\"model_type\": \"vit\", \"hidden_size\": 7", "hidden_size 7 is not divisible")]
    [InlineData("\"model_type\": \"resnet\", \"depths\": [99999999999]", "depths must be a whole number from 0 to")]
    [InlineData("\"model_type\": \"timm_backbone\", \"backbone\": \"resnet5O\"", "did you mean ResNet50?")]
    public void What_cannot_be_is_an_error(string config, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<ModelFileException>(() => Read(config)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Weights_beside_are_compared()
    {
        const string config =
            "\"model_type\": \"resnet\", \"layer_type\": \"basic\", \"embedding_size\": 8, \"hidden_sizes\": [8], "
            + "\"depths\": [1]";
        Assert.Empty(Read(config).Warnings);
        SafeTensorsFile.Write(
            Path.Combine(_folder, "model.safetensors"),
            [
                ("resnet.embedder.embedder.convolution.weight", [8, 3, 7, 7]),
                ("resnet.embedder.embedder.normalization.weight", [9]),
                ("extra", [1]),
            ]
        );

        var warnings = Read(config).Warnings;
        Assert.Contains("extra of the file is in no layer", warnings);
        Assert.Contains("resnet.embedder.embedder.normalization.weight is 9 in the file and 8 by the config", warnings);
        Assert.Contains("resnet.embedder.embedder.normalization.bias is not in the file", warnings);
        Assert.DoesNotContain(
            warnings,
            warning => warning.Contains("embedder.convolution.weight", StringComparison.Ordinal)
        );
    }

    private Network Read(string config)
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), "{" + config + "}");
        return TestFiles.Read(_folder);
    }
}
