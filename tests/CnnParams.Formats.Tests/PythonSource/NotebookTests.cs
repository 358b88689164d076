using CnnParams.Measuring;
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
