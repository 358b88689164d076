using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.Formats.Tests.Keras;

/// <summary>
/// Weights that a file lists in other sizes than the settings of their layer give: neither of the two is exact.
/// </summary>
public sealed class ContradictionTests
{
    [Theory]
    [InlineData("\"shape\":[3,3,8,10]", "\"shape\":[3,3,8,12]", "but the file lists")]
    [InlineData("\"shape\":[3,3,8,10]", "\"shape\":[5,3,8,10]", "but the file lists")]
    [InlineData("\"shape\":[10]", "\"shape\":[11]", "but the file lists")]
    [InlineData("\"shape\":[3,3,8,10]", "\"shape\":[3,3,10,8]", "but the file lists")]
    public void The_row_and_the_totals_say_so(string written, string instead, string said)
    {
        string model = File.ReadAllText(WeightFiles.Full("tensorflowjs/batchnorm_prelu.model.json"));
        Assert.Contains(written, model, StringComparison.Ordinal);
        using var file = new TemporaryFile(
            "model.json",
            System.Text.Encoding.UTF8.GetBytes(model.Replace(written, instead, StringComparison.Ordinal))
        );
        var network = WeightFiles.Read(file.Path);
        Assert.Contains(network.Warnings, warning => warning.Contains(said, StringComparison.Ordinal));
        var measured = Measurer.Measure(network);
        Assert.Equal(Trust.Contradicted, measured.Totals.ParametersTrust);
        var row = measured.Rows.First(row => row.ParametersTrust == Trust.Contradicted);
        Assert.Contains(said, row.TrustReason, StringComparison.Ordinal);
        Assert.StartsWith("about ", measured.Totals.ToString().Split(": ")[^1], StringComparison.Ordinal);
        Assert.Equal(
            Trust.Exact,
            Measurer.Measure(WeightFiles.Read("tensorflowjs/batchnorm_prelu.model.json")).Totals.ParametersTrust
        );
    }

    // The weights that the file lists have 3,430 numbers: those of a class of the user's own are all of them, those of
    // settings that cannot be are no proof.
    [Theory]
    [InlineData("\"filters\":10", "\"filters\":0", Trust.Contradicted)]
    [InlineData("\"units\":3", "\"units\":\"x\"", Trust.Contradicted)]
    [InlineData("\"axis\":-1", "\"axis\":99", Trust.Contradicted)]
    [InlineData("\"axis\":[3]", "\"axis\":[99]", Trust.Contradicted)]
    [InlineData("\"class_name\":\"Conv2D\"", "\"class_name\":\"Mine\"", Trust.Exact)]
    public void A_layer_that_cannot_be_keeps_its_weights(string written, string instead, Trust trust)
    {
        string model = File.ReadAllText(WeightFiles.Full("tensorflowjs/batchnorm_prelu.model.json"));
        Assert.Contains(written, model, StringComparison.Ordinal);
        using var file = new TemporaryFile(
            "model.json",
            System.Text.Encoding.UTF8.GetBytes(model.Replace(written, instead, StringComparison.Ordinal))
        );
        var totals = Measurer.Measure(WeightFiles.Read(file.Path)).Totals;
        Assert.Equal((3430L, trust), (totals.Parameters, totals.ParametersTrust));
    }

    [Theory]
    [InlineData(0, Trust.Exact)]
    [InlineData(-4, Trust.Contradicted)]
    [InlineData(8, Trust.Contradicted)]
    public void Nor_are_weights_whose_files_have_another_length(int more, Trust trust)
    {
        using var file = new TemporaryFile(
            "model.json",
            File.ReadAllBytes(WeightFiles.Full("tensorflowjs/batchnorm_prelu.model.json"))
        );
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(file.Path));
        var group = json.RootElement.GetProperty("weightsManifest")[0];
        long bytes = group
            .GetProperty("weights")
            .EnumerateArray()
            .Sum(tensor =>
                tensor.GetProperty("shape").EnumerateArray().Aggregate(4L, (product, size) => product * size.GetInt64())
            );
        File.WriteAllBytes(
            Path.Combine(file.Folder, group.GetProperty("paths")[0].GetString()!),
            new byte[bytes + more]
        );
        var network = WeightFiles.Read(file.Path);
        Assert.Equal(trust, WeightFiles.TrustOf(network));
        Assert.Equal(
            trust != Trust.Exact,
            network.Warnings.Any(warning => warning.Contains($"have {bytes + more} bytes", StringComparison.Ordinal))
        );
    }
}
