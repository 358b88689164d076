using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;

namespace CnnParams.Measuring.Conventions;

/// <summary>
/// What torchscan's MACs and FLOPs have in common (torchscan/modules/macs.py, flops.py): pools by the comparisons or
/// additions of a window. A window that is stated as one number is taken for a window of that many values, 3 and not 9.
/// </summary>
/// <remarks>The tool runs one sample; for a batch its numbers are multiplied here.</remarks>
internal abstract class Torchscan : CostConvention
{
    private const string NoTensor = "torchscan fails on the output of a recurrent layer, which is no single tensor";

    private const string Legend = "o: output values; k: values of the window as torchscan sees it";

    private static readonly Formula Largest = new("o * (k - 1)", Legend);

    private static readonly Formula Mean = new("o * (k - 1 + r)", Legend + "; r: spatial axes");

    private static readonly HashSet<string> Rules = Classes(
        "Conv ConvTranspose BatchNorm MaxPool AvgPool AdaptiveMaxPool AdaptiveAvgPool",
        "Linear Identity ReLU ELU LeakyReLU ReLU6 Tanh Sigmoid Dropout SyncBatchNorm"
    );

    public override string Tool => "torchscan 0.1.2";

    // Its hooks are on modules.
    private protected override CostTerm CostOfCall(ModuleCall call, Work work, LayerMeasurement row) =>
        call != ModuleCall.Module ? CostTerm.LeftOut : Cost(work, row);

    private protected override bool MissesFused => true;

    private protected sealed override CostTerm Cost(Work work, LayerMeasurement row) =>
        work.Kind switch
        {
            WorkKind.MaxPooling when row.Layer is FractionalMaxPooling => CostTerm.LeftOut,
            WorkKind.MaxPooling => Largest.With(Outputs(row), Stated(work)),
            WorkKind.AveragePooling => Mean.With(Outputs(row), Stated(work), Rank(row)),
            WorkKind.AdaptiveMaxPooling => Largest.With(Outputs(row), Fitting(row)),
            WorkKind.AdaptiveAveragePooling => Mean.With(Outputs(row), Fitting(row), Rank(row)),
            WorkKind.AttentionProjection or WorkKind.AttentionProduct or WorkKind.AttentionSoftmax => CostTerm.Unknown(
                "torchscan fails on an attention that is called with keywords, as torchvision's"
            ),
            WorkKind.Recurrent => CostTerm.Unknown(NoTensor),
            _ when row.Layer.Notes.Module == "LSTMCell" => CostTerm.Unknown(NoTensor),
            _ when IsParametrized(row) => CostTerm.Unknown(
                "torchscan fails on a module that has others for its weights"
            ),
            _ when !DerivesFrom(row, Rules) => CostTerm.LeftOut,
            WorkKind.BatchNormalization when row.Layer is BatchNormalization { TrackStatistics: false } =>
                CostTerm.Unknown("torchscan fails on a batch norm without statistics"),
            WorkKind.Convolution when NamesPadding(row) is { } isNamed => isNamed
                ? CostTerm.Unknown("torchscan fails on a padding that is named")
                : Beside(work, row).If("a padding in numbers"),
            _ => Beside(work, row),
        };

    /// <summary>What MACs and FLOPs differ in.</summary>
    private protected abstract CostTerm Beside(Work work, LayerMeasurement row);

    /// <summary>The number of spatial axes.</summary>
    private protected static long Rank(LayerMeasurement row) => row.SeenInputs.First.SpatialRank;

    private static long Outputs(LayerMeasurement row) => row.OutputShape.ElementCount ?? 0;

    private static long Stated(Work work) => work.Window!.Product(work.Window.Sizes.Count);

