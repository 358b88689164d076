using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.CoreML;

// Expected numbers: torchvision's, by tests/oracles/coreml_models.py.
public class CoreMLReaderTests
{
    private const string Inner = "Data/com.apple.CoreML/model.mlmodel";

    [Theory]
    [InlineData("squeezenet1_1.mlmodel", 1_235_496, 0, 349_151_936)]
    [InlineData("resnet18.mlpackage", 11_689_512, 9_600, 1_814_073_344)]
    public void Networks_are_torchvisions(string name, long trainable, long statistics, long macs)
    {
        var network = WeightFiles.Read("coreml/" + name);
        var measured = Measurer.Measure(network);
        Assert.Empty(network.Warnings);
        Assert.Empty(measured.Problems);
        Assert.Equal(
            ("CoreML", trainable, statistics, macs),
            (
                network.Format,
                measured.Totals.TrainableParameters,
                measured.Totals.NonTrainableParameters,
                measured.Totals.Macs
            )
        );
        Assert.Equal(Trust.Exact, measured.Totals.MacsTrust);
        var rows = measured.Rows.ToDictionary(row => row.Name, StringComparer.Ordinal);
        foreach (string[] expected in WeightFiles.Rows("coreml/shapes.csv").Where(row => row[0] == name))
            Assert.Equal(
                (expected[1], $"({expected[2].Replace('x', ',')})"),
                (expected[1], rows[expected[1]].OutputShape.ToString())
            );
    }

    // By hand: 3*3*3*8 + 8, four vectors and two of 8, and 4 * 240 + 4.
    [Fact]
    public void Weights_in_the_file_are_passed_over()
    {
        var network = WeightFiles.Read("coreml/small.mlmodel");
        var measured = Measurer.Measure(network);
        Assert.Equal(224 + 32 + 16 + 964, measured.Totals.Parameters);
        Assert.Equal("(4)", measured.Rows.Single(row => row.Name == "dense").OutputShape.ToString());
        // A kind of layer that the schema does not have.
        Assert.Contains("unknown", Assert.Single(network.Warnings), StringComparison.Ordinal);
        Assert.NotEqual(Trust.Exact, measured.Totals.ParametersTrust);
    }

    [Fact]
    public void A_package_whose_manifest_leads_elsewhere_is_an_error()
    {
        using var file = new TemporaryFile("unused");
        string package = Path.Combine(file.Folder, "net.mlpackage");
        Directory.CreateDirectory(package);
        Assert.Contains(
            "Manifest.json",
            Assert.Throws<ModelFileException>(() => WeightFiles.Read(package)).Message,
            StringComparison.Ordinal
        );
        File.WriteAllText(
            Path.Combine(package, "Manifest.json"),
            """{"rootModelIdentifier":"a","itemInfoEntries":{"a":{"path":"../../../etc/passwd"}}}"""
        );
        Assert.Equal(
            ModelFileError.UnsupportedContent,
            Assert.Throws<ModelFileException>(() => WeightFiles.Read(package)).Error
        );
        File.WriteAllText(Path.Combine(package, "Manifest.json"), """{"rootModelIdentifier":"b"}""");
        Assert.Contains(
            "names no model",
            Assert.Throws<ModelFileException>(() => WeightFiles.Read(package)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_model_that_is_no_network_is_refused()
    {
        // specificationVersion 1, and a tree ensemble (field 402).
        using var file = new TemporaryFile("tree.mlmodel", [0x08, 1, 0x92, 0x19, 0]);
        Assert.Equal(
            ModelFileError.UnsupportedContent,
            Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path)).Error
        );
    }

    [Theory]
    [InlineData("small.mlmodel")]
    [InlineData("squeezenet1_1.mlmodel")]
    [InlineData("resnet18.mlpackage/" + Inner)]
    public void Damaged_files_give_errors_of_their_own(string name)
    {
        Damage.CutEverywhere(WeightFiles.Full("coreml/" + name));
        Damage.FlipBytes(WeightFiles.Full("coreml/" + name));
    }
}
