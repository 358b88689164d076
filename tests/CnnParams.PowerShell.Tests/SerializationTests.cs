using System.Text.RegularExpressions;

namespace CnnParams.PowerShell.Tests;

/// <summary>
/// Rows through the engine's serializer, which Export-Clixml, Start-Job and Invoke-Command use: their numbers stay
/// numbers, and they are shown the same.
/// </summary>
public sealed class SerializationTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    private const string Copy =
        " [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($rows, 1))";

    [Theory]
    [InlineData("")]
    [InlineData("-Depth 1")]
    [InlineData("-CostConvention thop")]
    public void Rows_are_shown_the_same(string arguments)
    {
        string rows = $"$rows = {ModuleSession.Article} | Measure-CnnParameters {arguments};";
        Assert.Equal(Rows(session.Show(rows + " $rows")), Rows(session.Show(rows + Copy)));
    }

    // A copy does not know of the rows beside it: columns are as wide as they are, and no totals follow.
    private static string[] Rows(string text) =>
        [
            .. text.Split('\n')
                .Where(line => !line.StartsWith("Total", StringComparison.Ordinal))
                .Select(line => Regex.Replace(line, "([ -])\\1+", "$1").TrimEnd()),
        ];

    [Theory]
    [InlineData("")]
    [InlineData("-Depth 1")]
    [InlineData("-Summary")]
    public void Numbers_stay_numbers(string arguments)
    {
        string rows = $"$rows = {ModuleSession.Article} | Measure-CnnParameters {arguments};";
        var before = session.Output(rows + " $rows");
        var after = session.Output(rows + Copy);
        Assert.Equal(before.Count, after.Count);
        foreach (var (original, copy) in before.Zip(after))
        {
            Assert.StartsWith("Deserialized.CnnParams.", copy.TypeNames[0], StringComparison.Ordinal);
            foreach (
                string property in new[]
                {
                    "Parameters",
                    "TrainableParameters",
                    "ActivationSize",
                    "Macs",
                    "Flops",
                    "Cost",
                    "WeightBytes",
                    "MemoryTraffic",
                }
            )
                Assert.Equal(
                    (property, original.Properties[property].Value),
                    (property, copy.Properties[property].Value)
                );
        }
    }

    [Fact]
    public void Every_plain_property_survives()
    {
        string rows = $"$rows = {ModuleSession.Article} | Measure-CnnParameters;";
        var original = session.Output(rows + " $rows")[1];
        var copy = session.Output(rows + Copy)[1];
        Assert.All(
            original.Properties,
            property => Assert.True(copy.Properties[property.Name] is not null, property.Name)
        );
        Assert.Equal("(28,28,8)", copy.Properties["OutputShape"].Value.ToString());
        Assert.Equal("kernel 5x5x3x8, bias 8", session.Value(rows + " (" + Copy + ")[1].Weights -join ', '"));
    }

    [Theory]
    [InlineData("Measure-CnnParameters LeNet5 -Summary", "\"View\":\"Keras\"", "\"DataType\":\"Float32\"")]
    [InlineData("Measure-CnnParameters LeNet5", "\"MacsTrust\":\"Exact\"", "\"Inputs\":[\"C1\"]")]
    [InlineData("Test-CnnClaim 61706 LeNet5", "\"Judgement\":\"Correct\"", "\"Quantity\":\"Parameters\"")]
    public void JSON_has_names_and_no_numbers_for_choices(string command, params string[] parts)
    {
        string json = (string)session.Value(command + " | ConvertTo-Json -Depth 4 -Compress -WarningAction Ignore")!;
        Assert.All(parts, part => Assert.Contains(part, json, StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_of_layers_says_what_each_reads() =>
        Assert.Equal(
            ["", "a, a"],
            session
                .Output(
                    "New-CnnLayer Input a -Shape 8,8,3 | New-CnnLayer Add -Inputs a, a | ConvertTo-Csv | ConvertFrom-Csv | "
                        + "ForEach-Object Inputs"
                )
                .Select(inputs => inputs.ToString())
        );

    [Fact]
    public void Every_plain_property_of_a_block_survives()
    {
        string rows = $"$rows = {ModuleSession.Article} | Measure-CnnParameters -Depth 1;";
        var copy = session.Output(rows + Copy)[1];
        Assert.All(
            session.Output(rows + " $rows")[1].Properties,
            property => Assert.True(copy.Properties[property.Name] is not null, property.Name)
        );
    }
}
