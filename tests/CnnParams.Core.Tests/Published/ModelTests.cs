namespace CnnParams.Core.Tests.Published;

/// <summary>
/// Parameters and multiply-accumulates of well-known models. Sources: torchvision 0.14.1 run on a CPU (torchvision);
/// keras/src/applications (Keras) and mlcommons/tiny's keras_model.py, counted symbolically; BVLC/caffe's prototxt
/// files (original); pjreddie/darknet's cfg files (Darknet), whose BFLOPs are twice the multiply-accumulates.
/// </summary>
public sealed class ModelTests
{
    [Fact]
    public void A_heading_has_the_number_and_what_can_be_read()
    {
        Assert.Equal(
            "VGG16: 138357544 parameters (138.36 M), 138357544 trainable, 553.43 MB as Float32",
            Model.Measure("VGG16", "torchvision").Totals.ToString()
        );
        Assert.EndsWith(
            ": 61706 parameters, 61706 trainable, 246.82 kB as Float32",
            Model.Measure("LeNet5", "modern").Totals.ToString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    // The article, LeCun et al. 1998 and Caffe's example for MNIST.
    [InlineData("Article", "article", "", 62_958, 849_320)]
    [InlineData("LeNet5", "modern", "", 61_706, 416_520)]
    [InlineData("CaffeLeNet", "Caffe", "", 431_080, 2_293_000)]
    [InlineData("AlexNet", "original", "", 60_965_224, 724_406_816)]
    [InlineData("AlexNet", "ungrouped", "", 62_378_344, 1_135_256_096)]
    [InlineData("AlexNet", "torchvision", "", 61_100_840, 714_188_480)]
    [InlineData("VGG11", "torchvision", "", 132_863_336, 7_609_090_048)]
    [InlineData("VGG13", "torchvision", "", 133_047_848, 11_308_466_176)]
    [InlineData("VGG16", "torchvision", "", 138_357_544, 15_470_264_320)]
    [InlineData("VGG16", "Keras", "", 138_357_544, 15_470_264_320)]
    [InlineData("VGG19", "torchvision", "", 143_667_240, 19_632_062_464)]
    [InlineData("VGG19", "Keras", "", 143_667_240, 19_632_062_464)]
    [InlineData("VGG16BN", "torchvision", "", 138_365_992, 15_470_264_320)]
    [InlineData("VGG16", "Keras", "NoTop=true", 14_714_688, 15_346_630_656)]
    [InlineData("GoogLeNet", "original", "", 6_998_552, 1_582_671_872)]
    [InlineData("GoogLeNet", "torchvision", "", 6_624_904, 1_498_376_192)]
    [InlineData("InceptionV3", "torchvision", "", 23_834_568, 5_713_216_096)]
    [InlineData("InceptionV3", "Keras", "", 23_851_784, 5_713_216_096)]
    [InlineData("InceptionV3", "torchvision", "Resolution=224", 23_834_568, 2_837_921_120)]
    [InlineData("InceptionResNetV2", "Keras", "", 55_873_736, 13_155_794_016)]
    [InlineData("Xception", "Keras", "Resolution=299", 22_910_480, 8_357_403_496)]
    [InlineData("ResNet18", "torchvision", "", 11_689_512, 1_814_073_344)]
    [InlineData("ResNet34", "torchvision", "", 21_797_672, 3_663_761_408)]
    [InlineData("ResNet50", "torchvision", "", 25_557_032, 4_089_184_256)]
    [InlineData("ResNet50", "Keras", "", 25_636_712, 3_857_973_248)]
    [InlineData("ResNet50V2", "Keras", "", 25_613_800, 3_482_255_360)]
    [InlineData("ResNet101", "torchvision", "", 44_549_160, 7_801_405_440)]
    [InlineData("ResNet152", "torchvision", "", 60_192_808, 11_513_626_624)]
    [InlineData("ResNet101", "Keras", "", 44_707_176, 7_570_194_432)]
    [InlineData("ResNet152", "Keras", "", 60_419_944, 11_282_415_616)]
    [InlineData("ResNeXt50_32x4d", "torchvision", "", 25_028_904, 4_230_479_872)]
    [InlineData("WideResNet50_2", "torchvision", "", 68_883_240, 11_398_021_120)]
    [InlineData("DenseNet121", "torchvision", "", 7_978_856, 2_834_161_664)]
    [InlineData("DenseNet121", "Keras", "", 8_062_504, 2_834_161_664)]
    [InlineData("DenseNet169", "torchvision", "", 14_149_480, 3_359_843_328)]
    [InlineData("DenseNet169", "Keras", "", 14_307_880, 3_359_843_328)]
    [InlineData("DenseNet201", "torchvision", "", 20_013_928, 4_291_365_888)]
    [InlineData("DenseNet201", "Keras", "", 20_242_984, 4_291_365_888)]
    [InlineData("SqueezeNet1_0", "torchvision", "", 1_248_424, 818_924_576)]
    [InlineData("SqueezeNet1_1", "torchvision", "", 1_235_496, 349_151_936)]
    [InlineData("MobileNet", "Keras", "", 4_253_864, 568_740_352)]
    [InlineData("MobileNetV2", "torchvision", "", 3_504_872, 300_774_272)]
    [InlineData("MobileNetV2", "Keras", "", 3_538_984, 300_774_272)]
    [InlineData("MobileNetV3Large", "torchvision", "", 5_483_032, 216_589_760)]
    [InlineData("MobileNetV3Small", "torchvision", "", 2_542_856, 56_510_400)]
    [InlineData("MobileNetV3Large", "Keras", "", 5_507_432, 216_589_760)]
    [InlineData("MobileNetV3Small", "Keras", "", 2_554_968, 56_510_400)]
    [InlineData("EfficientNetB0", "torchvision", "", 5_288_548, 385_814_752)]
    [InlineData("EfficientNetB0", "Keras", "", 5_330_571, 385_814_752)]
    [InlineData("EfficientNetB7", "torchvision", "", 66_347_960, 37_745_884_192)]
    [InlineData("EfficientNetB7", "Keras", "", 66_658_687, 37_745_884_192)]
    [InlineData("EfficientNetV2S", "torchvision", "", 21_458_488, 8_365_617_152)]
    [InlineData("EfficientNetV2S", "Keras", "", 21_612_360, 8_365_617_152)]
    [InlineData("NASNetMobile", "Keras", "", 5_326_716, 563_638_816)]
    [InlineData("NASNetLarge", "Keras", "", 88_949_818, 23_783_414_658)]
    [InlineData("ConvNeXtTiny", "torchvision", "", 28_589_128, 4_455_531_264)]
    [InlineData("ConvNeXtBase", "torchvision", "", 88_591_464, 15_354_729_472)]
    [InlineData("ShuffleNetV2_x1_0", "torchvision", "", 2_278_604, 144_907_992)]
    [InlineData("MNASNet1_0", "torchvision", "", 4_383_312, 314_415_872)]
    [InlineData("RegNetY_400MF", "torchvision", "", 4_344_144, 401_842_848)]
    // A transposed convolution on the input's grid.
    [InlineData("UNet", "original", "", 31_030_658, 150_428_424_448)]
    [InlineData("YOLOv3", "Darknet", "", 62_001_757, 32_932_037_632)]
    [InlineData("YOLOv3", "Darknet", "Resolution=608", 62_001_757, 70_345_950_208)]
    [InlineData("YOLOv3Tiny", "Darknet", "", 8_858_734, 2_782_480_896)]
    [InlineData("YOLOv2", "Darknet", "", 50_983_561, 14_732_084_224)]
    [InlineData("YOLOv2Tiny", "Darknet", "", 11_237_145, 2_703_221_248)]
    [InlineData("Darknet19", "Darknet", "", 20_856_776, 3_645_374_464)]
    [InlineData("Darknet53", "Darknet", "", 41_645_640, 9_285_115_904)]
    [InlineData("MLPerfTinyKeywordSpotting", "Keras", "", 24_908, 2_656_768)]
    [InlineData("MLPerfTinyImageClassification", "Keras", "", 78_666, 12_501_632)]
    [InlineData("MLPerfTinyVisualWakeWords", "Keras", "", 221_794, 7_489_664)]
    [InlineData("MLPerfTinyAnomalyDetection", "Keras", "", 269_992, 264_192)]
    public void Parameters_and_macs(string model, string variant, string choices, long parameters, long macs)
    {
        var totals = Model.Measure(model, variant, choices).Totals;
        Assert.Equal((parameters, macs), (totals.Parameters, totals.Macs));
    }

    [Theory]
    // What heads add that only training runs: 3,188,968 + 3,191,016 for torchvision's GoogLeNet.
    [InlineData("GoogLeNet", "original", "Auxiliary=true", 13_378_280)]
    [InlineData("GoogLeNet", "torchvision", "Auxiliary=true", 13_004_888)]
    [InlineData("InceptionV3", "torchvision", "Auxiliary=true", 27_161_264)]
    [InlineData("ResNet50", "torchvision", "NoTop=true", 23_508_032)]
    [InlineData("UNet", "original", "Classes=1", 31_030_593)]
    [InlineData("UNet", "original", "Classes=1; Channels=3", 31_031_745)]
    [InlineData("UNet", "padded", "", 31_037_698)]
    public void Parameters(string model, string variant, string choices, long parameters) =>
        Assert.Equal(parameters, Model.Measure(model, variant, choices).Totals.Parameters);

    [Theory]
    [InlineData("LeNet5", "original", 840)]
    [InlineData("InceptionV3", "Keras", 34_432)]
    [InlineData("InceptionResNetV2", "Keras", 60_544)]
    [InlineData("Xception", "Keras", 54_528)]
    [InlineData("ResNet50", "Keras", 53_120)]
    [InlineData("ResNet50V2", "Keras", 45_440)]
    [InlineData("DenseNet121", "Keras", 83_648)]
    [InlineData("MobileNet", "Keras", 21_888)]
    [InlineData("MobileNetV2", "Keras", 34_112)]
    [InlineData("EfficientNetB0", "Keras", 42_023)]
    [InlineData("NASNetMobile", "Keras", 36_738)]
    [InlineData("NASNetLarge", "Keras", 196_668)]
    [InlineData("YOLOv3", "Darknet", 52_608)]
    [InlineData("YOLOv3Tiny", "Darknet", 6_368)]
    [InlineData("MLPerfTinyKeywordSpotting", "Keras", 1_152)]
    [InlineData("MLPerfTinyImageClassification", "Keras", 480)]
    [InlineData("MLPerfTinyVisualWakeWords", "Keras", 5_472)]
    [InlineData("MLPerfTinyAnomalyDetection", "Keras", 2_064)]
    public void What_training_does_not_change(string model, string variant, long parameters) =>
        Assert.Equal(parameters, Model.Measure(model, variant).Totals.NonTrainableParameters);

    [Fact]
    // LeCun et al. 1998: 60,000 trainable parameters and 340,908 connections, those of C1 156 * 784 = 122,304,
    // S2 5,880, C3 151,600, S4 2,000, C5 48,120, F6 10,164 and 840 of the output.
    public void LeNet_5_of_1998()
    {
        var measurement = Model.Measure("LeNet5", "original");
        Assert.Equal(60_000, measurement.Totals.TrainableParameters);
        Assert.Equal(
            [156L, 12, 1_516, 32, 48_120, 10_164, 840],
            measurement.Rows.Select(row => row.Parameters!.Value).Where(count => count > 0)
        );
        string[] filtered = ["C1", "C3", "C5", "F6", "output"];
        long connections = measurement
            .Rows.Where(row => filtered.Contains(row.Name))
            .Sum(row => row.Macs!.Value + row.BiasAdds!.Value);
        Assert.Equal(340_908 - 5_880 - 2_000, connections);
    }

    [Theory]
    // Darknet prints BFLOPs: 65.864 and 5.565.
    [InlineData("YOLOv3", 65_864_075_264)]
    [InlineData("YOLOv3Tiny", 5_564_961_792)]
    public void What_Darknet_prints(string model, long flops) =>
        Assert.Equal(
            flops,
            CnnParams
                .Measuring.Conventions.CostConventions.Get("darknet")
                .TotalsOf(Model.Measure(model, "Darknet"))
                .Cost
        );
}
