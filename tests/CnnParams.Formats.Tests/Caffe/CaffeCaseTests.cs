using CnnParams.Measuring;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.Caffe;

// Definitions that were read wrong once. Expected: Caffe's own rules, by hand (scale_layer.cpp, interp_layer.cpp).
public class CaffeCaseTests
{
    [Theory]
    [InlineData("scale_two_bottoms.prototxt", 36, "(4,4,4)")]
    [InlineData("interp_use_blob_size.prototxt", 39, "(3,32,32)")]
    public void Second_inputs_say_what_they_say_in_Caffe(string name, long parameters, string output)
    {
        var measured = Read(name);
        Assert.Empty(measured.Problems);
        Assert.Equal(
            (parameters, output, Trust.Exact),
            (measured.Totals.Parameters, measured.Rows[^1].OutputShape.ToString(), measured.Totals.ShapeTrust)
        );
    }

    [Theory]
    [InlineData("hdf5_label_first.prototxt", "conv1", "(10,26,26)")]
    [InlineData("unknown_input_layout.prototxt", "a", "(64,28,28)")]
    public void What_the_user_says_is_the_shape_of_the_image(string name, string layer, string output)
    {
        Assert.Empty(Read(name).Problems);
        var measured = Read(name, new TensorShape([3, 28, 28], ShapeLayout.ChannelsFirst));
        Assert.Empty(measured.Problems);
        Assert.Equal(output, measured.Rows.Single(row => row.Name == layer).OutputShape.ToString());
    }

    // share_layer in Darknet's convolutional_layer.c: kernel, scales and statistics are those of the other.
    [Fact]
    public void A_batch_norm_of_a_shared_convolution_is_shared() =>
        Assert.Equal(32, Read("share_index_bn.cfg").Totals.Parameters);

    private static NetworkMeasurement Read(string name, TensorShape? shape = null) =>
        Measurer.Measure(
            TestFiles.Read(TestFiles.PathOf(Path.Combine("caffe-cases", name)), new ReadOptions { InputShape = shape })
        );
}
