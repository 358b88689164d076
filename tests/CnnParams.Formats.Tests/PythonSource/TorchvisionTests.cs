using System.Globalization;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;
using Xunit.Abstractions;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>
/// torchvision's own sources give the numbers that torchvision itself gives (tests/oracles/torchvision_models.py).
/// </summary>
public class TorchvisionTests(TorchvisionSources sources, ITestOutputHelper output) : IClassFixture<TorchvisionSources>
{
    private static readonly string Data = TestFiles.PathOf("");

    [Fact]
    public void Every_architecture_has_its_totals()
    {
        if (!IsThere())
            return;
        var attention = Rows(Path.Combine(Data, "torchvision", "attention.csv"))
            .ToDictionary(row => row[0], row => long.Parse(row[3], CultureInfo.InvariantCulture));
        var rows = Rows(Path.Combine(Data, "torchvision", "totals.csv"))
            .Where(row => row[0] != "ssd300_vgg16")
            .ToArray();
        var wrong = new List<string>();
        foreach (string[] row in rows)
        {
            var network = Read(row[0], long.Parse(row[1], CultureInfo.InvariantCulture));
            var measurement = Measurer.Measure(network);
            long macs = measurement
                .Rows.Where(layer => attention.ContainsKey(row[0]) || layer.Type is "Conv2D" or "Dense")
                .Sum(layer => layer.Macs ?? 0);
            string expected = attention.TryGetValue(row[0], out long all)
                ? all.ToString(CultureInfo.InvariantCulture)
                : row[5];
            string outgoing = string.Join(
                "x",
                measurement.Rows.First(layer => layer.Name == network.Outputs[0].Split(':')[0]).Outputs[0].Sizes
            );
            string found = FormattableString.Invariant(
                $"{measurement.Totals.Parameters},{macs},{outgoing},{measurement.Problems.Count}"
            );
            if (found != $"{row[2]},{expected},{row[6]},0")
                wrong.Add($"{row[0]}: {found}; torchvision: {row[2]},{expected},{row[6]}");
        }

        Assert.Equal(91, rows.Length);
        Assert.Empty(wrong);
    }

    public static TheoryData<string> Tables =>
        [
            .. Directory
                .GetFiles(Path.Combine(Data, "truth", "torchvision-layers"), "*.csv")
                .Concat(Directory.GetFiles(Path.Combine(Data, "torchvision", "layers"), "*.csv"))
                .Where(path => !Path.GetFileName(path).StartsWith("swin", StringComparison.Ordinal)),
        ];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Every_call_of_a_module_is_a_row_with_its_name_shape_and_parameters(string table)
    {
        if (!IsThere())
            return;
        string name = Path.GetFileNameWithoutExtension(table);
        var rows = Rows(table).Where(row => row[1] != "Identity").ToArray();
        string input = rows[0][2];
        var network = Read(name, long.Parse(input.Split('x')[^1], CultureInfo.InvariantCulture));
        var measured = Measurer.Measure(network).Rows;
        var calls = new Dictionary<string, int>(StringComparer.Ordinal);
        int at = -1;
        foreach (string[] row in rows)
        {
            int call = calls[row[0]] = calls.TryGetValue(row[0], out int before) ? before + 1 : 1;
            string own = call == 1 ? row[0] : FormattableString.Invariant($"{row[0]}_{call}");
            int found = measured.ToList().FindIndex(layer => layer.Name == own);
            Assert.True(found > at, $"{own} is not after the row before it");
            at = found;
            // LayerNorm2d normalises between two transpositions, which are rows of their own.
            string[] expected = row[3].Split('x'),
                actual = [.. measured[found].Outputs[0].Sizes.Select(size => FormattableString.Invariant($"{size}"))];
            Assert.Equal(
                row[1] == "LayerNorm2d" ? [.. expected.Order()] : expected,
                row[1] == "LayerNorm2d" ? [.. actual.Order()] : actual.ToArray()
            );
            Assert.Equal(row[4], FormattableString.Invariant($"{measured[found].Parameters}"));
        }
    }

    private bool IsThere()
    {
        if (sources.Root is null)
            output.WriteLine("torchvision's sources are not to be had here: nothing was compared.");
        return sources.Root is not null;
    }

    private Network Read(string name, long size)
    {
        string function = name.Replace("_aux", "");
        string file = Directory
            .GetFiles(Path.Combine(sources.Root!, "models"), "*.py", SearchOption.AllDirectories)
            .Where(path => !path.Contains("quantization", StringComparison.Ordinal))
            .First(path =>
                File.ReadLines(path).Any(line => line.StartsWith($"def {function}(", StringComparison.Ordinal))
            );
        var arguments = new Dictionary<string, object?> { ["weights"] = null };
        if (function is "googlenet" or "inception_v3")
            (arguments["aux_logits"], arguments["init_weights"]) = (function != name, false);
        else if (function != name)
            arguments["aux_loss"] = true;
        else if (Path.GetFileName(Path.GetDirectoryName(file)) == "segmentation")
            (arguments["weights_backbone"], arguments["aux_loss"]) = (null, false);
        if (function.StartsWith("lraspp", StringComparison.Ordinal))
            arguments.Remove("aux_loss");
        return TestFiles.Read(
            file,
            new ReadOptions
            {
                Entry = function,
                Arguments = arguments,
                InputShape = new TensorShape(3, size, size),
            }
        );
    }

    private static IEnumerable<string[]> Rows(string path) =>
        File.ReadLines(path).Skip(1).Select(line => line.Split(','));
}
