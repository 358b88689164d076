using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras;

/// <summary>A tensor that a call passes to a layer.</summary>
/// <param name="Tensor">Its name in the network: <c>conv1</c>, or <c>split:1</c>.</param>
/// <param name="Shape">Its shape as far as it is known.</param>
/// <param name="Name">The name under which it is passed; null where its place says what it is.</param>
internal sealed record KerasArgument(string Tensor, TensorShape Shape, string? Name);

/// <summary>What a rule knows of the call of a layer that it maps.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Written">The call as it is written; null in a chain.</param>
/// <param name="Arguments">What it reads.</param>
/// <param name="Weights">The tensors that the file lists for the layer; none where it lists no weights.</param>
/// <param name="Layout">Where the model has the channels of its images.</param>
/// <param name="IsTensorFlowJs">Whether TensorFlow.js itself has written the model, and not Keras.</param>
/// <param name="Warn">Notes what is not understood.</param>
internal sealed record KerasCall(
    KerasLayer Layer,
    KerasLayerCall? Written,
    IReadOnlyList<KerasArgument> Arguments,
    IReadOnlyList<KerasWeight> Weights,
    ShapeLayout Layout,
    bool IsTensorFlowJs,
    Action<string> Warn
)
{
    /// <summary>The layer's settings.</summary>
    internal KerasConfig Config => Layer.Config;

    /// <summary>The first input shape; what the layer was built for where that is not known.</summary>
    internal TensorShape InputShape =>
        Arguments.Count > 0 && Arguments[0].Shape.HasRank
            ? Arguments[0].Shape
            : Layer.BuildShape ?? TensorShape.Unknown;

    /// <summary>The last axis of the input; null where it is open.</summary>
    internal long? Features => InputShape is { Rank: > 0 } shape ? shape.Sizes[shape.Rank - 1] : null;

    /// <summary>The number of input axes, the batch not counted; null where it is not known.</summary>
    internal int? Rank => InputShape.HasRank ? InputShape.Rank : null;

    /// <summary>An operator without a layer of its own, with the weights that the file lists for it.</summary>
    internal KerasDraft Unknown() => KerasDraft.Unknown(Layer.ClassName);

    /// <summary>An operator without a layer of its own, of which weights and output are known.</summary>
    internal KerasDraft Operation(IReadOnlyList<TensorSpec> weights, TensorShape? output) =>
        new Operation
        {
            OperatorType = Layer.ClassName,
            Tensors = weights,
            OutputShape = output,
        };

    /// <summary>A call of a layer that this one wraps.</summary>
    /// <param name="key">The setting that holds the wrapped layer.</param>
    internal KerasCall? Wrapped(string key) =>
        Config[key] is { } json ? this with { Layer = new KerasLayer(json) } : null;

    /// <summary>The layer that a wrapper holds, mapped by its own rule.</summary>
    internal KerasDraft? Inner(string key)
    {
        var inner = Wrapped(key);
        return inner is not null && KerasRules.Find(inner.Layer) is { } rule && rule(inner) is [var only]
            ? inner.InLayout(only)
            : null;
    }

    /// <summary>The draft of the layer, which has its channels where its own settings say.</summary>
    internal KerasDraft InLayout(KerasDraft draft)
    {
        if (draft.Layer is not SpatialLayer)
            return draft;
        // TensorFlow.js leaves the format out where a layer knows but one.
        var own = KerasLayout.Of(Layer) ?? ShapeLayout.ChannelsLast;
        return own == Layout ? draft : draft.With(nameof(SpatialLayer.Layout), own);
    }
}
