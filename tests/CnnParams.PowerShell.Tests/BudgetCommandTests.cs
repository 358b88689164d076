using CnnParams.Budgets;
using CnnParams.Layers;
using CnnParams.Networks;

namespace CnnParams.PowerShell.Tests;

public sealed class BudgetCommandTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    [Fact]
    public void Every_limit_parameter_is_a_limit() =>
        Assert.All(
            session.Output(
                "(Get-Command Test-CnnBudget).Parameters.Keys | Where-Object { $_ -match '^(Max|Min)' -and $_ -ne "
                    + "'MaxGrowth' }"
            ),
            name =>
                Assert.Equal(
                    name.ToString(),
                    BudgetLimit
                        .Read(name.ToString(), name.ToString() == "MaxIdealTime" ? TimeSpan.FromSeconds(1) : 1)
                        .Name
                )
        );

    [Fact]
    public void A_wildcard_is_every_device_that_it_matches()
    {
        Assert.Equal(
            [
                "WeightBytes <= 1048576 (Arduino Nano 33 BLE)",
                "Arena <= 262144 (Arduino Nano 33 BLE)",
                "WeightBytes <= 2097152 (Arduino Portenta H7)",
                "Arena <= 1048576 (Arduino Portenta H7)",
            ],
            session
                .Output("Test-CnnBudget LeNet5 -Device arduino* | ForEach-Object Rule")
                .Select(rule => rule.BaseObject)
        );
        var (_, errors) = session.Invoke("Test-CnnBudget LeNet5 -Device zx81*");
        Assert.Contains(
            "has a name such as 'zx81*'",
            Assert.Single(errors).Exception.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("-MaxParameters 62958", true)]
    [InlineData("-MaxParameters 62957", false)]
    [InlineData("-MaxParameters '62.958K'", true)]
    [InlineData("-MaxPeakActivationBytes 36.5KB", true)] // 37,376 bytes
    [InlineData("-MaxPeakActivationBytes '36KB'", false)]
    [InlineData("-MaxPeakMemory 37376 -MaxWeightMemory 251832", true)]
    [InlineData("-MaxMacs 849320 -MaxLayerMacs 470400", true)]
    [InlineData("-MaxLayerMacs 470399", false)]
    [InlineData("-MinReceptiveField 32", true)]
    [InlineData("-MaxReceptiveField 1000", false)]
    [InlineData("-Device 'micro:bit v2' -DataType Int8", true)]
    [InlineData("-Device 'micro:bit v2' -BatchSize 8", false)]
    [InlineData("-Device 'micro:bit*' -BatchSize 8", false)]
    [InlineData("-Device arduino* -DataType Int8", true)]
    [InlineData("-Limit @{ Device = 'arduino*', 'micro:bit*' } -DataType Int8", true)]
    [InlineData("-Limit @{ MaxParameters = '100K'; Device = 'nRF52840', 'RP2040' }", true)]
    // 61,720 weights of 8 bits, 248 biases of 32, 50 channels and 2 * 3 units' scales: 63,672 + 12 * 102 and the graph.
    [InlineData("-MaxFlash 80KB", true)]
    [InlineData("-MaxFlash 60KB", false)]
    [InlineData("-MaxFlash 60KB -Scheme Int4", true)]
    [InlineData("-Limit @{ MaxFlash = '60KB'; Scheme = 'Int4' }", true)]
    [InlineData("-Limit @{ MaxFlash = '60KB'; Scheme = 'Int4' } -Scheme Float32", false)]
    [InlineData("-Device T4 -MaxIdealTime 2us", true)]
    [InlineData("-Device T4 -MaxIdealTime 200ns", false)]
    [InlineData("-Limit @{ Device = 'T4'; MaxIdealTime = '2us' }", true)]
    // No bandwidth is stated: what is partly known never passes.
    [InlineData("-Device nRF52840 -DataType Int8 -MaxIdealTime 10s", false)]
    [InlineData("-MaxInferenceBytes 300KB", true)]
    [InlineData("-MaxInferenceBytes 280KB", false)]
    [InlineData("-Limit @{ MaxParameters = 1 } -MaxParameters 100K", true)]
    [InlineData("-Baseline @{ Parameters = 61724; Macs = 900000 } -MaxGrowth 2%", true)]
    [InlineData("-Baseline @{ Parameters = 61723 } -MaxGrowth 2%", false)]
    [InlineData("-Baseline @{ Parameters = 1; Macs = 849320 } -MaxGrowth @{ Macs = 0 }", true)]
    public void One_truth_says_whether_all_limits_are_kept(string limits, bool kept) =>
        Assert.Equal(kept, session.Value($"{ModuleSession.Article} | Test-CnnBudget {limits} -Quiet"));

    // The article's convolutions have 608 and 3,216 parameters.
    [Theory]
    [InlineData("", " 3824 ")]
    [InlineData(" | New-CnnLayer Operation -OperatorType Foo -WeightsKnown $false", " >=3824 ")]
    public void A_number_that_is_a_bound_says_so_in_the_table(string more, string shown)
    {
        string table = string.Concat(
            session.Output(
                "New-CnnLayer Input -Shape 32,32,3 | New-CnnLayer Conv2D -Filters 8 -KernelSize 5 | "
                    + $"New-CnnLayer Conv2D -Filters 16 -KernelSize 5{more} | Test-CnnBudget -MaxParameters 5k | "
                    + "Format-Table | Out-String -Width 200"
            )
        );
        Assert.Contains(shown, table, StringComparison.Ordinal);
        Assert.Equal(more.Length == 0, table.Contains(" 1176 ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-MaxParameters many", "InvalidLimit")]
    [InlineData("-Limit @{ MaxParamters = 1 }", "InvalidLimit")]
    [InlineData("-Device Toaster", "UnknownDevice")]
    [InlineData("-MaxIdealTime 5ms", "InvalidLimit")]
    [InlineData("-MaxIdealTime 5 -Device T4", "InvalidLimit")]
    [InlineData("-Limit @{ MaxFlash = 1MB; Scheme = 'Int5' }", "InvalidSetting")]
    [InlineData("", "MissingLimit")]
    [InlineData("-Limit nowhere.psd1", "FileNotFound")]
    [InlineData("-Baseline @{ Colour = 'red' }", "InvalidLimit")]
    [InlineData("-Baseline @() -MaxParameters 1M", "InvalidLimit")]
    [InlineData("-MaxGrowth 2% -MaxParameters 1M", "InvalidLimit")]
    public void What_cannot_be_held_is_an_error_with_an_id(string limits, string id)
    {
        var (output, errors) = session.Invoke(
            $"try {{ {ModuleSession.Article} | Test-CnnBudget {limits} }} catch {{ $_.FullyQualifiedErrorId }}"
        );
        string? ended =
            errors.Count == 0 ? Assert.Single(output).ToString() : Assert.Single(errors).FullyQualifiedErrorId;
        Assert.StartsWith(id + ",", ended, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("limits.psd1", "@{ MaxParameters = '100K'; Device = 'nRF52840' }", "True")]
    [InlineData("limits.json", """{ "MaxParameters": 62957 }""", "False")]
    [InlineData("large.json", """{ "MaxParameters": 1e15, "MaxMacs": "1G" }""", "True")]
    [InlineData("unsafe.psd1", "@{ MaxParameters = (Get-Random) }", "UnreadableData")]
    [InlineData("unsafe2.psd1", "@{ MaxParameters = $env:HOME }", "UnreadableData")]
    [InlineData("unsafe3.psd1", "Remove-Item x; @{ MaxParameters = \"$(1)\" }", "UnreadableData")]
    [InlineData("damaged.json", """{ "MaxParameters": """, "UnreadableData")]
    [InlineData("list.json", "[1, 2]", "UnreadableData")]
    [InlineData("text.json", "no JSON", "UnreadableData")]
    [InlineData("empty.json", "", "UnreadableData")]
    public void Files_of_limits_are_data(string name, string text, string outcome)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("cnnparams").FullName, name);
        File.WriteAllText(path, text);
        var (output, errors) = session.Invoke(
            $"try {{ {ModuleSession.Article} | Test-CnnBudget -Limit '{path}' -Quiet }} catch {{ "
                + $"$_.FullyQualifiedErrorId }}"
        );
        Assert.Empty(errors);
        Assert.StartsWith(outcome, Assert.Single(output).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_of_several_networks_is_matched_by_name()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("cnnparams").FullName, "before.json");
        // What Windows PowerShell's > writes.
        File.WriteAllText(
            path,
            """[ { "Name": "A", "Parameters": 10 }, { "Name": "", "Parameters": 62958 } ]""",
            System.Text.Encoding.Unicode
        );
        Assert.Equal(true, session.Value($"{ModuleSession.Article} | Test-CnnBudget -Baseline '{path}' -Quiet"));
        File.WriteAllText(path, """[ { "Name": "A", "Parameters": 10 }, { "Name": "B", "Parameters": 10 } ]""");
        var (output, errors) = session.Invoke($"{ModuleSession.Article} | Test-CnnBudget -Baseline '{path}' -Quiet");
        Assert.Equal("False", Assert.Single(output).ToString());
        Assert.StartsWith("NoBaseline", Assert.Single(errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_cannot_be_measured_in_full_does_not_pass()
    {
        var (output, errors) = session.Invoke(
            "New-CnnLayer Input -Shape 4,4,3 | New-CnnLayer Conv2D -Filters 8 -KernelSize 9 | Test-CnnBudget "
                + "-MaxParameters 1G -Quiet"
        );
        Assert.Single(errors);
        Assert.Equal("False", Assert.Single(output).ToString());
    }

    [Fact]
    public void Measured_rows_stand_for_their_network() =>
        Assert.Equal(
            62958L,
            session.Value(
                $"({ModuleSession.Article} | Measure-CnnParameters | Test-CnnBudget -MaxParameters 1M).Actual"
            )
        );

    [Fact]
    public void Devices_and_goals_complete()
    {
        Assert.Contains("STM32F746NG", session.Complete("Test-CnnBudget -Device STM32F7"));
        Assert.Contains("'Arduino Nano 33 BLE'", session.Complete("Find-CnnDesign -Device ard"));
        Assert.Contains("PeakActivationBytes", session.Complete("Find-CnnDesign -Minimize Peak"));
        Assert.Contains("nRF52840", session.Complete("Get-CnnDevice nrf"));
    }

    [Fact]
    public void Designs_have_a_property_for_each_choice_and_go_on_to_other_commands()
    {
        var design = Assert.Single(
            session.Output(
                $"{ModuleSession.Article} | Find-CnnDesign @{{ 'FC3.Units' = 1..200; Resolution = 28, 32 }} "
                    + "-MaxParameters 50000 -Maximize Parameters -First 1 -Partition 2/2"
            )
        );
        Assert.Equal((93, 32), (design.Properties["FC3.Units"].Value, design.Properties["Resolution"].Value));
        Assert.Equal(
            49863L,
            session.Value(
                $"({ModuleSession.Article} | Find-CnnDesign @{{ 'FC3.Units' = 1..200 }} -MaxParameters 50000 -Maximize "
                    + "Parameters -First 1 | Measure-CnnParameters -Summary).Parameters"
            )
        );
    }

    [Theory]
    [InlineData("-Vary @{ 'CONV7.Filters' = 1 }", "InvalidChoice")]
    [InlineData("-Vary @{ 'CONV1.KernelSize' = 99 }", "InvalidChoice")]
    [InlineData("-Vary @{ 'CONV1.Filters' = 'many' }", "InvalidSetting")]
    [InlineData("-Vary @{ 'FC3.Units' = 1, 2 } -Partition 3/2", "InvalidChoice")]
    [InlineData("-Vary @{ 'FC3.Units' = 1, 2 } -Pareto -Maximize Parameters", "InvalidLimit")]
    [InlineData("-Vary @{ 'FC3.Units' = 1, 2 } -Maximize Beauty", "InvalidLimit")]
    public void What_cannot_be_searched_is_an_error_with_an_id(string arguments, string id)
    {
        var (output, errors) = session.Invoke(
            $"try {{ {ModuleSession.Article} | Find-CnnDesign {arguments} }} catch {{ $_.FullyQualifiedErrorId }}"
        );
        string? ended =
            errors.Count == 0 ? Assert.Single(output).ToString() : Assert.Single(errors).FullyQualifiedErrorId;
        Assert.StartsWith(id + ",", ended, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_that_is_stopped_early_has_given_what_it_found()
    {
        // A thousand million designs: only the first are looked at.
        var found = session.Output(
            $"{ModuleSession.Article} | Find-CnnDesign @{{ 'FC3.Units' = 1..1000; 'FC4.Units' = 1..1000; "
                + $"'CONV1.Filters' = 1..1000 }} -First 2"
        );
        Assert.Equal(
            ["CONV1.Filters=1, FC3.Units=1, FC4.Units=1", "CONV1.Filters=1, FC3.Units=1, FC4.Units=2"],
            found.Select(design => design.ToString())
        );
    }

    [Theory]
    [InlineData("Compare-CnnModel $a $b")]
    [InlineData("Compare-CnnModel -ReferenceObject $a -DifferenceObject $b")]
    [InlineData("$b | Compare-CnnModel $a")]
    [InlineData("$a, $b | Compare-CnnModel")]
    [InlineData("Compare-CnnModel $a ($b | Measure-CnnParameters)")]
    public void Networks_come_to_be_compared_in_every_way_that_objects_do(string command)
    {
        string networks = $$"""
            $a = ({{ModuleSession.Article}} | Find-CnnDesign @{ 'FC3.Units' = 120 }).Network
            $b = ({{ModuleSession.Article}} | Find-CnnDesign @{ 'FC3.Units' = 64 }).Network
            """;
        var rows = session.Output($"{networks}\n{command}");
        Assert.Equal(
            ["~ FC3 (FullyConnected): Units 120 -> 64", "~ FC4 (FullyConnected): input (120) -> (64)"],
            rows.Select(row => row.ToString())
        );
    }

    // 6 * 10^17 weights of 4 bytes can be said; with gradients and Adam's two values for each, 9.6 * 10^18 bytes
    // cannot.
    [Fact]
    public void Memory_that_is_too_large_to_be_said_is_an_error_and_the_other_limits_are_held()
    {
        const string huge = """
            New-CnnLayer Input -Shape 1000000000 | New-CnnLayer Dense -Units 200000000 -Bias $false |
                New-CnnLayer Dense -Units 1000000000 -Bias $false | New-CnnLayer Dense -Units 200000000 -Bias $false
            """;
        var (output, errors) = session.Invoke($"{huge} | Test-CnnBudget -MaxTrainingMemory 1GB -MaxParameters 10");
        Assert.StartsWith("SizeOverflow", Assert.Single(errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("MaxParameters", Assert.Single(output).Properties["Name"].Value);
        (output, errors) = session.Invoke($"{huge} | Test-CnnBudget -MaxTrainingMemory 1GB -Quiet");
        Assert.Single(errors);
        Assert.Equal(false, Assert.Single(output).BaseObject);
        (_, errors) = session.Invoke($"{huge} | Measure-CnnMemory");
        Assert.StartsWith("SizeOverflow", Assert.Single(errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    // PyTorch: 2 * 8 parameters, and 2 * 8 running statistics and a counter beside them.
    [Fact]
    public void A_budget_of_inference_is_that_of_its_memory()
    {
        const string network = "New-CnnLayer Input -Shape 4,4,8 | New-CnnLayer BatchNorm2d";
        Assert.Equal(
            session.Value($"({network} | Measure-CnnMemory -Inference -Summary -View PyTorch).Total"),
            session.Value($"({network} | Test-CnnBudget -MaxInferenceBytes 1GB -View PyTorch).Actual")
        );
    }

    [Fact]
    public void One_network_is_not_enough_to_compare()
    {
        var (_, errors) = session.Invoke($"{ModuleSession.Article} | Compare-CnnModel");
        var error = Assert.Single(errors);
        Assert.StartsWith("NothingToCompare", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.IsType<Network>(error.TargetObject);
    }
}
