using CnnParams.Formats.TensorFlow;
using CnnParams.Formats.TensorFlow.Operators;

namespace CnnParams.Formats.TensorFlowJs;

/// <summary>
/// The constants of a graph-model: their types and sizes are listed, their values lie in the files beside.
/// </summary>
internal sealed class ListedConstants(WeightsManifest manifest) : IGraphConstants
{
    private readonly StoredConstants _stored = new();

    /// <inheritdoc/>
    public Contradictions Contradictions => _stored.Contradictions;

    /// <inheritdoc/>
    public IEnumerable<GraphTensor> Listed => manifest.Weights.Select(Weight);

    /// <inheritdoc/>
    public GraphTensor? Find(NodeReference node)
    {
        if (_stored.Find(node) is not { } constant)
            return null;
        if (manifest.Find(node.Node.Name) is not { } listed)
            return constant;
        return Weight(listed) with { Values = manifest.Values(listed) };
    }

    private GraphTensor Weight(Keras.KerasWeight listed) =>
        GraphTensor.Weight(listed.Name, [.. listed.Shape.Select(size => (long?)size)], listed.Type) with
        {
            Content = manifest.Numbers(listed),
        };
}
