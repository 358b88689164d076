using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.OpenVino;

/// <summary>
/// Reads OpenVINO's .xml, without the .bin file that the weights are in; where that lies beside it is checked that it
/// holds all of them. Up to version 7 its layers have another vocabulary, and hold their weights themselves.
/// </summary>
public sealed class OpenVinoReader : IModelReader
{
    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            "OpenVINO",
            "OpenVINO IR, .xml of version 2 to 7, 10 and 11; the places of the weights in a .bin file beside it are "
                + "checked",
            [".xml"],
            HasGraph: true,
            HasShapes: true,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) => !file.IsFolder && IrDocument.IsAtStartOf(file);

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        var document = IrDocument.Read(file, cancellation);
        var values = new IrValues(document, file);
        var graph = new TensorGraph(file, cancellation);
        var batch = StatedBatch.Of(document.Inputs.Select(input => input.Sizes));
        foreach (var layer in document.Layers.Where(layer => !values.IsConstant(layer)))
        {
            if (document.HasBlobs)
                OperatorRules<Version7Operator>.Apply(new Version7Operator(layer, values, graph, batch, options));
            else
                OperatorRules<IrOperator>.Apply(new IrOperator(layer, values, graph, batch, options));
        }

        IrConstant.Check(values.Constants.Concat(values.InnerConstants), values.Numbers, file, graph);
        // Up to version 7 layers have their weights in them; constants are shapes and states.
        foreach (var constant in values.Constants.Concat(values.InnerConstants))
        {
            if (document.HasBlobs ? constant.IsBlob : constant is { IsReal: true, Tensor.IsLearned: true })
                file.Weights.Hold(constant.Name, [.. constant.Tensor.Sizes]);
            else
                file.Weights.Allow(constant.Name, [.. constant.Tensor.Sizes]);
        }

        foreach (var setting in values.Settings)
            file.Weights.Name(setting.Name);
        file.Weights.Proof = document.HasBlobs ? ParameterProof.BySlots : ParameterProof.ByNamesOfFrameworks;
        foreach (var (name, bytes) in values.UnknownBlobs)
            file.Weights.Hold(name, bytes);
        return graph.ToNetwork(Format.Name, ParameterView.File, "OpenVINO", document.Name);
    }
}
