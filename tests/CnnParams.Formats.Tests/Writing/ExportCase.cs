using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.Writing;

/// <summary>
/// A network that is written and shown to the framework itself: one of the catalogue, or a layer of each type.
/// </summary>
/// <param name="Name">Its name, which is the name of its file.</param>
/// <param name="Network">The network.</param>
internal sealed record ExportCase(string Name, Network Network)
{
    private static readonly Lazy<ExportCase[]> Cases = new(() =>
        [.. Catalogue(), .. LayerTypes.All.SelectMany(OfType)]
    );

    /// <summary>All cases.</summary>
    internal static IReadOnlyList<ExportCase> All => Cases.Value;

    private static IEnumerable<ExportCase> Catalogue() =>
        RoundTrip.Catalogue().Select(pair => new ExportCase(pair.Name, pair.Network));

    // The worked example of the type, in both layouts.
    private static IEnumerable<ExportCase> OfType(LayerTypeInfo type)
    {
        foreach (var layout in new[] { ShapeLayout.ChannelsLast, ShapeLayout.ChannelsFirst })
        {
            var network = Sample(type, layout);
            if (Measurer.Measure(network).Problems.Count == 0)
                yield return new ExportCase(
                    $"layer-{type.Name}-{(layout == ShapeLayout.ChannelsLast ? "last" : "first")}",
                    network
                );
        }
    }

    private static Network Sample(LayerTypeInfo type, ShapeLayout layout)
    {
        var settings = type
            .ExampleSettings.Where(pair => pair.Key != "Inputs")
            .Select(pair => KeyValuePair.Create(pair.Key, (object)pair.Value))
            .ToList();
        var shapes = type
            .ExampleInput.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(TensorShape.Parse)
            .ToArray();
        bool isSpatial =
            type.Class.IsSubclassOf(typeof(SpatialLayer))
            || type.Class.IsSubclassOf(typeof(NormalizationLayer))
            || type.Class == typeof(ChannelShuffle)
            || type.Class == typeof(Scale);
        if (type.Class == typeof(Input))
            return new Network([new Input { Shape = new TensorShape(32, 32, 3), Layout = layout }])
            {
                Name = type.Name,
            };
        var inputs = shapes
            .Select(
                (shape, i) =>
                    new Input
                    {
                        Name = $"in{i + 1}",
                        Shape =
                            layout == ShapeLayout.ChannelsFirst && isSpatial
                                ? new TensorShape([shape.Axes[^1], .. shape.Axes[..^1]])
                                : shape,
                        Layout = layout,
                    }
            )
            .ToArray();
        if (inputs.Length > 1)
            settings.Add(KeyValuePair.Create("Inputs", (object)inputs.Select(input => input.Name).ToArray()));
        // PyTorch's recurrent layers have two bias vectors; those of Keras have one.
        if (type.Class.IsSubclassOf(typeof(RecurrentLayer)) && layout == ShapeLayout.ChannelsFirst)
            settings.Add(KeyValuePair.Create("BiasCount", (object)2));
        return new Network([.. inputs, type.Create(settings, "sample")]) { Name = type.Name };
    }
}
