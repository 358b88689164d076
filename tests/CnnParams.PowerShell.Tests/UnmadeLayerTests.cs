using CnnParams.Measuring;

namespace CnnParams.PowerShell.Tests;

/// <summary>
/// A layer that could not be made does not vanish: in a pipeline, in a list, from a table, and whatever the mistake
/// was.
/// </summary>
public sealed class UnmadeLayerTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    public static TheoryData<string> Lacking =>
        [
            "New-CnnLayer Input -Shape 32,32,3 | New-CnnLayer Convv2D -Filters 8 -KernelSize 3 | New-CnnLayer Dense "
                + "-Units 10",
            "New-CnnLayer Input -Shape 32,32,3 | New-CnnLayer Conv2D -Filters x -KernelSize 3 | New-CnnLayer Dense "
                + "-Units 10",
            "New-CnnLayer Input -Shape 32,32,3 | New-CnnLayer Conv2D -Filterz 8 -KernelSize 3 | New-CnnLayer Dense "
                + "-Units 10",
            "@(New-CnnLayer Input -Shape 32,32,3; New-CnnLayer Conv2D -Filters 8; New-CnnLayer Dense -Units 10)",
            "@(New-CnnLayer Input -Shape 32,32,3; New-CnnLayer Conv2D -KernlSize 3 -Filters 8; New-CnnLayer Dense "
                + "-Units 10)",
            "@(New-CnnLayer Input -Shape 32,32,3; New-CnnLayer Conv2D c 8 5; New-CnnLayer Dense -Units 10)",
            "@(New-CnnLayer Input -Shape 32,32,3; New-CnnLayer Conv2D -KernelSize 3 -Filters; New-CnnLayer Dense -Units 10)",
            "@(New-CnnLayer Input -Shape 32,32,3; New-CnnLayer Conv2D -KernelSize 3 -Filters 8 -OutChannels 9; New-CnnLayer "
                + "Dense -Units 10)",
            "@(New-CnnLayer Input -Shape 32,32,3; New-CnnLayer LSTM -U 8; New-CnnLayer Dense -Units 10)",
            "$conv = $null; @(New-CnnLayer Input -Shape 32,32,3; $conv; New-CnnLayer Dense -Units 10)",
            "@(New-CnnLayer Input -Shape 32,32,3; $null) | New-CnnLayer Dense -Units 10",
            "@(New-CnnLayer Input -Shape 32,32,3; 'conv'; New-CnnLayer Dense -Units 10)",
            "New-CnnLayer Input -Shape 32,32,3 | New-CnnBlock Bottlenek -Filters 8 | New-CnnLayer Dense -Units 10",
            "@(New-CnnLayer Input -Shape 32,32,3; New-CnnBlock Bottleneck -Filterz 8; New-CnnLayer Dense -Units 10)",
            "@(New-CnnLayer Input -Shape 32,32,3; New-CnnBlock Bottleneck -Filters 8 -Filters 9; New-CnnLayer Dense -Units "
                + "10)",
            "New-CnnLayer Input -Shape 32,32,3 | New-CnnBlock Bottleneck -Filters | New-CnnLayer Dense -Units 10",
            "[pscustomobject]@{ Type = 'Input'; Shape = '32x32x3' }, [pscustomobject]@{ Type = 'Conv'; Filters = '8' "
                + "}, [pscustomobject]@{ Type = 'Dense'; Units = '10' } | New-CnnLayer",
            "[pscustomobject]@{ Type = 'Inputt'; Shape = '32x32x3' }, [pscustomobject]@{ Type = 'Dense'; Units = '10' "
                + "} | New-CnnLayer",
        ];

    [Theory]
    [MemberData(nameof(Lacking))]
    public void The_totals_are_lower_bounds(string layers)
    {
        var (output, errors) = session.Invoke($"{layers} | Measure-CnnParameters -Summary");
        Assert.NotEmpty(errors);
        Assert.Equal(Trust.LowerBound, Assert.Single(output).Properties["ParametersTrust"].Value);
    }

    [Theory]
    [InlineData("New-CnnLayer Conv2D -Filtrs 3 -KernelSize 3", "Conv2D has no setting Filtrs (did you mean Filters?)")]
    [InlineData(
        "New-CnnLayer Input 8,8,3 | New-CnnBlock Bottleneck -Filtrs 8",
        "no setting Filtrs (did you mean Filters?)"
    )]
    [InlineData("New-CnnLayer Conv2D -KernelSize 3 -Filters", "Filters has no value; write it after -Filters")]
    [InlineData("New-CnnLayer Conv2D -Filters -KernelSize 3", "Filters has no value; write it after -Filters")]
    [InlineData("New-CnnLayer Conv2D -Filters 8 -KernelSize 3 -OutChannels 9", "Filters is given twice")]
    [InlineData("New-CnnLayer LSTM -U 8", "-U may be UseBias, Units or UsePeepholes")]
    [InlineData("New-CnnLayer Conv2D -Filters 8 -KernelSize 3 -D 2", "'2' belongs to no setting")]
    [InlineData(
        "New-CnnLayer Conv2D 64 3",
        "'3' belongs to no setting; write the setting before it, such as -KernelSize 3"
    )]
    [InlineData("New-CnnLayer Embedding 1000 64", "such as -EmbeddingSize 64")]
    [InlineData("New-CnnLayer Conv2D 64 -KernelSize 3 same", "such as -Padding same")]
    [InlineData("New-CnnLayer Input 224 224 3", "write commas between the numbers of a list, such as -Shape 224,224,3")]
    [InlineData(
        "New-CnnLayer Dense 10 relu",
        "'relu' belongs to no setting; an activation is a layer of its own: New-CnnLayer Activation relu"
    )]
    [InlineData("New-CnnLayer LeakyReLU 0.1", "LeakyReLU needs no number; a name is written in quotation marks")]
    [InlineData("New-CnnLayer Flatten 3", "write the setting before it, such as -StartAxis 3 or -EndAxis 3")]
    [InlineData("New-CnnLayer Concat -Inputs a,b 3", "write the setting before it, such as -Axis 3")]
    [InlineData("New-CnnLayer Add 2", "Add needs no number")]
    [InlineData("New-CnnLayer TimeDistributed 3", "'3' is not a layer type; Get-CnnLayerType lists them")]
    [InlineData("New-CnnLayer LSTM 8 -Dropout 0.2", "LSTM has no setting Dropout: it changes no number")]
    [InlineData("New-CnnLayer Dense 8 -InputShape 3,4", "no setting InputShape: the shape is that of the Input before")]
    [InlineData("New-CnnLayer Dense 8 -KernelInitializer he_normal", "KernelInitializer: it changes no number here")]
    [InlineData("New-CnnLayer Dropout 50%", "Rate is '50%': it must be a number")]
    [InlineData("New-CnnLayer Activation rellu", "Activation needs Function")]
    [InlineData("New-CnnLayer Dense -Units 8 -Activation relu", "Dense has no setting Activation: an activation is")]
    [InlineData("New-CnnBlock Residul -Filters 8", "'Residul' is not a block")]
    public void The_mistake_is_named(string command, string message)
    {
        var (_, errors) = session.Invoke(command);
        Assert.Contains(message, Assert.Single(errors).Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-CnnLayer Conv2D -F 8 -K 3 -S 2", "Filters=8, KernelSize=3, Stride=2")]
    [InlineData("New-CnnLayer Conv2D --filters 8 \u2013KernelSize 3", "Filters=8, KernelSize=3")]
    [InlineData(
        "New-CnnLayer Conv2D -Filters:8 -KernelSize:3,5 -UseBias:$false",
        "Filters=8, KernelSize=3x5, UseBias=False"
    )]
    [InlineData("$given = @{ Filters = 8; Kernel = 3 }; New-CnnLayer Conv2D @given", "Filters=8, KernelSize=3")]
    [InlineData(
        "$PSDefaultParameterValues = @{ 'New-CnnLayer:Padding' = 'same' }; New-CnnLayer Conv2D -Filters 8 -Kern 3",
        "Filters=8, KernelSize=3, Padding=same"
    )]
    // The engine has OutVariable, OutBuffer and PipelineVariable.
    [InlineData("New-CnnLayer Conv2D -KernelSize 3 -Out 8", "Filters=8, KernelSize=3")]
    [InlineData("New-CnnLayer Conv2D -Filters 8 -KernelSize 3 -P same", "Filters=8, KernelSize=3, Padding=same")]
    public void Names_may_be_short(string command, string settings) =>
        Assert.Equal(settings, Assert.Single(session.Output($"& {{ {command} }}")).Properties["Settings"].Value);

    [Fact]
    public void Its_row_says_that_it_could_not_be_made()
    {
        string shown = session.Show("New-CnnLayer Convv2D conv1 -ErrorAction SilentlyContinue");
        Assert.Matches("conv1 +Convv2D +\\(could not be made\\)", shown);
    }

    // PyTorch calls the layers of a Sequential so.
    [Fact]
    public void A_number_in_quotation_marks_is_a_name() =>
        Assert.Equal("2", session.Value("(New-CnnLayer ReLU '2').Name"));

    // What PowerShell itself cannot bind ends the pipeline: there is an error, and nothing is measured.
    [Theory]
    [InlineData("New-CnnLayer -Type Conv2D -Filters 8 -KernelSize 3 -ErrorAction")]
    [InlineData("New-CnnLayer Conv2D -Filters 8 -KernelSize 3 -P same -P valid")]
    public void Nothing_is_measured_of_a_pipeline_that_cannot_be_bound(string layer)
    {
        foreach (
            string command in new[]
            {
                "Measure-CnnParameters -Summary",
                "Test-CnnBudget -MaxParameters 100k -Quiet",
                "Test-CnnClaim -TotalParameters 40",
            }
        )
        {
            var (output, errors) = session.Invoke(
                $"New-CnnLayer Input -Shape 32,32,3 | {layer} | New-CnnLayer Dense -Units 10 | {command}"
            );
            Assert.Empty(output);
            Assert.NotEmpty(errors);
        }
    }

    [Theory]
    [MemberData(nameof(Lacking))]
    public void No_budget_passes(string layers)
    {
        var (output, _) = session.Invoke($"{layers} | Test-CnnBudget -MaxParameters 100k -Quiet");
        Assert.Equal(false, Assert.Single(output).BaseObject);
    }

    [Theory]
    [MemberData(nameof(Lacking))]
    public void No_claim_is_confirmed(string layers)
    {
        var (output, _) = session.Invoke($"{layers} | Test-CnnClaim -TotalParameters 40");
        Assert.NotEqual("Correct", Assert.Single(output).Properties["Judgement"].Value.ToString());
    }

    [Theory]
    [MemberData(nameof(Lacking))]
    public void Nothing_is_written_or_registered(string layers)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".cnn.json");
        session.Invoke($"{layers} | Export-CnnModel '{path}'");
        Assert.False(File.Exists(path));
        var (output, _) = session.Invoke($"{layers} | Register-CnnArchitecture Lacking -PassThru");
        Assert.Empty(output);
    }

    [Fact]
    public void A_misspelt_setting_is_named_with_the_one_that_was_meant()
    {
        var (_, errors) = session.Invoke("New-CnnLayer Conv2D conv -Filterz 8 -KernelSize 3");
        Assert.StartsWith("UnknownSetting,", Assert.Single(errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("Filters", errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_is_none_keeps_a_gate_closed()
    {
        var (output, _) = session.Invoke(
            "@('LeNet'; Get-CnnArchitecture LeNet5) | Test-CnnBudget -MaxParameters 100M -Quiet"
        );
        Assert.Equal(false, Assert.Single(output).BaseObject);
    }

    [Fact]
    public void The_reasons_of_a_figure_that_is_not_known_are_one_sentence()
    {
        var verdict = Assert.Single(
            session
                .Invoke(
                    "New-CnnLayer Input -Shape 32,32,3 | New-CnnLayer Convv2D -Filters 8 | New-CnnLayer Dense -Units 10 | "
                        + "Test-CnnClaim -TotalParameters 40"
                )
                .Output
        );
        string mistake = (string)verdict.Properties["Mistake"].Value;
        Assert.Contains("Get-CnnLayerType lists them; dense1: ", mistake);
    }
}
