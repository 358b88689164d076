using System.Text.Json;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>Notebooks: the cells of code in order, commands left out, and places by their cells.</summary>
public sealed class NotebookTests
{
    private static string PathOf(string name) => TestFiles.PathOf(Path.Combine("sources", "notebooks", name));

    // 320 + 18496 + (5 * 5 * 64 + 1) * 10, as Keras's own guide prints for these layers
    // (https://keras.io/examples/vision/mnist_convnet).
    [Fact]
    public void Cells_of_code_are_read_in_order()
    {
        var network = TestFiles.Read(PathOf("cnn.ipynb"));
        Assert.Equal("Notebook", network.Format);
        Assert.Equal(34826, Measurer.Measure(network).Totals.Parameters);
        Assert.Equal(
            ["input_layer", "conv2d", "max_pooling2d", "conv2d_1", "max_pooling2d_1", "flatten", "dense"],
            network.Layers.Select(layer => layer.Name)
        );
    }

    [Fact]
    public void Commands_of_the_notebook_are_left_out_and_named()
    {
        string warning = Assert.Single(TestFiles.Read(PathOf("cnn.ipynb")).Warnings);
        Assert.Equal(
            "4 commands of the notebook were left out: !pip install -q keras (cell 1, line 1); %matplotlib inline "
                + "(cell 1, line 2); %%bash (cell 2, line 1); ...",
            warning
        );
    }

    // 784 * 512 + 512 + 512 * 10 + 10.
    [Fact]
    public void Notebooks_in_PyTorch_are_read_too() =>
        Assert.Equal(407050, Measurer.Measure(TestFiles.Read(PathOf("mlp_torch.ipynb"))).Totals.Parameters);

    [Fact]
    public void Errors_name_the_cell_and_the_line()
    {
        var error = Assert.Throws<ModelFileException>(() => TestFiles.Read(PathOf("wrong.ipynb")));
        Assert.Equal(ModelFileError.InvalidSource, error.Error);
        Assert.Contains(
            "wrong.ipynb, cell 2, line 3, column 18: TypeError: Conv2D() has no parameter 'stride'",
            error.Message
        );
        Assert.Contains("\n    model.add(layers.Conv2D(8, 3, stride=2))\n", error.Message);
    }

    [Fact]
    public void The_text_of_a_notebook_is_read_as_the_notebook_is()
    {
        var network = new ModelLibrary().ReadCode(File.ReadAllText(PathOf("cnn.ipynb")), new ReadOptions(), default);

        Assert.Equal(34826, Measurer.Measure(network).Totals.Parameters);
        Assert.Contains(
            "4 commands of the notebook were left out",
            Assert.Single(network.Warnings),
            StringComparison.Ordinal
        );
    }

    private const string Imports = "from keras import Sequential, layers";

    // 3 * 4 + 4.
    private const string Model = "model = Sequential([layers.Dense(4, input_shape=(3,))])";

    private static Network ReadCells(ReadOptions options, params string[] cells) =>
        new ModelLibrary().ReadCode(
            JsonSerializer.Serialize(
                new { cells = cells.Select(source => new { cell_type = "code", source }), nbformat = 4 }
            ),
            options,
            default
        );

    private static long Parameters(Network network) => Measurer.Measure(network).Totals.Parameters;

    // As IPython has it, a command begins where a statement begins.
    [Theory]
    [InlineData("print('%d of %d'\n      %(1,\n        2))")]
    [InlineData("text = \"\"\"\n%matplotlib\n!ls \\\n\"\"\"")]
    [InlineData("x = 7 \\\n  % 2")]
    [InlineData("x = [7 # (\n  % 2]")]
    public void What_goes_on_with_a_sign_of_commands_is_Python(string cell)
    {
        var network = ReadCells(new ReadOptions(), Imports, cell, Model);
        Assert.Equal(16, Parameters(network));
        Assert.Empty(network.Warnings);
    }

