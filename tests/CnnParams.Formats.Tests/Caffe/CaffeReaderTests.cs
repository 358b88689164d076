using System.Text;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.Caffe;

// Expected shapes: OpenCV's reader of Caffe, by tests/oracles/caffe_models.py.
public class CaffeReaderTests
{
    [Theory]
    [InlineData("lenet_v1")]
    [InlineData("alexnet")]
    [InlineData("googlenet")]
    [InlineData("residual")]
    [InlineData("segmentation")]
    public void Shapes_are_those_of_OpenCV(string name)
    {
        var rows = Measured($"caffe/{name}.prototxt").Rows.ToDictionary(row => row.Name, StringComparer.Ordinal);
        int compared = 0;
        foreach (string[] expected in WeightFiles.Rows("caffe/shapes.csv").Where(row => row[0] == name))
        {
            Assert.Equal(
                (expected[1], $"({expected[2].Replace('x', ',')})"),
                (expected[1], rows[expected[1]].OutputShape.ToString())
            );
            compared++;
        }

        Assert.True(compared > 5);
    }

    // The published models: Caffe's own bvlc_alexnet and bvlc_googlenet have these numbers (of both LeNets the smaller
    // is the one with 500 units: 20 * 26 + 50 * 501 + 500 * 801 + 10 * 501).
    [Theory]
    [InlineData("lenet_v1", 431_080)]
    [InlineData("alexnet", 60_965_224)]
    [InlineData("googlenet", 6_998_552)]
    [InlineData("googlenet_train_val", 13_378_280)]
    public void Parameters_are_those_published(string name, long parameters)
    {
        var totals = Measured($"caffe/{name}.prototxt").Totals;
        Assert.Equal((parameters, 0L), (totals.TrainableParameters, totals.NonTrainableParameters));
        Assert.Equal(Trust.Exact, totals.ParametersTrust);
    }

    [Fact]
    public void MACs_of_GoogLeNet_are_those_of_the_reference() =>
        Assert.Equal(1_582_671_872, Measured("caffe/googlenet.prototxt").Totals.Macs);

    // By hand: convolutions 3*49*16, 16*32, 16/4*9*32 + 32 and 12*20 + 20; scales 2*16 and 2*32; PReLU 32; units 20*5 +
    // 5.
    [Theory]
    [InlineData("caffe/residual.prototxt")]
    [InlineData("caffe/small.caffemodel")]
    public void A_batch_norm_has_statistics_and_its_scale_what_is_learned(string path)
    {
        var measured = Measured(path);
        Assert.Equal(2352 + 512 + 1184 + 260 + 32 + 64 + 32 + 105, measured.Totals.TrainableParameters);
        Assert.Equal((2 * 16) + (2 * 32), measured.Totals.NonTrainableParameters);
    }

    // Of the convolution 2x3x3x3 and its two biases: numbers without sizes, sizes without numbers, and of other layers.
    [Theory]
    [InlineData("2 3 3 3", 54, "2", 2, null)]
    [InlineData("2 3 3 3", 0, "2", 0, null)]
    [InlineData("2 3 3 3", 53, "2", 2, "the blob 0 of 2x3x3x3 takes 216 bytes, but 212 are there")]
    [InlineData("2 3 3 3", 5400, "2", 2, "takes 216 bytes")]
    [InlineData("2 3 5 5", 150, "2", 2, "the file has 152 numbers for its weights, but 56 follow")]
    [InlineData("2 3 3 2", 36, "20", 20, "the file has its weights in blobs of 20 and 36 numbers, but 2 and 54 follow")]
    [InlineData("4 3 3 3", 108, "4", 4, "the file has 112 numbers for its weights, but 56 follow")]
    public void Trained_weights_of_other_sizes_than_the_settings_are_not_exact(
        string kernel,
        int numbers,
        string bias,
        int biases,
        string? said
    )
    {
        var net = new Formats.Caffe.Schema.Net();
        net.Layer.Add(
            new Formats.Caffe.Schema.Layer
            {
                Name = "in",
                Type = "Input",
                Top = { "x" },
                InputParam = new() { Shape = { new Formats.Caffe.Schema.BlobShape { Dim = { 1, 3, 8, 8 } } } },
            }
        );
        net.Layer.Add(
            new Formats.Caffe.Schema.Layer
            {
                Name = "conv",
                Type = "Convolution",
                Bottom = { "x" },
                Top = { "y" },
                ConvolutionParam = new() { NumOutput = 2, KernelSize = { 3 } },
                Blobs = { Blob(kernel, numbers), Blob(bias, biases) },
            }
        );
        using var file = new TemporaryFile("small.caffemodel", Google.Protobuf.MessageExtensions.ToByteArray(net));
        var network = WeightFiles.Read(file.Path);
        var row = Measurer.Measure(network).Rows[1];
        Assert.Equal((56L, said is null ? Trust.Exact : Trust.Contradicted), (row.Parameters, row.ParametersTrust));
        if (said is not null)
            Assert.Contains(said, Assert.Single(network.Warnings), StringComparison.Ordinal);
    }

