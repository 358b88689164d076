using System.Text.RegularExpressions;
using CnnParams.Measuring;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>Where the model that a script is about fails, another one is not read without a word.</summary>
public sealed class FailedModelTests
{
    // A layer of a model and the model itself are two: which is meant cannot be told.
    [Theory]
    [InlineData("classifier = Net(width=8, depth=3)")]
    [InlineData("classifier = make(8)")]
    [InlineData("head(torch.zeros(1, 8))\nclassifier = Net(width=8, depth=3)")]
    public void Another_model_is_not_read_in_its_place(string statement)
    {
        string code = $"""
            import torch
            from torch import nn

            class Net(nn.Module):
                def __init__(self, width):
                    super().__init__()
                    self.top = nn.Linear(width, 4)

            def make(width):
                return Net(width, "deep")

            head = nn.Linear(8, 4)
            loader = torch.load("x").open(1)
            {statement}
            """;
        var error = Assert.Throws<ModelFileException>(() =>
            new ModelLibrary().ReadCode(code, new ReadOptions(), default)
        );
        Assert.Equal(ModelFileError.UnknownEntry, error.Error);
        Assert.Contains("'classifier' is not built: TypeError: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "choose another model with -Entry: there are head, Net",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(36, Parameters(code, new ReadOptions { Entry = "head" }));
    }

    // What is tried after it, the source goes on with; and layers may be parts of what is read.
    [Theory]
    [InlineData(
        "class First(nn.Module):\n    def __init__(self): super().__init__()\n"
            + "first = First(8)\nhead = nn.Linear(8, 4)\nhead(zeros(1, 8))"
    )]
    [InlineData("head = nn.Linear(8, 4)\nfirst = nn.Sequential(head, 8)")]
    [InlineData("head = nn.Linear(8, 4)\nfirst = nn.Sequential(\n    head,\n    8,\n)")]
    public void What_is_read_in_its_place_is_said(string code)
    {
        var network = new ModelLibrary().ReadCode($"from torch import nn, zeros\n{code}", new ReadOptions(), default);
        Assert.Contains(
            network.Warnings,
            warning => warning.Contains("'first' is not built, and head is read in its place", StringComparison.Ordinal)
        );
    }

    // Pictures of a training need its numbers, and change no model.
    [Theory]
    [InlineData("f, (a, b) = plt.subplots(1, 2)\nt = f.suptitle('Loss')\nl = a.legend(loc='best')")]
    [InlineData("cm = confusion_matrix(y, head.predict(x))\ncm = cm.astype('float') / cm.sum(axis=1)")]
    public void What_fails_of_pictures_is_passed_over(string statements) =>
        Assert.Equal(
            36,
            Parameters($"import matplotlib.pyplot as plt\nfrom torch import nn\nhead = nn.Linear(8, 4)\n{statements}")
        );

    [Theory]
    [InlineData("model.add(layers.Dense(count))", "count = len(data.open('names'))", "count")]
    [InlineData("model.add(layers.Dense(len(names)))", "names = open('names').readlines()", "names")]
    public void What_is_not_known_can_be_said(string layer, string statement, string name)
    {
        string code =
            $"import data\nfrom keras import Sequential, layers\n{statement}\nmodel = Sequential()\n"
            + $"model.add(layers.Dense(4, input_shape=(3,)))\n{layer}";
        string message = Assert
            .Throws<ModelFileException>(() => new ModelLibrary().ReadCode(code, new ReadOptions(), default))
            .Message;
        Assert.Contains($"; say it with -Argument @{{ {name} = ... }}", message, StringComparison.Ordinal);
        object value = name == "count" ? 2 : new object[] { "cat", "dog" };
        // 3 * 4 + 4, and 4 * 2 + 2.
        Assert.Equal(
            26,
            Parameters(code, new ReadOptions { Arguments = new Dictionary<string, object?> { [name] = value } })
        );
    }

    // Each failure for want of a value comes of the first; which of the values is a number cannot be told.
    [Fact]
    public void The_first_failure_is_said_and_all_values_that_would_help()
    {
        string message = Assert
            .Throws<ModelFileException>(() =>
                new ModelLibrary().ReadCode(
                    "from torch import nn\nlines = open('data').read()\nwords = set(lines)\nsize = len(words)\n"
                        + "model = nn.Embedding(size, 8)",
                    new ReadOptions(),
                    default
                )
            )
            .Message;
        Assert.Contains("open() reaches outside of the source", message, StringComparison.Ordinal);
        Assert.Contains("say one of lines, words, size with -Argument", message, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(message, "what should give it failed"));
    }

    // A setting of a library that is not here was taken for the usual one: 3 * 3 * 3 * 8 + 8 = 224, and no bias.
    [Theory]
    [InlineData("Conv2D(8, 3, strides=cfg.stride, input_shape=(32, 32, 3))")]
    [InlineData("Conv2D(8, 3, use_bias=cfg.bias, input_shape=(32, 32, 3))")]
    [InlineData("RepeatVector(cfg.times)")]
    [InlineData("BatchNormalization(scale=cfg.scale, input_shape=(8,))")]
    public void A_setting_of_Keras_must_be_known(string layer) =>
        Assert.Contains(
            "cannot be known: there is no module 'cfg' here",
            Assert
                .Throws<ModelFileException>(() =>
                    Parameters(
                        $"import cfg\nfrom keras import Sequential\nfrom keras.layers import *\nmodel = Sequential([{layer}])"
                    )
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_setting_that_changes_no_number_need_not_be_known() =>
        Assert.Equal(
            16,
            Parameters(
                "import cfg\nfrom keras import Sequential\nfrom keras.layers import *\n"
                    + "model = Sequential([Dense(4, activation=cfg.act, kernel_initializer=cfg.start, input_shape=(3,)), "
                    + "Dropout(cfg.rate)])"
            )
        );

    // A loss with weights is no model, and what a model is made of that has no value is the reason.
    [Theory]
    [InlineData(
        "from torch import nn\nclass FocalLoss(nn.Module):\n    def __init__(self, w): super().__init__()\n"
            + "loss = FocalLoss()\nhead = nn.Linear(8, 4)",
        36
    )]
    [InlineData(
        "from torch import nn\nclass DiceLoss(nn.Module): pass\nclass Net(nn.Linear):\n    def __init__(self): super().__init__(8, 4)",
        36
    )]
    public void A_loss_is_no_model(string code, long parameters) => Assert.Equal(parameters, Parameters(code));

    [Theory]
    [InlineData(
        "from keras import Model, layers\nimport data\ninputs = layers.Input(shape=data.shape)\n"
            + "outputs = layers.Dense(4)(inputs)\nmodel = Model(inputs, outputs)",
        "'data.shape'"
    )]
    [InlineData(
        "import pandas as pd\nfrom keras import Sequential, layers\nx = pd.read_csv('x').values\nmodel = Sequential()\n"
            + "model.add(layers.Dense(4, input_dim=x.shape[1]))",
        "the value of 'pandas.read_csv().values.shape[...]' cannot be known: there is no module 'pandas' here, and nothing"
    )]
    [InlineData(
        "import numpy as np\nfrom torch import nn\nx = np.load('x.npy')\nmodel = nn.Linear(x.shape[1], 4)",
        "the value of 'numpy.load().shape[...]' cannot be known, since nothing is executed"
    )]
    [InlineData(
        "import os\nfrom my_models import Gan\nos.mkdir('run')\ngan = Gan(28)\ngan.compile(0.1)",
        "it builds no model that is known here: 'gan' is what 'my_models.Gan()' gives, which is not here"
    )]
    public void The_reason_is_that_of_the_model(string code, string reason) =>
        Assert.Contains(
            reason,
            Assert.Throws<ModelFileException>(() => Parameters(code)).Message,
            StringComparison.Ordinal
        );

    private static long Parameters(string code, ReadOptions? options = null) =>
        Measurer.Measure(new ModelLibrary().ReadCode(code, options ?? new ReadOptions(), default)).Totals.Parameters;

    // What fails would have changed the model: without it, the numbers would be those of another one.
    [Theory]
    [InlineData("model.add_module('head', Foo(3))")]
    [InlineData("added = model.add_module('head', Foo(3))")]
    [InlineData("model.head = Foo(3)")]
    [InlineData("model[0] = Foo(3)")]
    [InlineData("model[0].add_module('head', Foo(3))")]
    [InlineData("model.body[0].conv = Foo(3)")]
    [InlineData("setattr(model, 'head', Foo(3))")]
    [InlineData("if True:\n    model.head = Foo(3)")]
    [InlineData("model.head = Foo(3)\nmodel.eval()")]
    public void A_model_whose_part_fails_is_not_read_without_it(string statement)
    {
        string message = Assert
            .Throws<ModelFileException>(() =>
                new ModelLibrary().ReadCode(
                    $"import torch.nn as nn\nmodel = nn.Sequential(nn.Conv2d(3, 4, 3))\n{statement}",
                    new ReadOptions(),
                    default
                )
            )
            .Message;
        Assert.Contains("name 'Foo' is not defined", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.add(Foo(3))")]
    [InlineData("model.add(Foo(3))\nmodel.summary()")]
    public void A_chain_of_Keras_whose_layer_fails_is_not_read_without_it(string statement) =>
        Assert.Contains(
            "name 'Foo' is not defined",
            Assert
                .Throws<ModelFileException>(() =>
                    new ModelLibrary().ReadCode(
                        "from keras import Sequential\nfrom keras.layers import Dense\nmodel = Sequential()\n"
                            + $"model.add(Dense(4, input_shape=(3,)))\n{statement}",
                        new ReadOptions(),
                        default
                    )
                )
                .Message,
            StringComparison.Ordinal
        );

    // Settings of a program are no model: 4 * 3 * 3 * 3 + 4 parameters all the same.
    [Fact]
    public void What_fails_beside_the_model_is_passed_over()
    {
        var network = new ModelLibrary().ReadCode(
            "import torch.nn as nn\nclass Options: pass\noptions = Options()\noptions.data = load()\n"
                + "options.width = 4\nmodel = nn.Sequential(nn.Conv2d(3, options.width, 3))",
            new ReadOptions(),
            default
        );
        Assert.Equal(112, Measurer.Measure(network).Totals.Parameters);
    }

    // A name that a package has no longer does not take the others of its line with it.
    [Fact]
    public void Names_of_one_import_are_bound_one_by_one()
    {
        const string begin =
            "from keras.models import Sequential\nfrom keras.layers.core import Dense, MaxoutDense\n"
            + "from keras.regularizers import WeightRegularizer\n";
        var network = new ModelLibrary().ReadCode(
            begin + "model = Sequential([Dense(4, input_shape=(3,))])",
            new ReadOptions(),
            default
        );
        Assert.Equal(16, Measurer.Measure(network).Totals.Parameters);
        string message = Assert
            .Throws<ModelFileException>(() =>
                new ModelLibrary().ReadCode(
                    begin + "model = Sequential([MaxoutDense(4, input_shape=(3,))])",
                    new ReadOptions(),
                    default
                )
            )
            .Message;
        Assert.Contains("has no layer 'MaxoutDense'", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "def make(n, k):\n    return nn.Sequential(nn.Conv2d(3, n, k))",
        "choose with -Entry make -Argument @{ n = ...; k = ... }"
    )]
    [InlineData(
        "class Net(nn.Module):\n    def __init__(self, width, depth=2):\n        super().__init__()",
        "'Net' needs width: say it with -Argument @{ width = ... }"
    )]
    [InlineData("from flax import linen\nclass CNN(linen.Module): pass", "it is written in Flax")]
    [InlineData("import mxnet.gluon.nn as gnn\nnet = gnn.Dense(10)", "it is written in MXNet")]
    public void What_a_source_needs_is_said(string code, string said) =>
        Assert.Contains(
            said,
            Assert
                .Throws<ModelFileException>(() =>
                    new ModelLibrary().ReadCode("import torch.nn as nn\n" + code, new ReadOptions(), default)
                )
                .Message,
            StringComparison.Ordinal
        );

    // A function that fails on its way has changed the model that it was given, or would have.
    [Theory]
    [InlineData(
        "def head(m):\n    m.add_module('a', nn.Linear(4, 2))\n    m.add_module('b', nn.Linear(2, N))\nhead(model)"
    )]
    [InlineData("def head(m):\n    raise RuntimeError('N')\n    m.append(nn.Linear(4, 2))\nhead(model)")]
    [InlineData("def head(m, n):\n    m.head = nn.Linear(4, n.N)\nhead(model, 5)")]
    [InlineData("def outer(m):\n    inner(m)\ndef inner(m):\n    m[0] = nn.Conv2d(3, N, 3)\nouter(model)")]
    [InlineData("def each(m):\n    if isinstance(m, nn.Conv2d):\n        m.extra = nn.Linear(3, N)\nmodel.apply(each)")]
    [InlineData("def head(m):\n    setattr(m, 'head', make(N))\nfor i in range(2):\n    head(model)")]
    public void A_model_that_a_failing_function_changes_is_not_read(string code) =>
        Assert.Contains(
            "N",
            Assert
                .Throws<ModelFileException>(() =>
                    new ModelLibrary().ReadCode(
                        $"import torch.nn as nn\nmodel = nn.Sequential(nn.Conv2d(3, 4, 3))\n{code}",
                        new ReadOptions(),
                        default
                    )
                )
                .Message,
            StringComparison.Ordinal
        );

    // It is not made anew without what failed either, and what it has been tried with does not save it.
    [Theory]
    [InlineData("net = Net()\nnet.grow()")]
    [InlineData("net = Net()\nnet(torch.zeros(1, 4))\nnet.grow()")]
    [InlineData("net = Net()\nwhole = nn.Sequential(net)\nnet.grow()")]
    public void A_model_whose_method_fails_is_not_read(string code) =>
        Assert.Contains(
            "name 'CFG' is not defined",
            Assert
                .Throws<ModelFileException>(() =>
                    new ModelLibrary().ReadCode(
                        "import torch, torch.nn as nn\nclass Net(nn.Module):\n    def __init__(self):\n"
                            + "        super().__init__()\n        self.a = nn.Linear(4, 3)\n    def grow(self):\n"
                            + "        self.b = nn.Linear(3, 3)\n        self.c = nn.Linear(3, CFG.width)\n"
                            + $"    def forward(self, x):\n        return self.a(x)\n{code}",
                        new ReadOptions(),
                        default
                    )
                )
                .Message,
            StringComparison.Ordinal
        );

    // What trains changes no layer: 4 * 3 * 3 * 3 + 4.
    [Theory]
    [InlineData(
        "def train(m):\n    m.train()\n    for x in load():\n        m.losses.append(m(x))\n        m.n = m.n + 1\ntrain(model)"
    )]
    [InlineData("def fit(m):\n    m.optimizer = torch.optim.Adam(m.parameters())\n    load()\nfit(model)")]
    [InlineData(
        "def head(m):\n    try:\n        m.append(nn.Linear(4, int('x')))\n    except ValueError:\n        pass\nhead(model)"
    )]
    public void A_model_that_fails_to_be_trained_is_read(string code)
    {
        var network = new ModelLibrary().ReadCode(
            $"import torch, torch.nn as nn\nmodel = nn.Sequential(nn.Conv2d(3, 4, 3))\n{code}",
            new ReadOptions(),
            default
        );
        var totals = Measurer.Measure(network).Totals;
        Assert.Equal(112, totals.Parameters);
        Assert.Equal(Trust.Exact, totals.ParametersTrust);
    }

    // The layer that is there no longer is not counted, nor is the network exact: 11689512 - 513000.
    [Theory]
    [InlineData("head = nn.Linear(512, N)\nmodel.fc = head")]
    [InlineData("from fancy import make_head\nmodel.fc = make_head(512)")]
    public void What_replaces_a_layer_and_is_not_known_is_no_layer(string code)
    {
        var network = new ModelLibrary().ReadCode(
            $"import torchvision, torch.nn as nn\nmodel = torchvision.models.resnet18()\n{code}",
            new ReadOptions(),
            default
        );
        var totals = Measurer.Measure(network).Totals;
        Assert.Equal(11_176_512, totals.Parameters);
        Assert.Equal(Trust.LowerBound, totals.ParametersTrust);
    }

    [Theory]
    [InlineData("x = layers.Dense(4)(i)\ny = combine([x, i])\nmodel = keras.Model(i, y)", "combine")]
    [InlineData("x = layers.Dense(4)(i)\ny = layers.Dense(WIDTH)(x)", "WIDTH")]
    public void Tensors_that_a_failing_statement_goes_on_from_are_no_model(string code, string said) =>
        Assert.Contains(
            said,
            Assert
                .Throws<ModelFileException>(() =>
                    new ModelLibrary().ReadCode(
                        $"import keras\nfrom keras import layers\ni = keras.Input((8,))\n{code}",
                        new ReadOptions(),
                        default
                    )
                )
                .Message,
            StringComparison.Ordinal
        );

    // A model within that has its weights, and one of a class that is not here: 8 * 4 + 4 at least.
    [Theory]
    [InlineData("keras.Sequential([keras.Input((9,)), layers.Dense(3)])", Trust.LowerBound)]
    [InlineData("Fancy(16)", Trust.LowerBound)]
    [InlineData("layers.Dense(3)", Trust.Exact)]
    [InlineData("keras.metrics.Mean()", Trust.Exact)]
    public void Parts_of_a_model_of_Keras_that_call_does_not_use_are_not_lost(string part, Trust trust)
    {
        var network = new ModelLibrary().ReadCode(
            "import keras\nfrom keras import layers\nfrom somewhere import Fancy\nclass M(keras.Model):\n"
                + "    def __init__(self):\n        super().__init__()\n        self.d = layers.Dense(4)\n"
                + $"        self.f = {part}\n    def call(self, x):\n        return self.d(x)\n"
                + "model = M()\nmodel.build((None, 8))",
            new ReadOptions(),
            default
        );
        var totals = Measurer.Measure(network).Totals;
        Assert.Equal(36, totals.Parameters);
        Assert.Equal(trust, totals.ParametersTrust);
    }
}
