using System.Globalization;
using CnnParams.Core.Tests.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Measuring.Conventions;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Measuring.Conventions;

// Expected: what the tools themselves print (tests/oracles/tool_costs.py).
public sealed class ToolCostTests
{
    private const string Failed = "fail";

    private static readonly string[] Tools =
    [
        "torchinfo-main",
        "fvcore",
        "thop",
        "ptflops",
        "torchscan-macs",
        "torchscan-flops",
    ];

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var row in Csv.Read("layers", "tool-costs.csv"))
        {
            foreach (string tool in Tools)
                cases.Add(row["layers"], tool);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_module_costs_what_the_tool_prints(string layers, string tool)
    {
        string expected = Truth(layers, tool);
        var totals = CostConventions.Get(tool).TotalsOf(Measure(layers, ModuleCall.Module));
        if (expected == Failed)
            Assert.Equal(Trust.LowerBound, totals.Trust);
        else
            Assert.Equal((expected, Trust.Exact), (totals.Cost.ToString(CultureInfo.InvariantCulture), totals.Trust));
    }

    // Where the source does not say how a layer is computed the number is that of a module, and says so wherever a
    // function would make another one. fvcore sees what is computed, and not by what.
    [Theory]
    [MemberData(nameof(Cases))]
    public void A_layer_of_which_that_is_not_known_says_what_is_assumed(string layers, string tool)
    {
        string expected = Truth(layers, tool);
        var totals = CostConventions.Get(tool).TotalsOf(Measure(layers, ModuleCall.Unknown));
        bool namesPadding = layers.Contains("Padding=same", StringComparison.Ordinal);
        if (expected != Failed && !(tool == "fvcore" && namesPadding))
            Assert.Equal(expected, totals.Cost.ToString(CultureInfo.InvariantCulture));
        bool isBySight = tool == "fvcore" && !namesPadding;
        if (isBySight)
            Assert.Equal(Trust.Exact, totals.Trust);
        else if (expected != Failed)
            Assert.Equal(Trust.Assumed, totals.Trust);
        else
            Assert.NotEqual(Trust.Exact, totals.Trust);
        Assert.Equal(totals.Trust == Trust.Assumed, totals.Assumptions.Count > 0);
    }

    private static string Truth(string layers, string tool) =>
        Csv.Read("layers", "tool-costs.csv").Single(row => row["layers"] == layers)[tool];

    private static NetworkMeasurement Measure(string layers, ModuleCall call)
    {
        string shape = Csv.Read("layers", "tool-costs.csv").Single(row => row["layers"] == layers)["input"];
        bool isSequence = layers.StartsWith("LSTM", StringComparison.Ordinal);
        var input = new Input
        {
            Shape = new TensorShape([
                .. shape.Split('x').Select(size => long.Parse(size, CultureInfo.InvariantCulture)),
            ]),
            Layout = isSequence ? ShapeLayout.ChannelsLast : ShapeLayout.ChannelsFirst,
        };
        var measurement = Measurer.Measure(
            new Network([input, .. layers.Split("; ").Select(text => Make(text, call))])
        );
        Assert.Empty(measurement.Problems);
        return measurement;
    }

    private static Layer Make(string text, ModuleCall call)
    {
        string[] words = text.Split(' ');
        return LayerTypes
            .Get(words[0])
            .Create([
                .. words
                    .Skip(1)
                    .Select(word => word.Split('='))
                    .Select(pair => new KeyValuePair<string, object>(pair[0], pair[1].Replace('|', ','))),
            ])
            .Noted(notes => notes with { Call = call });
    }
}
