using CnnParams.Formats.Folding;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>
/// keras.datasets: nothing is loaded, but the shapes of what would be are known (https://keras.io/api/datasets).
/// </summary>
internal static class Datasets
{
    private static readonly Dictionary<string, (long Train, long Test, long[] Sample, long[] Label)> Shapes = new(
        StringComparer.Ordinal
    )
    {
        ["mnist"] = (60000, 10000, [28, 28], []),
        ["fashion_mnist"] = (60000, 10000, [28, 28], []),
        ["cifar10"] = (50000, 10000, [32, 32, 3], [1]),
        ["cifar100"] = (50000, 10000, [32, 32, 3], [1]),
        ["boston_housing"] = (404, 102, [13], []),
        ["california_housing"] = (16512, 4128, [8], []),
        // Sequences of words of any length, until they are padded.
        ["imdb"] = (25000, 25000, [], []),
        ["reuters"] = (8982, 2246, [], []),
    };

    internal static object? Find(string dataset, string name)
    {
        if (name != "load_data" || !Shapes.TryGetValue(dataset, out var shapes))
            return name.StartsWith("__", StringComparison.Ordinal)
                ? null
                : new Unknown($"keras.datasets.{dataset}.{name}");
        return new HostFunction(
            "load_data(*args, **kwargs)",
            _ => PyTuple.Of(Part(shapes.Train, shapes), Part(shapes.Test, shapes))
        );
    }

    private static PyTuple Part(long count, (long Train, long Test, long[] Sample, long[] Label) shapes) =>
        PyTuple.Of(Array(count, shapes.Sample), Array(count, shapes.Label));

    private static SourceTensor Array(long count, long[] rest) =>
        new(new Shape([count, .. rest.Select(size => (Size)size)]), "uint8");
}
