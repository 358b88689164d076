using System.Text;
using System.Xml.Linq;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.OpenVino;

// The files are those of OpenVINO's own Model Optimizer, by tests/oracles/openvino_old_models.py; parameters are
// PyTorch's.
public class Version7Tests
{
    // A factor and an offset of each channel that is normalised become one bias, or an offset where a convolution has
    // one. LSTM: of PyTorch's two biases one is left. Version 7 writes a bias of zeros for each matrix, which the .bin
    // file would show; unfused,
    // version 6 adds a factor of one for each of 40 units. What is no norm may have been written for the format alone.
    [Theory]
    [InlineData("squeezenet1_1_v2", 1_235_496, 349_151_936)]
    [InlineData("resnet18_v4", 11_689_512 - 4_800, 1_814_073_344)]
    [InlineData("mobilenet_v2_v6", 3_504_872 - 17_056, 300_774_272)]
    [InlineData("operators_v2", 43_788 - 32, 7_283_200)]
    [InlineData("operators_v4", 43_788 - 32, 7_283_200)]
    [InlineData("operators_v6", 43_276 - 32 + 40, 6_937_600)]
    [InlineData("operators_v7", 43_276 - 32 + 10, 6_937_600)]
    [InlineData("lstm_v7", 4_157 - 96 + 5, -1)]
    public void Networks_are_PyTorchs(string name, long parameters, long macs)
    {
        var network = WeightFiles.Read($"openvino/{name}.xml");
        var measured = Measurer.Measure(network);
        Assert.Empty(measured.Problems);
        Assert.Equal(
            (
                "OpenVINO",
                parameters,
                name is "operators_v6" or "operators_v7" or "lstm_v7" ? Trust.Assumed : Trust.Exact
            ),
            (network.Format, measured.Totals.Parameters, measured.Totals.ParametersTrust)
        );
        if (macs >= 0)
            Assert.Equal((macs, Trust.Exact), (measured.Totals.Macs, measured.Totals.MacsTrust));
        // Of a window over three axes, version 2 has two sizes.
        Assert.Equal(name == "operators_v2" ? 1 : 0, network.Warnings.Count);
    }

    // The output of each layer follows from its settings here; the Model Optimizer has inferred it by rules of its own.
    [Theory]
    [InlineData("squeezenet1_1_v2")]
    [InlineData("resnet18_v4")]
    [InlineData("mobilenet_v2_v6")]
    [InlineData("operators_v2")]
    [InlineData("operators_v4")]
    [InlineData("operators_v6")]
    [InlineData("operators_v7")]
    [InlineData("lstm_v7")]
    public void Each_layer_leaves_the_shape_of_its_ports_and_has_the_bytes_of_its_blobs(string name)
    {
        var rows = Measurer
            .Measure(WeightFiles.Read($"openvino/{name}.xml"))
            .Rows.ToDictionary(row => row.Name, StringComparer.Ordinal);
        int number = 0;
        foreach (
            var layer in XDocument
                .Load(WeightFiles.Full($"openvino/{name}.xml"))
                .Root!.Element("layers")!
                .Elements("layer")
                .Where(layer => (string)layer.Attribute("type")! != "Const")
        )
        {
            var row = rows[(string)layer.Attribute("name")!];
            string[] shapes =
            [
                .. layer
                    .Element("output")!
                    .Elements("port")
                    .Select(port => $"({string.Join(',', port.Elements("dim").Skip(1).Select(dim => dim.Value))})"),
            ];
            // What is no layer here has one output.
            int outputs = row.Layer is Operation ? 1 : shapes.Length;
            Assert.Equal(
                (row.Name, string.Join(' ', shapes.Take(outputs))),
                (row.Name, string.Join(' ', row.OutputShapes))
            );
            if (layer.Element("blobs") is { } blobs)
                Assert.Equal(
                    (row.Name, blobs.Elements().Sum(blob => (long)blob.Attribute("size")!)),
                    (row.Name, row.WeightBytes)
                );
            number++;
        }

        Assert.True(number > 5, $"{number} layers");
    }

