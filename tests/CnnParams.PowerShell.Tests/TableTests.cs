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

    [Theory]
    [InlineData("ResNet50 -Variant TorchVision", "-Depth 1")]
    [InlineData("ResNet50 -Variant TorchVision", "-Depth 2")]
    [InlineData("ResNet50 -Variant TorchVision", "-Depth 3")]
    [InlineData("ResNet50 -Variant TorchVision", "| Select-Object -First 12")]
    [InlineData("ConvNeXtTiny -Variant TorchVision", "-Depth 1")]
    [InlineData("ConvNeXtTiny -Variant TorchVision", "| Select-Object -First 12")]
    [InlineData("DenseNet121", "| Sort-Object Parameters -Descending | Select-Object -First 3")]
    [InlineData("LeNet5 -Variant Modern", "")]
    public void A_column_is_whole_or_left_out_and_numbers_are_whole_at_80_columns(string architecture, string how)
    {
        string script = $"Get-CnnArchitecture {architecture} -AsNetwork | Measure-CnnParameters {how}";
        string[] lines = ShowAt80(script).Split('\n');
        int rule = Array.FindIndex(lines, line => line.StartsWith("----", StringComparison.Ordinal));
        string[] headers = lines[rule - 1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("MACs", headers[5]);
        Assert.Equal(headers.Skip(6), headers.Length > 6 ? ["Calculation"] : []);
        foreach (var row in session.Output(script))
        {
            string[] numbers = Array.ConvertAll(
                ["ActivationSize", "Parameters", "Macs"],
                name => Convert.ToString(row.Properties[name].Value, CultureInfo.InvariantCulture)!
            );
            Assert.Contains(lines, line => !numbers.Except(line.Split(' ')).Any());
        }
    }

    [Fact]
    public void Differences_end_with_whole_numbers_at_80_columns()
    {
        string text = ShowAt80(
            "Compare-CnnModel (Get-CnnArchitecture ResNet18 -AsNetwork) (Get-CnnArchitecture ResNet50 -Variant TorchVision -AsNetwork)"
        );
        Assert.Matches(@"\n +Name +Type +OutputShape +Parameters +MACs *\n", text);
        Assert.Matches(@"\n~ layer1\.0\.conv1 +Conv2D +\(64,56,56\) +-32768 +-102760448 *\n", text);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 79));
    }

    // Block by block: 215,808 - 147,968 parameters more.
    [Theory]
    [InlineData(80, @"\n~ layer1 +Block +-> \(256,56,56\) +\+67840 +\+205520896 *\n")]
    [InlineData(120, @"\n~ layer1 +Block +\(64,56,56\) -> \(256,56,56\) +\+67840 +\+205520896 20 added, 2 removed")]
    public void Blocks_are_compared_in_a_row_each(int width, string row)
    {
        using var session = new EngineSession(width: width);
        string text = session
            .Run(
                "Compare-CnnModel -Depth 1 (Get-CnnArchitecture ResNet18 -AsNetwork) (Get-CnnArchitecture ResNet50 -Variant TorchVision -AsNetwork)"
            )
            .Output;
        Assert.Matches(row, text);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, width));
    }

    // The largest have 13 digits, 17 letters with marks; what is cut has an ellipsis in front of digits alone.
    [Theory]
    [InlineData("Get-CnnArchitecture vit*", 80)]
    [InlineData("Get-CnnArchitecture vit*", 100)]
    [InlineData("(Measure-CnnArena maxvit_t).Tensors", 80)]
    [InlineData("(Measure-CnnArena maxvit_t).Tensors", 100)]
    public void Names_are_shortened_and_numbers_never_cut(string script, int width)
    {
        using var narrow = new EngineSession(width: width);
        string text = narrow.Run(script).Output;
        Assert.Matches("[a-z]…[a-z0-9]", text);
        Assert.DoesNotMatch(@"(^|\s)…[\d,]+\s", text);
        Assert.DoesNotMatch(@"\d…(\s|$)", text);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, width - 1));
    }

    [Fact]
    public void What_is_found_has_its_numbers_and_all_of_its_text_at_80_columns()
    {
        const string Found = "Find-CnnArchitecture -Parameters 14714688";
        string[] lines = ShowAt80(Found).Split('\n');
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 0, 79));
        foreach (var match in session.Output(Found))
        {
            int row = Array.FindIndex(
                lines,
                line => line.Contains($"14714688 {match.Properties["Macs"].Value, 13} ", StringComparison.Ordinal)
            );
            Assert.True(row > 0, $"{match}");
            lines[row] = lines[row][36..];
        }

        string text = string.Join(' ', lines.Select(line => line.Trim()));
        Assert.All(
            session.Output(Found),
            match => Assert.Contains($"{match.Properties["Text"].Value}", text, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_note_of_a_verdict_breaks_at_blanks_at_80_columns()
    {
        string text = ShowAt80(
            "[pscustomobject]@{ Layer = 'nowhere'; ActivationSize = 1 } | "
                + $"Test-CnnClaim -Network @({ModuleSession.Article})"
        );
        string notes = string.Join(' ', text.Split('\n').Select(line => line.Length > 40 ? line[40..].Trim() : ""));
        Assert.Contains("the network has no layer 'nowhere'", notes, StringComparison.Ordinal);
    }

    [Fact]
    public void Totals_follow_the_last_block()
    {
        string text = ShowAt80(
            "Get-CnnArchitecture ResNet50 -Variant TorchVision -AsNetwork | Measure-CnnParameters -Depth 1"
        );
        Assert.Matches(@"25557032 trainable, 102.23\s+MB as Float32, by\s+block", text);
        Assert.Matches(@"\nTotal +25557032\b", text);
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

    [Fact]
    public void An_explanation_breaks_its_lines_at_words()
    {
        string[] lines = ShowAt80("Show-CnnExplanation ResNet50 conv1").TrimEnd().Split('\n');
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 0, 79));
        string text = string.Join(' ', lines.Select(line => line.Trim()));
        Assert.Contains(
            "Every filter sees all input channels, so it is as deep as these",
            text,
            StringComparison.Ordinal
        );
    }

    private static string ShowAt80(string script)
    {
        using var narrow = new EngineSession(width: 80);
        return narrow.Run(script).Output;
    }
}
