using System.Globalization;
using System.Text.RegularExpressions;
using CnnParams.Comparing;
using CnnParams.Formulas;
using CnnParams.Measuring;
using CnnParams.Reports.Tests.Tools;
using Microsoft.Playwright;

namespace CnnParams.Reports.Tests.Pages;

/// <summary>What is read off the page again is what the rows say.</summary>
[Collection(BrowserTests.Name)]
public sealed class ReportNumbersTests(Browser browser)
{
    private static readonly NetworkMeasurement ResNet = OpenReport.Known("ResNet50");

    [Theory]
    [InlineData("LeNet5")]
    [InlineData("ResNet50")]
    [InlineData("InceptionV3")]
    [InlineData("DenseNet121")]
    public async Task Every_number_is_that_of_the_row(string name)
    {
        var network = OpenReport.Known(name);
        await using var report = await OpenReport.Of(browser, [network]);
        while (await report.Page.Locator("#table .more").IsVisibleAsync())
            await report.Page.Locator("#table .more").ClickAsync();
        string[][] cells = await report.Page.EvaluateAsync<string[][]>(
            "[...document.querySelectorAll('.layers tbody tr')].map(tr => "
                + "[...tr.querySelectorAll('[data-key]')].map(td => td.querySelector('.value').textContent))"
        );
        Assert.Equal(network.Rows.Count, cells.Length);
        for (int i = 0; i < cells.Length; i++)
        {
            var row = network.Rows[i];
            long?[] numbers = [row.ActivationSize, row.Parameters, row.Macs, row.LiveBytes];
            Assert.Equal(numbers, cells[i].Take(4).Select(Number));
        }

        var tiles = await report.Page.Locator(".tile .exact").AllInnerTextsAsync();
        Assert.Equal(network.Totals.Parameters, Number(tiles[0].Split(", ")[0]));
        Assert.Equal(network.Totals.Macs, Number(tiles[1]));
        Assert.Equal(network.Totals.WeightBytes, Number(tiles[2].Split(' ')[0]));
        Assert.Equal(network.Totals.ActivationSize, Number(tiles[3]));
        Assert.Equal(network.Totals.PeakActivationBytes, Number(tiles[4].Split(' ')[0]));
        report.IsQuiet();
    }

    [Fact]
    public async Task A_number_that_is_chosen_shows_its_calculation()
    {
        await using var report = await OpenReport.Of(browser, [ResNet]);
        foreach (string key in new[] { "activationSize", "parameters", "macs" })
        {
            var cell = report.Page.Locator($"tr[data-row='1'] td[data-key='{key}']");
            await cell.ClickAsync();
            string calculation = await report.Page.Locator(".formula-bar .calculation").InnerTextAsync();
            string[] sides = calculation.Split(" = ");
            Assert.Equal(sides[1], Formula.Evaluate(sides[0]).ToString(CultureInfo.InvariantCulture));
            Assert.Equal(sides[1], await cell.GetAttributeAsync("data-value"));
        }

        report.IsQuiet();
    }

    [Theory]
    [InlineData("ResNet50")]
    [InlineData("InceptionV3")]
    public async Task Every_number_of_the_diagram_is_that_of_the_row_or_of_the_folded_block(string name)
    {
        var network = OpenReport.Known(name);
        var blocks = Enumerable
            .Range(1, 6)
            .SelectMany(depth => Blocks.Fold(network, depth))
            .Where(block => block.Type == "Block")
            .DistinctBy(block => block.Name)
            .ToDictionary(block => block.Name);
        await using var report = await OpenReport.Of(browser, [network]);
        var folded = await Nodes(report);
        await report.Page.GetByRole(AriaRole.Button, new() { Name = "Unfold all" }).ClickAsync();
        var nodes = await Nodes(report);
        Assert.Equal(network.Rows.Count, nodes.Count(node => node[0][0] == 'L'));
        foreach (string[] node in folded.Concat(nodes))
        {
            var row = node[0][0] == 'L' ? network.Rows[int.Parse(node[0][1..], CultureInfo.InvariantCulture)] : null;
            var block = row is null ? blocks[node[1].Split(',')[0]] : null;
            string what = row is null ? $"{block!.Name}, block of {block.Layers} layers" : $"{row.Name}, {row.Type}";
            string shape = (row?.OutputShape ?? block!.OutputShape).ToString();
            long parameters = (row?.Parameters ?? block!.Parameters)!.Value;
            Assert.Equal($"{what}, {Axes(shape)}, {parameters:N0} parameters", node[1]);
            // What is written in the picture: the shape over it, and under it the number, rounded.
            if (node.Length == 2)
                continue;
            Assert.Equal(Axes(shape), node[2]);
            string[] caption = node[^1].Split(" · ");
            Assert.Equal(parameters > 0 ? 2 : 1, caption.Length);
            if (parameters > 0)
                IsRounded(parameters, caption[1]);
        }

        report.IsQuiet();

        static string Axes(string shape) => shape.Trim('(', ')').Replace(',', '×');
    }

