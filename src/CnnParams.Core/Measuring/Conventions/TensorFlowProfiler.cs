using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;

namespace CnnParams.Measuring.Conventions;

/// <summary>
/// TensorFlow's profiler, which is what there is for a Keras model
/// (tensorflow/python/profiler/internal/flops_registry.py): two operations for each multiply-accumulate, and a rule for
/// each registered operator. ReLU, fused batch norms and three-dimensional convolutions are not registered.
/// </summary>
/// <remarks>The profiler itself takes channels last alone.</remarks>
internal sealed class TensorFlowProfiler : CostConvention
{
    private static readonly Formula Products = new("2 * m", "m: multiply-accumulates");

    private static readonly Formula BiasedProducts = new(
        "(2 * m) + a",
        "m: multiply-accumulates; a: additions of a bias"
    );

    private static readonly Formula Transposed = new(
        "floor((2 * w * u) / s) + a",
        "w: weights of the kernel; u: positions of the output; s: product of the strides; a: additions of a bias"
    );

    private static readonly Formula Window = new("o * k", "o: output values; k: values of the window");

    public override string Name => "tf-profiler";

    public override IReadOnlyList<string> Aliases => ["keras", "tensorflow"];

    public override string Tool => "TensorFlow 2 profiler (Keras prints no cost of its own)";

    public override string Unit => "FLOPs";

    public override string Summary =>
        "2 * MACs and biases, pools by window, merges and softmax by value; ReLU, fused batch norm and 3-D layers "
        + "count nothing. A transposed convolution divides by its strides, which is exact with same padding.";

    private protected override CostTerm Cost(Work work, LayerMeasurement row) =>
        work.Kind switch
        {
            WorkKind.Convolution when HasOperator(row) => WithBiasTwice(work),
            WorkKind.TransposedConvolution when HasOperator(row) => Transposed.With(
                KernelElements(row),
                row.OutputShape.Positions ?? 0,
                work.Stride,
                work.BiasAdds
            ),
            WorkKind.Linear => WithBiasTwice(work),
            WorkKind.MatrixProduct => Products.With(work.Macs!.Value),
            WorkKind.MaxPooling or WorkKind.AveragePooling when HasOperator(row) => Window.With(
                work.Elements,
                work.Window!.Product(row.SeenInputs.First.SpatialRank)
            ),
            WorkKind.Mean => PerElement(work, 1),
            WorkKind.AdaptiveAveragePooling when row.OutputShape.Positions == 1 => PerElement(work, 1),
            WorkKind.ElementWise => PerElement(work, work.ElementOperations / Math.Max(1, work.Elements)),
            WorkKind.Activation when work.Detail == "softmax" => PerElement(work, 5),
            WorkKind.Activation
                when work.Detail is "gelu" or "silu" or "hard_sigmoid" or "hard_swish" or "mish" or "glu" =>
                CostTerm.Unknown("which operators TensorFlow makes of this function depends on its version"),
            WorkKind.BatchNormalization when row.SeenInputs.First.SpatialRank == 2 => CostTerm.LeftOut,
            WorkKind.BatchNormalization
            or WorkKind.LayerNormalization
            or WorkKind.InnerLayerNormalization
            or WorkKind.GroupNormalization
            or WorkKind.InstanceNormalization
            or WorkKind.EvoNormalization
            or WorkKind.RootMeanSquareNormalization => CostTerm.Unknown(
                "which operators TensorFlow makes of this normalisation depends on its version"
            ),
            WorkKind.AttentionProjection or WorkKind.AttentionProduct or WorkKind.AttentionSoftmax => CostTerm.Unknown(
                "which operators TensorFlow makes of an attention depends on its version"
            ),
            WorkKind.Recurrent => CostTerm.Unknown(
                "the profiler counts the body of a loop once or not at all, as TensorFlow's version has it"
            ),
            WorkKind.ComputedConvolution
            or WorkKind.WeightStandardization
            or WorkKind.WeightMixing
            or WorkKind.Blurring => CostTerm.Unknown(
                "which operators TensorFlow makes of weights that are computed depends on how that is written"
            ),
            WorkKind.Dropout or WorkKind.Lookup => CostTerm.Nothing,
            _ => CostTerm.LeftOut,
        };

    private static Working WithBiasTwice(Work work) =>
        work.BiasAdds > 0 ? BiasedProducts.With(work.Macs!.Value, work.BiasAdds) : Products.With(work.Macs!.Value);

    // A sequence is an image of height 1; the operators of volumes have no rule.
    private static bool HasOperator(LayerMeasurement row) => row.SeenInputs.First.SpatialRank <= 2;
}
