using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>LeNet-5 and the networks that are built after it.</summary>
internal sealed class LeNet : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "Gradient-Based Learning Applied to Document Recognition",
        1998,
        "doi:10.1109/5.726791"
    );

    private static readonly Paper Article = new(
        "The network of the article: LeNet-5's form with 8 and 16 filters",
        2018
    );

    public string Name => "LeNet";

    public IEnumerable<Architecture> Members =>
        [
            new(
                "Article",
                Article,
                new DefinedVariant("article", ArticleBody, (x, o) => x.FullyConnected("Softmax", o.Classes))
                {
                    Note =
                        "The tables of course notes and blogs that have 208 and 416 parameters in CONV1 and CONV2 "
                        + "forget the input channels.",
                    Layout = Shapes.ShapeLayout.ChannelsLast,
                    Resolution = 32,
                    Classes = 10,
                }
            )
            {
                Aliases = ["ArticleLeNet"],
            },
            new(
                "LeNet5",
                Paper,
                Small(
                    "modern",
                    32,
                    (x, _) =>
                        x.Conv("C1", 6, 5)
                            .Activation("C1/tanh", "tanh")
                            .AveragePool("S2", 2)
                            .Conv("C3", 16, 5)
                            .Activation("C3/tanh", "tanh")
                            .AveragePool("S4", 2)
                            .FullyConnected("C5", 120)
                            .Activation("C5/tanh", "tanh")
                            .FullyConnected("F6", 84)
                            .Activation("F6/tanh", "tanh"),
                    (x, o) => x.FullyConnected("output", o.Classes),
                    "As it is commonly built: C3 sees all six maps, pooling learns nothing, the output is a linear "
                        + "layer."
                ),
                Small(
                    "original",
                    32,
                    (x, _) =>
                        x.Conv("C1", 6, 5)
                            .Activation("C1/tanh", "tanh")
                            .Subsample("S2")
                            // Table I of the paper: 60 of the 96 pairs of an input map and an output map are connected.
                            .Then(
                                "C3",
                                new Convolution(2)
                                {
                                    Filters = 16,
                                    KernelSize = 5,
                                    Connections = 60,
                                }
                            )
                            .Activation("C3/tanh", "tanh")
                            .Subsample("S4")
                            .Conv("C5", 120, 5)
                            .Activation("C5/tanh", "tanh")
                            .FullyConnected("F6", 84)
                            .Activation("F6/tanh", "tanh"),
                    // Radial basis functions whose centres were set by hand and not trained.
                    (x, o) =>
                        x.Then(
                            "output",
                            new FullyConnected
                            {
                                Units = o.Classes,
                                UseBias = false,
                                Trainable = false,
                            }
                        ),
                    "As published: C3 sees some of the maps, each subsampling has a factor and an offset to learn, and "
                        + "the ten outputs have 84 fixed values each."
                )
            ),
            new(
                "CaffeLeNet",
                Paper,
                Small(
                    "Caffe",
                    28,
                    (x, _) =>
                        x.Conv("conv1", 20, 5)
                            .MaxPool("pool1", 2)
                            .Conv("conv2", 50, 5)
                            .MaxPool("pool2", 2)
                            .FullyConnected("ip1", 500)
                            .ReLU("relu1"),
                    (x, o) => x.FullyConnected("ip2", o.Classes),
                    "Caffe's example for MNIST: more filters than the paper, no second fully connected layer."
                )
            ),
        ];

    private static Tensor ArticleBody(Tensor x, BuildOptions options) =>
        x.Conv("CONV1", 8, 5)
            .MaxPool("POOL1", 2)
            .Conv("CONV2", 16, 5)
            .MaxPool("POOL2", 2)
            .FullyConnected("FC3", 120)
            .FullyConnected("FC4", 84);

    private static ArchitectureVariant Small(
        string name,
        long resolution,
        Func<Tensor, BuildOptions, Tensor> body,
        Func<Tensor, BuildOptions, Tensor> top,
        string note
    ) =>
        new DefinedVariant(name, body, top)
        {
            Note = note,
            Resolution = resolution,
            Channels = 1,
            Classes = 10,
        };
}

/// <summary>The subsampling of 1998: the mean of 2x2 values, times a learned factor, plus a learned offset.</summary>
file static class TrainableSubsampling
{
    internal static Tensor Subsample(this Tensor x, string name) =>
        x.AveragePool(name, 2).Then(name + "/scale", new Scale { UseBias = true }).Activation(name + "/tanh", "tanh");
}
