using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Layers;

/// <summary>One layer after its inputs, in the words that users write.</summary>
internal static class Single
{
    /// <summary>
    /// The row of a layer; shapes are separated by spaces, settings written as <c>Filters=8; KernelSize=5</c>.
    /// </summary>
    internal static LayerMeasurement Measure(
        string shapes,
        string type,
        string settings = "",
        ShapeLayout layout = ShapeLayout.ChannelsLast
    )
    {
        var layers = shapes
            .Split(' ')
            .Select(
                (shape, i) =>
                    (Layer)
                        new Input
                        {
                            Name = $"in{i}",
                            Shape = TensorShape.Parse(shape),
                            Layout = layout,
                        }
            )
            .ToList();
        layers.Add(Make(type, settings, [.. layers.Select(layer => layer.Name)]));
        return Measurer.Measure(new Network(layers)).Rows[^1];
    }

    /// <summary>What several layers of one input, one after the other, see of it.</summary>
    internal static ReceptiveField? See(string shape, params (string Type, string Settings)[] layers)
    {
        var network = new Network(
            layers
                .Select(layer => Make(layer.Type, layer.Settings))
                .Prepend(new Input { Name = "in", Shape = TensorShape.Parse(shape) })
        );
        return Measurer.Measure(network).Rows[^1].ReceptiveField;
    }

    internal static LayerException Refused(
        string shapes,
        string type,
        string settings = "",
        ShapeLayout layout = ShapeLayout.ChannelsLast
    )
    {
        var inputs = shapes.Split(' ').Select(shape => TensorShape.Parse(shape).As(layout)).ToArray();
        return Assert.Throws<LayerException>(() => Make(type, settings).OutputShapes(new LayerInputs(inputs)));
    }

    /// <summary>Makes sure that a layer is refused, with words that name what is wrong.</summary>
    internal static void AssertRefused(ErrorId id, string part, string shapes, string type, string settings)
    {
        var refused = Refused(shapes, type, settings);
        Assert.Equal(id, refused.Id);
        Assert.Contains(part, refused.Message, StringComparison.Ordinal);
    }

    private static Layer Make(string type, string settings, params string[] inputs) =>
        Make(type, settings, type, inputs.Length > 1 ? inputs : [], isDefaultName: true);

    /// <summary>A layer of this name that reads others.</summary>
    internal static Layer Make(
        string type,
        string settings,
        string name,
        IReadOnlyList<string> inputs,
        bool isDefaultName = false
    )
    {
        var pairs = settings
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(pair => pair.Split('=', 2))
            .Select(pair => KeyValuePair.Create(pair[0].Trim(), (object)pair[1].Trim()));
        if (inputs.Count > 0)
            pairs = pairs.Append(KeyValuePair.Create("Inputs", (object)inputs));
        return LayerTypes.Get(type).Create([.. pairs], name, isDefaultName);
    }
}
