using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Measuring.Conventions;

/// <summary>
/// ptflops with its pytorch back end (ptflops/pytorch_ops.py): modules and, besides, the functions they call. What is
/// counted as a module and as a function is counted twice: pools, upsampling, ReLU, ELU, GELU and PReLU.
/// </summary>
/// <remarks>
/// An activation or pool that the model calls as a function is counted once; layers are taken for modules unless the
/// catalogue knows better.
/// </remarks>
internal sealed class PtflopsPyTorch : CostConvention
{
    private const int AsModuleAndFunction = 2;

    private const string Fails =
        "ptflops fails on an attention that is called with keywords, as torchvision's, and else counts what PyTorch's "
        + "version decides";

    private static readonly Formula Sampled = new(
        "m + (x * s) + a",
        "m: multiply-accumulates; x: operations for each sample that is read; s: samples; a: additions of a bias"
    );

    private static readonly Formula Gated = new(
        "m + a + (x * e)",
        "m: multiply-accumulates; a: additions of a bias; x: operations on each value of the state; e: values of the "
            + "state"
    );

    private static readonly Formula Projected = new(
        "m - (e * r) + a + (x * e)",
        "m: multiply-accumulates; e: values of the state; r: values that each is projected to; a: additions of a bias; "
            + "x: operations on each value of the state"
    );

    private static readonly Formula AsFunction = new(
        "o + floor(i * p / q)",
        "o: output values, as a module; i * p / q: input values times the factor on each axis, as a function"
    );

    private static readonly Formula AsFunctionAlone = new(
        "floor(i * p / q)",
        "i: input values; p / q: the factor on each axis, multiplied"
    );

    private static readonly Formula WithPool = new(
        "f + i",
        "f: as an upsampling; i: input values, for the average pooling that it calls"
    );

    private static readonly HashSet<string> Rules = Modules("GELU DeformConv2d");

    public override string Name => "ptflops";

    public override IReadOnlyList<string> Aliases => ["ptflops-pytorch"];

    public override string Tool => "ptflops 0.7.6, pytorch back end";

    public override string Unit => "MACs";

    public override string Summary =>
        "Products and biases, batch norm 2 a value, pools and activations by value; those that are a module and a "
        + "function too count twice.";

    /// <summary>The modules that it has a rule for.</summary>
    internal static HashSet<string> Modules(string others) =>
        Classes(
            "Conv ConvTranspose BatchNorm InstanceNorm MaxPool AvgPool AdaptiveMaxPool AdaptiveAvgPool",
            "ReLU PReLU ELU LeakyReLU ReLU6 GroupNorm LayerNorm Linear Upsample RNN GRU LSTM MultiheadAttention "
                + others
        );

    /// <summary>Why it has no number for a piece of arithmetic; empty where it has.</summary>
    internal static string Failure(Work work, LayerMeasurement row) =>
        IsCell(row) ? "ptflops counts a cell as a whole"
        : work.Kind == WorkKind.Recurrent && row.Layer.Notes.WeightNorm is not null
            ? "ptflops fails on a recurrent layer whose weights are computed"
        : work.Kind is WorkKind.AttentionProjection or WorkKind.AttentionProduct or WorkKind.AttentionSoftmax ? Fails
        : "";

    // Of a module that it does not know it sees the functions that are called.
    private protected override CostTerm Cost(Work work, LayerMeasurement row) =>
        Failure(work, row) is { Length: > 0 } failure ? CostTerm.Unknown(failure)
        : IsOf(row, Rules) && row.Layer is not FractionalMaxPooling ? OfModule(work, row)
        : work.Kind == WorkKind.ElementWise ? CostTerm.LeftOut
        : CostOfCall(ModuleCall.Function, work, row);

    // Pools and activations count as a function alone then. Of F.linear with the weights of a module that is not
    // called, in torchvision's Swin, it prints nothing; nor of x.relu(), torch.relu and a @ b, for which it puts no
    // function of its own.
    private protected override CostTerm CostOfCall(ModuleCall call, Work work, LayerMeasurement row) =>
        (call, work.Kind, work.Detail) switch
        {
            _ when row.Layer is FractionalMaxPooling => CostTerm.LeftOut,
            (
                ModuleCall.Function,
                WorkKind.MaxPooling
                    or WorkKind.AveragePooling
                    or WorkKind.AdaptiveAveragePooling
                    or WorkKind.AdaptiveMaxPooling,
                _
            ) => PerInput(row, 1),
            (ModuleCall.Function, WorkKind.Upsampling, _) => Interpolated(work, row, asModule: false),
            (ModuleCall.Function, WorkKind.Activation, "relu" or "elu" or "gelu" or "prelu") => PerElement(work, 1),
            (ModuleCall.Function, WorkKind.Activation, "leaky_relu") => CostTerm.LeftOut,
            (
                ModuleCall.Function,
                WorkKind.Activation
                    or WorkKind.MatrixProduct
                    or WorkKind.Dropout
                    or WorkKind.LocalResponseNormalization
                    or WorkKind.PowerPooling,
                _
            ) => OfModule(work, row),
            // torch.add(a, b) and a.mul(b); a + b is a method that it does not see.
            (ModuleCall.Function, WorkKind.ElementWise, "Add" or "Multiply" or "add" or "mul") => PerElement(work, 1),
            (ModuleCall.Function or ModuleCall.Method or ModuleCall.Einsum, _, _) => CostTerm.LeftOut,
            _ => Cost(work, row),
        };

