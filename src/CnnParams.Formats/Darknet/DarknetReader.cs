using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Darknet;

/// <summary>
/// Darknet's .cfg files, of pjreddie/darknet and of AlexeyAB's fork, and whether the .weights file beside one has the
/// length that its network takes.
/// </summary>
public sealed class DarknetReader : IModelReader
{
    /// <inheritdoc/>
    public ModelFormat Format { get; } = new(
        "Darknet",
        "Darknet .cfg: YOLO and Darknet's classifiers; the length of a .weights file beside it is checked",
        [".cfg", DarknetWeights.Extension],
        HasGraph: true,
        HasShapes: true,
        HasWeights: true);

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) => !file.IsFolder && DarknetConfig.IsAtStartOf(file);

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        if (file.Extension == DarknetWeights.Extension)
            return ReadBeside(file, options, cancellation);

        var sections = DarknetConfig.Read(file);
        var graph = new TensorGraph(file, cancellation);
        var outputs = new List<string> { AddInput(sections[0], graph, options) };
        foreach (var section in sections.Skip(1))
        {
            var layer = new DarknetLayer(section, graph, outputs);
            if (OperatorRules<DarknetLayer>.Find(section.Type) is { } rule)
                rule(layer);
            else
                AddUnknown(layer);
            outputs.Add(layer.Output);
        }

        DarknetWeights.Check(file, graph);
        return graph.ToNetwork(Format.Name, ParameterView.Keras, producer: "Darknet");
    }

    // The weights alone are numbers without names or sizes.
    private Network ReadBeside(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        string path = file.Beside(file.Name + ".cfg")
            ?? throw file.Unsupported($"a .weights file is numbers alone, without names or sizes; give the {file.Name}.cfg that belongs to it, or put it beside");
        using var config = new ModelFile(path);
        return Read(config, options, cancellation);
    }

    private static string AddInput(DarknetSection net, TensorGraph graph, ReadOptions options)
    {
        long height = net.Whole("height", 0), width = net.Whole("width", 0), channels = net.Whole("channels", 0);
        var shape = height > 0 && width > 0 && channels > 0
            ? new TensorShape(channels, height, width)
            : net.Whole("inputs", 0) is > 0 and var values
                ? new TensorShape(values)
                : options.InputShape ?? throw net.Wrong("needs height=, width= and channels=, or inputs=, each 1 or more; or give -InputShape");
        return graph.Add("input", [], place => new Input { Name = place.Name, Shape = options.InputShape ?? shape, Layout = ShapeLayout.ChannelsFirst });
    }

    private static void AddUnknown(DarknetLayer layer)
    {
        layer.Warn("is not known: its shape, its parameters and its cost are not, either");
        layer.Add(layer.Section.Type, place => new Operation
        {
            Name = place.Name, Inputs = place.Inputs, OperatorType = layer.Section.Type, WeightsKnown = false,
        });
    }
}
