using CnnParams.Formats.Onnx;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.Onnx;

// Counts are PyTorch's where no source is named: numel over parameters() of the module in tests/oracles/onnx_models.py.
public class OnnxReaderTests
{
    [Fact]
    public void A_model_is_known_by_its_content()
    {
        using var file = new TemporaryFile("model.bin", File.ReadAllBytes(OnnxFiles.TruthPathOf("resnet18")));
        var network = TestFiles.Read(file.Path);
        Assert.Equal(("ONNX", "pytorch 1.13.0", ParameterView.File), (network.Format, network.Producer, network.View));
        Assert.Equal("x", Assert.Single(network.Inputs).Name);
    }

    [Theory]
    [InlineData("tensorflowjs/lenet_seed.model.json")]
    [InlineData("safetensors/tiny.safetensors")]
    [InlineData("pytorch/tiny_legacy.pth")]
    [InlineData("pytorch/tiny.pt")]
    [InlineData("layers/torch.jsonl")]
    public void Other_files_are_none(string path)
    {
        using var file = new ModelFile(TestFiles.PathOf(path));
        Assert.False(new OnnxReader().Recognizes(file));
    }

    [Fact]
    public void Shapes_are_channels_first_and_without_the_batch()
    {
        var rows = Measurer.Measure(TestFiles.Read(OnnxFiles.TruthPathOf("resnet18"))).Rows;
        Assert.Equal("(3,224,224)", rows[0].OutputShape.ToString());
        Assert.Equal("(64,112,112)", rows[1].OutputShape.ToString());
        Assert.Equal("(1000)", rows[rows.Count - 1].OutputShape.ToString());
    }

    [Fact]
    public void A_convolution_used_twice_counts_once()
    {
        var measured = Measurer.Measure(TestFiles.Read(OnnxFiles.TruthPathOf("tied")));
        Assert.Contains(measured.Rows, row => row.SharedParameters > 0 && row.SharedWith.Count > 0);
        Assert.Equal(616, measured.Totals.Parameters);
    }

    [Fact]
    public void A_table_used_as_a_matrix_counts_once()
    {
        var measured = Measurer.Measure(OnnxFiles.Read("shared"));
        Assert.Equal(120, measured.Rows.Single(row => row.Name == "logits").SharedParameters);
    }

    [Fact]
    public void A_sum_behind_a_product_is_the_bias_of_a_dense_layer()
    {
        var row = Measurer.Measure(OnnxFiles.Read("attention_17")).Rows.Single(row => row.Name == "/qkv/MatMul");
        Assert.Equal(("Dense", "(96 * 32) + (1 * 96) = 3168"), (row.Type, row.Calculation));
    }

    [Fact]
    public void Learned_constants_are_rows()
    {
        var rows = Measurer.Measure(OnnxFiles.Read("attention_9")).Rows;
        Assert.Equal(
            ("Weights", 32L, "(1,32)"),
            (Row(rows, "token").Type, Row(rows, "token").Parameters, Row(rows, "token").OutputShape.ToString())
        );
        Assert.Equal(17 * 32, Row(rows, "position").Parameters);
    }

    [Fact]
    public void Attention_costs_its_products()
    {
        // 17 tokens of 32 values in 4 heads of 8: 4 * 17 * 8 * 17 for the weights, and the same for the mixture.
        var products = Measurer.Measure(OnnxFiles.Read("attention_13")).Rows.Where(row => row.Type == "MatMul");
        Assert.All(products, row => Assert.Equal(4 * 17 * 8 * 17, row.Macs));
    }

    // Shapes and products by the definition: heads * queries * keys * size, twice; onnx 1.12 does not know these
    // operators.
    [Fact]
    public void Attention_as_one_operator_costs_its_products()
    {
        var fused = Measurer.Measure(OnnxFiles.Read("attention_fused"));
        Assert.Empty(fused.Network.Warnings);
        Assert.Equal((12 * 36) + 36, fused.Totals.Parameters);
        // A projection of 9 tokens, then 2 heads of 6 values; the same heads again in four axes.
        Assert.Equal((9 * 12 * 36) + (2 * 2 * 9 * 9 * 6) + (2 * 2 * 9 * 9 * 6), fused.Totals.Macs);
        Assert.Equal("(9,12)", fused.Rows.Single(row => row.Name == "a_1").OutputShape.ToString());
        Assert.Equal("(2,9,6)", fused.Rows[fused.Rows.Count - 1].OutputShape.ToString());
    }

