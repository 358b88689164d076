using CnnParams.Formats.Caffe.Schema;
using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Caffe;

/// <summary>
/// Caffe's definitions, .prototxt of both generations, and trained networks, .caffemodel, without their weights.
/// </summary>
public sealed class CaffeReader : IModelReader
{
    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            "Caffe",
            "Caffe .prototxt, deploy or train_val (read as in use: phase TEST), and .caffemodel",
            [CaffeNet.Text, CaffeNet.Binary],
            HasGraph: true,
            HasShapes: true,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) => !file.IsFolder && CaffeNet.IsTextAtStartOf(file);

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        var net = CaffeNet.Read(file, options, cancellation);
        var graph = new TensorGraph(file, cancellation);
        bool isTrained = net.Layer.Any(layer => layer.Blobs.Count > 0);
        var state = CaffePhase.InUse(net);
        if (!isTrained && state is { HasPhase: true } && net.State is not { HasPhase: true })
            graph.Warn(
                state.Stage.LastOrDefault() is { } stage && net.State?.Stage.Contains(stage) != true
                    ? $"its data is for the stage '{stage}' alone: the network is read in that stage"
                    : "its data is for training alone: the network is read in the phase TRAIN"
            );
        var samples = new CaffeSamples();
        AddInputs(net, graph, samples, options);
        foreach (var layer in net.Layer)
        {
            // What was trained has been filtered when it was saved.
            if (isTrained || state.Has(layer))
                OperatorRules<CaffeLayer>.Apply(new CaffeLayer(layer, graph, samples, options));
        }

        if (isTrained)
            file.Weights.HoldNameless(
                "the file",
                net.Layer.SelectMany(CaffeParameters.Counts)
                    .GroupBy(blob => blob.Name, StringComparer.Ordinal)
                    .Sum(same => (decimal)same.First().Count)
            );
        return graph.ToNetwork(Format.Name, ParameterView.Keras, "Caffe", net.Name);
    }

    // input: "data" with input_shape { dim: ... }, or with four input_dim, at the beginning of the file.
    private static void AddInputs(Net net, TensorGraph graph, CaffeSamples samples, ReadOptions options)
    {
        for (int i = 0; i < net.Input.Count; i++)
        {
            IReadOnlyList<long> sizes =
                i < net.InputShape.Count
                    ? net.InputShape[i].Dim
                    : [.. net.InputDim.Skip(4 * i).Take(4).Select(size => (long)size)];
            string name = net.Input[i];
            var shape = CaffeShapes.Sample(sizes, graph.File);
            graph.AddInput(name, i == 0 && options.InputShape is { } given ? given : shape);
            samples.Note(name, sizes.Count > 0 ? sizes[0] : null, mixedBy: null);
        }
    }
}
