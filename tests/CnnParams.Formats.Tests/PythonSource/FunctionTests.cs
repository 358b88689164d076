using System.Globalization;
using System.Text;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>
/// What a function makes of a tensor: the shapes of tests/data/sources/torch_functions.csv and keras_functions.csv are
/// those of PyTorch and TensorFlow.js (tests/oracles/torch_functions.py and keras_functions.js).
/// </summary>
public sealed class FunctionTests
{
    private const string Torch = """
        import torch
        import torch.nn as nn
        import torch.nn.functional as F

        class Net(nn.Module):
            def forward(self, x):
                return {1}
        """;

    private const string Keras = """
        import keras
        import tensorflow as tf
        from keras import ops
        from keras import backend as K

        x = inputs = keras.Input(shape=({0},))
        model = keras.Model(inputs, {1})
        """;

    public static TheoryData<string, string, string> TorchFunctions() => Read("torch_functions.csv");

    public static TheoryData<string, string, string> KerasFunctions() => Read("keras_functions.csv");

    [Theory]
    [MemberData(nameof(TorchFunctions))]
    public void A_function_gives_the_shape_that_PyTorch_gives(string input, string output, string expression) =>
        AssertShape(Torch, input, output, expression);

    [Theory]
    [MemberData(nameof(KerasFunctions))]
    public void A_function_gives_the_shape_that_TensorFlow_gives(string input, string output, string expression) =>
        AssertShape(Keras, input, output, expression);

    private static void AssertShape(string program, string input, string output, string expression)
    {
        string sizes = input.Replace('x', ',');
        using var source = new TemporaryFile(
            "net.py",
            Encoding.UTF8.GetBytes(program.Replace("{0}", sizes).Replace("{1}", expression))
        );
        var options = program == Torch ? new ReadOptions { InputShape = TensorShape.Parse(sizes) } : new ReadOptions();
        var network = TestFiles.Read(source.Path, options);
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

    private static TheoryData<string, string, string> Read(string table)
    {
        var data = new TheoryData<string, string, string>();
        foreach (string line in File.ReadLines(TestFiles.PathOf(Path.Combine("sources", table))).Skip(1))
        {
            string[] row = line.Split(';', 3);
            data.Add(row[0], row[1], row[2]);
        }

        return data;
    }
}