    private static Formats.Caffe.Schema.Blob Blob(string sizes, int numbers) =>
        new()
        {
            Shape = new() { Dim = { sizes.Split(' ').Select(long.Parse) } },
            Data = { new float[numbers] },
        };

    // A definition for training alone: its data has no other phase.
    [Fact]
    public void A_network_whose_data_is_for_training_is_read_as_in_training()
    {
        var network = Text(
            """
            layer { name: "data" type: "Input" top: "data" include { phase: TRAIN } input_param { shape { dim: 8 dim: 3 dim: 28 dim: 28 } } }
            layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 4 kernel_size: 3 } }
            layer { name: "fc" type: "InnerProduct" bottom: "conv" top: "fc" inner_product_param { num_output: 10 } }
            """
        );
        Assert.Contains("TRAIN", Assert.Single(network.Warnings), StringComparison.Ordinal);
        Assert.Equal(112 + (4 * 26 * 26 * 10) + 10, Measurer.Measure(network).Totals.Parameters);
    }

    // One definition for all uses, as DIGITS writes it, and data for a stage of training alone.
    // scale_layer.cpp: the bias has as many axes as the second input, from the axis that is named.
    [Theory]
    [InlineData(0, "dim: 1 dim: 6", 6, Trust.Assumed)]
    [InlineData(1, "dim: 6", 6, Trust.Exact)]
    [InlineData(1, "dim: 6 dim: 5", 30, Trust.Exact)]
    [InlineData(-2, "dim: 5 dim: 4", 20, Trust.Exact)]
    public void The_bias_of_a_scale_by_a_second_input_stands_at_its_axis(
        int axis,
        string second,
        long parameters,
        Trust trust
    )
    {
        using var file = new TemporaryFile(
            "scale.prototxt",
            Encoding.UTF8.GetBytes(
                $$"""
                layer { name: "a" type: "Input" top: "a" input_param { shape { dim: 1 dim: 6 dim: 5 dim: 4 } } }
                layer { name: "b" type: "Input" top: "b" input_param { shape { {{second}} } } }
                layer { name: "s" type: "Scale" bottom: "a" bottom: "b" top: "s" scale_param { axis: {{axis}} bias_term: true } }
                """
            )
        );
        var totals = Measurer.Measure(TestFiles.Read(file.Path)).Totals;
        Assert.Equal((parameters, trust), (totals.Parameters, totals.ParametersTrust));
    }

    [Theory]
    [InlineData("stage: \"deploy\"", "include { phase: TRAIN stage: \"fit\" }", "deploy")]
    [InlineData("phase: TRAIN stage: \"fit\"", "include { phase: TRAIN stage: \"fit\" }", "fit")]
    [InlineData("phase: TEST stage: \"val\"", "", "val")]
    public void A_network_whose_data_is_for_a_stage_is_read_in_that_stage(string rule, string loss, string stage)
    {
        var network = Text(
            $$"""
            layer { name: "data" type: "Input" top: "data" include { {{rule}} } input_param { shape { dim: 8 dim: 3 dim: 28 dim: 28 } } }
            layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 4 kernel_size: 3 } }
            layer { name: "silence" type: "Silence" bottom: "conv" {{loss}} }
            """
        );
        Assert.Contains($"'{stage}'", Assert.Single(network.Warnings), StringComparison.Ordinal);
        Assert.Equal(112, Measurer.Measure(network).Totals.Parameters);
    }

