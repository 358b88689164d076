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
    public ModelFormat Format { get; } =
        new(
            "Darknet",
            "Darknet .cfg: YOLO and Darknet's classifiers; the length of a .weights file beside it is checked",
            [".cfg", DarknetWeights.Extension],
            HasGraph: true,
            HasShapes: true,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) => !file.IsFolder && DarknetConfig.IsAtStartOf(file);

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        if (file.Extension == DarknetWeights.Extension)
            return ReadBeside(file, options, cancellation);

        var sections = DarknetConfig.Read(file);
        var graph = new TensorGraph(file, cancellation);
        AddInput(sections[0], graph, options);
        for (int i = 1; i < sections.Count; i++)
            OperatorRules<DarknetLayer>.Apply(new DarknetLayer(sections[i], graph, i - 1));
        DarknetWeights.Check(file, graph);
        return graph.ToNetwork(Format.Name, ParameterView.Keras, producer: "Darknet");
    }

    // The weights alone are numbers without names or sizes.
    private Network ReadBeside(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        string path =
            file.Beside(file.Name + ".cfg")
            ?? throw file.Unsupported(
                $"a .weights file is numbers alone, without names or sizes; give the {file.Name}.cfg that belongs to "
                    + "it, or put it beside"
            );
        using var config = new ModelFile(path) { Weights = file.Weights };
        return Read(config, options, cancellation);
    }

    private static void AddInput(DarknetSection net, TensorGraph graph, ReadOptions options)
    {
        long height = net.Whole("height", 0),
            width = net.Whole("width", 0),
            channels = net.Whole("channels", 0);
        var shape =
            height > 0 && width > 0 && channels > 0 ? new TensorShape(channels, height, width)
            : net.Whole("inputs", 0) is > 0 and var values ? new TensorShape(values)
            : options.InputShape
                ?? throw net.Wrong(
                    "needs height=, width= and channels=, or inputs=, each 1 or more; or give -InputShape"
                );
        graph.AddInput(DarknetLayer.TensorOf(-1), options.InputShape ?? shape, "input");
    }
}
