using CnnParams.Formats.Onnx.Schema;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Reading;
using Google.Protobuf;

namespace CnnParams.Formats.Tests;

public class WeightLedgerTests
{
    // The files whose weights are not all on a row, each with its reason; a reader that loses others shows here.
    private static readonly string[] Incomplete = [];

    [Fact]
    public void Every_weight_of_every_file_is_counted_or_named()
    {
        int read = 0, exact = 0;
        var incomplete = new List<string>();
        foreach (string path in Directory.EnumerateFiles(TestFiles.PathOf(""), "*", SearchOption.AllDirectories).OrderBy(path => path, StringComparer.Ordinal))
        {
            if (Read(path) is not { } network)
                continue;
            read++;
            var totals = Measurer.Measure(network).Totals;
            exact += totals.ParametersTrust == Trust.Exact ? 1 : 0;
            if (network.Layers.OfType<Operation>().Any(row => row.OperatorType is "weights of no layer" or "no operator"))
                incomplete.Add(Path.GetFileName(path));
        }

        Assert.Equal(Incomplete, incomplete);
        Assert.True(read > 150 && exact > 140, $"{read} files were read, {exact} of them exactly");
    }

    [Fact]
    public void A_weight_on_no_row_makes_the_total_a_lower_bound()
    {
        var ledger = new WeightLedger();
        ledger.Hold("counted", 3, 4);
        ledger.Hold("mask", 5, 5);
        ledger.Hold("lost", 7, 7);
        ledger.Hold("single", 1);
        ledger.Name("mask");
        var layer = new WeightTensors { Name = "w", Tensors = [new TensorSpec("counted", new CnnParams.Shapes.TensorShape(3, 4))] };
        var network = ledger.Checked(new CnnParams.Networks.Network([layer]));
        var totals = Measurer.Measure(network).Totals;
        Assert.Equal((12L, Trust.LowerBound), (totals.Parameters, totals.ParametersTrust));
        Assert.Contains("49 elements in all, are on no row: 'lost' (7x7)", Assert.Single(network.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_of_constants_alone_is_not_exact()
    {
        var model = new Model { IrVersion = 8, Graph = new Graph { Outputs = { new ValueInfo { Name = "w" } } } };
        model.Graph.Initializers.Add(new Tensor { Name = "w", DataType = 1, Dims = { 3, 4 } });
        using var file = new TemporaryFile("model.onnx", model.ToByteArray());
        Assert.Equal(Trust.LowerBound, Measurer.Measure(TestFiles.Read(file.Path)).Totals.ParametersTrust);
    }

    private static CnnParams.Networks.Network? Read(string path)
    {
        try
        {
            return TestFiles.Read(path);
        }
        catch (ModelFileException)
        {
            return null;
        }
    }
}
