namespace CnnParams.PowerShell.Tests;

public sealed class GetCnnArchitectureTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    [Fact]
    public void A_row_has_the_paper_and_the_numbers()
    {
        // torchvision 0.14.1 and keras/src/applications/resnet.py: tests/data/torchvision and tests/data/keras.
        var rows = session.Output("Get-CnnArchitecture ResNet50");

        Assert.Equal(["torchvision", "Keras"], rows.Select(row => row.Properties["Variant"].Value));
        Assert.Equal([25_557_032L, 25_636_712L], rows.Select(row => row.Properties["Parameters"].Value));
        Assert.Equal([4_089_184_256L, 3_857_973_248L], rows.Select(row => row.Properties["Macs"].Value));
        Assert.Equal(53_120L, rows[1].Properties["NonTrainableParameters"].Value);
        Assert.All(rows, row => Assert.Equal("arXiv:1512.03385", row.Properties["Identifier"].Value));
        Assert.All(rows, row => Assert.Equal(2015, row.Properties["Year"].Value));
        Assert.Equal(["(3,224,224)", "(224,224,3)"], rows.Select(row => row.Properties["InputShape"].Value));
    }

    [Fact]
    public void All_are_listed_and_wildcards_choose()
    {
        Assert.True(session.Output("Get-CnnArchitecture *").Count > 120);
        Assert.Equal(
            ["ResNet18", "ResNet34", "ResNet50", "ResNet101", "ResNet152"],
            session
                .Output("Get-CnnArchitecture ResNet* -Variant torchvision | ForEach-Object Name")
                .Select(name => name.ToString())
        );
        Assert.Empty(session.Output("Get-CnnArchitecture NoSuch*"));
    }

    [Fact]
    public void Families_are_listed_when_nothing_is_asked_for()
    {
        Assert.Equal(
            ["2014 8 VGG11, VGG11BN, VGG13, VGG13BN, VGG16, VGG16BN, VGG19, VGG19BN"],
            Texts(
                "Get-CnnArchitecture | Where-Object Family -eq VGG | ForEach-Object { \"$($_.Years) "
                    + "$($_.Architectures) $($_.Names -join ', ')\" }"
            )
        );
        Assert.Contains(
            "AlexNet",
            Texts(
                "Get-CnnArchitecture | Where-Object Family -eq AlexNet | Get-CnnArchitecture -Variant torchvision, "
                    + "Caffe* | ForEach-Object Name"
            )
        );
        Assert.Equal(["LeNet5", "LeNet5"], Texts("Get-CnnArchitecture LeNet* -Family le*, vgg | ForEach-Object Name"));
        Assert.Contains("EfficientNet", session.Complete("Get-CnnArchitecture -Family E"));
    }

    [Fact]
    public void A_tag_of_trained_weights_is_ignored_and_said()
    {
        // timm: sum(p.numel() for p in timm.create_model('resnet50d').parameters())
        Assert.Equal(
            [
                "25576264",
                "'resnet50d.ra2_in1k': the tag 'ra2_in1k' says how weights were trained, and is ignored; layers, input "
                    + "and classes are those of resnet50d.",
            ],
            Texts(
                "(Get-CnnArchitecture resnet50d.ra2_in1k -WarningVariable said -WarningAction "
                    + "SilentlyContinue).Parameters; $said"
            )
        );
    }

    [Fact]
    public void Layers_are_ready_for_the_next_command()
    {
        Assert.Equal(
            61_706L,
            session.Value(
                "Get-CnnArchitecture LeNet5 -AsLayer | Measure-CnnParameters -Summary | ForEach-Object Parameters"
            )
        );
        // 1000 more units on 1000 values.
        Assert.Equal(
            25_557_032L + 1_001_000,
            session.Value(
                "Get-CnnArchitecture ResNet50 -AsLayer | New-CnnLayer Dense -Units 1000 | Measure-CnnParameters "
                    + "-Summary | ForEach-Object Parameters"
            )
        );
    }

    [Theory]
    [InlineData("ResNet50", "torchvision")]
    [InlineData("GoogLeNet", "original")]
    [InlineData("ShuffleNetV2_x0_5", "torchvision")]
    [InlineData("Swin_T", "torchvision")]
    [InlineData("NASNetMobile", "Keras")]
    [InlineData("UNet", "original")]
    [InlineData("SSD300_VGG16", "torchvision")]
    [InlineData("LeNet5", "original")]
    [InlineData("EfficientNetB0", "Keras")]
    [InlineData("YOLOv2", "Darknet")]
    public void A_table_of_the_layers_makes_the_same_layers(string name, string variant)
    {
        const string sums =
            "| Measure-CnnParameters -Summary | ForEach-Object { \"$($_.Parameters) $($_.TrainableParameters) "
            + "$($_.Macs) $($_.Layers) $($_.PeakActivationBytes)\" }";
        string table = $"Get-CnnArchitecture {name} -Variant {variant} -AsTable";

        Assert.Equal(
            session.Value($"Get-CnnArchitecture {name} -Variant {variant} -AsNetwork {sums}"),
            session.Value($"{table} | New-CnnLayer {sums}")
        );
        Assert.Single(
            session
                .Output(table)
                .Select(row => string.Join(",", row.Properties.Select(property => property.Name)))
                .Distinct()
        );
    }

    [Fact]
    public void Entries_and_networks_are_measured_each_apart()
    {
        const string each = "| Measure-CnnParameters -Summary | ForEach-Object { \"$($_.Name) $($_.Parameters)\" }";
        string[] expected = ["VGG11 132863336", "VGG13 133047848", "VGG16 138357544", "VGG19 143667240"];

        Assert.Equal(expected, Texts($"Get-CnnArchitecture VGG11, VGG13, VGG16, VGG19 -AsNetwork {each}"));
        Assert.Equal(expected, Texts($"Get-CnnArchitecture VGG11, VGG13, VGG16, VGG19 -Variant torchvision {each}"));
        Assert.Equal(
            expected,
            Texts(
                "Get-CnnArchitecture VGG11, VGG13, VGG16, VGG19 -Variant torchvision | Get-CnnArchitecture -AsNetwork "
                    + $"{each}"
            )
        );
    }

    [Fact]
    public void Options_choose_what_is_built()
    {
        // torchvision 0.14.1: resnet50(num_classes=10), and without fc; keras MobileNet(alpha=0.25, input_shape=(128,
        // 128, 3)).
        Assert.Equal(
            23_528_522L,
            session.Value("(Get-CnnArchitecture ResNet50 -Variant torchvision -Classes 10).Parameters")
        );
        Assert.Equal(
            23_508_032L,
            session.Value("(Get-CnnArchitecture ResNet50 -Variant torchvision -IncludeTop $false).Parameters")
        );
        Assert.Equal(475_544L, session.Value("(Get-CnnArchitecture MobileNet -Width 0.25 -Resolution 128).Parameters"));
        Assert.Equal(
            13_004_888L,
            session.Value("(Get-CnnArchitecture GoogLeNet -Variant torchvision -Auxiliary).Parameters")
        );
        Assert.Equal(
            "(240,320,1)",
            session.Value(
                "(Get-CnnArchitecture AlexNet -Variant torchvision -Resolution 240,320 -Channels 1 -Layout "
                    + "ChannelsLast).InputShape"
            )
        );
    }

    [Fact]
    public void Choices_stay_with_an_entry_that_is_piped() =>
        Assert.Equal(
            "(3,96,96) 11181642",
            session.Value(
                "Get-CnnArchitecture ResNet18 -Classes 10 | Get-CnnArchitecture -Resolution 96 | ForEach-Object { "
                    + "\"$($_.InputShape) $($_.Parameters)\" }"
            )
        );

    [Fact]
    public void Rows_of_a_table_bind_by_name() =>
        Assert.Equal(
            ["ResNet18 torchvision 11181642", "MobileNet Keras 475544"],
            Texts(
                """
                [pscustomobject]@{ Name = 'ResNet18'; Variant = ''; Classes = '10'; Width = '' },
                [pscustomobject]@{ Name = 'MobileNet'; Variant = 'Keras'; Classes = ''; Width = '0.25' } |
                    Get-CnnArchitecture | ForEach-Object { "$($_.Name) $($_.Variant) $($_.Parameters)" }
                """
            )
        );

    [Theory]
    [InlineData("Get-CnnArchitecture ResNet5O", "UnknownArchitecture", "did you mean ResNet50?")]
    [InlineData("Get-CnnArchitecture ResNet50 -Variant caffe", "UnknownArchitecture", "it has torchvision, Keras")]
    [InlineData(
        "Get-CnnArchitecture ResNet50 -Width 2",
        "UnknownSetting",
        "has no option Width; it has Classes, Resolution"
    )]
    [InlineData(
        "Get-CnnArchitecture AlexNet -Variant torchvision -Resolution 8",
        "WindowTooLarge",
        "Layer 'features.2'"
    )]
    [InlineData(
        "Get-CnnArchitecture ResNet50 -Classes some",
        "InvalidSetting",
        "Classes is 'some': it must be a whole number"
    )]
    public void What_cannot_be_is_an_error(string script, string id, string message)
    {
        var (_, errors) = session.Invoke(script);

        Assert.All(errors, error => Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Contains(message, errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_fails_does_not_stop_the_others()
    {
        var (output, errors) = session.Invoke(
            "'ResNet18', 'Nothing', 'VGG11' | Get-CnnArchitecture -Variant torchvision | ForEach-Object Name"
        );

        Assert.Equal(["ResNet18", "VGG11"], output.Select(name => name.ToString()));
        Assert.Single(errors);
    }

    [Fact]
    public void Names_and_variants_complete()
    {
        Assert.Contains("ResNet152", session.Complete("Get-CnnArchitecture ResNet1"));
        Assert.Equal(["torchvision", "Keras"], session.Complete("Get-CnnArchitecture ResNet50 -Variant "));
        Assert.Contains("Darknet", session.Complete("Get-CnnArchitecture -Variant D"));
    }

    private IEnumerable<string> Texts(string script) => session.Output(script).Select(line => line.ToString());
}