    [Fact]
    public void The_equation_of_a_product_is_one()
    {
        var measured = Measurer.Measure(OnnxFiles.Read("einsum"));
        Assert.Equal(Trust.Exact, measured.Totals.MacsTrust);
        // bsd,dhe: 9 * 12 * 12; bhie,bhje: 2 * 9 * 6 * 9; bhij,bhjd: 2 * 9 * 9 * 6.
        Assert.Equal((9 * 12 * 12) + (2 * 9 * 6 * 9) + (2 * 9 * 9 * 6), measured.Totals.Macs);
    }

    [Theory]
    [InlineData("lstm", 500)]
    [InlineData("lstm_both", 520)]
    [InlineData("gru", 195)]
    [InlineData("rnn", 55)]
    [InlineData("lstm_states", 275)]
    public void Recurrent_layers_have_both_biases(string model, long parameters)
    {
        var rows = Measurer.Measure(OnnxFiles.Read(model)).Rows;
        Assert.Equal(
            parameters,
            rows.Where(row => row.Layer() is RecurrentLayer || row.Name == "p").Sum(row => row.Parameters)
        );
    }

    [Fact]
    public void Open_axes_keep_their_names_and_can_be_filled()
    {
        var open = OnnxFiles.Read("symbolic_image");
        Assert.Contains(open.Warnings, warning => warning.Contains("-InputShape", StringComparison.Ordinal));
        Assert.Equal("(8,height,width)", Measurer.Measure(open).Rows[1].OutputShape.ToString());

        var filled = Measurer.Measure(
            OnnxFiles.Read("symbolic_image", new ReadOptions { InputShape = TensorShape.Parse("3,32,48") })
        );
        Assert.Empty(filled.Network.Warnings);
        Assert.Equal((Trust.Exact, Trust.Exact), (filled.Totals.ShapeTrust, filled.Totals.MacsTrust));
        Assert.Equal((8 * 27 * 32 * 48) + (8 * 72 * 16 * 24), filled.Totals.Macs);
    }

    [Fact]
    public void A_shape_with_the_channels_last_is_turned()
    {
        var network = OnnxFiles.Read("symbolic_image", new ReadOptions { InputShape = TensorShape.Parse("32,48,3") });
        Assert.Contains("(3,32,48)", Assert.Single(network.Warnings), StringComparison.Ordinal);
        Assert.Equal("(8,32,48)", Measurer.Measure(network).Rows[1].OutputShape.ToString());
    }

    [Fact]
    public void A_shape_that_the_file_fixes_can_be_replaced()
    {
        var network = TestFiles.Read(
            OnnxFiles.TruthPathOf("resnet18"),
            new ReadOptions { InputShape = TensorShape.Parse("3,64,96") }
        );
        Assert.Contains(network.Warnings, warning => warning.Contains("(3,224,224)", StringComparison.Ordinal));
        Assert.Equal("(64,32,48)", Measurer.Measure(network).Rows[1].OutputShape.ToString());
    }

    [Fact]
    public void An_unknown_operator_is_a_row_with_its_weights()
    {
        var network = OnnxFiles.Read("unknown_operator");
        var measured = Measurer.Measure(network);
        Assert.Contains("Mystery, Riddle", Assert.Single(network.Warnings), StringComparison.Ordinal);
        var row = Row(measured.Rows, "mystery");
        Assert.Equal((16L, null, "(4,5,5)"), (row.Parameters, row.Macs, row.OutputShape.ToString()));
        Assert.Equal(
            (15L, "?"),
            (Row(measured.Rows, "riddle").Parameters, Row(measured.Rows, "riddle").OutputShape.ToString())
        );
        // The convolution after it has its parameters all the same.
        Assert.Equal(8, Row(measured.Rows, "y").Parameters);
        Assert.Equal((Trust.Exact, Trust.LowerBound), (measured.Totals.ParametersTrust, measured.Totals.MacsTrust));
    }

    [Fact]
    public void A_condition_that_shapes_decide_takes_one_branch()
    {
        Assert.Contains(OnnxFiles.Read("branches").Layers, layer => layer.Name == "choice/then/p_y");
        Assert.DoesNotContain(
            OnnxFiles.Read("branch_known").Layers,
            layer => layer is Operation { OperatorType: "If" }
        );
    }

