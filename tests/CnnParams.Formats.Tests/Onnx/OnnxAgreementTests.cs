using System.Globalization;
using CnnParams.Formats.Folding;
using CnnParams.Measuring;

namespace CnnParams.Formats.Tests.Onnx;

// Expected: onnx.shape_inference of onnx 1.12, and sums over initialisers (tests/oracles/onnx_models.py,
// tests/data/truth).
public class OnnxAgreementTests
{
    public static TheoryData<string> Models()
    {
        var data = new TheoryData<string>();
        foreach (string[] row in OnnxFiles.Totals(OnnxFiles.Folder))
            data.Add(row[0]);
        return data;
    }

    public static TheoryData<string> TruthModels()
    {
        var data = new TheoryData<string>();
        foreach (string[] row in OnnxFiles.Totals(OnnxFiles.TruthFolder))
            data.Add(row[0]);
        return data;
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Shapes_are_those_that_onnx_infers(string model) =>
        AssertShapes(OnnxFiles.PathOf(model), Path.Combine(OnnxFiles.Folder, model + ".csv"));

    [Theory]
    [MemberData(nameof(TruthModels))]
    public void Shapes_are_the_truth(string model) =>
        AssertShapes(OnnxFiles.TruthPathOf(model), Path.Combine(OnnxFiles.TruthFolder, model + ".shapes.csv"));

    [Theory]
    [MemberData(nameof(Models))]
    public void Parameters_are_the_learned_elements_of_the_file(string model)
    {
        string[] row = OnnxFiles.Totals(OnnxFiles.Folder).Single(row => row[0] == model);
        var measured = Measurer.Measure(OnnxFiles.Read(model));
        Assert.Empty(measured.Problems);
        // A file does not tell parameters from buffers: those count, and the number is not exact.
        if (model is not ("buffers" or "frozen_norm"))
            Assert.Equal(OnnxFiles.Number(row[1]), measured.Totals.Parameters);
        else
            Assert.Equal(
                (OnnxFiles.Number(row[2]), Trust.Assumed),
                (measured.Totals.Parameters, measured.Totals.ParametersTrust)
            );
    }

    // PyTorch's export keeps one of several equal parameters, and names the others with an Identity.
    [Theory]
    [InlineData("copied_layers", Trust.Exact)]
    [InlineData("untrained", Trust.Assumed)]
    [InlineData("repeated_norm", Trust.Assumed)]
    public void Equal_parameters_that_an_export_has_merged_count_each(string model, Trust trust)
    {
        string[] row = OnnxFiles.Totals(OnnxFiles.Folder).Single(row => row[0] == model);
        var totals = Measurer.Measure(OnnxFiles.Read(model)).Totals;
        Assert.Equal((OnnxFiles.Number(row[1]), trust), (totals.Parameters, totals.ParametersTrust));
    }

    [Theory]
    [MemberData(nameof(TruthModels))]
    public void Parameters_are_the_truth(string model)
    {
        string[] row = OnnxFiles.Totals(OnnxFiles.TruthFolder).Single(row => row[0] == model);
        var network = TestFiles.Read(OnnxFiles.TruthPathOf(model));
        var measured = Measurer.Measure(network);
        Assert.Empty(measured.Problems);
        Assert.Empty(network.Warnings);
        Assert.Equal(OnnxFiles.Number(row[3]), measured.Totals.Parameters);
        Assert.Equal(
            (Trust.Exact, Trust.Exact, Trust.Exact),
            (measured.Totals.ShapeTrust, measured.Totals.ParametersTrust, measured.Totals.MacsTrust)
        );
    }

    // macs_conv_linear of tests/data/truth/torchvision-totals.csv: forward hooks on convolutions and linear layers.
    [Theory]
    [InlineData("resnet18")]
    [InlineData("mobilenet_v2")]
    [InlineData("squeezenet1_1")]
    public void Costs_are_those_of_PyTorch(string model)
    {
        string[][] rows =
        [
            .. File.ReadLines(TestFiles.PathOf(Path.Combine("truth", "torchvision-totals.csv")))
                .Select(line => line.Split(',')),
        ];
        int column = Array.IndexOf(rows[0], "macs_conv_linear");
        long macs = OnnxFiles.Number(rows.Single(row => row[0] == model)[column]);
        Assert.Equal(macs, Measurer.Measure(TestFiles.Read(OnnxFiles.TruthPathOf(model))).Totals.Macs);
    }

    private static void AssertShapes(string model, string expected)
    {
        var values = OnnxFiles.Values(model);
        var wrong = new List<string>();
        foreach (var (name, axes) in OnnxFiles.Shapes(expected))
        {
            var shape = values.TryGetValue(name, out var value) ? value.Shape : null;
            bool agrees =
                shape is not null && shape.Rank == axes.Length && shape.Axes.Zip(axes, Agrees).All(same => same);
            if (!agrees)
                wrong.Add($"{name}: {shape?.ToString() ?? "nothing"} for ({string.Join(",", axes)})");
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    // A size that onnx leaves open may be known here; one that it knows must be the same.
    private static bool Agrees(Size size, string axis) =>
        !long.TryParse(axis, NumberStyles.None, CultureInfo.InvariantCulture, out long number) || size.Value == number;
}
