using System.Globalization;
using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Measuring.Conventions;

namespace CnnParams.Core.Tests.Catalogue;

/// <summary>
/// YOLO by name against what Ultralytics' package prints of it: tests/data/truth/yolo-published.csv, and below.
/// </summary>
public sealed class YoloTests
{
    public static TheoryData<string, string> Published()
    {
        var rows = new TheoryData<string, string>();
        foreach (var row in Csv.Read("truth", "yolo-published.csv"))
            rows.Add(row["model"], row["scale"]);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void Numbers_are_those_that_are_published(string model, string scale)
    {
        var expected = Csv.Read("truth", "yolo-published.csv")
            .Single(row => (row["model"], row["scale"]) == (model, scale));

        Check(model + scale, long.Parse(expected["parameters"], CultureInfo.InvariantCulture), expected["gflops"]);
    }

    [Theory]
    // Comments of the .yaml files in ultralytics/cfg/models, in releases 8.3 and 8.4.
    [InlineData("YOLOv9t", 2128720, "8.5")]
    [InlineData("YOLOv9s", 7318368, "27.6")]
    [InlineData("YOLOv9m", 20216160, "77.9")]
    [InlineData("YOLOv9c", 25590912, "104.0")]
    [InlineData("YOLOv9e", 58206592, "193.0")]
    [InlineData("YOLO26n", 2572280, "6.1")]
    [InlineData("YOLO26s", 10009784, "22.8")]
    [InlineData("YOLO26m", 21896248, "75.4")]
    [InlineData("YOLO26l", 26299704, "93.8")]
    [InlineData("YOLO26x", 58993368, "209.5")]
    [InlineData("YOLO26n-seg", 3126280, "10.5")]
    [InlineData("YOLO26s-seg", 11505800, "37.4")]
    [InlineData("YOLO26m-seg", 27112072, "132.5")]
    [InlineData("YOLO26l-seg", 31515528, "150.9")]
    [InlineData("YOLO26x-seg", 70693800, "337.7")]
    public void Numbers_are_those_of_the_comments(string name, long parameters, string gflops) =>
        Check(name, parameters, gflops);

    [Theory]
    [InlineData("YOLO11n-seg", 2876848, "10.5")]
    [InlineData("YOLO11s-seg", 10113248, "35.8")]
    [InlineData("YOLO11m-seg", 22420896, "123.9")]
    [InlineData("YOLO11l-seg", 27678368, "143.0")]
    [InlineData("YOLO11x-seg", 62142656, "320.2")]
    public void Before_8_4_transposed_convolutions_were_counted_on_the_grid_of_the_output(
        string name,
        long parameters,
        string gflops
    ) => Check(name, parameters, gflops, "ultralytics-8.3");

    [Theory]
    // What the package prints once a model is fused.
    [InlineData("YOLOv8n", 3151904)]
    [InlineData("YOLO11n", 2616248)]
    [InlineData("YOLOv10n", 2299264)]
    [InlineData("YOLO26n", 2408932)]
    public void Fused_there_are_fewer_parameters(string name, long parameters)
    {
        var network = Architectures.Get(name).Variant().Build(name);

        Assert.Equal(
            parameters,
            Measurer.Measure(network, new MeasureOptions { View = ParameterView.Fused }).Totals.Parameters
        );
    }

    private static void Check(string name, long parameters, string gflops, string convention = "ultralytics")
    {
        var measurement = Measurer.Measure(Architectures.Get(name).Variant().Build(name));

        Assert.Empty(measurement.Problems);
        Assert.Equal(parameters, measurement.Totals.Parameters);
        double cost = CostConventions.Get(convention).TotalsOf(measurement).Cost / 1e9;
        Assert.True(
            Math.Abs(cost - double.Parse(gflops, CultureInfo.InvariantCulture)) <= 0.05 + 1e-9,
            FormattableString.Invariant($"{cost} is not printed as {gflops}")
        );
    }
}