    [Theory]
    [InlineData("resnet18_v4", 46_738_848, null)]
    [InlineData("resnet18_v4", 46_738_847, "takes")]
    [InlineData("operators_v2", 175_024, null)]
    [InlineData("operators_v7", 86_540, null)]
    [InlineData("operators_v7", 86_000, "fc")]
    [InlineData("lstm_v7", 16_416, null)]
    [InlineData("lstm_v7", 16_031, "LSTMCell/weights")] // of a loop's body
    public void Places_of_weights_are_checked_against_the_bin_file(string name, long bytes, string? said)
    {
        using var file = new TemporaryFile(name + ".xml", File.ReadAllBytes(WeightFiles.Full($"openvino/{name}.xml")));
        using (var weights = File.Create(Path.ChangeExtension(file.Path, ".bin")))
            weights.SetLength(bytes);
        var network = WeightFiles.Read(file.Path);
        Assert.Equal(
            said is not null,
            Measurer.Measure(network).Rows.Any(row => row.ParametersTrust == Trust.Contradicted)
        );
        string[] warnings =
        [
            .. network.Warnings.Where(warning => warning.Contains("lies at", StringComparison.Ordinal)),
        ];
        if (said is null)
            Assert.Empty(warnings);
        else
            Assert.Contains(warnings, warning => warning.Contains(said, StringComparison.Ordinal));
    }

    // Those of Linear(40, 10, bias=False) lie at byte 86,520.
    [Theory]
    [InlineData(0, Trust.Assumed)]
    [InlineData(1, Trust.Exact)]
    public void Zeros_that_the_format_needs_are_seen_in_the_bin_file(byte value, Trust trust)
    {
        using var file = new TemporaryFile("net.xml", File.ReadAllBytes(WeightFiles.Full("openvino/operators_v7.xml")));
        byte[] bytes = new byte[86_540];
        new Random(1).NextBytes(bytes);
        bytes.AsSpan(86_520).Fill(value);
        File.WriteAllBytes(Path.ChangeExtension(file.Path, ".bin"), bytes);
        Assert.Equal(trust, WeightFiles.TrustOf(WeightFiles.Read(file.Path)));
    }

