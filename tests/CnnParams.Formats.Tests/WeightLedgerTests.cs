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
    private static readonly string[] Incomplete =
    [
        // Its groups do not divide its channels: what its weights are is contradicted.
        "openvino_groups_that_do_not_divide.xml",
        "script_frozen_part.pt",
    ];

    [Fact]
    public void Every_weight_of_every_file_is_counted_or_named()
    {
        int read = 0,
            exact = 0;
        var incomplete = new List<string>();
        foreach (
            string path in Directory
                .EnumerateFiles(TestFiles.PathOf(""), "*", SearchOption.AllDirectories)
                .OrderBy(path => path, StringComparer.Ordinal)
        )
        {
            if (Read(path) is not { } network)
                continue;
            read++;
            var totals = Measurer.Measure(network).Totals;
            exact += totals.ParametersTrust == Trust.Exact ? 1 : 0;
            if (
                network
                    .Layers.OfType<Operation>()
                    .Any(row => row.OperatorType is "weights of no layer" or "no operator")
                || network.Layers.Any(layer =>
                    layer.Contradiction is { } what
                    && (what.Contains("the file holds") || what.Contains("the rows count"))
                )
            )
                incomplete.Add(Path.GetFileName(path));
        }

        Assert.Equal(Incomplete, incomplete);
        Assert.True(read > 250 && exact > 240, $"{read} files were read, {exact} of them exactly");
    }

    [Fact]
    public void A_weight_on_no_row_makes_the_total_a_lower_bound()
    {
        var ledger = Held(("counted", [3, 4]), ("mask", [5, 5]), ("lost", [7, 7]), ("single", [1]));
        ledger.Name("mask");
        Assert.Equal((12L, Trust.LowerBound), Balance(ledger, ("counted", [3, 4])));
        Assert.Contains(
            "49 elements in all, are on no row: 'lost' (7x7)",
            Assert.Single(Checked(ledger, ("counted", [3, 4])).Warnings),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Names_are_not_enough_the_numbers_must_be_those_of_the_file()
    {
        Assert.Equal((12L, Trust.Exact), Balance(Held(("w", [3, 4])), ("w", [12])));
        Assert.Equal((6L, Trust.LowerBound), Balance(Held(("w", [3, 4])), ("w", [6])));
        Assert.Equal((24L, Trust.Contradicted), Balance(Held(("w", [3, 4])), ("w", [24])));
        // What a file does not hold cannot be counted of it; single numbers may be settings of an operator.
        Assert.Equal((17L, Trust.Contradicted), Balance(Held(("w", [3, 4])), ("w", [12]), ("u", [5])));
        Assert.Equal((13L, Trust.Exact), Balance(Held(("w", [3, 4])), ("w", [12]), ("u", [1])));
        // Two tensors of one name, of which one is counted.
        Assert.Equal((12L, Trust.LowerBound), Balance(Held(("w", [3, 4]), ("w", [3, 4])), ("w", [12])));
        // Whole numbers may be weights, and need not.
        var whole = Held(("w", [3, 4]));
        whole.Allow("axes", 2);
        whole.Allow("bias", 4);
        Assert.Equal((16L, Trust.Exact), Balance(whole, ("w", [12]), ("bias", [4])));
    }

    [Fact]
    public void A_weight_may_be_made_of_several_tensors_and_several_of_one()
    {
        Assert.Equal((8L, Trust.Exact), Balance(Held(("ih", [4]), ("hh", [4])), ("ih+hh", [8])));
        Assert.Equal((9L, Trust.Contradicted), Balance(Held(("ih", [4]), ("hh", [4])), ("ih+hh", [9])));
        Assert.Equal(
            (12L, Trust.Exact),
            Balance(Held(("qkv", [12])), ("qkv[0]", [4]), ("qkv[1]", [4]), ("qkv[2]", [4]))
        );
        Assert.Equal((8L, Trust.LowerBound), Balance(Held(("qkv", [12])), ("qkv[0]", [4]), ("qkv[1]", [4])));
    }

    [Theory]
    [InlineData(12, Trust.Exact)]
    [InlineData(20, Trust.LowerBound)]
    [InlineData(11, Trust.Contradicted)]
    public void Weights_without_names_are_compared_by_number(int held, Trust trust)
    {
        var ledger = new WeightLedger();
        ledger.HoldNameless("'model.weights'", held);
        Assert.Equal((12L, trust), Balance(ledger, ("w", [12])));
    }

    [Fact]
    public void Weights_of_another_input_may_have_other_sizes()
    {
        var ledger = Held(("w", [3, 4]), ("lost", [5, 5]));
        var network = ledger.Checked(Network(("w", [7, 4])), isResized: true, CancellationToken.None);
        Assert.Equal(
            "1 of its weights, 25 elements in all, are on no row: 'lost' (5x5); the parameters are at least those that "
                + "are counted",
            Assert.Single(network.Warnings)
        );
    }

    [Fact]
    public void Without_layers_nothing_is_exact_whoever_has_read_it()
    {
        var network = new WeightLedger().Checked(
            new CnnParams.Networks.Network([]),
            isResized: false,
            CancellationToken.None
        );
        Assert.Equal(Trust.LowerBound, Measurer.Measure(network).Totals.ParametersTrust);
    }

    [Theory]
    // torch.jit.freeze has made constants of the convolution's 224 weights; of 269 parameters 45 are left in modules.
    [InlineData("pytorch/script_frozen_part.pt", 45, Trust.LowerBound)]
    // The packed weights of a quantised Linear(8, 10) are an object of their own: 224 + 16 + 80 + 90 as before.
    [InlineData("pytorch/script_quantized.pt", 410, Trust.Exact)]
    // Two layers of the user's own, each with a weight called w, and one of QKeras: 8*4 + 4*5 + (5+1)*3.
    [InlineData("keras/same_names.h5", 70, Trust.Exact)]
    public void Weights_in_unusual_places_are_counted_or_told(string file, long parameters, Trust trust)
    {
        var totals = Measurer.Measure(TestFiles.Read(TestFiles.PathOf(file))).Totals;
        Assert.Equal((parameters, trust), (totals.Parameters, totals.ParametersTrust));
    }

    [Theory]
    // A layer that has no weights by its rule, but has them in the file: OpenVINO's up to version 7, and Caffe's.
    [InlineData(
        "old.xml",
        """
            <net name="n" version="6"><layers>
            <layer id="0" name="x" type="Input" precision="FP32"><output><port id="0"><dim>1</dim><dim>8</dim></port></output></layer>
            <layer id="1" name="y" type="ReLU" precision="FP32"><input><port id="0"><dim>1</dim><dim>8</dim></port></input><output><port id="1"><dim>1</dim><dim>8</dim></port></output>
            <blobs><weights offset="0" size="32"/></blobs></layer>
            </layers><edges><edge from-layer="0" from-port="0" to-layer="1" to-port="0"/></edges></net>
            """
    )]
    [InlineData(
        "unknown_type.xml",
        """
            <net name="n" version="6"><layers>
            <layer id="0" name="x" type="Input"><output><port id="0"><dim>1</dim><dim>8</dim></port></output></layer>
            <layer id="1" name="y" type="ReLU"><input><port id="0"><dim>1</dim><dim>8</dim></port></input><output><port id="1"><dim>1</dim><dim>8</dim></port></output>
            <blobs><weights offset="0" size="32"/></blobs></layer>
            </layers><edges><edge from-layer="0" from-port="0" to-layer="1" to-port="0"/></edges></net>
            """
    )]
    [InlineData(
        "caffe.prototxt",
        """
            layer { name: "x" type: "Input" top: "x" input_param { shape { dim: 1 dim: 8 } } }
            layer { name: "y" type: "ReLU" bottom: "x" top: "y" blobs { shape { dim: 8 } } }
            """
    )]
    public void Weights_of_layers_that_have_none_are_told(string name, string text)
    {
        using var file = new TemporaryFile(name, System.Text.Encoding.UTF8.GetBytes(text));
        var network = TestFiles.Read(file.Path);
        Assert.NotEqual(Trust.Exact, Measurer.Measure(network).Totals.ParametersTrust);
        Assert.Contains(
            network.Warnings,
            warning =>
                warning.Contains("on no row", StringComparison.Ordinal)
                || warning.Contains("8 numbers for its weights, but 0", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("lenet_seed", "lenet_seed", Trust.Exact)]
    [InlineData("lenet_seed", "lstm_gru", Trust.Contradicted)]
    [InlineData("lstm_gru", "lenet_seed", Trust.LowerBound)]
    public void The_weights_of_an_archive_of_Keras_are_as_many_as_its_layers_have(
        string model,
        string weights,
        Trust trust
    )
    {
        using var content = new MemoryStream();
        using (
            var archive = new System.IO.Compression.ZipArchive(
                content,
                System.IO.Compression.ZipArchiveMode.Create,
                leaveOpen: true
            )
        )
        {
            foreach (
                var (from, name) in new[]
                {
                    (model, "config.json"),
                    (model, "metadata.json"),
                    (weights, "model.weights.h5"),
                }
            )
            {
                using var source = System.IO.Compression.ZipFile.OpenRead(TestFiles.PathOf($"keras/{from}.keras"));
                using var read = source.GetEntry(name)!.Open();
                using var written = archive.CreateEntry(name).Open();
                read.CopyTo(written);
            }
        }

        using var file = new TemporaryFile("mixed.keras", content.ToArray());
        Assert.Equal(trust, Measurer.Measure(TestFiles.Read(file.Path)).Totals.ParametersTrust);
    }

    [Fact]
    public void A_network_of_constants_alone_is_not_exact()
    {
        var model = new Model
        {
            IrVersion = 8,
            Graph = new Graph { Outputs = { new ValueInfo { Name = "w" } } },
        };
        model.Graph.Initializers.Add(
            new Tensor
            {
                Name = "w",
                DataType = 1,
                Dims = { 3, 4 },
            }
        );
        using var file = new TemporaryFile("model.onnx", model.ToByteArray());
        Assert.Equal(Trust.LowerBound, Measurer.Measure(TestFiles.Read(file.Path)).Totals.ParametersTrust);
    }

    private static WeightLedger Held(params (string Name, long[] Sizes)[] tensors)
    {
        var ledger = new WeightLedger();
        foreach (var (name, sizes) in tensors)
            ledger.Hold(name, sizes);
        return ledger;
    }

    private static CnnParams.Networks.Network Network(params (string Name, long[] Sizes)[] counted) =>
        new([
            new WeightTensors
            {
                Name = "rows",
                Tensors =
                [
                    .. counted.Select(one => new TensorSpec(one.Name, new CnnParams.Shapes.TensorShape(one.Sizes))),
                ],
            },
        ]);

    private static CnnParams.Networks.Network Checked(
        WeightLedger ledger,
        params (string Name, long[] Sizes)[] counted
    ) => ledger.Checked(Network(counted), isResized: false, CancellationToken.None);

    private static (long Parameters, Trust Trust) Balance(
        WeightLedger ledger,
        params (string Name, long[] Sizes)[] counted
    )
    {
        var totals = Measurer.Measure(Checked(ledger, counted)).Totals;
        return (totals.Parameters, totals.ParametersTrust);
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
