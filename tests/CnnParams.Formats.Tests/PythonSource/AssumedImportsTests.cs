using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>Code as people show it: without its imports, copied from a prompt, a model that has no name.</summary>
public sealed class AssumedImportsTests
{
    private const string Net = """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv = nn.Conv2d(3, 6, 5)
                self.fc = nn.Linear(6 * 14 * 14, 10)
            def forward(self, x: Tensor) -> Tensor:
                x = F.max_pool2d(F.relu(self.conv(x)), 2)
                return self.fc(torch.flatten(x, 1))
        """;

    // 5*5*3*6 + 6 + 1176*10 + 10: sum(p.numel() for p in Net().parameters()) of PyTorch 2.
    [Fact]
    public void A_class_without_imports_is_read_and_what_was_assumed_is_said()
    {
        var options = new ReadOptions { InputShape = new TensorShape(3, 32, 32) };
        var network = new ModelLibrary().ReadCode(Net, options, CancellationToken.None);
        Assert.Equal(12_226, Parameters(network));
        Assert.Contains(
            "nn, F, torch are not imported; they are taken for torch.nn, torch.nn.functional, torch",
            network.Warnings
        );
    }

    [Theory]
    [InlineData("nn.Sequential(nn.Conv2d(3, 64, 3), nn.ReLU(), nn.Flatten(), nn.Linear(57600, 10))", 577_802)]
    [InlineData("nn.Conv2d(3, 64, 3)", 1_792)]
    [InlineData("Sequential(Conv2d(3, 64, 3), ReLU(), Flatten(), Linear(57600, 10))", 577_802)]
    [InlineData("m = nn.Conv2d(3, 64, 3)\nm(torch.randn(1, 3, 32, 32)).shape", 1_792)]
    [InlineData("models.resnet18()", 11_689_512)]
    [InlineData("model = models.resnet18(num_classes=10)\nsummary(model, (3, 32, 32))", 11_181_642)]
    [InlineData("OrderedDict\nnn.Sequential(OrderedDict([('c', nn.Conv2d(3, 64, 3))]))", 1_792)]
    [InlineData(
        "keras.Sequential([layers.Input((32, 32, 3)), layers.Conv2D(8, 3), layers.Flatten(), layers.Dense(10)])",
        72_234
    )]
    [InlineData("Sequential([Input((32, 32, 3)), Conv2D(8, 3), Flatten(), Dropout(0.5), Dense(10)])", 72_234)]
    [InlineData("tf.keras.applications.VGG16()", 138_357_544)]
    [InlineData("resnet18(pretrained=True)", 11_689_512)]
    [InlineData("base = VGG16(include_top=False, input_shape=(224, 224, 3))\nbase", 14_714_688)]
    [InlineData("models.Sequential([layers.Dense(10, input_shape=(4,))])", 50)]
    public void An_expression_is_the_model(string code, long parameters) =>
        Assert.Equal(parameters, Parameters(Read(code)));

    // What people show of a model: layers that are added to it, the body of its class or of its constructor, a function
    // that makes it, tensors of which no model is made. The counts are those that they print, of Keras and PyTorch.
    [Theory]
    [InlineData(
        "model.add(Conv2D(32, (3, 3), input_shape=(28, 28, 1)))\nmodel.add(MaxPooling2D())\nmodel.add(Flatten())\n"
            + "model.add(Dense(10))",
        54_410,
        "model is not made here; it is taken for an empty keras.models.Sequential"
    )]
    [InlineData("net.add(LSTM(units=256, input_dim=4096, input_length=16))", 4_457_472, "net is not made here")]
    [InlineData(
        "self.conv1 = nn.Conv2d(3, 6, 5)\nself.pool = nn.MaxPool2d(2, 2)\nself.conv2 = nn.Conv2d(6, 16, 5)\n"
            + "self.fc1 = nn.Linear(400, 120)\nself.fc2 = nn.Linear(120, 84)\nself.fc3 = nn.Linear(84, 10)",
        62_006,
        "self is not made here; it is taken for an empty torch.nn.Module"
    )]
    [InlineData(
        "    def __init__(self):\n        super(Net, self).__init__()\n        self.fc = nn.Linear(784, 10)\n"
            + "    def forward(self, x):\n        return self.fc(x)",
        7_850,
        "the code begins within a class; 'class Net(nn.Module):' is taken for its head"
    )]
    [InlineData(
        "def create():\n    model = Sequential()\n    model.add(Dense(10, input_shape=(784,)))\n    return model",
        7_850,
        "Sequential, Dense are not imported"
    )]
    [InlineData(
        "x = Input((28, 28, 1))\nx = Conv2D(32, 3)(x)\nx = BatchNormalization()(x)",
        448,
        "Input, Conv2D, BatchNormalization are not imported"
    )]
    [InlineData(
        "i = keras.Input((32, 32, 3))\na = layers.Conv2D(8, 3, padding='same')(i)\nb = layers.Conv2D(8, 1)(i)\n"
            + "y = layers.add([a, b])\ny = layers.GlobalAveragePooling2D()(y)\ny = layers.Dense(10)(y)",
        346,
        "keras, layers are not imported"
    )]
    [InlineData(
        "base = VGG16(include_top=False, input_shape=(224, 224, 3))\nx = Flatten()(base.output)\n"
            + "x = Dense(256)(x)\nout = Dense(10)(x)",
        21_140_042,
        "no model is made of the layers after base; they are read with it. -Entry base is that alone"
    )]
    [InlineData(
        "model = Sequential([Embedding(20000, 128), Bidirectional(LSTM(64)), Dense(1)])",
        2_658_945,
        "are not imported"
    )]
    public void What_stands_around_an_excerpt_is_assumed_and_said(string code, long parameters, string said)
    {
        var network = Read(code);
        Assert.Equal(parameters, Parameters(network));
        Assert.Contains(network.Warnings, warning => warning.Contains(said, StringComparison.Ordinal));
    }