    [Theory]
    [InlineData("top: \"target\" top: \"data\"", "data")]
    [InlineData("top: \"gt\" top: \"left_image\" top: \"right_image\"", "left_image")]
    [InlineData("top: \"frames\" top: \"clip\"", "frames")]
    [InlineData("top: \"label\" top: \"frames\"", "frames")]
    public void The_image_is_what_is_called_so_and_not_the_first(string tops, string image)
    {
        var network = Text(
            $$"""
            layer { name: "d" type: "HDF5Data" {{tops}} hdf5_data_param { source: "list.txt" batch_size: 2 } }
            layer { name: "conv" type: "Convolution" bottom: "{{image}}" top: "conv" convolution_param { num_output: 4 kernel_size: 3 } }
            """,
            new TensorShape(3, 9, 9)
        );
        Assert.Equal(
            "(4,7,7)",
            Measurer.Measure(network).Rows.Single(row => row.Name == "conv").OutputShape.ToString()
        );
    }

    [Fact]
    public void Layers_of_the_other_phase_are_left_out()
    {
        var network = Text(
            """
            layer { name: "in" type: "Input" top: "x" input_param { shape { dim: 1 dim: 4 dim: 8 dim: 8 } } }
            layer { name: "train" type: "InnerProduct" bottom: "x" top: "t" include { phase: TRAIN } inner_product_param { num_output: 100 } }
            layer { name: "not_test" type: "InnerProduct" bottom: "x" top: "n" exclude { phase: TEST } inner_product_param { num_output: 100 } }
            layer { name: "stage" type: "InnerProduct" bottom: "x" top: "s" include { stage: "deploy" } inner_product_param { num_output: 100 } }
            layer { name: "test" type: "InnerProduct" bottom: "x" top: "y" include: { phase: TEST } include { phase: TRAIN } inner_product_param { num_output: 2 } }
            """
        );
        Assert.Equal(["x", "test"], network.Layers.Select(layer => layer.Name));
    }

    [Fact]
    public void Weights_of_one_name_count_once()
    {
        var totals = Measurer
            .Measure(
                Text(
                    """
                    layer { name: "in" type: "Input" top: "a" top: "b" input_param { shape { dim: 1 dim: 10 } } }
                    layer { name: "left" type: "InnerProduct" bottom: "a" top: "l" param { name: "w" } param { name: "b" } inner_product_param { num_output: 7 } }
                    layer { name: "right" type: "InnerProduct" bottom: "b" top: "r" param { name: "w" } param { name: "b2" } inner_product_param { num_output: 7 } }
                    """
                )
            )
            .Totals;
        Assert.Equal((10 * 7) + 7 + 7, totals.Parameters);
    }

    [Fact]
    public void Weights_whose_rate_is_0_are_not_trained()
    {
        var totals = Measurer
            .Measure(
                Text(
                    """
                    layer { name: "in" type: "Input" top: "a" input_param { shape { dim: 1 dim: 10 } } }
                    layer { name: "frozen" type: "InnerProduct" bottom: "a" top: "b" param { lr_mult: 0 } param { lr_mult: 0 } inner_product_param { num_output: 7 } }
                    layer { name: "fc" type: "InnerProduct" bottom: "b" top: "c" param { lr_mult: 1 } param { lr_mult: 2 } inner_product_param { num_output: 3 } }
                    """
                )
            )
            .Totals;
        Assert.Equal((24, 77), (totals.TrainableParameters, totals.NonTrainableParameters));
    }

    // Rules of the layers' own sources, which each case names.
    // Of R-FCN (caffe.proto there) and of the networks of open_model_zoo; none has blobs.
    [Theory]
    [InlineData("Proposal")]
    [InlineData("PSROIPooling")]
    [InlineData("PriorBoxClustered")]
    [InlineData("CTCGreedyDecoder")]
    public void What_picks_and_decodes_learns_nothing(string type)
    {
        var totals = Measurer
            .Measure(
                Text(
                    "layer { name: \"in\" type: \"Input\" top: \"x\" input_param { shape { dim: 1 dim: 4 dim: 6 dim: 7 } } }\n"
                        + $"layer {{ name: \"it\" type: \"{type}\" bottom: \"x\" top: \"y\" }}"
                )
            )
            .Totals;
        Assert.Equal((0L, Trust.Exact), (totals.Parameters, totals.ParametersTrust));
        Assert.NotEqual(Trust.Exact, totals.ShapeTrust);
    }

