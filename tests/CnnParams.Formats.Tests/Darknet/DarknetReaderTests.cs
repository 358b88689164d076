using System.Globalization;
using System.Text;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.Darknet;

// Expected numbers: Darknet itself, by tests/oracles/darknet_models.py.
public class DarknetReaderTests
{
    // Two versions of four bytes and eight for the images seen: what `darknet partial` writes.
    private const int Header = 20;

    public static TheoryData<string, long, string> Totals()
    {
        var data = new TheoryData<string, long, string>();
        foreach (string[] row in WeightFiles.Rows("darknet/totals.csv"))
            data.Add(row[0], long.Parse(row[1], CultureInfo.InvariantCulture), row[2]);
        return data;
    }

    [Theory]
    [MemberData(nameof(Totals))]
    public void Counts_are_those_of_the_weights_that_Darknet_writes(string name, long bytes, string flops)
    {
        var network = WeightFiles.Read($"darknet/{name}.cfg");
        var measured = Measurer.Measure(network);
        Assert.Empty(measured.Problems);
        Assert.Equal("Darknet", network.Format);
        Assert.Equal((bytes - Header) / 4, measured.Totals.Parameters);
        Assert.Equal(Trust.Exact, measured.Totals.ParametersTrust);
        // Darknet's own sum leaves locally connected sections out, and takes one step of recurrent ones.
        if (measured.Totals.MacsTrust == Trust.Exact && !measured.Rows.Any(row => row.Type == "LocallyConnected2D"))
            Assert.Equal(long.Parse(flops, CultureInfo.InvariantCulture), 2 * measured.Totals.Macs);
    }

    [Theory]
    [MemberData(nameof(Totals))]
    public void Shapes_are_those_of_Darknets_table(string name, long bytes, string flops)
    {
        _ = (bytes, flops);
        var rows = Measurer.Measure(WeightFiles.Read($"darknet/{name}.cfg")).Rows;
        int compared = 0;
        foreach (string[] expected in WeightFiles.Rows("darknet/shapes.csv").Where(row => row[0] == name))
        {
            var row = rows.Last(row => IndexOf(row.Name) == expected[1]);
            long[] sizes = [.. expected[3].Split('x').Select(size => long.Parse(size, CultureInfo.InvariantCulture))];
            if (sizes.Length == 3)
                Assert.Equal($"({string.Join(",", sizes)})", row.OutputShape.ToString());
            else
                Assert.Equal(sizes[0], row.ActivationSize);
            compared++;
        }

        Assert.True(compared > 0 || name is "rnn" or "gru");
    }

    // field.md of the requirements: the published numbers of YOLOv3 at 416 x 416.
    [Fact]
    public void YOLOv3_is_as_published()
    {
        var totals = Measurer
            .Measure(WeightFiles.Read("darknet/yolov3.cfg"), new MeasureOptions { InputShape = new(3, 416, 416) })
            .Totals;
        Assert.Equal(
            (61_949_149, 52_608, 32_932_037_632),
            (totals.TrainableParameters, totals.NonTrainableParameters, totals.Macs)
        );
    }

    [Theory]
    [InlineData("yolov3-tiny", 0, 2, Header + (4L * 8_858_734), false)]
    [InlineData("yolov3-tiny", 0, 1, Header - 4 + (4L * 8_858_734), false)]
    [InlineData("yolov3-tiny", 0, 2, Header - 4 + (4L * 8_858_734), true)]
    [InlineData("yolov3-tiny", 0, 2, 35_000_000, true)]
    [InlineData("yolov3-tiny", 0, 2, 7, true)]
    public void The_length_of_the_weights_is_checked(string name, int major, int minor, long bytes, bool isWrong)
    {
        using var file = new TemporaryFile(name + ".cfg", File.ReadAllBytes(WeightFiles.Full($"darknet/{name}.cfg")));
        using (var weights = File.Create(Path.Combine(file.Folder, name + ".weights")))
        {
            weights.Write([.. BitConverter.GetBytes(major), .. BitConverter.GetBytes(minor)]);
            weights.SetLength(bytes);
        }

        var network = WeightFiles.Read(file.Path);
        var warnings = network.Warnings;
        var rows = Measurer.Measure(network).Rows;
        Assert.Equal(isWrong, rows.Any(row => row.ParametersTrust == Trust.Contradicted));
        // Where bytes are missing, those at the end are.
        Assert.Equal(
            bytes > Header ? Trust.Exact : Trust.Contradicted,
            rows.First(row => row.Parameters > 0).ParametersTrust
        );
        Assert.Equal(isWrong, warnings.Any(warning => warning.Contains(".weights", StringComparison.Ordinal)));
        // By the weights' own name the definition beside is found.
        Assert.Equal(warnings, WeightFiles.Read(Path.ChangeExtension(file.Path, ".weights")).Warnings);
    }