    [Fact]
    public async Task The_charts_say_the_number_of_each_layer()
    {
        await using var report = await OpenReport.Of(browser, [ResNet]);
        string[][] read = await report.Page.EvaluateAsync<string[][]>(
            """
            () => {
                const range = document.querySelector('.scrubber input');
                return [...Array(Number(range.max) + 1).keys()].map(i => {
                    range.value = i;
                    range.dispatchEvent(new Event('input'));
                    return [document.querySelector('.scrubber b').textContent, ...[...document.querySelectorAll('.strips .read')].map(output => output.textContent)];
                });
            }
            """
        );
        Assert.Equal(ResNet.Rows.Count, read.Length);
        foreach (var (row, said) in ResNet.Rows.Zip(read))
        {
            Assert.Equal((row.Name, row.Parameters, row.Macs), (said[0], Number(said[1]), Number(said[2])));
            IsRounded(row.ActivationBytes!.Value, said[3].Replace("B", "", StringComparison.Ordinal));
            IsRounded(row.LiveBytes!.Value, said[4].Replace("B", "", StringComparison.Ordinal));
            Assert.Equal(row.ReceptiveField!.ToString(), said[5]);
        }

        report.IsQuiet();
    }

    // A chart is 92 units high, 14 of which are above the largest number.
    [Fact]
    public async Task Bars_and_lines_are_as_high_as_their_numbers()
    {
        const double room = 78,
            bottom = 92,
            exactness = 0.011;
        await using var report = await OpenReport.Of(browser, [OpenReport.Known("ResNet18")]);
        var rows = OpenReport.Known("ResNet18").Rows;
        double width = await report.Page.EvaluateAsync<double>(
            "document.querySelector('.strip').viewBox.baseVal.width"
        );
        foreach (
            var (chart, numbers) in new (string, long?[])[]
            {
                ("parameters", [.. rows.Select(row => row.Parameters)]),
                ("macs", [.. rows.Select(row => row.Macs)]),
                ("activationBytes", [.. rows.Select(row => row.ActivationBytes)]),
            }
        )
        {
            var paths = await report.Page.EvaluateAsync<string[]>(
                $"[...document.querySelectorAll('#chart-{chart} path')].map(path => path.getAttribute('d'))"
            );
            var bars = paths
                .SelectMany(path => Regex.Matches(path, @"M([\d.]+) 91V([\d.]+)"))
                .ToDictionary(bar => (int)Math.Round(Read(bar, 1) / width * rows.Count), bar => bottom - Read(bar, 2));
            for (int i = 0; i < rows.Count; i++)
                Assert.Equal(room * numbers[i]!.Value / numbers.Max()!.Value, bars.GetValueOrDefault(i), exactness);
        }

        string line = await report.Page.EvaluateAsync<string>(
            "document.querySelector('#chart-liveBytes .line').getAttribute('d')"
        );
        double[] heights = [.. Regex.Matches(line, @"(?:M[\d.]+ |V)([\d.]+)H").Select(step => bottom - Read(step, 1))];
        Assert.Equal(rows.Count, heights.Length);
        for (int i = 0; i < rows.Count; i++)
            Assert.Equal(
                room * rows[i].LiveBytes!.Value / rows.Max(row => row.LiveBytes)!.Value,
                heights[i],
                exactness
            );

        static double Read(Match match, int group) =>
            double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task The_comparison_says_the_totals_and_what_changed()
    {
        NetworkMeasurement[] networks = [OpenReport.Known("ResNet18"), OpenReport.Known("ResNet34"), ResNet];
        await using var report = await OpenReport.Of(browser, networks);
        string[][] cells = await report.Page.EvaluateAsync<string[][]>(
            "[...document.querySelectorAll('.totals tbody tr')].map(row => [row.querySelector('th').textContent, "
                + "...[...row.querySelectorAll('td')].flatMap(cell => [cell.dataset.value, "
                + "cell.querySelector('.number').textContent, cell.querySelector('.change')?.textContent ?? ''])])"
        );
        foreach (var (network, said) in networks.Zip(cells))
        {
            var (totals, first) = (network.Totals, networks[0].Totals);
            Assert.Equal(totals.Name, said[0]);
            (long?, long?)[] numbers =
            [
                (totals.Parameters, first.Parameters),
                (totals.Macs, first.Macs),
                (totals.WeightBytes, first.WeightBytes),
                (totals.ActivationSize, first.ActivationSize),
                (totals.PeakActivationBytes, first.PeakActivationBytes),
                (totals.Layers, first.Layers),
            ];
            for (int i = 0; i < numbers.Length; i++)
            {
                var (number, reference) = (numbers[i].Item1!.Value, numbers[i].Item2!.Value);
                Assert.Equal(number, Number(said[1 + (3 * i)]));
                if (said[2 + (3 * i)].EndsWith('B'))
                    IsRounded(number, said[2 + (3 * i)].TrimEnd('B'));
                else
                    Assert.Equal(number, Number(said[2 + (3 * i)]));
                if (network != networks[0])
                    Assert.Equal(
                        100.0 * (number - reference) / reference,
                        double.Parse(said[3 + (3 * i)].Trim('±', '+', ' ', '%'), CultureInfo.InvariantCulture),
                        0.0501
                    );
            }
        }

        for (int i = 1; i < networks.Length; i++)
        {
            var difference = new NetworkDifference(networks[0], networks[i], default);
            var details = report.Page.Locator("details").Nth(i - 1);
            Assert.EndsWith(
                $"{difference.Added} added, {difference.Removed} removed, {difference.Changed} changed, "
                    + $"{difference.Equal} equal layers",
                await details.Locator("summary").InnerTextAsync(),
                StringComparison.Ordinal
            );
            string[] deltas = await report.Page.EvaluateAsync<string[]>(
                $"[...document.querySelectorAll('details')[{i - 1}].querySelectorAll('tbody tr')].map(row => "
                    + "row.children[3].textContent)"
            );
            Assert.Equal(difference.Added + difference.Removed + difference.Changed, deltas.Length);
            Assert.Equal(
                difference.ParametersDelta,
                deltas.Sum(delta => Number(delta.Replace('−', '-').TrimStart('+')))
            );
        }

        await report.Page.Locator(".tabs button").Nth(1).ClickAsync();
        Assert.Contains(
            "21,797,672",
            await report.Page.Locator(".tile .exact").First.InnerTextAsync(),
            StringComparison.Ordinal
        );
        report.IsQuiet();
    }

    private static async Task<string[][]> Nodes(OpenReport report) =>
        await report.Page.EvaluateAsync<string[][]>(
            "[...document.querySelectorAll('.node')].map(node => [node.dataset.id, "
                + "node.querySelector('title').textContent, ...[...node.querySelectorAll('.small')].map(text => "
                + "text.textContent)])"
        );

    // Three digits and a prefix: 25.6 M.
    private static void IsRounded(long number, string text)
    {
        string[] parts = text.Trim().Split('\u202F');
        double scale =
            parts.Length == 1 || parts[1].Length == 0
                ? 1
                : Math.Pow(1000, 1 + "kMGTPE".IndexOf(parts[1], StringComparison.Ordinal));
        double shown = double.Parse(parts[0], NumberStyles.Number, CultureInfo.InvariantCulture) * scale;
        Assert.InRange(shown, number * 0.995, number * 1.005);
    }

    private static long? Number(string text) =>
        text == "?"
            ? null
            : long.Parse(
                text.TrimStart('≥', ' '),
                NumberStyles.AllowThousands | NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture
            );
}
