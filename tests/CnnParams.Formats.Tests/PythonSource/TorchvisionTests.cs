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

    // Parameters and the products of convolutions and linear layers: torchvision 0.14.1, run. The attention of MViT has
    // no module, so that its products are not counted there.
    [Theory]
    [InlineData("resnet.py", "r3d_18", 33_371_472, 5_180_637_184)]
    [InlineData("resnet.py", "mc3_18", 11_695_440, 5_669_666_816)]
    [InlineData("resnet.py", "r2plus1d_18", 31_505_325, 5_161_079_680)]
    [InlineData("s3d.py", "s3d", 8_320_048, null)]
    [InlineData("mvit.py", "mvit_v1_b", 36_610_672, null)]
    [InlineData("mvit.py", "mvit_v2_s", 34_537_744, null)]
    public void A_model_for_video_has_its_totals(string file, string name, long parameters, long? macs)
    {
        if (!IsThere())
            return;
        var measurement = Measurer.Measure(
            TestFiles.Read(
                Path.Combine(sources.Root!, "models", "video", file),
                new ReadOptions
                {
                    Entry = name,
                    InputShape = macs is null ? new TensorShape(3, 16, 224, 224) : new TensorShape(3, 8, 56, 56),
                }
            )
        );

        Assert.Empty(measurement.Problems);
        Assert.Equal(parameters, measurement.Totals.Parameters);
        Assert.Equal("(400)", measurement.Rows[measurement.Rows.Count - 1].OutputShape.ToString());
        if (macs is not null)
            Assert.Equal(
                macs,
                measurement.Rows.Where(row => row.Type is "Conv3D" or "Dense").Sum(row => row.Macs ?? 0)
            );
    }

    // The parameters that torchvision 0.14.1 states with its weights (meta["num_params"]).
    [Theory]
    [InlineData("faster_rcnn.py", "fasterrcnn_resnet50_fpn", 41_755_286)]
    [InlineData("faster_rcnn.py", "fasterrcnn_resnet50_fpn", 41_755_286, 320L)]
    [InlineData("ssd.py", "ssd300_vgg16", 35_641_826, 300L)]
    [InlineData("faster_rcnn.py", "fasterrcnn_mobilenet_v3_large_fpn", 19_386_354)]
    [InlineData("retinanet.py", "retinanet_resnet50_fpn", 34_014_999)]
    [InlineData("fcos.py", "fcos_resnet50_fpn", 32_269_600)]
    [InlineData("ssd.py", "ssd300_vgg16", 35_641_826)]
    [InlineData("mask_rcnn.py", "maskrcnn_resnet50_fpn", 44_401_393)]
    [InlineData("keypoint_rcnn.py", "keypointrcnn_resnet50_fpn", 59_137_258)]
    public void A_model_that_finds_objects_has_its_parameters_and_says_that_shapes_are_not_known(
        string file,
        string name,
        long parameters,
        long? size = null
    )
    {
        if (!IsThere())
            return;
        var network = TestFiles.Read(
            Path.Combine(sources.Root!, "models", "detection", file),
            new ReadOptions { Entry = name, InputShape = size is { } side ? new TensorShape(3, side, side) : null }
        );
        var measurement = Measurer.Measure(network);

        Assert.Equal(parameters, measurement.Totals.Parameters);
        Assert.Equal(Trust.LowerBound, measurement.Totals.MacsTrust);
        Assert.Contains(
            network.Warnings,
            warning => warning.Contains("shapes are not known", StringComparison.Ordinal)
        );
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