    // Expected: the layers' catalogue of OpenVINO 2019, docs.openvinotoolkit.org, "Intermediate Representation Notation
    // Reference".
    [Theory]
    [InlineData(
        "4,6,7",
        """type="Convolution"><data output="8" kernel-x="3" kernel-y="5" stride-x="1" stride-y="2" pad-x="1" pad-y="2"/>""",
        "weights 1920 biases 32",
        "8,3,7",
        488
    )]
    [InlineData(
        "4,6,7",
        """type="Convolution"><convolution_data output="8" kernel-x="3" kernel-y="3" pad-x="0" pad-y="0" pad-r="1" pad-b="2" group="2"/>""",
        "weights 576",
        "8,6,6",
        144
    )]
    [InlineData(
        "4,6,7",
        """type="Convolution"><data output="8" kernel="3,3" strides="2,2" dilations="1,1" pads_begin="0,0" pads_end="0,0" auto_pad="same_upper"/>""",
        "weights 1152",
        "8,3,4",
        288
    )]
    [InlineData(
        "4,5,6,7",
        """type="Convolution"><data output="2" kernel="3,3,3" strides="1,1,1" pads_begin="1,1,1" pads_end="1,1,1"/>""",
        "weights 864",
        "2,5,6,7",
        216
    )]
    [InlineData(
        "4,6,7",
        """type="Deconvolution"><data output="2" kernel="4,4" strides="2,2" pads_begin="1,1" pads_end="1,1"/>""",
        "weights 512 biases 8",
        "2,12,14",
        130
    )]
    [InlineData(
        "4,6,7",
        """type="Deconvolution"><data output="4" kernel-x="4" kernel-y="4" stride-x="2" stride-y="2" pad-x="1" pad-y="1" pad-r="-1" pad-b="-1" group="4"/>""",
        "weights 256",
        "4,12,14",
        64
    )]
    [InlineData(
        "4,6,7",
        """type="Convolution"><data output="8" kernel="3,3"/><weights offset="0" size="1152"/><biases offset="1152" size="32"/>""",
        "",
        "8,4,5",
        296
    )] // outside of blobs
    [InlineData(
        "4,6,7",
        """type="BinaryConvolution"><data output="16" kernel="1,1" strides="1,1" mode="xnor-popcount"/>""",
        "weights 8",
        "16,6,7",
        64
    )] // of a bit each, as face-detection-adas-binary-0001 of Open Model Zoo has them
    [InlineData("4,6,7", """type="FullyConnected"><data out-size="3.0"/>""", "weights 2016", "3", 504)]
    [InlineData("4,6,7", """type="FullyConnected"><fc out-size="3"/>""", "weights 2016 biases 12", "3", 507)]
    [InlineData(
        "4,7,7",
        """type="Pooling"><data kernel="2,2" strides="2,2" pads_begin="0,0" pads_end="0,0" pool-method="max"/>""",
        "",
        "4,4,4",
        0
    )] // rounded up, unless it says otherwise
    [InlineData(
        "4,7,7",
        """type="Pooling"><data kernel="2,2" strides="2,2" pads_begin="1,1" pads_end="1,1" pool-method="avg" exclude-pad="true" rounding_type="ceil"/>""",
        "",
        "4,4,4",
        0
    )]
    [InlineData(
        "4,7,7",
        """type="Pooling"><pooling_data kernel-x="3" kernel-y="2" stride-x="2" stride-y="2" pad-x="0" pad-y="0" rounding-type="floor"/>""",
        "",
        "4,3,3",
        0
    )]
    [InlineData(
        "4,6,7",
        """type="BatchNormalization"><batch_norm_data epsilon="1e-5"/>""",
        "weights 16 biases 16",
        "4,6,7",
        8
    )]
    [InlineData("4,6,7", """type="ScaleShift">""", "weights 16 biases 16", "4,6,7", 8)]
    [InlineData("4,6,7", """type="PReLU"><data channel_shared="1"/>""", "weights 4", "4,6,7", 1)]
    [InlineData(
        "4,6,7",
        """type="Normalize"><data across_spatial="0" channel_shared="0" eps="1e-10"/>""",
        "weights 16",
        "4,6,7",
        4
    )]
    [InlineData(
        "4,6,7",
        """type="Norm"><norm_data alpha="1e-4" beta="0.75" local-size="5" region="across"/>""",
        "",
        "4,6,7",
        0
    )]
    [InlineData("4,6,7", """type="Activation"><data type="elu" alpha="1"/>""", "", "4,6,7", 0)]
    [InlineData("4,6,7", """type="Power"><data power="2" scale="1" shift="0"/>""", "", "4,6,7", 0)]
    [InlineData("4,6,7", """type="Permute"><data order="0,2,3,1"/>""", "", "6,7,4", 0)]
    [InlineData("4,6,7", """type="Reshape"><data dim="0,-1,7"/>""", "", "24,7", 0)]
    [InlineData("4,6,7", """type="Flatten"><data axis="1" end_axis="-1"/>""", "", "168", 0)]
    [InlineData("4,6,7", """type="Flatten"><data axis="2" end_axis="3"/>""", "", "4,42", 0)]
    [InlineData("4,6,7", """type="Crop"><data axis="2,3" offset="1,2" dim="3,4"/>""", "", "4,3,4", 0)]
    [InlineData("4,6,7", """type="Crop"><data axis="1,3" crop_begin="1,0" crop_end="1,3"/>""", "", "2,6,4", 0)]
    [InlineData(
        "4,6,7",
        """type="Pad"><data pads_begin="0,0,1,2" pads_end="0,0,3,4" pad_mode="reflect"/>""",
        "",
        "4,10,13",
        0
    )]
    [InlineData(
        "4,6,7",
        """type="Resample"><data type="caffe.ResampleParameter.NEAREST" factor="1.5" antialias="0"/>""",
        "",
        "4,9,11",
        0
    )]
    [InlineData("4,6,7", """type="Interp"><data height="12" width="10" pad_beg="0" pad_end="0"/>""", "", "4,12,10", 0)]
    [InlineData("4,6,8", """type="ReorgYolo"><data stride="2"/>""", "", "16,3,4", 0)]
    [InlineData(
        "4,6,7",
        """type="RegionYolo"><data axis="1" classes="1" coords="4" do_softmax="1" end_axis="3" num="5"/>""",
        "",
        "168",
        0
    )]
    [InlineData("4,6,7", """type="Tile"><data axis="1" tiles="3"/>""", "", "12,6,7", 0)]
    public void Layers_follow_the_catalogue(
        string incoming,
        string layer,
        string blobs,
        string outgoing,
        long parameters
    )
    {
        var network = One(incoming, layer, blobs, outgoing);
        Assert.Empty(network.Warnings);
        var measured = Measurer.Measure(network);
        Assert.Empty(measured.Problems);
        // Of a batch norm the mean and the variance are stored, and nothing else.
        Assert.Equal(
            ($"({outgoing})", parameters),
            (measured.Rows[^1].OutputShape.ToString(), measured.Rows[^1].Parameters)
        );
    }

