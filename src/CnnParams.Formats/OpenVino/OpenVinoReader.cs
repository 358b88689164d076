using CnnParams.Formats.GraphFiles;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.OpenVino;

/// <summary>
/// Reads OpenVINO's .xml, without the .bin file that the weights are in; where that lies beside it is checked that it
/// holds all of them.
/// </summary>
public sealed class OpenVinoReader : IModelReader
{
    /// <inheritdoc/>
    public ModelFormat Format { get; } = new(
        "OpenVINO",
        "OpenVINO IR, .xml of version 10 and 11; the places of the weights in a .bin file beside it are checked",
        [".xml"],
        HasGraph: true,
        HasShapes: true,
        HasWeights: true);

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) => !file.IsFolder && IrDocument.IsAtStartOf(file);

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        var document = IrDocument.Read(file, cancellation);
        var values = new IrValues(document, file);
        var graph = new TensorGraph(file, cancellation);
        foreach (var layer in document.Layers.Where(layer => !values.IsConstant(layer)))
            Add(layer, new IrOperator(layer, values, graph, options), values);
        IrConstant.Check(values.Constants, file, graph);
        return graph.ToNetwork(Format.Name, ParameterView.File, "OpenVINO", document.Name);
    }

    private static void Add(IrLayer layer, IrOperator one, IrValues values)
    {
        if (values.IsMerged(layer))
        {
            one.PassOn();
        }
        else if (OperatorRules<IrOperator>.Find(layer.Type) is { } rule)
        {
            rule(one);
        }
        else
        {
            one.Warn("it is not known: its cost is not, either");
            one.AddUnknown(one.Leaving, mayHaveWeights: false, one.Weights());
        }

        one.CheckShape();
        one.Finish();
    }
}
