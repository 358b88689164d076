using System.Globalization;

namespace CnnParams.PowerShell.Tests;

/// <summary>
/// Tables as a person sees them: numbers whole, names shortened, totals at the end of what is shown whole.
/// </summary>
public sealed class TableTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    [Theory]
    [InlineData("ResNet50")]
    [InlineData("DenseNet121")]
    [InlineData("InceptionV3")]
    public void No_number_is_cut_at_80_columns(string architecture)
    {
        string[] lines = ShowAt80($"Get-CnnArchitecture {architecture} -AsNetwork | Measure-CnnParameters").Split('\n');
        var rows = session.Output($"Get-CnnArchitecture {architecture} -AsNetwork | Measure-CnnParameters");
        int first = Array.FindIndex(lines, line => line.StartsWith("----", StringComparison.Ordinal)) + 1;
        for (int i = 0; i < rows.Count; i++)
        {
            string[] words = lines[first + i].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (string number in new[] { "ActivationSize", "Parameters", "Macs" })
                Assert.Contains(
                    Convert.ToString(rows[i].Properties[number].Value, CultureInfo.InvariantCulture)!,
                    words
                );
        }
    }

    [Fact]
    public void A_long_name_is_shortened_in_the_middle()
    {
        string text = ShowAt80("Get-CnnArchitecture DenseNet121 -AsNetwork | Measure-CnnParameters");
        Assert.Matches(@"\bfeatu\S*…\S*conv2 ", text);
    }

    [Fact]
    public void Totals_follow_the_last_row_of_a_network_that_is_shown_whole()
    {
        string text = session.Show("Get-CnnArchitecture DenseNet121 -AsNetwork | Measure-CnnParameters");
        Assert.Matches(@"\nTotal +[0-9]+ +7978856 +2834161664\b", text);
    }

    [Fact]
    public void Rows_in_another_order_or_some_of_them_have_no_totals()
    {
        const string Rows = "Get-CnnArchitecture DenseNet121 -AsNetwork | Measure-CnnParameters";
        Assert.DoesNotContain("Total", session.Show(Rows + " | Sort-Object Parameters"), StringComparison.Ordinal);
        Assert.DoesNotContain("Total", session.Show(Rows + " | Select-Object -Last 3"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_deep_network_has_a_line_a_layer()
    {
        string text = session.Show("Get-CnnArchitecture ResNet50 -AsNetwork | Measure-CnnParameters");
        int layers = session.Output("Get-CnnArchitecture ResNet50 -AsNetwork | Measure-CnnParameters").Count;
        Assert.InRange(text.TrimEnd().Split('\n').Length, layers, layers + 8);
    }

    [Theory]
    [InlineData("Get-CnnLayerType", "Conv2D")]
    [InlineData("Get-CnnBlockType", "Bottleneck")]
    [InlineData("Get-CnnFormat", "ONNX")]
    public void Several_are_a_table_and_one_is_a_card(string command, string name)
    {
        Assert.Matches($@"\n{name} +\S", session.Show(command));
        Assert.Matches($@"\nName +: {name}\b", session.Show($"{command} {name}"));
    }

    [Fact]
    public void A_shape_at_the_prompt_is_a_shape() =>
        Assert.Equal(
            "(28,28,8)",
            session.Show($"({ModuleSession.Article} | Measure-CnnParameters)[1].OutputShape").Trim()
        );

    private static string ShowAt80(string script)
    {
        using var narrow = new EngineSession(width: 80);
        return narrow.Run(script).Output;
    }
}