    [Fact]
    public void A_kernel_that_arrives_as_a_constant_is_a_weight()
    {
        // As FakeQuantize leaves it, since 2019 R2.
        string text = Net(
            6,
            """
            <layer id="0" name="x" type="Input" precision="FP32"><output><port id="0"><dim>1</dim><dim>4</dim><dim>6</dim><dim>7</dim></port></output></layer>
            <layer id="2" name="conv" type="Convolution" precision="FP32"><data output="8" kernel="3,3" strides="1,1" pads_begin="0,0" pads_end="0,0"/>
              <input><port id="0"/><port id="1"/></input><output><port id="2"><dim>1</dim><dim>8</dim><dim>4</dim><dim>5</dim></port></output><blobs><biases offset="288" size="32"/></blobs></layer>
            <layer id="1" name="kernel" type="Const" precision="I8"><output><port id="0"><dim>8</dim><dim>4</dim><dim>3</dim><dim>3</dim></port></output><blobs><custom offset="0" size="288"/></blobs></layer>
            """,
            (0, 0, 2, 0),
            (1, 0, 2, 1)
        );
        var network = Text(text);
        Assert.Empty(network.Warnings);
        var row = Measurer.Measure(network).Rows[^1];
        Assert.Equal((296, 288 + 32), (row.Parameters, row.WeightBytes));
    }

    [Theory]
    [InlineData("sum", MergeOperation.Add)]
    [InlineData("prod", MergeOperation.Multiply)]
    [InlineData("max", MergeOperation.Maximum)]
    public void Two_tensors_are_merged(string operation, MergeOperation expected)
    {
        var merge = Assert.IsType<Merge>(
            Text(
                Net(
                    5,
                    $"""
                    <layer id="7" name="x" type="Input" precision="FP16"><output><port id="0"><dim>1</dim><dim>4</dim></port></output></layer>
                    <layer id="8" name="y" type="ReLU" precision="FP16"><input><port id="0"/></input><output><port id="1"><dim>1</dim><dim>4</dim></port></output></layer>
                    <layer id="9" name="z" type="Eltwise" precision="FP16"><elementwise_data operation="{operation}"/><input><port id="0"/><port id="1"/></input><output><port id="2"><dim>1</dim><dim>4</dim></port></output></layer>
                    """,
                    (7, 0, 8, 0),
                    (7, 0, 9, 0),
                    (8, 1, 9, 1)
                )
            ).Layers[^1]
        );
        Assert.Equal((expected, "x y"), (merge.Operation, string.Join(' ', merge.Inputs)));
    }

    [Fact]
    public void Parameters_do_not_need_the_shapes()
    {
        const string open = """<port id="1"><dim>1</dim><dim>-1</dim><dim>-1</dim><dim>-1</dim></port>""";
        var totals = Measurer
            .Measure(
                Text(
                    Net(
                        4,
                        $"""
                        <layer id="0" name="x" type="Input" precision="FP16"><output>{open}</output></layer>
                        <layer id="1" name="a" type="Convolution" precision="FP16"><data output="8" kernel="3,3" group="2"/><input><port id="0"/></input><output>{open}</output>
                          <blobs><weights offset="0" size="288"/><biases offset="288" size="16"/></blobs></layer>
                        <layer id="2" name="b" type="FullyConnected" precision="FP16"><data out-size="3"/><input><port id="0"/></input><output>{open}</output>
                          <blobs><weights offset="304" size="600"/></blobs></layer>
                        """,
                        (0, 1, 1, 0),
                        (1, 1, 2, 0)
                    )
                )
            )
            .Totals;
        Assert.Equal((144 + 8 + 300, Trust.Exact), (totals.Parameters, totals.ParametersTrust));
    }

    // In a file of 2018 shapes were constants of the type FP32.
    [Fact]
    public void The_numbers_of_a_shape_are_no_weights()
    {
        var measured = Measurer.Measure(
            Text(
                Net(
                    4,
                    """
                    <layer id="0" name="x" type="Input" precision="FP32"><output><port id="0"><dim>1</dim><dim>8</dim><dim>1</dim><dim>1</dim></port></output></layer>
                    <layer id="1" name="size" type="Const" precision="FP32"><output><port id="1"><dim>2</dim></port></output><blobs><custom offset="0" size="8"/></blobs></layer>
                    <layer id="2" name="y" type="Reshape" precision="FP32"><data axis="0" num_axes="-1"/><input><port id="0"/><port id="1"/></input><output><port id="2"><dim>1</dim><dim>1600</dim></port></output></layer>
                    """,
                    (0, 0, 2, 0),
                    (1, 1, 2, 1)
                )
            )
        );
        Assert.Equal(("(1600)", 0), (measured.Rows[^1].OutputShape.ToString(), measured.Totals.Parameters));
    }

