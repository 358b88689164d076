using CnnParams.Catalogue;

namespace CnnParams.Core.Tests.Catalogue;

/// <summary>Names as people write them: timm's, with tags of trained weights, misspelt.</summary>
public sealed class NamesTests
{
    [Theory]
    [InlineData("resnet50d", "resnet50d", "")]
    [InlineData("resnet50.a1_in1k", "ResNet50", "a1_in1k")]
    [InlineData("timm/resnet50d.ra2_in1k", "resnet50d", "ra2_in1k")]
    [InlineData("hf-hub:timm/tf_efficientnetv2_s.in21k_ft_in1k", "tf_efficientnetv2_s", "in21k_ft_in1k")]
    [InlineData("timm/resnet18", "ResNet18", "")]
    [InlineData("tv_resnet50", "ResNet50", "tv")]
    [InlineData("gluon_resnet50_v1d", "resnet50d", "")]
    [InlineData("swsl_resnext101_32x16d", "resnext101_32x16d", "swsl")]
    [InlineData("tf_efficientnetv2_s_in21ft1k", "tf_efficientnetv2_s", "in21ft1k")]
    [InlineData("seresnext26tn_32x4d", "seresnext26t_32x4d", "")]
    [InlineData("RegNetX-1.6GF", "RegNetX_1_6GF", "")]
    public void A_tag_of_trained_weights_is_told_apart(string given, string name, string tag)
    {
        Assert.Equal(name, Architectures.Get(given, out string found).Name);
        Assert.Equal(tag, found);
    }

    // As papers and tables write them: a letter for a size, a width, what goes without saying.
    [Theory]
    [InlineData("SqueezeNet", "SqueezeNet1_0")]
    [InlineData("SqueezeNet v1.1", "SqueezeNet1_1")]
    [InlineData("ConvNeXt-T", "ConvNeXtTiny")]
    [InlineData("ConvNeXt-XL", "ConvNeXtXLarge")]
    [InlineData("ConvNeXtV2-T", "convnextv2_tiny")]
    [InlineData("swin_tiny", "Swin_T")]
    [InlineData("Swin-L", "swin_large_patch4_window7_224")]
    [InlineData("DeiT-S", "deit_small_patch16_224")]
    [InlineData("DeiT-Ti", "deit_tiny_patch16_224")]
    [InlineData("ViT-S/16", "vit_small_patch16_224")]
    [InlineData("ViT-Base", "vit_base_patch16_224")]
    [InlineData("MLP-Mixer-B/16", "mixer_b16_224")]
    [InlineData("ShuffleNetV2 1.0x", "ShuffleNetV2_x1_0")]
    [InlineData("ShuffleNet V2 0.5x", "ShuffleNetV2_x0_5")]
    [InlineData("MobileNetV3-Large 1.0", "MobileNetV3Large")]
    [InlineData("MobileNetV2 1.4", "mobilenetv2_140")]
    [InlineData("1.0 MobileNet-224", "MobileNet")]
    [InlineData("GhostNet", "ghostnet_100")]
    [InlineData("WRN-50-2", "WideResNet50_2")]
    [InlineData("ResNet-50 (v1.5)", "ResNet50")]
    [InlineData("ResNet-v1-50", "ResNet50")]
    [InlineData("EffNet-B0", "EfficientNetB0")]
    [InlineData("efficientnetv2_small", "EfficientNetV2S")]
    public void A_name_may_be_as_people_say_it(string given, string name) =>
        Assert.Equal(name, Architectures.Get(given).Name);

    // What may be several, or is another, is not found: DenseNet-12-1 is no DenseNet121.
    [Theory]
    [InlineData("Inception", "InceptionV1")]
    [InlineData("MnasNet", "MNASNet1_0")]
    [InlineData("ResNeXt-50", "ResNeXt50_32x4d")]
    [InlineData("YOLOv5s", "YOLOv5su")]
    [InlineData("DenseNet-12-1", "DenseNet121")]
    public void A_name_that_is_not_clear_is_suggested(string given, string hint)
    {
        Assert.Null(Architectures.Find(given));
        Assert.Contains($"did you mean {hint}?", Message(given), StringComparison.Ordinal);
    }

    // Every name of the catalogue is still its own.
    [Fact]
    public void Names_of_the_catalogue_are_found_by_themselves() =>
        Assert.All(
            Architectures.All.SelectMany(
                architecture => architecture.Names,
                (architecture, name) => (architecture, name)
            ),
            pair => Assert.Same(pair.architecture, Architectures.Find(pair.name))
        );

