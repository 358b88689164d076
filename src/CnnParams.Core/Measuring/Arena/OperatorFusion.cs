using CnnParams.Layers;

namespace CnnParams.Measuring.Arena;

/// <summary>
/// What a runtime does not run as an operator of its own: what does nothing at inference, a batch norm that is folded
/// into the weights before it, and the activations that the kernels of TensorFlow Lite apply to what they write
/// (schema.fbs, ActivationFunctionType).
/// </summary>
internal static class OperatorFusion
{
    /// <summary>
    /// Whether a layer passes on what it reads: dropout, a linear activation, a reshape to the same shape.
    /// </summary>
    internal static bool Vanishes(LayerMeasurement row) =>
        row.Layer is Dropout or Activation { Function: "linear" }
        || (row.Layer.IsView && row.SeenInputs.Count == 1 && row.SeenInputs.First.Equals(row.OutputShape));

    /// <summary>Whether a batch norm disappears in the weights of the layer that it reads.</summary>
    internal static bool Folds(LayerMeasurement row, LayerMeasurement before) =>
        row.Layer is BatchNormalization { TrackStatistics: true } norm
        && before.OutputShape.HasRank
        && before.Layer.FoldableAxis(before.OutputShape) == norm.AxisOf(before.OutputShape);

    /// <summary>Whether an activation is applied by the kernel of a layer that comes before it.</summary>
    internal static bool Fuses(LayerMeasurement row, Layer kernel) =>
        row.Layer is Activation { Function: "relu" or "relu6" }
        && kernel
            is FilterLayer
                or UnitLayer
                or MaxPooling
                or AveragePooling
                or BatchNormalization
                or Merge
                {
                    Operation: MergeOperation.Add
                        or MergeOperation.Subtract
                        or MergeOperation.Multiply
                        or MergeOperation.Divide
                };
}
