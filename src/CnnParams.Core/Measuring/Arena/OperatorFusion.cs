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
        row.Layer.IsNothing
        || (row.Layer.IsView && row.SeenInputs.Count == 1 && row.SeenInputs.First.Equals(row.OutputShape));

    /// <summary>Whether an activation is applied by the kernel of a layer that comes before it.</summary>
    internal static bool Fuses(LayerMeasurement row, Layer kernel) =>
        kernel.AppliesActivation && row.Layer is Activation { Function: "relu" or "relu6" };
}
