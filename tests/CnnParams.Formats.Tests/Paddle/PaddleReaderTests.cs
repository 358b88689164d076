using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.Paddle;

// Expected numbers: torchvision's ResNet-18, by tests/oracles/paddle_models.py.
public class PaddleReaderTests
{
    [Fact]
    public void ResNet_is_torchvisions()
    {
        var network = WeightFiles.Read("paddle/resnet18.pdmodel");
        var measured = Measurer.Measure(network);
        Assert.Empty(network.Warnings);
        Assert.Empty(measured.Problems);
        Assert.Equal(("PaddlePaddle", 11_689_512, 9_600, 1_814_073_344), (network.Format, measured.Totals.TrainableParameters, measured.Totals.NonTrainableParameters, measured.Totals.Macs));
        Assert.Equal(Trust.Exact, measured.Totals.MacsTrust);
        var rows = measured.Rows.ToDictionary(row => row.Name, StringComparer.Ordinal);
        foreach (string[] expected in WeightFiles.Rows("paddle/resnet18.csv"))
            Assert.Equal((expected[0], $"({expected[1].Replace('x', ',')})"), (expected[0], rows[expected[0]].OutputShape.ToString()));
    }

    [Fact]
    public void A_program_without_operators_is_damaged()
    {
        using var file = new TemporaryFile("empty.pdmodel", [0x0A, 0]);
        Assert.Equal(ModelFileError.DamagedFile, Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path)).Error);
    }

    [Fact]
    public void Damaged_files_give_errors_of_their_own()
    {
        Damage.CutEverywhere(WeightFiles.Full("paddle/resnet18.pdmodel"));
        Damage.FlipBytes(WeightFiles.Full("paddle/resnet18.pdmodel"));
    }
}
