using System.Globalization;
using CnnParams.Catalogue;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Catalogue;

/// <summary>
/// The Keras variants against Keras's own definitions of its applications: tests/data/keras, made by
/// tests/oracles/keras_applications.py.
/// </summary>
public sealed class KerasTests
{
    public static TheoryData<string> Models() => [.. Csv.Read("keras", "applications.csv").Select(row => row["model"])];

    [Theory]
    [MemberData(nameof(Models))]
    public void Totals_are_Keras_s(string model)
    {
        var expected = Row(model);
        var measurement = Measurer.Measure(Build(model));

        Assert.Empty(measurement.Problems);
        Assert.Equal(Number(expected["parameters"]), measurement.Totals.Parameters);
        Assert.Equal(Number(expected["non_trainable"]), measurement.Totals.NonTrainableParameters);
        Assert.Equal(Number(expected["macs"]), measurement.Totals.Macs);
        Assert.Equal(
            new TensorShape(Number(expected["input"]), Number(expected["input"]), 3),
            measurement.Rows[0].OutputShape
        );
        Assert.Equal(new TensorShape(1000), measurement.Rows[^1].OutputShape);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Features_are_Keras_s_without_the_top(string model)
    {
        var expected = Row(model);
        var measurement = Measurer.Measure(Build(model, new ArchitectureOptions { IncludeTop = false }));

        Assert.Empty(measurement.Problems);
        Assert.Equal(Number(expected["without_top"]), measurement.Totals.Parameters);
        Assert.Equal(expected["without_top_output"], string.Join("x", measurement.Rows[^1].OutputShape.Sizes));
    }

    private static Network Build(string model, ArchitectureOptions? options = null) =>
        Architectures.Get(model).Variant("Keras").Build(model, options);

    private static IReadOnlyDictionary<string, string> Row(string model) =>
        Csv.Read("keras", "applications.csv").Single(row => row["model"] == model);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