    [Theory]
    [InlineData("4,9,9", "Pooling", "pooling_param { pool: AVE kernel_size: 4 stride: 4 pad: 2 }", "(4,3,3)")] // pooling_layer.cpp: clipped
    [InlineData("4,4,4", "Pooling", "pooling_param { kernel_size: 1 stride: 2 }", "(4,3,3)")] // pooling_layer.cpp: not clipped without padding
    [InlineData("4,6,6", "Pooling", "pooling_param { kernel_size: 3 stride: 2 round_mode: FLOOR }", "(4,2,2)")]
    [InlineData("4,6,7", "Pooling", "pooling_param { kernel_h: 2 kernel_w: 3 stride_h: 2 stride_w: 1 }", "(4,3,5)")]
    [InlineData(
        "4,6,7",
        "Convolution",
        "convolution_param { num_output: 6 kernel_h: 1 kernel_w: 3 pad_h: 0 pad_w: 1 stride_h: 2 stride_w: 1 }",
        "(6,3,7)"
    )]
    [InlineData(
        "4,6,7",
        "ConvolutionDepthwise",
        "convolution_param { num_output: 4 kernel_size: 3 pad: 1 bias_term: false }",
        "(4,6,7)"
    )]
    [InlineData(
        "4,38,38",
        "PriorBox",
        "prior_box_param { min_size: 30 max_size: 60 aspect_ratio: 2 flip: true }",
        "(2,23104)"
    )] // prior_box_layer.cpp: 38*38*4*4
    [InlineData("4,6,7", "Permute", "permute_param { order: 0 order: 2 order: 3 order: 1 }", "(6,7,4)")]
    [InlineData("4,6,7", "Permute", "permute_param { order: 3 order: 0 order: 1 order: 2 }", "?")] // steps before samples, as CTC takes them
    [InlineData("4,6,7", "Flatten", "", "(168)")]
    [InlineData("4,6,7", "Flatten", "flatten_param { axis: 1 end_axis: 2 }", "(24,7)")]
    [InlineData("4,6,7", "Reshape", "reshape_param { shape { dim: 0 dim: -1 dim: 21 } }", "(8,21)")]
    [InlineData("4,6,7", "Reshape", "reshape_param { shape { dim: 2 dim: 2 } axis: 1 num_axes: 1 }", "(2,2,6,7)")]
    [InlineData("4,6,7", "InnerProduct", "inner_product_param { num_output: 3 axis: 2 }", "(4,3)")]
    [InlineData("4,6,7", "SPP", "spp_param { pyramid_height: 3 }", "(84)")] // spp_layer.cpp: 1 + 4 + 16 bins
    [InlineData("4,6,7", "Tile", "tile_param { axis: 2 tiles: 3 }", "(4,18,7)")]
    [InlineData("4,6,7", "Reduction", "reduction_param { axis: 2 }", "(4)")]
    [InlineData("4,6,7", "Permute", "permute_param { order: 0 order: 3 }", "(7,4,6)")] // permute_layer.cpp: the others follow
    [InlineData("4,6,7", "Flatten", "flatten_param { axis: 0 end_axis: 1 }", "?")]
    [InlineData("4,6,7", "Tile", "tile_param { axis: -1 tiles: 3 }", "(4,6,21)")]
    [InlineData("4,6,7", "Reduction", "reduction_param { axis: -1 }", "(4,6)")]
    [InlineData("4,6,7", "ArgMax", "argmax_param { axis: 1 }", "(1,6,7)")]
    [InlineData("4,6,7", "ArgMax", "argmax_param { top_k: 3 out_max_val: true }", "(2,3,1)")] // argmax_layer.cpp: the rank stays
    [InlineData("4,6,7", "Convolution", "convolution_param { num_output: 8 kernel_size: 3 axis: 2 }", "?")]
    [InlineData("4,6,7", "LRN", "", "(4,6,7)")]
    [InlineData("4,5,7", "Interp", "interp_param { zoom_factor: 2 }", "(4,9,13)")] // interp_layer.cpp: size + (size - 1) * (factor - 1)
    [InlineData("4,9,11", "Interp", "interp_param { shrink_factor: 2 zoom_factor: 3 pad_beg: -1 }", "(4,10,13)")]
    [InlineData("4,9,11", "Interp", "interp_param { shrink_factor: 2 pad_end: -1 }", "(4,4,5)")]
    [InlineData("4,6,7", "Upsample", "upsample_param { scale: 2 }", "(4,12,14)")]
    [InlineData("4,6,7", "ShuffleChannel", "shuffle_channel_param { group: 2 }", "(4,6,7)")]
    [InlineData("4,6,7", "Normalize", "norm_param { channel_shared: false }", "(4,6,7)")]
    [InlineData("4,6,7", "Power", "power_param { scale: 2 }", "(4,6,7)")]
    public void Layers_follow_the_rules_of_Caffe(string shape, string type, string settings, string output)
    {
        string dims = string.Concat(shape.Split(',').Select(size => $" dim: {size}"));
        var measured = Measurer.Measure(
            Text(
                $"layer {{ name: \"in\" type: \"Input\" top: \"x\" input_param {{ shape {{ dim: 1{dims} }} }} }}\n"
                    + $"layer {{ name: \"it\" type: \"{type}\" bottom: \"x\" top: \"y\" {settings} }}"
            )
        );
        Assert.Empty(measured.Problems);
        Assert.Equal(output, measured.Rows[^1].OutputShape.ToString());
    }