    [Theory]
    [InlineData("ResNet5O", "ResNet50")]
    [InlineData("resnet51d", "resnet50d")]
    [InlineData("seresnext50_32x4", "seresnext50_32x4d")]
    [InlineData("tf_efficientnetv2_x.in1k", "tf_efficientnetv2_xl")]
    [InlineData("mobilenetv2_10O", "mobilenetv2_100")]
    [InlineData("mobilenet_v2_101", "mobilenetv2_100")]
    // The nearest number, not the nearest letters.
    [InlineData("efficientnet_b10", "efficientnet_b8")]
    [InlineData("ResNet49", "ResNet50")]
    [InlineData("ResNet100", "ResNet101")]
    [InlineData("VGG15", "VGG16")]
    [InlineData("DenseNet120", "DenseNet121")]
    [InlineData("GoogleNets", "GoogLeNet")]
    [InlineData("resnt50", "ResNet50")]
    [InlineData("mobilenetv4_small", "mobilenetv4_conv_small")]
    [InlineData("vit_base_patch16_225", "vit_base_patch16_224")]
    [InlineData("regnety_041", "regnety_040")]
    [InlineData("hrnet_w19", "hrnet_w18")]
    [InlineData("pvt_v2_b9", "pvt_v2_b5")]
    [InlineData("efficientvit_b9", "efficientvit_b3")]
    [InlineData("mobilvit_s", "mobilevit_s")]
    [InlineData("wide_resnet51_2", "WideResNet50_2")]
    [InlineData("mnasnet_150", "mnasnet_140")]
    [InlineData("yolo8q", "YOLOv8l")]
    // What it is the beginning of, before what is spelt more alike.
    [InlineData("resnext50", "ResNeXt50_32x4d")]
    [InlineData("nasnet", "NASNetLarge")]
    [InlineData("volo", "volo_d1_224")]
    [InlineData("coatnet", "coatnet_0_224")]
    [InlineData("maxvit", "MaxViT_T")]
    [InlineData("deit3", "deit3_base_patch16_224")]
    [InlineData("mobilenet_v4", "mobilenetv4_conv_large")]
    [InlineData("nfnet", "nfnet_f0")]
    [InlineData("efficientformer_v2", "efficientformerv2_l")]
    [InlineData("convnextv2", "convnextv2_atto")]
    [InlineData("yolo8n", "YOLOv8n")]
    [InlineData("swin_v2", "Swin_V2_B")]
    [InlineData("fastvit_t13", "fastvit_t12")]
    [InlineData("halonet26", "halonet26t")]
    // A word for a size is no part of the kind: RDNet has a large one.
    [InlineData("hgnet_large", "hgnet_base")]
    [InlineData("edgenext_tiny", "edgenext_small")]
    [InlineData("convnext2_base", "convnextv2_base")]
    [InlineData("mobilenet3_large", "MobileNetV3Large")]
    // What others are about.
    [InlineData("dinov2", "vit_base_patch14_dinov2")]
    public void A_hint_is_the_nearest_of_its_kind(string given, string hint) =>
        Assert.Contains($"did you mean {hint}?", Message(given), StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("mobilenetv9_100", "MobileNet")]
    [InlineData("efficientnetv3_s", "EfficientNet")]
    [InlineData("ResNet50V3", "ResNet")]
    [InlineData("yolov99", "YOLO")]
    [InlineData("yolo13n", "YOLO")]
    [InlineData("swinv3_tiny", "Swin")]
    [InlineData("convnextv3_base", "ConvNeXt")]
    [InlineData("inceptionv5", "Inception")]
    [InlineData("mobilenet_v5", "MobileNet")]
    [InlineData("ghostnetv4_100", "GhostNet")]
    [InlineData("shufflenet_v3", "ShuffleNet")]
    [InlineData("pvt_v3_b2", "PVT")]
    [InlineData("hiera_giant_224", "Hiera")]
    public void A_hint_is_never_of_another_generation(string given, string family)
    {
        Assert.DoesNotContain("did you mean", Message(given), StringComparison.Ordinal);
        Assert.Contains($"Get-CnnArchitecture -Family '{family}' lists", Message(given), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_like_nothing_has_no_hint() =>
        Assert.EndsWith(
            "'quux' is not in the catalogue; Get-CnnArchitecture lists what is",
            Message("quux"),
            StringComparison.Ordinal
        );

    [Fact]
    public void Every_architecture_is_in_a_family()
    {
        Assert.All(Architectures.All, architecture => Assert.NotEmpty(architecture.Family));
        Assert.Equal(Architectures.All.Count, Architectures.Families.Sum(family => family.Architectures));
        Assert.Contains(
            Architectures.Families,
            family => family.Family == "ResNet" && family.Years == "2015-2021" && family.Names.Contains("resnet50d")
        );
    }

    private static string Message(string name) => Assert.Throws<LayerException>(() => Architectures.Get(name)).Message;
}