    // The ratio of the sizes where it is whole, otherwise what is left over and one.
    private static long Fitting(LayerMeasurement row)
    {
        long window = 1;
        for (int axis = 0; axis < Rank(row); axis++)
        {
            long before = row.SeenInputs.First.Spatial(axis).Value;
            long after = axis < row.OutputShape.SpatialRank ? row.OutputShape.Spatial(axis).Value : 1;
            window = checked(window * (before % after == 0 ? before / after : (before % after) + 1));
        }

        return window;
    }
}

/// <summary>torchscan's MACs.</summary>
internal sealed class TorchscanMacs : Torchscan
{
    private static readonly Formula Transposed = new(
        "(w * u) + (4 * r)",
        "w: weights of the kernel; u: positions of the output, where those of the input would be right; r: spatial axes"
    );

    public override string Name => "torchscan-macs";

    public override IReadOnlyList<string> Aliases => ["torchscan"];

    public override string Unit => "MACs";

    public override string Summary =>
        "Products without biases, batch norm 2 a value, pools by window; a window given as one number k counts k "
        + "values and not k * k. A transposed convolution is counted on the output's grid.";

    private protected override CostTerm Beside(Work work, LayerMeasurement row) =>
        work.Kind switch
        {
            WorkKind.Convolution or WorkKind.Linear => work.Macs!,
            WorkKind.TransposedConvolution => Transposed.With(
                KernelElements(row),
                row.OutputShape.Positions ?? 0,
                Rank(row)
            ),
            WorkKind.BatchNormalization => PerElement(work, work.IsAffine ? 2 : 1),
            WorkKind.Activation when work.Detail is "relu" or "elu" or "leaky_relu" or "relu6" or "tanh" or "sigmoid" =>
                CostTerm.Nothing,
            WorkKind.Dropout when work.Detail == nameof(DropoutKind.Dropout) => CostTerm.Nothing,
            _ => CostTerm.LeftOut,
        };
}

/// <summary>torchscan's FLOPs: n products and n - 1 additions for each output, and the bias.</summary>
internal sealed class TorchscanFlops : Torchscan
{
    private static readonly Formula Products = new(
        "(2 * m) - o + a",
        "m: multiply-accumulates; o: output values, whose first product needs no addition; a: additions of a bias"
    );

    private static readonly Formula Transposed = new(
        "(2 * w * u) - o + a + (8 * r)",
        "w: weights of the kernel; u: positions of the output, where those of the input would be right; o: output "
            + "values; a: additions of a bias; r: spatial axes"
    );

    private static readonly Formula Normalized = new(
        "(2 * c) + (n * e)",
        "c: channels; n: operations on each value; e: values"
    );

    public override string Name => "torchscan-flops";

    public override string Unit => "FLOPs";

    public override string Summary =>
        "2 * MACs less one addition for each output, with the bias; batch norm 4 a value, activations, pools and "
        + "dropout by value, with the faults of torchscan-macs.";

    private protected override CostTerm Beside(Work work, LayerMeasurement row) =>
        work.Kind switch
        {
            WorkKind.Convolution or WorkKind.Linear => Products.With(work.Macs!.Value, work.Elements, work.BiasAdds),
            WorkKind.TransposedConvolution => Transposed.With(
                KernelElements(row),
                row.OutputShape.Positions ?? 0,
                work.Elements,
                work.BiasAdds,
                Rank(row)
            ),
            WorkKind.BatchNormalization => Normalized.With(
                row.SeenInputs.First.Channels.Value,
                work.IsAffine ? 4 : 2,
                work.Elements
            ),
            WorkKind.Activation => work.Detail switch
            {
                "relu" => PerElement(work, 1),
                "relu6" => PerElement(work, 2),
                "leaky_relu" or "sigmoid" => PerElement(work, 4),
                "elu" or "tanh" => PerElement(work, 6),
                _ => CostTerm.LeftOut,
            },
            WorkKind.Dropout when work.Detail == nameof(DropoutKind.Dropout) => PerElement(work, 1),
            _ => CostTerm.LeftOut,
        };
}
