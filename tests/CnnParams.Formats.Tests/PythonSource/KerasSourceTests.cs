using System.Globalization;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>
/// Models as students and authors of papers write them in Keras: tests/data/sources/keras. Their numbers are those of
/// the same models built with TensorFlow.js (tests/oracles/keras_sources.js).
/// </summary>
public sealed class KerasSourceTests
{
    private static readonly string Folder = TestFiles.PathOf(Path.Combine("sources", "keras"));

    public static TheoryData<string> Sources() => [.. Rows().Select(row => row[0])];

    [Theory]
    [MemberData(nameof(Sources))]
    public void Totals_and_outputs_are_those_of_the_framework(string source)
    {
        string[] expected = Rows().First(row => row[0] == source);
        var network = TestFiles.Read(Path.Combine(Folder, source + ".py"));
        var measured = Measurer.Measure(network);

        Assert.Empty(measured.Problems);
        Assert.Equal(Trust.Exact, measured.Totals.ParametersTrust);
        Assert.Equal(expected[1], measured.Totals.Parameters.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(expected[2], measured.Totals.TrainableParameters.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(
            expected[3],
            string.Join(
                " ",
                network.Outputs.Select(output =>
                    string.Join("x", measured.Rows.First(row => row.Name == output.Split(':')[0]).OutputShape.Sizes)
                )
            )
        );
        if (expected[4].Length > 0)
            Assert.Equal(
                expected[4],
                string.Join(
                    " ",
                    measured
                        .Rows.Where(row => row.Parameters > 0 && row.Layer.WeightsFrom is null)
                        .Select(row => row.Parameters!.Value)
                        .Order()
                )
            );
    }

    [Fact]
    public void Every_source_has_its_numbers() =>
        Assert.Equal(
            Directory
                .GetFiles(Folder, "*.py")
                .Select(path => Path.GetFileNameWithoutExtension(path))
                .Order(StringComparer.Ordinal),
            Rows().Select(row => row[0]).Order(StringComparer.Ordinal)
        );

    private static IEnumerable<string[]> Rows() =>
        File.ReadLines(Path.Combine(Folder, "..", "keras.csv")).Skip(1).Select(line => line.Split(','));
}
