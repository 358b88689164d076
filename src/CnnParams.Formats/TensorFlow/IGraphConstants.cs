using CnnParams.Formats.TensorFlow.Operators;

namespace CnnParams.Formats.TensorFlow;

/// <summary>The tensors that nodes of a graph hold: within the graph, or in files beside it.</summary>
internal interface IGraphConstants
{
    /// <summary>Tensors whose bytes are others than their sizes take, of those that were asked for.</summary>
    Contradictions Contradictions { get; }

    /// <summary>The tensor that a node holds; null for a node that computes.</summary>
    GraphTensor? Find(NodeReference node);

    /// <summary>The tensors that are listed beside the graph.</summary>
    IEnumerable<GraphTensor> Listed { get; }
}