    // The chapter on LeNet of d2l.ai prints the shapes so; 61,706 parameters.
    [Fact]
    public void A_loop_over_layers_is_about_all_of_them()
    {
        const string Code = """
            net = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2, 2),
                nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.AvgPool2d(2, 2), nn.Flatten(),
                nn.Linear(400, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10))
            X = torch.rand(size=(1, 1, 28, 28))
            for layer in net:
                X = layer(X)
                print(layer.__class__.__name__, 'output shape:', X.shape)
            """;
        var network = Read(Code);
        Assert.Equal(61_706, Parameters(network));
        Assert.Equal("(1,28,28)", Assert.Single(network.Inputs).Shape.ToString());
    }

    [Fact]
    public void Models_that_are_called_beside_the_one_that_is_read_are_named() =>
        Assert.Contains(
            "encoder is called as well, and decoder alone is read; choose with -Entry",
            Read(
                "encoder = nn.Linear(784, 32)\ndecoder = nn.Linear(32, 784)\nx = torch.randn(1, 784)\n"
                    + "y = decoder(encoder(x))"
            ).Warnings
        );

    // The place of an error is that of the text as it was given.
    [Fact]
    public void Places_in_a_class_without_a_head_are_those_of_the_text()
    {
        var error = Assert.Throws<ModelFileException>(() =>
            Read("    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(784 10)\n")
        );
        Assert.Contains("line 3, column 33", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_that_are_added_are_those_of_Keras()
    {
        const string Code = """
            model = Sequential()
            model.add(Conv2D(32, (3, 3), activation='relu', input_shape=(32, 32, 3)))
            model.add(MaxPooling2D())
            model.add(Flatten())
            model.add(Dense(10))
            model.compile(loss='mse', optimizer=Adam())
            model.fit(x_train, y_train, callbacks=[EarlyStopping()])
            model.summary()
            """;
        // 3*3*3*32 + 32 + 7200*10 + 10: Keras 2.15.
        Assert.Equal(72_906, Parameters(Read(Code)));
    }

    [Theory]
    [InlineData(
        """
            >>> import torch.nn as nn
            >>> m = nn.Sequential(
            ...     nn.Conv2d(3, 64, 3),
            ...
            ...     nn.Flatten(),
            ... )
            >>> m
            Sequential(
              (0): Conv2d(3, 64, kernel_size=(3, 3), stride=(1, 1))
              (1): Flatten(start_dim=1, end_dim=-1)
            )
            >>> sum(p.numel() for p in m.parameters())
            1792
            """
    )]
    [InlineData(
        """
            In [1]: from torch import nn

            In [2]: m = nn.Sequential(
               ...:     nn.Conv2d(3, 64, 3),
               ...: )

            In [3]: m
            Out[3]:
            Sequential(
              (0): Conv2d(3, 64, kernel_size=(3, 3), stride=(1, 1))
            )
            """
    )]
    public void Prompts_and_what_was_printed_are_no_code(string code) => Assert.Equal(1_792, Parameters(Read(code)));

    [Theory]
    [InlineData(">>> import torch.nn as nn\n>>> nn.Conv2d(3,\n...   sixty, 3)", "line 3, column 7", "sixty")]
    [InlineData("x = 1\nnn.Sequential(\n  nn.Linear(3, Foo))", "line 3, column 16", "Foo")]
    [InlineData("Foo(3)", "line 1, column 1", "Foo")]
    public void What_is_no_usual_name_is_an_error_at_its_place(string code, string place, string name)
    {
        string message = Assert.Throws<ModelFileException>(() => Read(code)).Message;
        Assert.Contains(place, message, StringComparison.Ordinal);
        Assert.Contains($"name '{name}' is not defined", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_source_binds_is_its_own()
    {
        var network = Read("import torch\nclass nn:\n    Linear = torch.nn.Bilinear\nmodel = nn.Linear(3, 4, 5)");
        Assert.DoesNotContain(network.Warnings, warning => warning.Contains("import", StringComparison.Ordinal));
        Assert.Equal((3 * 4 * 5) + 5, Parameters(network));
    }

    // Parameters do not depend on a shape where PyTorch states them, and Keras's code has its own.
    private static Network Read(string code) =>
        new ModelLibrary().ReadCode(code, new ReadOptions(), CancellationToken.None);

    private static long? Parameters(Network network) => Measurer.Measure(network).Totals.Parameters;
}