    [Theory]
    [InlineData(
        "!wget --no-check-certificate \\\n    https://x.org/a.zip \\\n    -O a.zip",
        "!wget --no-check-certificate \\"
    )]
    [InlineData(" %%time\n\nx = 1\nif x:\n    x = 2", "%%time")]
    [InlineData("%%writefile net.txt\n  a\n b", "%%writefile net.txt")]
    public void Commands_of_several_lines_are_left_out_as_one(string cell, string named)
    {
        var network = ReadCells(new ReadOptions(), Imports, cell, Model);
        Assert.Equal(16, Parameters(network));
        Assert.Equal(
            $"a command of the notebook was left out: {named} (cell 2, line 1)",
            Assert.Single(network.Warnings)
        );
    }

    [Fact]
    public void A_cell_that_is_not_Python_is_left_out_and_named()
    {
        var network = ReadCells(new ReadOptions(), Imports, "x = 1\nusage: train [-h] file", Model);
        Assert.Equal(16, Parameters(network));
        Assert.StartsWith(
            "a cell that is not Python was left out: cell 2, line 2: ",
            Assert.Single(network.Warnings),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Where_there_is_no_model_the_cell_that_was_left_out_is_said() =>
        Assert.Contains(
            "a cell that is not Python was left out: cell 2, line 1: ",
            Assert.Throws<ModelFileException>(() => ReadCells(new ReadOptions(), Imports, "model == = 3")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_notebook_without_a_line_of_Python_is_refused_where_it_fails()
    {
        var error = Assert.Throws<ModelFileException>(() => ReadCells(new ReadOptions(), "a b", "c d"));
        Assert.Equal(ModelFileError.InvalidSource, error.Error);
        Assert.Contains("code, cell 1, line 1, column 3: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("net.py", "net")]
    [InlineData("./parts/net.py", "parts.net")]
    [InlineData("/content/demo/net.py", "net")]
    public void What_a_cell_writes_another_imports(string file, string module)
    {
        string[] cells =
        [
            $"%%writefile {file}\nfrom keras import Sequential, layers\ndef make(n):\n    return Sequential([layers.Dense(n, input_shape=(3,))])",
            $"from {module} import make\nmodel = make(4)",
        ];
        var network = ReadCells(new ReadOptions(), cells);
        Assert.Equal(16, Parameters(network));
        Assert.Empty(network.Warnings);
        Assert.Contains(
            "code, cell 1, line 4, ",
            Assert
                .Throws<ModelFileException>(() =>
                    ReadCells(new ReadOptions(), cells[0].Replace("(n,", "(z,"), cells[1])
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    // A notebook calls one model after another by the same name.
    [Fact]
    public void A_notebook_is_read_up_to_a_cell()
    {
        string[] cells =
        [
            Imports,
            Model + "\nmodel.summary()",
            "model = Sequential([layers.Dense(5, input_shape=(3,))])\nmodel.summary()",
            "model = Sequential([layers.Dense(6, input_shape=(3,))])\nmodel.summary()",
        ];
        var last = ReadCells(new ReadOptions(), cells);
        Assert.Equal(24, Parameters(last));
        Assert.Equal(
            "@2, @3 are called as well, and model alone is read; choose with -Entry",
            Assert.Single(last.Warnings)
        );
        var third = ReadCells(new ReadOptions { Entry = "@3" }, cells);
        Assert.Equal(20, Parameters(third));
        Assert.Equal("@3", third.Name);
        Assert.Equal(16, Parameters(ReadCells(new ReadOptions { Entry = "model@2" }, cells)));
        Assert.Contains(
            "it has no cell 5 of code: there are 4",
            Assert.Throws<ModelFileException>(() => ReadCells(new ReadOptions { Entry = "@5" }, cells)).Message,
            StringComparison.Ordinal
        );
    }

    // What an import of all names of a module that is not here may bind.
    [Fact]
    public void Names_of_a_module_that_is_not_here_are_not_known()
    {
        Assert.Equal(
            16,
            Parameters(ReadCells(new ReadOptions(), "from my_utils import *", Imports, "x, y = load_dataset()", Model))
        );
        Assert.Contains(
            "the value of 'my_utils.width' cannot be known: there is no module 'my_utils' here",
            Assert
                .Throws<ModelFileException>(() =>
                    ReadCells(
                        new ReadOptions(),
                        "from my_utils import *",
                        Imports,
                        "model = Sequential([layers.Dense(width, input_shape=(3,))])"
                    )
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    // Keras up to 2.6 makes a column of single numbers: 1 * 2 + 2, and 2 * 1 + 1.
    [Fact]
    public void Samples_of_single_numbers_are_a_column() =>
        Assert.Equal(
            7,
            Parameters(
                ReadCells(
                    new ReadOptions(),
                    Imports + "\nimport numpy as np\nX = np.array([-7.0, -4.0, 1.0])\ny = np.array([3.0, 6.0, 9.0])",
                    "model = Sequential([layers.Dense(2), layers.Dense(1)])\nmodel.fit(X, y, epochs=5)"
                )
            )
        );

    // The package torch-summary is imported by the same name as torchsummary, and takes tensors.
    [Theory]
    [InlineData("from torchsummary import summary\nsummary(net, torch.zeros(1, 3, 8, 8))")]
    [InlineData("from torchsummary import summary\nsummary(net, (3, 8, 8))")]
    [InlineData("from torchinfo import summary\nsummary(net, input_data=[torch.zeros(2, 3, 8, 8)])")]
    public void A_summary_says_the_shape_of_the_input(string statements)
    {
        var network = ReadCells(
            new ReadOptions(),
            "import torch\nfrom torch import nn",
            "net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten())",
            "other = nn.Linear(2, 2)\n" + statements
        );
        // 4 * 6 * 6.
        Assert.Equal("(144)", $"{Measurer.Measure(network).Rows[^1].OutputShape}");
    }

    [Fact]
    public void A_model_that_is_handed_to_a_library_is_what_the_notebook_is_about() =>
        Assert.Equal(
            36,
            Parameters(
                ReadCells(
                    new ReadOptions(),
                    "from torch import nn\nfrom trainers import Learner",
                    "net = nn.Linear(8, 4)\nother = nn.Linear(2, 2)\nlearner = Learner(net, 'data')"
                )
            )
        );

    // Parts that are looked at alone are no models of their own: 3 * 3 * 3 * 4 + 4, 4 * 6 * 6 * 2 + 2.
    [Fact]
    public void Some_layers_of_a_model_are_part_of_it()
    {
        var network = ReadCells(
            new ReadOptions(),
            "import torch\nfrom torch import nn",
            "net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(144, 2))\nnet(torch.zeros(1, 3, 8, 8))",
            "first = nn.Sequential(*list(net.children())[:2])\nfirst(torch.zeros(1, 3, 8, 8))"
        );
        Assert.Equal(112 + 290, Parameters(network));
        Assert.Empty(network.Warnings);
    }

    [Theory]
    [InlineData("{\"cells\": [", "it begins as a notebook does, but is not JSON")]
    [InlineData("{\"cells\": []}", "none of its cells is code")]
    [InlineData("{\"metadata\": {}}", "it has no list 'cells'")]
    public void A_text_that_is_half_a_notebook_is_an_error(string text, string message) =>
        Assert.Contains(
            message,
            Assert
                .Throws<ModelFileException>(() => new ModelLibrary().ReadCode(text, new ReadOptions(), default))
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Entries_of_all_files_of_a_package_are_found()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "parts"));
            File.WriteAllText(Path.Combine(folder, "__init__.py"), "from .net import Net\n");
            File.WriteAllText(Path.Combine(folder, "net.py"), "from torch import nn\nclass Net(nn.Module): pass\n");
            File.WriteAllText(Path.Combine(folder, "parts", "block.py"), "def block(): pass\ndef _hidden(): pass\n");

            Assert.Equal(["block", "Net"], new ModelLibrary().FindEntries(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Entries_of_a_notebook_are_found() =>
        Assert.Equal(["Net"], new ModelLibrary().FindEntries(PathOf("mlp_torch.ipynb")));
}