    // reshape_layer.cpp: of 4 samples of 3x9x12, (1,-1,9,12) is one of 12 channels, and (4,-1) the same samples.
    [Theory]
    [InlineData(4, "dim: 1 dim: -1 dim: 9 dim: 12", "?")]
    [InlineData(4, "dim: 2 dim: -1", "?")]
    [InlineData(4, "dim: 4 dim: -1", "(324)")]
    [InlineData(4, "dim: 0 dim: -1", "(324)")]
    [InlineData(4, "dim: -1 dim: 324", "(324)")]
    [InlineData(1, "dim: 1 dim: -1 dim: 9 dim: 12", "(3,9,12)")]
    public void A_size_in_front_is_the_batch_only_if_it_is_as_large(int samples, string sizes, string output)
    {
        var measured = Measurer.Measure(
            Text(
                $$"""
                input: "x" input_dim: {{samples}} input_dim: 3 input_dim: 9 input_dim: 12
                layer { name: "r" type: "Reshape" bottom: "x" top: "y" reshape_param { shape { {{sizes}} } } }
                """
            )
        );
        Assert.Equal(output, measured.Rows[^1].OutputShape.ToString());
    }

    // Two samples for each of the input, half of one, three: arithmetic that is not that of one.
    [Theory]
    [InlineData("Concat", "bottom: \"x\" top: \"y\" concat_param { axis: 0 }")]
    [InlineData("Slice", "top: \"y\" top: \"z\" slice_param { axis: 0 }")]
    [InlineData("Tile", "top: \"y\" tile_param { axis: 0 tiles: 3 }")]
    public void Layers_after_samples_were_joined_or_cut_are_counted_as_for_one_and_say_so(string type, string settings)
    {
        var totals = Measurer
            .Measure(
                Text(
                    $$"""
                    input: "x" input_shape { dim: 4 dim: 3 dim: 9 dim: 12 }
                    layer { name: "it" type: "{{type}}" bottom: "x" {{settings}} }
                    layer { name: "relu" type: "ReLU" bottom: "y" top: "y" }
                    layer { name: "fc" type: "InnerProduct" bottom: "y" top: "fc" inner_product_param { num_output: 5 } }
                    """
                )
            )
            .Totals;
        Assert.Equal((1625L, Trust.Exact), (totals.Parameters, totals.ParametersTrust));
        Assert.Equal(Trust.Assumed, totals.MacsTrust);
    }

