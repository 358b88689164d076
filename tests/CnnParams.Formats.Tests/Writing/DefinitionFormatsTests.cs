using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;
using CnnParams.Writing;

namespace CnnParams.Formats.Tests.Writing;

/// <summary>What is written for Caffe and for Darknet, whose files are definitions alone.</summary>
public sealed class DefinitionFormatsTests
{
    [Theory]
    [InlineData(
        "Caffe",
        "model.prototxt",
        "AlexNet-original AlexNet-torchvision GoogLeNet-original VGG16-Keras ResNet50-torchvision "
            + "DenseNet121-torchvision InceptionV3-torchvision RegNetX_400MF-torchvision"
    )]
    [InlineData(
        "Darknet",
        "model.cfg",
        "YOLOv3-Darknet YOLOv3Tiny-Darknet YOLOv2-Darknet Darknet19-Darknet ResNet50-torchvision "
            + "ResNeXt50_32x4d-torchvision VGG16-Keras"
    )]
    public void Networks_of_the_catalogue_return(string format, string fileName, string expressible)
    {
        var written = new List<string>();
        foreach (var (name, network) in RoundTrip.Catalogue())
        {
            try
            {
                byte[] bytes = Exported.Bytes(network, format, fileName);
                written.Add(name);
                if (Exported.HasReader(format))
                    Compare(name, network, Exported.Read(bytes, fileName));
            }
            catch (ModelWriteException exception)
            {
                Assert.NotEmpty(exception.Layers);
            }
        }

        Assert.All(expressible.Split(' '), name => Assert.Contains(name, written));
    }

    [Fact]
    public void A_definition_of_Caffe_reads_as_those_of_Caffe_do() =>
        Assert.Equal(
            """
            name: "Small"
            layer {
              name: "data"
              type: "Input"
              top: "data"
              input_param { shape { dim: 1 dim: 3 dim: 32 dim: 32 } }
            }
            layer {
              name: "conv"
              type: "Convolution"
              bottom: "data"
              top: "conv"
              convolution_param { num_output: 8 bias_term: false pad: 2 kernel_size: 5 }
            }
            layer {
              name: "bn"
              type: "BatchNorm"
              bottom: "conv"
              top: "bn"
            }
            layer {
              name: "bn_scale"
              type: "Scale"
              bottom: "bn"
              top: "bn_scale"
              scale_param { bias_term: true }
            }
            layer {
              name: "act"
              type: "ReLU"
              bottom: "bn_scale"
              top: "act"
            }
            layer {
              name: "pool"
              type: "Pooling"
              bottom: "act"
              top: "pool"
              pooling_param { pool: MAX kernel_size: 3 stride: 2 round_mode: FLOOR }
            }
            layer {
              name: "fc"
              type: "InnerProduct"
              bottom: "pool"
              top: "fc"
              inner_product_param { num_output: 10 }
            }

            """.ReplaceLineEndings("\n"),
            Exported.Text(Small(), "Caffe")
        );

    [Fact]
    public void A_file_of_Darknet_has_normalisation_and_activation_in_the_section_of_the_filters() =>
        Assert.Equal(
            """
            [net]
            batch=1
            height=32
            width=32
            channels=3

            [convolutional]
            batch_normalize=1
            filters=8
            size=5
            stride=1
            pad=1
            activation=relu

            [maxpool]
            size=3
            stride=2
            padding=0

            [connected]
            output=10
            activation=linear

            """.ReplaceLineEndings("\n"),
            Exported.Text(Small(), "Darknet")
        );

    [Fact]
    public void A_name_cannot_leave_its_quotes()
    {
        var network = new Network([
            new Input { Name = "a\" } layer {\n", Shape = new TensorShape(8, 8, 3) },
            LayerTypes.Get("ReLU").Create([], "é"),
        ])
        {
            Name = "\\",
        };
        string text = Exported.Text(network, "Caffe");
        Assert.StartsWith(
            "name: \"\\134\"\nlayer {\n  name: \"a\\042 } layer {\\012\"\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("name: \"\\303\\251\"", text, StringComparison.Ordinal);
    }

    private static Network Small() =>
        new([
            new Input { Name = "data", Shape = new TensorShape(32, 32, 3) },
            LayerTypes
                .Get("Conv2D")
                .Create(
                    [new("Filters", 8), new("KernelSize", 5), new("Padding", "same"), new("UseBias", false)],
                    "conv"
                ),
            LayerTypes.Get("BatchNormalization").Create([], "bn"),
            LayerTypes.Get("ReLU").Create([], "act"),
            LayerTypes.Get("MaxPool2D").Create([new("PoolSize", 3), new("Stride", 2)], "pool"),
            LayerTypes.Get("FullyConnected").Create([new("Units", 10)], "fc"),
        ])
        {
            Name = "Small",
        };

    private static void Compare(string name, Network network, Network read)
    {
        var options = new MeasureOptions { View = ParameterView.Keras };
        var expected = Measurer.Measure(network, options);
        Assert.Empty(read.Warnings);
        var actual = Measurer.Measure(read, options);
        Assert.Empty(actual.Problems);
        Assert.Equal(
            (name, expected.Totals.Parameters, expected.Totals.Macs),
            (name, actual.Totals.Parameters, actual.Totals.Macs)
        );
        Assert.Equal(Costs(expected), Costs(actual));
    }

    // Layers in order that cost anything, with the sizes that leave them: sorted, since channels may have moved.
    private static IEnumerable<string> Costs(NetworkMeasurement measured) =>
        measured
            .Rows.Where(row => row.Macs > 0)
            .Select(row => $"{row.Macs} {string.Join("x", row.OutputShape.Sizes.Where(size => size != 1).Order())}");
}
