using CnnParams.Measuring.Arena;

namespace CnnParams.PowerShell.Tests;

public sealed class MeasureCnnArenaTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    private const string Tiny = "Measure-CnnArena ResNet8 -DataType Int8";

    // 49152 and 49728 bytes: TensorFlow Lite Micro's own plan, tests/data/arena/models.jsonl.
    [Theory]
    [InlineData("Measure-CnnArena ResNet8 -DataType Int8", 49152L)]
    [InlineData("Get-CnnArchitecture ResNet8 | Measure-CnnArena -DataType Int8 -Scratch CmsisNnDsp", 49728L)]
    [InlineData("Get-CnnArchitecture ResNet8 -AsNetwork | Measure-CnnArena -DataType Int8 -Alignment 16", 49152L)]
    [InlineData("(Get-CnnArchitecture ResNet8 -AsNetwork).Layers | Measure-CnnArena -DataType Int8", 49152L)]
    [InlineData("Measure-CnnArena ResNet8 -DataType Int8 -InputShape 64,64,3", 196608L)]
    [InlineData("Measure-CnnArena ResNet8", 196608L)]
    public void A_network_comes_as_to_Measure_CnnParameters(string script, long bytes) =>
        Assert.Equal(bytes, Assert.IsType<ArenaPlan>(session.Value(script)).ArenaBytes);

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void A_plan_fits_into_the_window(int width)
    {
        using var window = new EngineSession(width: width);
        string text = window.Run(Tiny + " -Scratch CmsisNnMve -Reorder -Patch 2").Output;
        Assert.All(text.Split('\n'), line => Assert.InRange(line.TrimEnd('\r').Length, 0, width - 1));
        Assert.Matches(@"Arena +49728 bytes by GreedyBySize", text);
        Assert.Matches(@"\n3-4 +stack1_conv2 +\(32,32,16\) +16384 +16384 ·+█+·*\r?\n", text);
    }

    [Fact]
    public void Of_many_tensors_those_of_the_peak_and_the_largest_are_shown()
    {
        string text = session.Show("Measure-CnnArena DenseNet121 -DataType Int8");
        Assert.InRange(text.Split('\n').Length, 40, 60);
        Assert.Matches(@"and [0-9]+ smaller ones: see Tensors", text);
        foreach (var name in session.Output("(Measure-CnnArena DenseNet121 -DataType Int8).PeakTensors"))
            Assert.Contains($" {name} ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_is_shown_the_same()
    {
        string rows = $"$rows = {Tiny};";
        const string Copy =
            " [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($rows, 1))";
        Assert.Equal(session.Show(rows + " $rows"), session.Show(rows + Copy));
        Assert.Equal(17, session.Output(rows + $" ({Copy}).Tensors.Offset").Count);
    }

    [Fact]
    public void Tensors_are_a_table() =>
        Assert.Matches(@"\nconv +Activation \(32,32,16\) 16384 +32768 +1 +4 True", session.Show($"({Tiny}).Tensors"));

    [Theory]
    [InlineData("Measure-CnnArena ResNet8 -Scratch CmsisNn", "InvalidSetting")]
    [InlineData("Measure-CnnArena NoSuchNetwork", "NotALayer")]
    [InlineData("New-CnnLayer Dense a -Units 3 | Measure-CnnArena", "MissingInputLayer")]
    [InlineData(
        "New-CnnLayer Input a -Shape 8 | New-CnnLayer Operation b -OperatorType Mine | Measure-CnnArena",
        "InvalidShape"
    )]
    public void What_cannot_be_planned_is_an_error_with_an_id(string script, string id)
    {
        var (output, errors) = session.Invoke(script);
        Assert.Empty(output);
        Assert.StartsWith(id + ",", Assert.Single(errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Tab_offers_algorithms_and_kernels()
    {
        Assert.Equal(
            ["BestFit", "GreedyBySize", "LinearScan"],
            session.Complete("Measure-CnnArena x -Algorithm ").Order()
        );
        Assert.Equal(
            ["CmsisNn", "CmsisNnDsp", "CmsisNnMve"],
            session.Complete("Measure-CnnArena x -Scratch Cm").Order()
        );
    }

    [Theory]
    [InlineData("-MaxArena 48KB", true)]
    [InlineData("-MaxArena 49151", false)]
    [InlineData("-Limit @{ MaxArena = '48KB' }", true)]
    [InlineData("-MaxArena 48KB -BatchSize 2", false)]
    public void A_budget_holds_the_arena(string limit, bool kept) =>
        Assert.Equal(
            kept,
            session.Value($"Get-CnnArchitecture ResNet8 | Test-CnnBudget {limit} -DataType Int8 -Quiet")
        );

    [Fact]
    public void A_setting_is_found_for_an_arena() =>
        Assert.Equal(
            32L,
            session.Value(
                "(Get-CnnArchitecture ResNet8 | Find-CnnSetting Resolution -MaxArena 48KB -DataType Int8).Value"
            )
        );
}
