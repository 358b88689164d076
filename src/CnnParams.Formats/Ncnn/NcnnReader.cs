using CnnParams.Formats.GraphFiles;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Ncnn;

/// <summary>Reads ncnn's .param files: the sizes of the weights are in them, the .bin file beside is not needed.</summary>
public sealed class NcnnReader : IModelReader
{
    /// <inheritdoc/>
    public ModelFormat Format { get; } = new(
        "NCNN",
        "ncnn .param in text; the sizes of the weights are in it",
        [".param"],
        HasGraph: true,
        HasShapes: true,
        HasWeights: true);

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) => !file.IsFolder && NcnnParam.IsAtStartOf(file);

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        var graph = new TensorGraph(file, cancellation);
        foreach (var line in NcnnParam.Read(file))
        {
            var layer = new NcnnLayer(line, graph, options);
            if (OperatorRules<NcnnLayer>.Find(line.Type) is { } rule)
            {
                rule(layer);
            }
            else
            {
                layer.Warn("it is not known: its parameters and its cost are not, either");
                layer.AddUnknown(layer.Hint);
            }

            layer.Finish();
        }

        return graph.ToNetwork(Format.Name, ParameterView.File);
    }
}
