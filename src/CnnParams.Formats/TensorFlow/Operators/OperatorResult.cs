using CnnParams.Layers;

namespace CnnParams.Formats.TensorFlow.Operators;

/// <summary>What a rule makes of an operator.</summary>
internal abstract record OperatorResult
{
    /// <summary>One layer, with its weights.</summary>
    public static implicit operator OperatorResult(GraphLayer layer) => new LayerChain([layer]);

    /// <summary>One layer without weights, which reads all that is computed.</summary>
    public static implicit operator OperatorResult(Layer layer) => new GraphLayer(layer);
}

/// <summary>Layers that read each other in a chain.</summary>
internal sealed record LayerChain(IReadOnlyList<GraphLayer> Layers) : OperatorResult;

/// <summary>Tensors that are there already under another name, or that follow from the file; no layer.</summary>
internal sealed record KnownTensors(IReadOnlyList<GraphTensor> Tensors) : OperatorResult;

/// <summary>Nothing that is known, one of these sizes for each output: values that are only moved.</summary>
internal sealed record MovedTensors(IReadOnlyList<IReadOnlyList<long?>?> Sizes) : OperatorResult;