    [Fact]
    public void Weights_alone_are_numbers_without_names()
    {
        using var file = new TemporaryFile("alone.weights", new byte[64]);
        Assert.Contains(
            "alone.cfg",
            Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path)).Message,
            StringComparison.Ordinal
        );
    }

    // Sections of AlexeyAB's fork; the shapes are those of its make_*_layer functions.
    [Theory]
    [InlineData("[route]\nlayers=-1\ngroups=2\ngroup_id=1", "(4,16,16)")]
    [InlineData("[convolutional]\nfilters=6\nsize=3\nstride=1\npad=1\ndilation=2\nactivation=swish", "(6,16,16)")]
    [InlineData("[maxpool]\nsize=5\nstride=1", "(8,16,16)")]
    [InlineData("[maxpool]\nmaxpool_depth=1\nout_channels=4\nstride=1\nsize=1", "(4,16,16)")]
    [InlineData("[local_avgpool]\nsize=2\nstride=2", "(8,8,8)")]
    [InlineData("[avgpool]\n[scale_channels]\nfrom=-2", "(8,16,16)")]
    [InlineData("[convolutional]\nfilters=8\nsize=1\nactivation=logistic\n[sam]\nfrom=-2", "(8,16,16)")]
    [InlineData("[shortcut]\nfrom=-1\nactivation=mish", "(8,16,16)")]
    [InlineData("[deconvolutional]\nfilters=5\nsize=2\nstride=2", "(5,32,32)")]
    [InlineData("[upsample]\nstride=4", "(8,64,64)")]
    [InlineData("[upsample]\nstride=-2", "(8,8,8)")]
    [InlineData("[reorg]\nstride=4", "(128,4,4)")]
    [InlineData("[reorg]\nstride=2\nreverse=1", "(2,32,32)")]
    [InlineData(
        "[convolutional]\nfilters=3\nsize=5\nstride_x=2\nstride_y=4\nstride=1\npad=1\nactivation=linear",
        "(3,4,8)"
    )]
    public void Sections_give_the_shapes_of_Darknets_rules(string sections, string shape)
    {
        var measured = Measurer.Measure(ReadText("[net]\nheight=16\nwidth=16\nchannels=8\n[dropout]\n" + sections));
        Assert.Empty(measured.Problems);
        Assert.Equal(shape, measured.Rows[^1].OutputShape.ToString());
    }

    // The length of what `darknet partial` writes of this text.
    [Fact]
    public void The_norm_of_filters_that_cannot_be_has_their_factors()
    {
        var measured = Measurer.Measure(
            ReadText("[net]\nheight=16\nwidth=16\nchannels=3\n[convolutional]\nbatch_normalize=1\nfilters=5\nsize=99")
        );
        var norm = measured.Rows.Single(row => row.Layer is BatchNormalization);
        Assert.Equal((10, Trust.LowerBound), (norm.TrainableParameters, measured.Totals.ParametersTrust));
    }

    [Fact]
    public void Recurrent_convolutions_have_three_parts()
    {
        var measured = Measurer.Measure(
            ReadText(
                "[net]\nheight=16\nwidth=16\nchannels=3\n[crnn]\noutput_filters=5\nhidden_filters=6\n[crnn]\nbatch_normalize=1\noutput_filters=4\nhidden_filters=2"
            )
        );
        Assert.Equal((4032 - Header) / 4, measured.Totals.Parameters);
        Assert.Equal("(4,16,16)", measured.Rows[^1].OutputShape.ToString());
    }

    [Fact]
    public void A_shared_convolution_counts_once()
    {
        var measured = Measurer.Measure(
            ReadText(
                "[net]\nheight=8\nwidth=8\nchannels=4\n[convolutional]\nfilters=4\nsize=3\npad=1\nactivation=linear\n[convolutional]\nfilters=4\nsize=3\npad=1\nshare_index=0\nactivation=linear"
            )
        );
        Assert.Empty(measured.Problems);
        Assert.Equal((3 * 3 * 4 * 4) + 4, measured.Totals.Parameters);
    }

    [Fact]
    public void A_section_that_is_not_known_is_named_and_never_zero()
    {
        var network = ReadText("[net]\nheight=8\nwidth=8\nchannels=4\n[warp]\npower=9");
        Assert.Contains("[warp]", Assert.Single(network.Warnings), StringComparison.Ordinal);
        var totals = Measurer.Measure(network).Totals;
        Assert.NotEqual(Trust.Exact, totals.ParametersTrust);
        Assert.NotEqual(Trust.Exact, totals.MacsTrust);
    }

    [Theory]
    [InlineData("[net]\nheight=8\nwidth=8\n[convolutional]", "line 1")]
    [InlineData("[net]\nheight=8\nwidth=8\nchannels=3\n[convolutional]\nfilters=many", "line 6")]
    [InlineData("[net]\nheight=8\nwidth=8\nchannels=3\n[convolutional]\nfilters=-4", "Filters")]
    [InlineData("[net]\nheight=8\nwidth=8\nchannels=3\n[route]\nlayers=-9", "line 5")]
    [InlineData("[net]\nheight=8\nwidth=8\nchannels=3\n[route]", "layers=")]
    [InlineData("[net]\nheight=8\nwidth=8\nchannels=3\n[convolutional]\nno equals", "line 6")]
    [InlineData("[net]\nheight=8\nwidth=8\nchannels=2147483647\n[crnn]\nsize=2147483647", "2^63-1")]
    public void A_mistake_is_an_error_with_its_line(string text, string said)
    {
        var error = Assert.Throws<ModelFileException>(() => ReadText(text));
        Assert.Equal(ModelFileError.DamagedFile, error.Error);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_unknown_sections_alone_is_read_at_once()
    {
        var network = ReadText(
            "[net]\nheight=8\nwidth=8\nchannels=4\n" + string.Concat(Enumerable.Repeat("[a]\n", 200_000))
        );
        Assert.Equal(200_001, network.Layers.Count);
        Assert.InRange(network.Warnings.Count, 2, 1001);
    }

    [Theory]
    [InlineData("yolov3-tiny")]
    [InlineData("cifar")]
    public void Damaged_files_give_errors_of_their_own(string name)
    {
        Damage.CutEverywhere(WeightFiles.Full($"darknet/{name}.cfg"));
        Damage.FlipBytes(WeightFiles.Full($"darknet/{name}.cfg"));
    }

    private static string IndexOf(string name) =>
        new([.. name.Split('/')[0].SkipWhile(letter => !char.IsAsciiDigit(letter))]);

    private static Networks.Network ReadText(string text)
    {
        using var file = new TemporaryFile("typed.cfg", Encoding.UTF8.GetBytes(text));
        return WeightFiles.Read(file.Path);
    }

    // Darknet multiplies padding by dilation: 28 stays 28 with a padding of 2 around a window of 3 that is dilated by
    // 2.
    [Theory]
    [InlineData(3, 2, 2)]
    [InlineData(3, 4, 2)]
    [InlineData(5, 6, 3)]
    public void A_dilated_convolution_is_padded_alike_when_it_comes_back(long size, long padding, long dilation)
    {
        var network = new CnnParams.Networks.Network([
            new CnnParams.Layers.Input
            {
                Name = "x",
                Shape = new([3, 28, 28], CnnParams.Shapes.ShapeLayout.ChannelsFirst),
                Layout = CnnParams.Shapes.ShapeLayout.ChannelsFirst,
            },
            new CnnParams.Layers.Convolution(2)
            {
                Name = "c",
                Filters = 4,
                KernelSize = size,
                Padding = padding,
                Dilation = dilation,
            },
        ]);
        var back = Writing.Exported.Read(Writing.Exported.Bytes(network, "Darknet", "model.cfg"), "model.cfg");
        Assert.Equal(
            CnnParams.Measuring.Measurer.Measure(network).Rows[^1].OutputShape.ToString(),
            CnnParams.Measuring.Measurer.Measure(back).Rows.Last(row => row.Parameters > 0).OutputShape.ToString()
        );
    }

    [Fact]
    public void A_padding_between_two_multiples_of_the_dilation_is_refused()
    {
        var network = new CnnParams.Networks.Network([
            new CnnParams.Layers.Input
            {
                Name = "x",
                Shape = new([3, 28, 28], CnnParams.Shapes.ShapeLayout.ChannelsFirst),
                Layout = CnnParams.Shapes.ShapeLayout.ChannelsFirst,
            },
            new CnnParams.Layers.Convolution(2)
            {
                Name = "c",
                Filters = 4,
                KernelSize = 3,
                Padding = 1,
                Dilation = 2,
            },
        ]);
        Assert.ThrowsAny<Exception>(() => Writing.Exported.Bytes(network, "Darknet", "model.cfg"));
    }
}
