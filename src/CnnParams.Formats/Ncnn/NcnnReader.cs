using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Ncnn;

/// <summary>
/// Reads ncnn's .param files: the sizes of the weights are in them. The .bin file is not needed; where it lies beside,
/// it is checked that it has the length that the layers take.
/// </summary>
public sealed class NcnnReader : IModelReader
{
    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            "NCNN",
            "ncnn .param in text and .param.bin; the length of a .bin file beside it is checked",
            [".param", ".param.bin"],
            HasGraph: true,
            HasShapes: true,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) =>
        !file.IsFolder && (NcnnText.IsAtStartOf(file) || NcnnBinary.IsAtStartOf(file));

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        var graph = new TensorGraph(file, cancellation);
        var lines = NcnnBinary.IsAtStartOf(file) ? NcnnBinary.Read(file, graph) : NcnnText.Read(file);
        foreach (var line in lines)
            OperatorRules<NcnnLayer>.Apply(new NcnnLayer(line, graph, options));
        NcnnWeights.Check(file, lines, graph);
        file.Weights.Proof = ParameterProof.BySlots;
        return graph.ToNetwork(Format.Name, ParameterView.File);
    }
}