    private static CostTerm Interpolated(Work work, LayerMeasurement row, bool asModule) =>
        work.Detail == nameof(Interpolation.Area)
            ? WithPool.With(Scaled(work, row, asModule).Value, InputElements(row))
            : Scaled(work, row, asModule);

    // A real factor, where there is one for all axes, is not rounded to what comes out; of one for each axis the
    // fractions are cut off.
    private static Working Scaled(Work work, LayerMeasurement row, bool asModule)
    {
        if (row.Layer is not UpSampling { ScaleFactor: { Count: > 0 } factors })
            return PerElement(work, asModule ? AsModuleAndFunction : 1);
        var (larger, smaller) =
            factors.Count > 1
                ? (factors.Aggregate(1L, (product, factor) => checked(product * (long)factor)), 1)
                : Power(Ratio.Of(factors[0]), row.SeenInputs.First.SpatialRank);
        return asModule
            ? AsFunction.With(work.Elements, InputElements(row), larger, smaller)
            : AsFunctionAlone.With(InputElements(row), larger, smaller);
    }

    private static (long Larger, long Smaller) Power((long Larger, long Smaller) ratio, int axes) =>
        axes <= 1
            ? ratio
            : checked((ratio.Larger * Power(ratio, axes - 1).Larger, ratio.Smaller * Power(ratio, axes - 1).Smaller));

    private static CostTerm OfModule(Work work, LayerMeasurement row) =>
        work.Kind switch
        {
            WorkKind.Convolution or WorkKind.TransposedConvolution or WorkKind.Linear => WithBias(work),
            // About 20 operations for a value between four others and 4 for its place, 1 for its weight.
            WorkKind.DeformableConvolution => Sampled.With(
                work.Macs!.Value,
                row.SeenInputs.Count > 2 ? 25 : 24,
                work.Window!.Product(2) * (row.OutputShape.Positions ?? 0),
                work.BiasAdds
            ),
            WorkKind.MatrixProduct => work.Macs!,
            WorkKind.BatchNormalization or WorkKind.InstanceNormalization or WorkKind.GroupNormalization => PerElement(
                work,
                work.IsAffine ? 2 : 1
            ),
            WorkKind.LayerNormalization => PerElement(work, 1),
            WorkKind.MaxPooling
            or WorkKind.AveragePooling
            or WorkKind.AdaptiveAveragePooling
            or WorkKind.AdaptiveMaxPooling => PerInput(row, AsModuleAndFunction),
            WorkKind.Upsampling => Interpolated(work, row, asModule: true),
            WorkKind.Activation => Activation(work),
            WorkKind.Recurrent => Recurrent(work, row),
            WorkKind.Dropout => CostTerm.Nothing,
            WorkKind.LocalResponseNormalization or WorkKind.PowerPooling => CostTerm.Unknown(
                "ptflops counts the functions that this one is made of, which PyTorch's version decides"
            ),
            _ => CostTerm.LeftOut,
        };

    private static CostTerm Activation(Work work) =>
        work.Detail switch
        {
            "relu" or "elu" or "gelu" or "prelu" => PerElement(work, AsModuleAndFunction),
            "relu6" or "leaky_relu" or "silu" or "softmax" => PerElement(work, 1),
            _ => CostTerm.LeftOut,
        };

    /// <summary>What it makes of a recurrent layer.</summary>
    internal static CostTerm Recurrent(Work work, LayerMeasurement row) =>
        work.Detail switch
        {
            "SimpleRNN" => Gated.With(work.Macs!.Value, work.BiasAdds, 1, work.Elements),
            "GRU" => Gated.With(work.Macs!.Value, work.BiasAdds, 7, work.Elements),
            // The products of its projections are not counted.
            "LSTM" when row.Layer is LSTM { ProjectionSize: > 0 and var projected } => Projected.With(
                work.Macs!.Value,
                work.Elements,
                projected,
                work.BiasAdds,
                10
            ),
            "LSTM" => Gated.With(work.Macs!.Value, work.BiasAdds, 10, work.Elements),
            _ => CostTerm.LeftOut,
        };
}
