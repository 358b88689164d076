namespace CnnParams.PowerShell.Tests;

/// <summary>
/// Layers and networks that leave the session, in a CSV file, in Clixml or through a job, and come back.
/// </summary>
public sealed class LayerExchangeTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    private const string Layers = """
        $layers = New-CnnLayer Input 32,32,3 | New-CnnLayer Conv2D 8 -KernelSize 5 -Padding 2:1 | New-CnnLayer Flatten |
            New-CnnLayer RepeatVector 4 | New-CnnLayer TimeDistributed -Layer 'Dense(Units=3)';
        """;

    private const string Serialized =
        "([System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($from)))";

    // 5*5*3*8 + 8 of the convolution, 31*31*8*3 + 3 of the dense layer at every step.
    private const long Parameters = 608 + 23067;

    [Theory]
    [InlineData("$layers | ConvertTo-Csv | ConvertFrom-Csv | New-CnnLayer | Measure-CnnParameters -Summary")]
    [InlineData("$layers | ConvertTo-Csv | ConvertFrom-Csv | Measure-CnnParameters -Summary")]
    [InlineData(
        "[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($layers)) | Measure-CnnParameters -Summary"
    )]
    [InlineData(
        "[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($layers)) | New-CnnLayer | Measure-CnnParameters -Summary"
    )]
    public void Layers_come_back_whole(string way) =>
        Assert.Equal(Parameters, session.Output(Layers + way)[0].Properties["Parameters"].Value);

    [Theory]
    [InlineData("ResNet18")]
    [InlineData("MobileNetV2 -Variant Keras")]
    [InlineData("ViT-B/16")]
    public void A_network_comes_back_whole(string architecture)
    {
        var totals = session.Output(
            $$"""
            $network = Get-CnnArchitecture {{architecture}} -AsNetwork
            $again = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($network))
            $network, $again | Measure-CnnParameters -Summary | ForEach-Object { "$_ $($_.Macs) $($_.PeakActivationBytes)" }
            """
        );
        Assert.Equal(totals[0].ToString(), totals[1].ToString());
    }

    // The weights that a file states of a layer that cannot be, and the input that a stored shape is right for.
    [Theory]
    [InlineData(Serialized)]
    [InlineData("$from | ConvertTo-Csv | ConvertFrom-Csv")]
    public void What_a_file_states_comes_back(string way)
    {
        var totals = session.Output(
            $$"""
            $notes = 'Stated=a%257Cb:3x4|bias:4:Bias;StoredFor=(8,8,?,)|?', 'IsSizeStored=True; StoredFor=(8,8,3,)'
            $from = @(New-CnnLayer Input 16,16,3
                [pscustomobject]@{ Type = 'Resize2D'; Name = 'size'; OutputSize = 4; SourceNotes = $notes[1] } | New-CnnLayer
                [pscustomobject]@{ Type = 'Dense'; Name = 'lost'; Units = 4; InputFeatures = 9; SourceNotes = $notes[0] } | New-CnnLayer)
            $again = {{way}}
            foreach ($layers in $from, $again) {
                $layers | Measure-CnnParameters -ErrorAction SilentlyContinue |
                    ForEach-Object { "$($_.Name) $($_.OutputShape) $($_.Parameters) $($_.ParametersTrust) $($_.Layer.SourceNotes)" }
            }
            """
        );
        string[] texts = [.. totals.Select(total => total.ToString()!)];
        Assert.Equal("size (?,?,3) 0 Exact IsSizeStored=True; StoredFor=(8,8,3,)", texts[1]);
        Assert.StartsWith("lost ? 16 LowerBound", texts[2], StringComparison.Ordinal);
        Assert.Equal(texts.Take(3), texts.Skip(3));
    }

    [Theory]
    [InlineData(Serialized)]
    [InlineData(Serialized + " | New-CnnLayer")]
    [InlineData("$from | ConvertTo-Csv | ConvertFrom-Csv")]
    [InlineData("$from | ConvertTo-Csv | ConvertFrom-Csv | New-CnnLayer")]
    public void Layers_are_trusted_no_more_than_before(string way)
    {
        var totals = session.Output(
            $$"""
            $from = New-CnnLayer Input 8 | New-CnnLayer Dense 'a;b' -Units 4 | ConvertTo-Csv | ConvertFrom-Csv |
                ForEach-Object { if ($_.Name -eq 'a;b') { $_.SourceNotes = 'Contradiction=100%25 of 3%3B 4=5; Call=Again' }; $_ } | New-CnnLayer
            $again = {{way}}
            foreach ($layers in $from, $again) {
                $layers | Measure-CnnParameters | Where-Object Name -eq 'a;b' |
                    ForEach-Object { "$($_.Name) $($_.ParametersTrust) $($_.MacsTrust) $($_.Layer.SourceNotes)" }
            }
            """
        );
        Assert.Equal(
            "a;b Contradicted Contradicted Call=Again; Contradiction=100%25 of 3%3B 4=5",
            totals[0].ToString()
        );
        Assert.Equal(totals[0].ToString(), totals[1].ToString());
    }

    [Theory]
    [InlineData("DenseNet121", "-CostConvention ptflops-pytorch")]
    [InlineData("FCN_ResNet50", "-InputShape 3,333,333")]
    public void What_the_source_says_besides_comes_back(string architecture, string measured)
    {
        var totals = session.Output(
            $$"""
            $from = Get-CnnArchitecture {{architecture}} -AsNetwork
            $from, {{Serialized}} | Measure-CnnParameters -Summary {{measured}} |
                ForEach-Object { "$($_.Cost) $($_.CostTrust) $($_.Macs) $($_.MacsTrust) $($_.ShapeTrust)" }
            """
        );
        Assert.Contains("Exact", totals[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(totals[0].ToString(), totals[1].ToString());
    }

    [Theory]
    [InlineData("Call=Twice")]
    [InlineData("Nonsense")]
    public void Notes_that_are_none_are_an_error(string notes)
    {
        var (_, errors) = session.Invoke(
            $"[pscustomobject]@{{ Type = 'Flatten'; Name = 'x'; SourceNotes = '{notes}' }} | Measure-CnnParameters"
        );
        Assert.Contains(
            $"Layer 'x': '{notes}' is not what",
            Assert.Single(errors).ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_row_that_is_no_layer_is_an_error_that_names_it()
    {
        var (_, errors) = session.Invoke("[pscustomobject]@{ Type = 'Convv2D'; Name = 'x' } | Measure-CnnParameters");
        var error = Assert.Single(errors);
        Assert.StartsWith("UnknownLayerType,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("Layer 'x'", error.ToString(), StringComparison.Ordinal);
    }

    // 8 * 10 + 10.
    [Fact]
    public void A_table_of_settings_is_a_row() =>
        Assert.Equal(
            90L,
            session
                .Output(
                    "(@{ Type = 'Input'; Shape = '8' }, @{ Type = 'Dense'; Units = 10 } | Measure-CnnParameters "
                        + "-Summary).Parameters"
                )[0]
                .BaseObject
        );

    [Theory]
    [InlineData("[pscustomobject]@{ Typ = 'Dense'; Units = 10 } | Measure-CnnParameters", "where its column Type says")]
    [InlineData("@{ Typ = 'Dense' } | Measure-CnnParameters", "where its column Type says")]
    [InlineData(
        "'Type,HiddenSize', 'LSTM,128' | ConvertFrom-Csv | Measure-CnnParameters -InputShape 20,10",
        "begin it with New-CnnLayer Input -Shape 20,10"
    )]
    [InlineData("New-CnnLayer LSTM -Units 3 -BatchFirst $true", "it changes no number here: leave it out")]
    [InlineData("New-CnnLayer MultiheadAttention -Heads 8 -EmbedDim 64", "64 in 8 heads are -KeySize 8")]
    public void A_row_that_is_none_says_what_would_be_right(string command, string said) =>
        Assert.Contains(said, session.Invoke(command).Errors[0].Exception.Message, StringComparison.Ordinal);
}
