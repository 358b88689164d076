using System.Globalization;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>Models as PyTorch prints them (tests/oracles/torch_printed.py).</summary>
public class PrintedModulesTests
{
    private static readonly string Folder = TestFiles.PathOf("pytorch-printed");

    // torchvision has a LayerNorm2d of its own, whose parameters the text does not tell.
    private static readonly Dictionary<string, long> OfUnknownClasses = new() { ["convnext_tiny"] = 3_072 };

    public static TheoryData<string, long, long> Models
    {
        get
        {
            var data = new TheoryData<string, long, long>();
            foreach (
                string[] row in File.ReadLines(Path.Combine(Folder, "totals.csv"))
                    .Skip(1)
                    .Select(line => line.Split(','))
            )
                data.Add(
                    row[0],
                    long.Parse(row[1], CultureInfo.InvariantCulture),
                    long.Parse(row[2], CultureInfo.InvariantCulture)
                );
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void What_is_printed_is_counted(string model, long parameters, long hidden)
    {
        string path = Path.Combine(Folder, model + ".txt");
        var network = TestFiles.Read(path, new ReadOptions());
        var totals = Measurer.Measure(network).Totals;
        OfUnknownClasses.TryGetValue(model, out long unknown);

        // Parameters that a class of one's own holds directly are not printed.
        Assert.Equal(parameters - hidden - unknown, totals.Parameters);
        Assert.NotEmpty(network.Warnings);
        Assert.Equal(
            totals.Parameters,
            Measurer
                .Measure(new ModelLibrary().ReadCode(File.ReadAllText(path), new ReadOptions(), default))
                .Totals.Parameters
        );
    }

    [Fact]
    public void A_chain_has_shapes()
    {
        var network = TestFiles.Read(
            Path.Combine(Folder, "chain.txt"),
            new ReadOptions { InputShape = new TensorShape(3, 32, 32) }
        );

        Assert.Equal(
            ["(3,32,32)", "(8,16,16)", "(8,16,16)", "(8,16,16)", "(8,8,8)", "(4,8,8)", "(4,1,1)", "(4)", "(10)"],
            Measurer.Measure(network).Rows.Select(row => row.OutputShape.ToString())
        );
        Assert.True(network.HasGraph);
    }

    [Fact]
    public void A_class_that_is_not_known_is_named_and_not_counted()
    {
        var network = new ModelLibrary().ReadCode(
            "Net(\n  (a): Linear(in_features=2, out_features=3, bias=True)\n  (b): MyLayer(64, gain=2)\n)\n",
            new ReadOptions(),
            default
        );
        var measurement = Measurer.Measure(network);

        Assert.Equal("MyLayer", Assert.IsType<Operation>(network.Layers[1]).OperatorType);
        Assert.Null(measurement.Rows[1].Parameters);
        Assert.Equal(9, measurement.Totals.Parameters);
    }

    [Fact]
    public void Modules_that_are_alike_are_printed_once()
    {
        var network = new ModelLibrary().ReadCode(
            "Net(\n  (layers): ModuleList(\n    (0-3): 4 x Sequential(\n      (0): Linear(in_features=2, "
                + "out_features=3, bias=False)\n    )\n  )\n)\n",
            new ReadOptions(),
            default
        );

        Assert.Equal(
            ["layers.0.0", "layers.1.0", "layers.2.0", "layers.3.0"],
            network.Layers.Select(layer => layer.Name)
        );
    }

    [Theory]
    [InlineData("Net(\n  (a): Linear(in_features=2, out_features=3, bias=True)\n", "the text ends within Net")]
    [InlineData("Net(\n  (a): Conv2d(3, 4)\n)", "kernel_size")]
    [InlineData("Net(\n  (0-999999999): 4 x Sequential(\n  )\n)", "is no range of modules")]
    [InlineData("Net(\n  (a): Linear(open('x'), 3)\n)", "open()")]
    public void What_is_wrong_is_said(string text, string message)
    {
        var error = Assert.Throws<ModelFileException>(() =>
            new ModelLibrary().ReadCode(text, new ReadOptions(), default)
        );

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
