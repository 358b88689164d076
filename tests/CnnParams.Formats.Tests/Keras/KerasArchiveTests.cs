using System.IO.Compression;
using System.Text;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.Keras;

/// <summary>Archives that are not as Keras writes them.</summary>
public sealed class KerasArchiveTests
{
    private const string Metadata = """{"keras_version": "3.4.1"}""";

    private const string Config = """
        {"module": "keras", "class_name": "Sequential", "config": {"name": "tiny", "layers": [
            {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 8, 8, 3], "name": "in"}},
            {"module": "keras.layers", "class_name": "Conv2D", "config": {"name": "conv", "filters": 4, "kernel_size": [3, 3]}}]}}
        """;

    [Fact]
    public void Without_a_config_it_says_what_is_missing()
    {
        using var file = Archive(("metadata.json", Metadata));
        var error = Assert.Throws<ModelFileException>(() =>
            TestFiles.Read(file.Path, new ReadOptions { Format = "Keras" })
        );
        Assert.Contains("config.json", error.Message, StringComparison.Ordinal);
    }

    // keras/src/layers/rnn/bidirectional.py: null is "not merged", and what is not written "concat".
    [Theory]
    [InlineData(", \"merge_mode\": null", "(10,8), (10,8)")]
    [InlineData(", \"merge_mode\": \"sum\"", "(10,8)")]
    [InlineData("", "(10,16)")]
    public void Directions_are_merged_as_written(string merge, string outputs)
    {
        string config = """
            {"module": "keras", "class_name": "Sequential", "config": {"name": "tiny", "layers": [
                {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 10, 4], "name": "in"}},
                {"module": "keras.layers", "class_name": "Bidirectional", "config": {"name": "both", "layer":
                    {"module": "keras.layers", "class_name": "LSTM", "config": {"name": "lstm", "units": 8, "return_sequences": true}}MERGE}}]}}
            """;
        using var file = Archive(
            ("config.json", config.Replace("MERGE", merge, StringComparison.Ordinal)),
            ("metadata.json", Metadata)
        );
        Assert.Equal(
            outputs,
            CnnParams.Measuring.Measurer.Measure(TestFiles.Read(file.Path)).Rows[1].OutputShapes.ToString()
        );
    }

    // keras/src/layers/normalization/group_normalization.py: gamma and beta have the size of the axis, whatever another
    // layer takes for channels; and a convolution of 3 filters over 9 channels first.
    [Theory]
    [InlineData("\"axis\": -1", 2 * 4)]
    [InlineData("\"axis\": 3, \"scale\": false", 4)]
    [InlineData("\"axis\": 1, \"groups\": 3", 2 * 9)]
    [InlineData("\"axis\": 2", 2 * 8)]
    public void Groups_are_of_their_own_axis(string axis, long parameters)
    {
        string config = """
            {"module": "keras", "class_name": "Sequential", "config": {"name": "tiny", "layers": [
                {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 9, 8, 4], "name": "in"}},
                {"module": "keras.layers", "class_name": "GroupNormalization", "config": {"name": "norm", "groups": 2, AXIS}},
                {"module": "keras.layers", "class_name": "Conv2D", "config": {"name": "conv", "filters": 3, "kernel_size": [1, 1], "data_format": "channels_first"}}]}}
            """;
        if (axis.Contains("groups", StringComparison.Ordinal))
            config = config.Replace("\"groups\": 2, ", "", StringComparison.Ordinal);
        using var file = Archive(
            ("config.json", config.Replace("AXIS", axis, StringComparison.Ordinal)),
            ("metadata.json", Metadata)
        );
        var measured = CnnParams.Measuring.Measurer.Measure(TestFiles.Read(file.Path));
        Assert.Equal(
            ("(9,8,4)", parameters, (9 * 3) + 3),
            (measured.Rows[1].OutputShape.ToString(), measured.Rows[1].Parameters, measured.Rows[2].Parameters)
        );
        Assert.Equal(CnnParams.Measuring.Trust.Exact, measured.Totals.ParametersTrust);
    }

    [Fact]
    public void Weights_need_not_be_there()
    {
        using var file = Archive(("config.json", Config), ("metadata.json", Metadata));
        Assert.Equal(["in", "conv"], TestFiles.Read(file.Path).Layers.Select(layer => layer.Name));
    }

    // 300 MB of spaces pack into 300 kB.
    [Fact]
    public void A_member_that_unpacks_to_more_than_any_model_is_refused()
    {
        using var file = new TemporaryFile("bomb.keras");
        using (var archive = ZipFile.Open(file.Path, ZipArchiveMode.Create))
        {
            Add(archive, "metadata.json", Metadata);
            using var stream = archive.CreateEntry("config.json").Open();
            byte[] spaces = Encoding.UTF8.GetBytes(new string(' ', 1 << 20));
            for (int i = 0; i < 300; i++)
                stream.Write(spaces);
        }

        Assert.InRange(new FileInfo(file.Path).Length, 1, 1 << 20);
        Assert.Throws<ModelFileException>(() => TestFiles.Read(file.Path));
    }

    // The directory of the archive says that the member has 4 GB.
    [Fact]
    public void The_size_that_an_archive_states_is_not_made_room_for()
    {
        byte[] bytes;
        using (var file = Archive(("config.json", Config), ("metadata.json", Metadata)))
            bytes = File.ReadAllBytes(file.Path);
        int directory = bytes.AsSpan().IndexOf("PK\x01\x02"u8);
        bytes.AsSpan(directory + 24, 4).Fill(0xFE);

        using var changed = new TemporaryFile("size.keras", bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            _ = TestFiles.Read(changed.Path);
        }
        catch (ModelFileException error)
        {
            Assert.Equal(ModelFileError.DamagedFile, error.Error);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    [Fact]
    public void Layers_of_other_packages_are_rows_of_their_own_name()
    {
        string config = Config.Replace(
            "\"keras.layers\", \"class_name\": \"Conv2D\"",
            "\"my_package\", \"class_name\": \"Conv2D\"",
            StringComparison.Ordinal
        );
        using var file = Archive(("config.json", config), ("metadata.json", Metadata));
        var network = TestFiles.Read(file.Path);
        Assert.Equal("Operation", network.Layers[1].Type);
        Assert.Contains(network.Warnings, warning => warning.Contains("conv", StringComparison.Ordinal));
        Assert.Equal(Measuring.Trust.LowerBound, Measuring.Measurer.Measure(network).Totals.ParametersTrust);
    }

    private static TemporaryFile Archive(params (string Name, string Text)[] members)
    {
        var file = new TemporaryFile("model.keras");
        using var archive = ZipFile.Open(file.Path, ZipArchiveMode.Create);
        foreach (var (name, text) in members)
            Add(archive, name, text);
        return file;
    }

    private static void Add(ZipArchive archive, string name, string text)
    {
        using var writer = new StreamWriter(archive.CreateEntry(name).Open());
        writer.Write(text);
    }
}
