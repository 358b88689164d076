using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;
using CnnParams.Writing;
using Xunit.Abstractions;

namespace CnnParams.Formats.Tests.Writing;

/// <summary>
/// A thousand random networks for each writer: what is read again has the parameters, the multiply-accumulates and the
/// output of what was written, or else the format refuses the network and names the layers.
/// </summary>
public sealed class RandomRoundTripTests(ITestOutputHelper output)
{
    private const int Count = 1000;

    [Theory]
    [InlineData("CnnParams", ".cnn.json")]
    [InlineData("CnnParams", ".psd1")]
    [InlineData("Keras", ".keras.json")]
    [InlineData("ONNX", ".onnx")]
    [InlineData("Caffe", ".prototxt")]
    [InlineData("Darknet", ".cfg")]
    [InlineData("PyTorch", ".py")]
    public void A_network_returns_or_is_refused(string format, string extension)
    {
        int refused = 0;
        var wrong = new List<string>();
        for (int seed = 0; seed < Count; seed++)
        {
            var network = RandomNetworks.Of(seed, format);
            try
            {
                if (Difference(network, format, extension) is { } difference)
                    wrong.Add(
                        $"{seed}: {difference}: {string.Join("; ", network.Layers.Select(layer => $"{layer.Type} {layer.Settings}"))}"
                    );
            }
            catch (ModelWriteException exception)
            {
                Assert.NotEmpty(exception.Layers);
                refused++;
            }
        }

        output.WriteLine($"{format}: {Count - refused} of {Count} returned");
        Assert.True(wrong.Count == 0, $"{wrong.Count} differ:\n{string.Join('\n', wrong.Take(12))}");
        Assert.InRange(refused, 0, Count * 3 / 4);
    }

    private static string? Difference(Network network, string format, string extension)
    {
        byte[] bytes = Exported.Bytes(network, format, "model" + extension);
        var expected = Measurer.Measure(network, new MeasureOptions { View = ParameterView.Keras });
        Network read;
        try
        {
            read = format == "PyTorch" ? ReadSource(bytes, network) : Exported.Read(bytes, "model" + extension);
        }
        catch (ModelFileException exception)
        {
            return exception.Message;
        }

        var actual = Measurer.Measure(read, new MeasureOptions { View = ParameterView.Keras });
        if (actual.Problems.Count > 0)
            return actual.Problems[0].Message;
        string wanted = Text(expected),
            found = Text(actual);
        return wanted == found ? null : $"{wanted} became {found}";
    }

    private static Network ReadSource(byte[] bytes, Network network)
    {
        var options = new ReadOptions
        {
            Entry = network.Name,
            InputShape = network.Inputs[0].Shape.As(ShapeLayout.ChannelsFirst),
        };
        return new ModelLibrary().ReadCode(System.Text.Encoding.UTF8.GetString(bytes), options, CancellationToken.None);
    }

    private static string Text(NetworkMeasurement measured) =>
        FormattableString.Invariant(
            $"{measured.Totals.Parameters} parameters, {measured.Totals.Macs} MACs, {measured.Rows[^1].ActivationSize} values"
        );
}
