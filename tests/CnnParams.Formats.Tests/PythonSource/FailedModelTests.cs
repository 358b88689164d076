using CnnParams.Reading;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>Where the model that a script is about fails, another one is not read without a word.</summary>
public sealed class FailedModelTests
{
    [Theory]
    [InlineData("classifier = Net(width=8, depth=3)")]
    [InlineData("classifier = make(8)")]
    [InlineData("classifier = nn.Sequential(head, 8)")]
    public void What_is_read_in_its_place_is_said(string statement)
    {
        var network = new ModelLibrary().ReadCode(
            $"""
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
            """,
            new ReadOptions(),
            default
        );

        string said = Assert.Single(
            network.Warnings,
            warning => warning.Contains("'classifier' is not built, and head is read", StringComparison.Ordinal)
        );
        Assert.Contains("line", said, StringComparison.Ordinal);
        Assert.DoesNotContain(network.Warnings, warning => warning.StartsWith("'loader'", StringComparison.Ordinal));
    }

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
        Assert.Equal(112, CnnParams.Measuring.Measurer.Measure(network).Totals.Parameters);
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
        Assert.Equal(16, CnnParams.Measuring.Measurer.Measure(network).Totals.Parameters);
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
}