    [Fact]
    public void Each_output_that_is_read_has_its_shape()
    {
        var measured = Measurer.Measure(
            Text(
                Net(
                    6,
                    """
                    <layer id="0" name="x" type="Input" precision="FP32"><output><port id="0"><dim>1</dim><dim>5</dim><dim>16</dim></port></output></layer>
                    <layer id="1" name="rnn" type="LSTMSequence" precision="FP32"><data hidden_size="8" direction="Forward" axis="1"/><input><port id="0"/></input>
                      <output><port id="1"><dim>1</dim><dim>5</dim><dim>8</dim></port><port id="2"><dim>1</dim><dim>8</dim></port><port id="3"><dim>1</dim><dim>8</dim></port></output>
                      <blobs><weights offset="0" size="3072"/><biases offset="3072" size="128"/></blobs></layer>
                    <layer id="2" name="y" type="FullyConnected" precision="FP32"><data out-size="3"/><input><port id="0"/></input><output><port id="1"><dim>1</dim><dim>3</dim></port></output>
                      <blobs><weights offset="3200" size="96"/></blobs></layer>
                    """,
                    (0, 0, 1, 0),
                    (1, 2, 2, 0)
                )
            )
        );
        Assert.Empty(measured.Problems);
        Assert.Equal(["(5,16)", "(5,8)", "(8)", "(3)"], measured.Rows.Select(row => row.OutputShape.ToString()));
        Assert.Equal(768 + 32 + 24, measured.Totals.Parameters);
    }

    [Theory]
    [InlineData(
        """type="Convolution"><data output="8" kernel="3,3"/>""",
        "weights 1156",
        "8,4,5",
        "has 289 numbers for its weights, but 288 follow"
    )]
    [InlineData(
        """type="FullyConnected"><data out-size="3"/>""",
        "weights 2000",
        "3",
        "has 500 numbers for its weights, but 504 follow"
    )]
    [InlineData(
        """type="FullyConnected"><data out-size="3"/>""",
        "weights 6000",
        "3",
        "has 1500 numbers for its weights, but 504 follow"
    )]
    [InlineData(
        """type="Convolution"><data output="8" kernel="3,3"/>""",
        "weights 1152",
        "8,9,5",
        "the output is (8,9,5), but (8,4,5) follows"
    )]
    [InlineData(
        """type="Convolution"><data output="8" kernel="3,3"/>""",
        "weights 1153",
        "8,4,5",
        "its size is given as 1153"
    )]
    [InlineData("""type="Warp"><data by="3"/>""", "weights 64", "4,6,7", "not known")]
    public void A_contradiction_is_a_warning(string layer, string blobs, string outgoing, string said) =>
        Assert.Contains(
            One("4,6,7", layer, blobs, outgoing).Warnings,
            warning => warning.Contains(said, StringComparison.Ordinal)
        );

    [Fact]
    public void What_is_not_known_keeps_its_shape_and_its_weights()
    {
        var totals = Measurer
            .Measure(One("4,6,7", """type="Warp"><data by="3"/>""", "weights 64 biases 8", "5"))
            .Totals;
        Assert.Equal((18, Trust.Exact), (totals.Parameters, totals.ParametersTrust));
    }