    // lstm_layer.cpp, rnn_layer.cpp: 4 * 6 rows over 10 inputs, 6 states and a bias; over 4 more where an input is the
    // same for all steps. embed_layer.cpp: a bias by default.
    [Theory]
    [InlineData("LSTM", "", "recurrent_param { num_output: 6 }", 408)]
    [InlineData("LSTM", "bottom: \"s\"", "recurrent_param { num_output: 6 }", 408 + 96)]
    [InlineData("LSTM", "bottom: \"s\" bottom: \"s\"", "recurrent_param { num_output: 6 expose_hidden: true }", 408)]
    [InlineData("RNN", "bottom: \"s\"", "recurrent_param { num_output: 6 }", 60 + 6 + 36 + 36 + 6 + 24)]
    [InlineData("Embed", "", "embed_param { num_output: 6 input_dim: 100 }", 606)]
    [InlineData("Bias", "", "bias_param { axis: -1 }", 10)]
    [InlineData("Scale", "", "scale_param { axis: -1 bias_term: true }", 20)]
    public void Weights_are_those_that_Caffe_makes(string type, string more, string settings, long parameters)
    {
        string marks = type is "LSTM" or "RNN" ? "bottom: \"c\"" : "";
        var totals = Measurer
            .Measure(
                Text(
                    $$"""
                    layer { name: "x" type: "Input" top: "x" input_param { shape { dim: 7 dim: 1 dim: 10 } } }
                    layer { name: "c" type: "Input" top: "c" input_param { shape { dim: 7 dim: 1 } } }
                    layer { name: "s" type: "Input" top: "s" input_param { shape { dim: 1 dim: 4 } } }
                    layer { name: "it" type: "{{type}}" bottom: "x" {{marks}} {{more}} top: "y" {{settings}} }
                    """
                )
            )
            .Totals;
        Assert.Equal((parameters, Trust.Exact), (totals.Parameters, totals.ParametersTrust));
    }

    [Fact]
    public void A_type_that_is_not_known_is_named_and_never_zero()
    {
        var network = Text(
            """
            input: "x" input_shape { dim: 1 dim: 4 dim: 8 dim: 8 }
            layer { name: "odd" type: "Teleport" bottom: "x" top: "y" teleport_param { to: <a: 1, b: [1, 2, 3]> } }
            """
        );
        Assert.Contains("Teleport", Assert.Single(network.Warnings), StringComparison.Ordinal);
        Assert.NotEqual(Trust.Exact, Measurer.Measure(network).Totals.ParametersTrust);
    }

    [Fact]
    public void A_shape_that_is_in_a_database_is_asked_for()
    {
        using var file = TextFile(
            """layers { name: "data" type: DATA top: "data" data_param { source: "db" } } layers { name: "fc" type: INNER_PRODUCT bottom: "data" top: "fc" inner_product_param { num_output: 3 } }"""
        );
        Assert.Contains("-InputShape", Assert.Single(WeightFiles.Read(file.Path).Warnings), StringComparison.Ordinal);
        var network = TestFiles.Read(file.Path, new ReadOptions { InputShape = new(1, 4, 4) });
        Assert.Empty(network.Warnings);
        Assert.Equal((16 * 3) + 3, Measurer.Measure(network).Totals.Parameters);
    }

    [Theory]
    [InlineData("layer {\n name: \"a\"\n type: \"Softmax\"\n bottom: \"nowhere\" }", "nowhere")]
    [InlineData("layer {\n name: \"a\"\n", "the text ends")]
    [InlineData("layer {\n name \"a\" }", "line 2")]
    [InlineData("layer {\n pooling_param { pool: LARGEST } }", "line 2")]
    [InlineData("layer {\n pooling_param { kernel_size: -1 } }", "line 2")]
    [InlineData("layer {\n name: \"endless }", "line 2")]
    [InlineData("net: \"train.prototxt\" base_lr: 0.1", "solver")]
    [InlineData("name: \"nothing\"", "no layers")]
    [InlineData("layers { layer { name: \"old\" type: \"conv\" } }", "V1")]
    public void A_mistake_is_an_error_with_its_place(string text, string said)
    {
        using var file = TextFile(text);
        Assert.Contains(
            said,
            Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Endless_nesting_is_an_error()
    {
        using var file = TextFile("layer { a " + string.Concat(Enumerable.Repeat("{ a ", 200_000)));
        Assert.Contains(
            "deep",
            Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("residual.prototxt")]
    [InlineData("lenet_v1.prototxt")]
    [InlineData("small.caffemodel")]
    public void Damaged_files_give_errors_of_their_own(string name)
    {
        Damage.CutEverywhere(WeightFiles.Full("caffe/" + name));
        Damage.FlipBytes(WeightFiles.Full("caffe/" + name));
    }

    private static NetworkMeasurement Measured(string path)
    {
        var measured = Measurer.Measure(WeightFiles.Read(path));
        Assert.Empty(measured.Problems);
        return measured;
    }

    private static TemporaryFile TextFile(string text) => new("typed.prototxt", Encoding.UTF8.GetBytes(text));

    private static Network Text(string text, TensorShape? shape = null)
    {
        using var file = TextFile(text);
        return TestFiles.Read(file.Path, new ReadOptions { InputShape = shape });
    }
}
