using System.Globalization;
using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Core.Tests.Catalogue;

/// <summary>
/// Architectures against their papers, the files of their authors and other builds of them:
/// tests/data/catalogue/figures.csv.
/// </summary>
public sealed class FiguresTests
{
    public static TheoryData<string, string, string> Rows()
    {
        var rows = new TheoryData<string, string, string>();
        foreach (var row in Csv.Read("catalogue", "figures.csv"))
            rows.Add(row["architecture"], row["variant"], row["options"]);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Numbers_are_those_of_the_source(string architecture, string variant, string options)
    {
        var expected = Csv.Read("catalogue", "figures.csv")
            .Single(row => (row["architecture"], row["variant"], row["options"]) == (architecture, variant, options));
        var measurement = Measurer.Measure(
            Architectures.Get(architecture).Variant(variant).Build(architecture, Options(options))
        );

        Assert.Empty(measurement.Problems);
        Assert.NotEmpty(expected["source"]);
        Assert.Equal(Number(expected["parameters"]), measurement.Totals.Parameters);
        Assert.Equal(Number(expected["trainable"]), measurement.Totals.TrainableParameters);
        if (expected["macs"].Length > 0)
            Assert.Equal(Number(expected["macs"]), measurement.Totals.Macs);
    }

    [Fact]
    public void Every_row_names_its_source() =>
        Assert.All(Csv.Read("catalogue", "figures.csv"), row => Assert.NotEmpty(row["source"]));

    private static ArchitectureOptions Options(string text)
    {
        var options = new ArchitectureOptions();
        foreach (
            string[] pair in text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(choice => choice.Split('='))
        )
        {
            var property = typeof(ArchitectureOptions).GetProperty(pair[0])!;
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            property.SetValue(options, SettingValue.Convert(pair[1], type, pair[0]));
        }

        return options;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