    [Theory]
    [InlineData("""<net name="a" version="1"></net>""", "version 1;")]
    [InlineData("""<net name="a" version="8"></net>""", "version 8;")]
    [InlineData(
        """<net name="a" version="4"><layers><layer id="0" name="x" type="Input"/><layer id="0" name="y" type="Input"/></layers></net>""",
        "the number 0"
    )]
    [InlineData(
        """<net name="a" version="4"><layers><layer id="0" name="x" type="ReLU"><blobs><weights offset="-4" size="8"/></blobs></layer></layers></net>""",
        "offset=\"-4\""
    )]
    [InlineData(
        """<net name="a" version="4"><layers><layer id="0" name="x" type="ReLU"><blobs><weights size="8"/></blobs></layer></layers></net>""",
        "'offset'"
    )]
    [InlineData(
        """<net name="a" version="4"><layers><layer id="0" name="x" type="ReLU"><input><port id="0"/></input><output><port id="1"/></output></layer></layers><edges><edge from-layer="0" from-port="1" to-layer="0" to-port="0"/></edges></net>""",
        "reads 'x'"
    )]
    public void A_mistake_is_an_error_with_its_place(string text, string said) =>
        Assert.Contains(said, Assert.Throws<ModelFileException>(() => Text(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("operators_v2")]
    [InlineData("operators_v7")]
    [InlineData("lstm_v7")]
    public void Damaged_files_give_errors_of_their_own(string name)
    {
        Damage.CutEverywhere(WeightFiles.Full($"openvino/{name}.xml"));
        Damage.FlipBytes(WeightFiles.Full($"openvino/{name}.xml"));
    }

    [Fact]
    public void Any_number_as_any_setting_is_read_or_an_error()
    {
        string whole = File.ReadAllText(WeightFiles.Full("openvino/operators_v4.xml"));
        string[] extremes =
        [
            "-9223372036854775808",
            "-1",
            "0",
            "2147483648",
            "9223372036854775807",
            "1e300",
            "NaN",
            "",
        ];
        int errors = 0;
        foreach (
            var setting in System
                .Text.RegularExpressions.Regex.Matches(whole, "(?<=<(data|weights|biases|dim)[^/]*[\",>])-?[0-9]+")
                .DistinctBy(match => whole[whole.LastIndexOf('<', match.Index)..match.Index])
        )
        {
            foreach (string extreme in extremes)
            {
                try
                {
                    _ = Measurer.Measure(
                        Text(
                            string.Concat(
                                whole.AsSpan(0, setting.Index),
                                extreme,
                                whole.AsSpan(setting.Index + setting.Length)
                            )
                        )
                    );
                }
                catch (Exception exception)
                    when (exception is ModelFileException or LayerException { Id: ErrorId.SizeOverflow })
                {
                    errors++;
                }
            }
        }

        Assert.True(errors > 100, $"{errors} errors");
    }

    // A chain as long as a stack would not be deep enough for, in the wrong order.
    [Fact]
    public void Layers_may_stand_in_any_order()
    {
        const int count = 20_000;
        var layers = Enumerable
            .Range(1, count)
            .Reverse()
            .Select(i =>
                $"""<layer id="{i}" name="r{i}" type="ReLU" precision="FP32"><input><port id="0"/></input><output><port id="1"><dim>1</dim><dim>4</dim></port></output></layer>"""
            );
        var network = Text(
            Net(
                3,
                string.Join('\n', layers)
                    + """<layer id="0" name="x" type="Input" precision="FP32"><output><port id="1"><dim>1</dim><dim>4</dim></port></output></layer>""",
                [.. Enumerable.Range(1, count).Select(i => (i - 1, 1, i, 0))]
            )
        );
        Assert.Equal(
            ("x", "r1", $"r{count}"),
            (network.Layers[0].Name, network.Layers[1].Name, network.Layers[^1].Name)
        );
    }

    private static Network One(string incoming, string layer, string blobs, string outgoing)
    {
        string[] words = blobs.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var places = words.Chunk(2).Select((blob, i) => $"""<{blob[0]} offset="{i * 100_000}" size="{blob[1]}"/>""");
        return Text(
            Net(
                4,
                $"""
                <layer id="0" name="x" type="Input" precision="FP32"><output>{Port(0, incoming)}</output></layer>
                <layer id="1" name="it" precision="FP32" {layer}<input>{Port(0, incoming)}</input><output>{Port(
                    1,
                    outgoing
                )}</output><blobs>{string.Concat(places)}</blobs></layer>
                """,
                (0, 0, 1, 0)
            )
        );
    }

    private static string Port(int id, string sizes) =>
        $"""<port id="{id}"><dim>1</dim>{string.Concat(sizes.Split(',').Select(size => $"<dim>{size}</dim>"))}</port>""";

    private static string Net(int version, string layers, params (int From, int Out, int To, int In)[] edges) =>
        $"""
            <?xml version="1.0"?>
            <net batch="1" name="typed" version="{version}"><layers>{layers}</layers>
            <edges>{string.Concat(
                edges.Select(edge =>
                    $"""<edge from-layer="{edge.From}" from-port="{edge.Out}" to-layer="{edge.To}" to-port="{edge.In}"/>"""
                )
            )}</edges></net>
            """;

    private static Network Text(string text)
    {
        using var file = new TemporaryFile("net.xml", Encoding.UTF8.GetBytes(text));
        return WeightFiles.Read(file.Path);
    }
}
