using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.PyTorch;

// Expected numbers: tests/oracles/torch_files.py, with PyTorch itself.
public class PyTorchReaderTests
{
    public static TheoryData<string, long, long, long, int> Totals()
    {
        var data = new TheoryData<string, long, long, long, int>();
        foreach (string[] row in WeightFiles.Rows("pytorch/totals.csv"))
            data.Add("pytorch/" + row[0], Number(row[1]), Number(row[2]), Number(row[3]), (int)Number(row[4]));
        return data;

        static long Number(string text) => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Theory]
    [MemberData(nameof(Totals))]
    public void Totals_are_those_of_the_framework(
        string path,
        long parameters,
        long statistics,
        long elements,
        int layers
    )
    {
        var network = WeightFiles.Read(path);
        Assert.Equal("PyTorch", network.Format);
        Assert.False(network.HasGraph);
        Assert.Equal(ParameterView.PyTorch, network.View);
        Assert.Equal(parameters, WeightFiles.Parameters(network, ParameterView.PyTorch));
        Assert.Equal(parameters + statistics, WeightFiles.Parameters(network, ParameterView.Keras));
        Assert.Equal(layers, network.Layers.Count);

        var state = WeightFiles.Measure(network, ParameterView.StateDict);
        Assert.Equal(elements, state.Totals.Parameters + state.Totals.Buffers);
        Assert.Equal(Trust.Exact, state.Totals.ParametersTrust);
    }

    [Theory]
    [InlineData("tiny.pt")]
    [InlineData("tiny_legacy.pth")]
    [InlineData("tiny_protocol4.pt")]
    [InlineData("tiny_parallel.pt")]
    [InlineData("tiny_checkpoint.pt")]
    [InlineData("tiny_checkpoint_legacy.pt")]
    [InlineData("tiny_module.pt")]
    [InlineData("tiny_module_legacy.pt")]
    public void Every_module_is_a_row_of_its_kind_with_its_elements(string file)
    {
        bool isModule = file.Contains("module", StringComparison.Ordinal);
        var kinds = new Dictionary<string, string>
        {
            ["Conv1d"] = "Conv1D",
            ["Conv2d"] = "Conv2D",
            ["Conv3d"] = "Conv3D",
            ["ConvTranspose2d"] = "TransposedConv2D",
            ["BatchNorm2d"] = "BatchNormalization",
            ["LayerNorm"] = "LayerNormalization",
            ["PReLU"] = "PReLU",
            ["Embedding"] = "Embedding",
            ["LSTM"] = "LSTM",
            ["LSTMCell"] = "LSTM",
            ["GRU"] = "GRU",
            ["RNN"] = "SimpleRNN",
            ["Linear"] = "Dense",
            ["MultiheadAttention"] = "MultiHeadAttention",
            // Names and ranks do not tell a group norm from a layer norm; the pickled module does.
            ["GroupNorm"] = isModule ? "GroupNormalization" : "LayerNormalization",
        };
        var rows = WeightFiles
            .Measure(WeightFiles.Read("pytorch/" + file), ParameterView.StateDict)
            .Rows.ToDictionary(row => row.Name);
        foreach (string[] expected in WeightFiles.Rows("pytorch/tiny.csv"))
        {
            var row = rows[expected[0]];
            Assert.Equal((kinds[expected[1]], expected[2]), (row.Type, $"{row.Parameters + row.Buffers}"));
        }

        Assert.Equal("Weights", rows["token"].Type);
        Assert.Equal((0, 6), (rows["index"].Parameters, rows["index"].Buffers));
    }

