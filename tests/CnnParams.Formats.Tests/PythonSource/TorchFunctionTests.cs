using System.Globalization;
using System.Text;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>
/// What a function makes of a tensor: the shapes of tests/data/sources/torch_functions.csv are PyTorch's own
/// (tests/oracles/torch_functions.py).
/// </summary>
public sealed class TorchFunctionTests
{
    public static TheoryData<string, string, string> Functions()
    {
        var data = new TheoryData<string, string, string>();
        foreach (
            string line in File.ReadLines(TestFiles.PathOf(Path.Combine("sources", "torch_functions.csv"))).Skip(1)
        )
        {
            string[] row = line.Split(';', 3);
            data.Add(row[0], row[1], row[2]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_gives_the_shape_that_PyTorch_gives(string input, string output, string expression)
    {
        using var source = new TemporaryFile(
            "net.py",
            Encoding.UTF8.GetBytes(
                "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n\nclass Net(nn.Module):\n"
                    + $"    def forward(self, x):\n        return {expression}\n"
            )
        );
        var network = TestFiles.Read(
            source.Path,
            new ReadOptions { InputShape = TensorShape.Parse(input.Replace('x', ',')) }
        );
        var measured = Measurer.Measure(network);
        // The layer, and which of its outputs.
        string[] result = network.Outputs[0].Split(':');
        var row = measured.Rows.First(row => row.Name == result[0]);

        Assert.Empty(measured.Problems);
        Assert.Equal(
            $"({output.Replace('x', ',')})",
            row.Outputs[result.Length > 1 ? int.Parse(result[1], CultureInfo.InvariantCulture) : 0].ToString()
        );
    }
}
