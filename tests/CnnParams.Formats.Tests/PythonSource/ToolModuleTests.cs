using System.Globalization;
using CnnParams.Measuring;
using CnnParams.Measuring.Conventions;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>
/// What nine tools and versions print for each type of PyTorch's modules over a grid of settings, as a source writes
/// them (tests/oracles/tool_modules.py).
/// </summary>
public sealed class ToolModuleTests
{
    private const string Failed = "fail";

    private static readonly string Classes = File.ReadAllText(Data("tool_modules.py"));

    private static readonly Lazy<Dictionary<string, string>[]> Rows = new(() =>
    {
        string[] lines = File.ReadAllLines(Data("tool-modules.csv"));
        string[] titles = Cells(lines[0]);
        return
        [
            .. lines
                .Skip(1)
                .Select(line => titles.Zip(Cells(line)).ToDictionary(pair => pair.First, pair => pair.Second)),
        ];
    });

    public static TheoryData<string> Modules() => [.. Rows.Value.Select(row => row["module"]).Distinct()];

    // What says Exact is what the tool prints; what does not is a lower bound, and says why.
    [Theory]
    [MemberData(nameof(Modules))]
    public void What_is_exact_is_what_the_tool_prints(string module)
    {
        foreach (var row in Rows.Value.Where(row => row["module"] == module))
        {
            var measurement = Measure(row);
            foreach (string tool in Tools(row))
            {
                var totals = CostConventions.Get(tool).TotalsOf(measurement);
                string at = $"{module}, {tool}, batch {row["batch"]}";
                if (totals.Trust == Trust.Exact)
                    Assert.Equal($"{at}: {row[tool]}", $"{at}: {totals.Cost}");
                else
                    Assert.NotEmpty(totals.Unknown);
                if (row[tool] != Failed)
                    Assert.True(
                        totals.Cost <= long.Parse(row[tool], CultureInfo.InvariantCulture),
                        $"{at}: {totals.Cost} is no lower bound of {row[tool]}"
                    );
            }
        }
    }

    // Attention of ptflops, cells, fused encoders: nine of ten numbers are known.
    [Fact]
    public void Most_numbers_are_exact()
    {
        var totals = Rows
            .Value.SelectMany(row =>
            {
                var measurement = Measure(row);
                return Tools(row)
                    .Where(tool => row[tool] != Failed)
                    .Select(tool => CostConventions.Get(tool).TotalsOf(measurement).Trust);
            })
            .ToArray();
        Assert.InRange(totals.Count(trust => trust == Trust.Exact), totals.Length * 9 / 10, totals.Length);
    }

    private static IEnumerable<string> Tools(Dictionary<string, string> row) =>
        row.Keys.Except(["input", "batch", "module"]).Where(tool => row[tool].Length > 0);

    private static NetworkMeasurement Measure(Dictionary<string, string> row)
    {
        var options = new ReadOptions
        {
            Entry = "model",
            InputShape = TensorShape.Parse(row["input"].Replace('x', ',')).As(ShapeLayout.ChannelsFirst),
        };
        var network = new ModelLibrary().ReadCode(
            $"{Classes}\n\nmodel = {row["module"]}\n",
            options,
            CancellationToken.None
        );
        return Measurer.Measure(
            network,
            new MeasureOptions { BatchSize = long.Parse(row["batch"], CultureInfo.InvariantCulture) }
        );
    }

    private static string Data(string name) => TestFiles.PathOf(Path.Combine("sources", name));

    private static string[] Cells(string line) =>
        line.Split('"') is [var before, var quoted, var after]
            ? [.. before.TrimEnd(',').Split(','), quoted, .. after.TrimStart(',').Split(',')]
            : line.Split(',');
}