    [Fact]
    public void A_state_dict_shows_a_grouped_convolution_as_far_as_its_kernel_tells()
    {
        var network = WeightFiles.Read("pytorch/tiny.pt");
        var grouped = Assert.IsType<Convolution>(WeightFiles.Layer(network, "grouped"));
        Assert.Equal((12, 2, 1), (grouped.Filters, grouped.InputChannels, grouped.Groups));
        Assert.Contains(network.Warnings, warning => warning.Contains("groups", StringComparison.Ordinal));
        Assert.Contains(
            network.Warnings,
            warning => warning.Contains("shapes of activations", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_pickled_module_gives_the_settings_of_its_layers()
    {
        var network = WeightFiles.Read("pytorch/tiny_module.pt");
        var conv = Assert.IsType<Convolution>(WeightFiles.Layer(network, "conv"));
        Assert.Equal(("2x2", "1,1"), (conv.Stride.ToString(), conv.Padding.ToString()));
        var grouped = Assert.IsType<Convolution>(WeightFiles.Layer(network, "grouped"));
        Assert.Equal((12, 8, 4), (grouped.Filters, grouped.InputChannels, grouped.Groups));
        var depthwise = Assert.IsType<Convolution>(WeightFiles.Layer(network, "depthwise"));
        Assert.Equal((12, 12, new Extent(2, 2)), (depthwise.InputChannels, depthwise.Groups, depthwise.Dilation));
        var attention = Assert.IsType<MultiHeadAttention>(WeightFiles.Layer(network, "attention"));
        Assert.Equal((2, 4), (attention.Heads, attention.KeySize));
        Assert.DoesNotContain(network.Warnings, warning => warning.Contains("inferred", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("tied.pt")]
    [InlineData("tied_module.pt")]
    public void Tied_weights_count_once_and_are_marked(string file)
    {
        var network = WeightFiles.Read("pytorch/" + file);
        var head = WeightFiles.Measure(network, ParameterView.PyTorch).Rows.Single(row => row.Name == "head");
        Assert.Equal((120, 120), (head.Parameters, head.SharedParameters));
        Assert.Contains("embed", head.SharedWith);
    }

    [Fact]
    public void A_module_says_which_weights_are_frozen()
    {
        var totals = WeightFiles.Measure(WeightFiles.Read("pytorch/tied_module.pt"), ParameterView.PyTorch).Totals;
        Assert.Equal(42, totals.NonTrainableParameters);
    }

    [Fact]
    public void Quantised_tensors_have_the_types_of_the_file()
    {
        var measured = WeightFiles.Measure(WeightFiles.Read("pytorch/quantized.pt"), ParameterView.PyTorch);
        Assert.Equal((4 * 3 * 3 * 3) + 4 + (5 * 4), measured.Totals.Parameters);
        Assert.Equal((4 * 3 * 3 * 3) + (4 * 4) + (5 * 4), measured.Totals.WeightBytes);
    }

    [Theory]
    [InlineData("script.pt")]
    [InlineData("trace.pt")]
    public void A_TorchScript_archive_says_that_its_code_is_not_read(string file)
    {
        var network = WeightFiles.Read("pytorch/" + file);
        Assert.Equal("TorchScript", network.Producer);
        Assert.Contains(network.Warnings, warning => warning.Contains("is code", StringComparison.Ordinal));
        Assert.Equal(["0", "1", "3", "5"], network.Layers.Select(layer => layer.Name));
    }

    [Theory]
    [InlineData("os_system.pt")]
    [InlineData("os_system_legacy.pt")]
    public void A_call_is_refused_with_its_name_and_place(string file)
    {
        var error = Assert.Throws<ModelFileException>(() => WeightFiles.Read("pytorch/" + file));
        Assert.Equal(ModelFileError.UnsupportedContent, error.Error);
        Assert.Contains("posix.system", error.Message, StringComparison.Ordinal);
        Assert.Contains("state_dict", error.Message, StringComparison.Ordinal);
        Assert.True(error.Offset > 0);
    }

    [Fact]
    public void A_file_without_tensors_says_so()
    {
        var error = Assert.Throws<ModelFileException>(() => WeightFiles.Read("pytorch/no_tensors.pt"));
        Assert.Contains("no tensors", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_optimizer_is_no_network()
    {
        var error = Assert.Throws<ModelFileException>(() => WeightFiles.Read("pytorch/optimizer.pt"));
        Assert.Contains("the state of an optimizer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_else_a_checkpoint_holds_is_not_counted()
    {
        var network = WeightFiles.Read("pytorch/tiny_checkpoint.pt");
        Assert.DoesNotContain(network.Layers, layer => layer.Name.Contains("optim", StringComparison.Ordinal));
        Assert.Equal(["token", "index", "conv"], network.Layers.Take(3).Select(layer => layer.Name));
    }

    // {"conv.weight": ones (4,3,3,3), "conv.bias": zeros (4)} as arrays of NumPy, saved by torch.save.
    [Theory]
    [InlineData("numpy_arrays.pth", 112)]
    [InlineData("numpy_arrays_legacy.pth", 108)]
    [InlineData("numpy_beside.pth", 112)] // The state dict, and not the arrays beside it.
    public void Arrays_of_NumPy_are_tensors(string file, long parameters)
    {
        var measured = WeightFiles.Measure(WeightFiles.Read("pytorch/" + file), ParameterView.PyTorch);
        Assert.Equal((parameters, Trust.Exact), (measured.Totals.Parameters, measured.Totals.ParametersTrust));
        Assert.Equal("Conv2D", Assert.Single(measured.Rows).Type);
    }

    [Fact]
    public void An_archive_without_the_storages_says_so()
    {
        Assert.Contains(
            WeightFiles.Read("pytorch/resnet18.pth").Warnings,
            warning => warning.Contains("122 of 122 storages", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            WeightFiles.Read("pytorch/tiny.pt").Warnings,
            warning => warning.Contains("storages", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("tiny.pt")]
    [InlineData("tiny_legacy.pth")]
    [InlineData("tiny_module.pt")]
    [InlineData("script.pt")]
    [InlineData("resnet18.pth")]
    public void Damaged_files_give_errors_of_their_own(string file)
    {
        Damage.CutEverywhere(WeightFiles.Full("pytorch/" + file));
        Damage.FlipBytes(WeightFiles.Full("pytorch/" + file));
    }
}
