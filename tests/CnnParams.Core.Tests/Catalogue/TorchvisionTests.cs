using System.Globalization;
using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Catalogue;

/// <summary>
/// The torchvision variants against torchvision 0.14.1 itself: tests/data/torchvision and tests/data/truth, made by
/// tests/oracles/torchvision_models.py.
/// </summary>
public sealed class TorchvisionTests
{
    private const string Aux = "_aux";

    private static readonly string[] LayerFolders = ["torchvision/layers", "truth/torchvision-layers"];

    // What torchvision calls by names of its own.
    private static readonly Dictionary<string, string> Types = new()
    {
        ["LayerNorm2d"] = "LayerNormalization",
        ["NonDynamicallyQuantizableLinear"] = "Dense",
        ["MultiheadAttention"] = "MultiHeadAttention",
    };

    private static readonly string[] CalledTwice = ["relu", "stochastic_depth"];

    public static IEnumerable<object[]> Totals() =>
        Csv.Read("torchvision", "totals.csv").Select(row => new object[] { row["model"], Number(row["input"]) });

    public static TheoryData<string> LayerTables() =>
        [
            .. LayerFolders
                .SelectMany(folder =>
                    Directory.GetFiles(System.IO.Path.Combine(AppContext.BaseDirectory, "data", folder))
                )
                .Select(file => System.IO.Path.GetFileNameWithoutExtension(file)),
        ];

    [Theory]
    [MemberData(nameof(Totals))]
    public void Totals_are_torchvisions(string model, long resolution)
    {
        var expected = Csv.Read("torchvision", "totals.csv")
            .Single(row => row["model"] == model && Number(row["input"]) == resolution);
        // Vision transformers compute more than their conv and linear modules.
        var everything = Csv.Read("torchvision", "attention.csv").SingleOrDefault(row => row["model"] == model);
        var measurement = Measure(model, resolution);

        Assert.Empty(measurement.Problems);
        Assert.Equal(Number(expected["parameters"]), measurement.Totals.Parameters);
        Assert.Equal(Number(expected["running_stats"]), StatisticsOf(measurement.Rows));
        Assert.Equal(
            Number((everything ?? expected)[everything is null ? "macs_conv_linear" : "macs_all"]),
            MacsInInference(model, measurement)
        );
        if (expected["output"].Split(';').Length == 1)
            Assert.Contains(measurement.Rows, row => Text(row.OutputShape) == expected["output"]);
        else
            Assert.All(
                expected["output"].Split(';'),
                output => Assert.Contains(measurement.Rows, row => Text(row.OutputShape) == output)
            );
    }

    [Theory]
    [MemberData(nameof(LayerTables))]
    public void Each_layer_is_torchvisions(string model)
    {
        var rows = new Queue<LayerMeasurement>(Measure(model, null).Rows);
        var listed = new HashSet<string>();
        foreach (var expected in LayerTable(model).Where(row => row["output_shape"].Length > 0))
        {
            var row = Next(rows, expected["path"], model);
            listed.Add(row.Name);
            string type = Types.TryGetValue(expected["type"], out string? known)
                ? known
                : LayerTypes.Find(expected["type"])?.Name ?? expected["type"];
            Assert.Equal((expected["path"], type), (expected["path"], TypeOf(row)));
            Assert.Equal((expected["path"], expected["output_shape"]), (expected["path"], Text(row.OutputShape)));
            Assert.Equal(
                (expected["path"], expected["input_shape"].Split(';')[0]),
                (expected["path"], Text(row.InputShape!))
            );
            Assert.Equal((expected["path"], Number(expected["parameters"])), (expected["path"], row.Parameters));
            Assert.Equal(
                (expected["path"], Number(expected["running_stats"])),
                (expected["path"], StatisticsOf([row]))
            );
        }
    }

    [Theory]
    [MemberData(nameof(LayerTables))]
    public void Layers_that_no_module_call_shows_have_the_parameters_that_are_not_called(string model)
    {
        var paths = LayerTable(model).Select(row => row["path"]).ToHashSet();
        long uncalled = Csv.Read("torchvision", "uncalled.csv")
            .Where(row => row["model"] == model)
            .Sum(row => Number(row["elements"]));

        Assert.Equal(
            uncalled,
            Measure(model, null).Rows.Where(row => !paths.Contains(Path(row.Name))).Sum(row => row.Parameters)
        );
    }

    private static NetworkMeasurement Measure(string model, long? resolution)
    {
        bool auxiliary = model.EndsWith(Aux, StringComparison.Ordinal);
        string name = auxiliary ? model[..^Aux.Length] : model;
        return Measurer.Measure(
            Architectures
                .Get(name)
                .Variant("torchvision")
                .Build(name, new ArchitectureOptions { Resolution = resolution, Auxiliary = auxiliary })
        );
    }

    // The heads of googlenet and inception_v3 are parameters, but do not run in inference.
    private static long? MacsInInference(string model, NetworkMeasurement measurement)
    {
        bool idle = model is "googlenet_aux" or "inception_v3_aux";
        return measurement
            .Rows.Where(row => !idle || !row.Name.StartsWith("aux", StringComparison.OrdinalIgnoreCase))
            .Sum(row => row.Macs);
    }

    // Functional calls (add, concatenate, flatten) are layers of ours between the modules.
    private static LayerMeasurement Next(Queue<LayerMeasurement> rows, string path, string model)
    {
        while (rows.TryDequeue(out var row))
        {
            if (Path(row.Name) == path)
                return row;
        }

        throw new InvalidOperationException($"{model}: {path} is not there, or not in the order of the calls");
    }

    // A module that is called a second time has a number after its name: relu_2.
    private static string Path(string name)
    {
        int mark = name.LastIndexOf('_');
        return
            mark > 0
            && name[(mark + 1)..].All(char.IsDigit)
            && CalledTwice.Contains(name[(name.LastIndexOf('.') + 1)..mark])
            ? name[..mark]
            : name;
    }

    private static string TypeOf(LayerMeasurement row) => row.Type;

    private static IReadOnlyList<IReadOnlyDictionary<string, string>> LayerTable(string model) =>
        LayerFolders
            .Where(folder =>
                File.Exists(System.IO.Path.Combine(AppContext.BaseDirectory, "data", folder, model + ".csv"))
            )
            .Select(folder => Csv.Read([.. folder.Split('/'), model + ".csv"]))
            .First();

    private static long StatisticsOf(IEnumerable<LayerMeasurement> rows) =>
        rows.SelectMany(row => row.Weights)
            .Where(weight => weight.Role == WeightRole.Statistic)
            .Sum(weight => weight.Count);

    private static string Text(TensorShape shape) => string.Join("x", shape.Sizes);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
