namespace CnnParams.PowerShell.Tests;

/// <summary>Layers and networks that leave the session, in a CSV file, in Clixml or through a job, and come back.</summary>
public sealed class LayerExchangeTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    private const string Layers = """
        $layers = New-CnnLayer Input 32,32,3 | New-CnnLayer Conv2D 8 -KernelSize 5 -Padding 2:1 | New-CnnLayer Flatten |
            New-CnnLayer RepeatVector 4 | New-CnnLayer TimeDistributed -Layer 'Dense(Units=3)';
        """;

    // 5*5*3*8 + 8 of the convolution, 31*31*8*3 + 3 of the dense layer at every step.
    private const long Parameters = 608 + 23067;

    [Theory]
    [InlineData("$layers | ConvertTo-Csv | ConvertFrom-Csv | New-CnnLayer | Measure-CnnParameters -Summary")]
    [InlineData("$layers | ConvertTo-Csv | ConvertFrom-Csv | Measure-CnnParameters -Summary")]
    [InlineData("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($layers)) | Measure-CnnParameters -Summary")]
    [InlineData("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($layers)) | New-CnnLayer | Measure-CnnParameters -Summary")]
    public void Layers_come_back_whole(string way) =>
        Assert.Equal(Parameters, session.Output(Layers + way)[0].Properties["Parameters"].Value);

    [Theory]
    [InlineData("ResNet18")]
    [InlineData("MobileNetV2 -Variant Keras")]
    [InlineData("ViT-B/16")]
    public void A_network_comes_back_whole(string architecture)
    {
        var totals = session.Output($$"""
            $network = Get-CnnArchitecture {{architecture}} -AsNetwork
            $again = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($network))
            $network, $again | Measure-CnnParameters -Summary | ForEach-Object { "$_ $($_.Macs) $($_.PeakActivationBytes)" }
            """);
        Assert.Equal(totals[0].ToString(), totals[1].ToString());
    }

    [Fact]
    public void A_row_that_is_no_layer_is_an_error_that_names_it()
    {
        var (_, errors) = session.Invoke("[pscustomobject]@{ Type = 'Convv2D'; Name = 'x' } | Measure-CnnParameters");
        var error = Assert.Single(errors);
        Assert.StartsWith("UnknownLayerType,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("Layer 'x'", error.ToString(), StringComparison.Ordinal);
    }
}
