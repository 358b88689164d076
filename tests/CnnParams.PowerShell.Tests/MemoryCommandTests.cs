namespace CnnParams.PowerShell.Tests;

public sealed class MemoryCommandTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    private const string ResNet = "Get-CnnArchitecture ResNet50 -Variant torchvision";

    [Theory]
    [InlineData("-BatchSize 16", "Weights Gradients OptimizerState Activations")]
    [InlineData("-Optimizer SGD", "Weights Gradients Activations")]
    [InlineData("-Precision AmpFloat16", "Weights Gradients OptimizerState Activations Inputs")]
    [InlineData(
        "-Precision BFloat16 -MasterWeights -Checkpoint layer*",
        "Weights MasterWeights Gradients OptimizerState Activations Recomputed"
    )]
    [InlineData("-Freeze *", "Weights Inputs")]
    [InlineData("-Inference", "Weights PeakActivations")]
    public void Terms_are_those_that_are_not_0(string parameters, string terms) =>
        Assert.Equal(terms, session.Value($"({ResNet} | Measure-CnnMemory {parameters}).Term -join ' '"));

    [Fact]
    public void Terms_are_the_total() =>
        Assert.Equal(
            session.Value($"({ResNet} | Measure-CnnMemory -Summary).Total"),
            session.Value($"[long]({ResNet} | Measure-CnnMemory | Measure-Object Bytes -Sum).Sum")
        );

    [Fact]
    public void Rows_of_layers_are_the_activations() =>
        Assert.Equal(
            session.Value($"({ResNet} | Measure-CnnMemory -BatchSize 3 -Summary).Activations"),
            session.Value(
                $"[long]({ResNet} | Measure-CnnMemory -BatchSize 3 -Detailed | Measure-Object SavedBytes -Sum).Sum"
            )
        );

    [Theory]
    [InlineData("-MaxMemory 24GB", true)]
    [InlineData("-MaxMemory '24GB' -Precision AmpBFloat16", true)]
    [InlineData("-MaxMemory 1GB -Inference -InPlace None", true)]
    [InlineData("-MaxMemory 24GB -AccumulationSteps 4", true)]
    public void The_largest_batch_fits_and_the_next_does_not(string parameters, bool fits) =>
        Assert.Equal(
            fits,
            session.Value(
                $"$b = {ResNet} | Measure-CnnMemory {parameters}; "
                    + "$b.BatchSize -gt 0 -and $b.Bytes -le $b.Limit -and $b.NextBytes -gt $b.Limit"
            )
        );

    [Theory]
    [InlineData("-MaxMemory much", "InvalidLimit")]
    [InlineData("-Freeze nothing*", "InvalidChoice")]
    [InlineData("-Checkpoint layer9.*", "InvalidChoice")]
    public void What_cannot_be_is_an_error_with_an_id(string parameters, string id)
    {
        var (output, errors) = session.Invoke(
            $"try {{ {ResNet} | Measure-CnnMemory {parameters} }} catch {{ $_.FullyQualifiedErrorId }}"
        );
        string? ended =
            errors.Count == 0 ? Assert.Single(output).ToString() : Assert.Single(errors).FullyQualifiedErrorId;
        Assert.StartsWith(id + ",", ended, StringComparison.Ordinal);
    }

    [Fact]
    public void One_network_that_cannot_be_measured_stops_no_other()
    {
        var (output, errors) = session.Invoke(
            $"@({ResNet}; Get-CnnArchitecture VGG16 -Variant torchvision) | Measure-CnnMemory -Freeze layer1* -Summary"
        );
        Assert.Single(output);
        Assert.Single(errors);
    }

    [Theory]
    [InlineData("-MaxTrainingMemory 24GB -BatchSize 256", true)]
    [InlineData("-MaxTrainingMemory 24GB -BatchSize 512", false)]
    [InlineData("-Limit @{ MaxTrainingMemory = '1GB' }", true)]
    public void Budgets_hold_it(string limits, bool kept) =>
        Assert.Equal(kept, session.Value($"{ResNet} | Test-CnnBudget {limits} -Quiet"));

    [Fact]
    public void A_setting_is_found_by_it() =>
        Assert.True(
            (bool)
                session.Value(
                    $"$a = {ResNet} | Find-CnnSetting Resolution -MaxTrainingMemory 8GB -BatchSize 64; "
                        + "$a.Actual -le 8GB -and $a.NeighbourActual -gt 8GB"
                )!
        );

    [Theory]
    [InlineData("-Maximum 300", "300 is the largest")]
    [InlineData("-Maximum 400", "")]
    public void An_answer_at_a_bound_says_so(string range, string bound)
    {
        string said = (string)
            session.Value($"({ResNet} | Find-CnnSetting Resolution -MaxMacs 10G {range} -WarningAction Ignore).Bound")!;
        Assert.StartsWith(bound, said, StringComparison.Ordinal);
        Assert.Equal(bound.Length == 0, said.Length == 0);
    }

    [Theory]
    [InlineData("(8..16)", "CONV1.Filters is the largest")]
    [InlineData("(2..4096 | Where-Object { $_ % 64 -eq 2 })", "")]
    public void A_design_at_the_edge_of_its_range_says_so(string filters, string edge) =>
        Assert.Equal(
            edge,
            session.Value(
                $"({ModuleSession.Article} | Find-CnnDesign @{{ 'CONV1.Filters' = {filters} }} -Maximize Parameters "
                    + "-MaxParameters 200K -First 1 -WarningAction Ignore).AtEdge"
            )
        );
}