    [Fact]
    public void Bodies_of_loops_are_layers_and_said_to_count_once()
    {
        foreach (string model in new[] { "loop", "scan" })
        {
            var network = OnnxFiles.Read(model);
            Assert.Contains("counted once", Assert.Single(network.Warnings), StringComparison.Ordinal);
            Assert.Equal(Trust.LowerBound, Measurer.Measure(network).Totals.MacsTrust);
            Assert.Contains(network.Layers, layer => layer is Dense);
        }
    }

    [Fact]
    public void Functions_of_the_model_are_expanded()
    {
        Assert.Equal(3, OnnxFiles.Read("functions").Layers.OfType<Convolution>().Count());
        Assert.Equal(
            ["x", "block/Inner_m/c", "block/Inner_m/b", "block/b"],
            OnnxFiles.Read("function_attributes").Layers.Select(layer => layer.Name)
        );
    }

    [Fact]
    public void Quantised_weights_keep_their_type()
    {
        foreach (string model in new[] { "quantised_qdq", "quantised_operators" })
        {
            var network = OnnxFiles.Read(model);
            Assert.Empty(network.Warnings);
            Assert.Equal(DataType.Int8, network.Layers.OfType<Convolution>().First().Stored!["kernel"].DataType);
            Assert.Equal(Trust.Exact, Measurer.Measure(network).Totals.MacsTrust);
        }
    }

    [Fact]
    public void An_image_that_comes_back_from_a_transposition_is_filtered()
    {
        var measured = Measurer.Measure(OnnxFiles.Read("turned_image"));
        Assert.Equal((4 * 27 * 36) + (5 * 36 * 16), measured.Totals.Macs);
    }

    [Fact]
    public void A_model_of_the_oldest_operators_is_whole()
    {
        var measured = Measurer.Measure(OnnxFiles.Read("oldest"));
        Assert.Empty(measured.Network.Warnings);
        Assert.Equal("x", Assert.Single(measured.Network.Inputs).Name);
        // 6 filters of 3 x 3 x 3 on 8 x 8, and 5 units after 6 x 4 x 4 values.
        Assert.Equal((6 * 27 * 64) + (5 * 96), measured.Totals.Macs);
        Assert.Equal((Trust.Exact, Trust.Exact), (measured.Totals.ShapeTrust, measured.Totals.MacsTrust));
    }

    [Fact]
    public void Windows_of_an_image_cost_all_of_them()
    {
        // 6 windows of 4 x 4: a 3 x 3 convolution of 8 channels, and a dense layer on 8 values at each place.
        var rows = Measurer.Measure(OnnxFiles.Read("windows_of_image")).Rows;
        Assert.Equal(6 * 16 * 72 * 8, rows.Single(row => row.Type == "TimeDistributed").Macs);
        Assert.Equal(6 * 16 * 64, rows.Single(row => row.Type == "Dense").Macs);
    }

    [Fact]
    public void A_file_of_another_kind_is_an_error_with_its_place()
    {
        using var text = new TemporaryFile("model.onnx", "nothing of the kind"u8.ToArray());
        Assert.Equal(
            ModelFileError.UnknownFormat,
            Assert.Throws<ModelFileException>(() => TestFiles.Read(text.Path)).Error
        );
        using var pointer = new TemporaryFile(
            "model.onnx",
            "version https://git-lfs.github.com/spec/v1\noid sha256:00\n"u8.ToArray()
        );
        Assert.Contains(
            "git lfs pull",
            Assert.Throws<ModelFileException>(() => TestFiles.Read(pointer.Path)).Message,
            StringComparison.Ordinal
        );
        using var empty = new TemporaryFile("model.onnx", []);
        Assert.Equal(
            ModelFileError.DamagedFile,
            Assert.Throws<ModelFileException>(() => TestFiles.Read(empty.Path)).Error
        );
    }

    private static LayerMeasurement Row(IEnumerable<LayerMeasurement> rows, string name) =>
        rows.Single(row => row.Name == name);
}

/// <summary>Shorter words for tests.</summary>
internal static class RowWords
{
    internal static Layer Layer(this LayerMeasurement row) => row.GetLayer();
}
