using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Measuring.Conventions;

/// <summary>
/// thop's operations (thop/vision/basic_hooks.py, calc_func.py, rnn_hooks.py): products without biases, norms 4 a value
/// (2 without factors), average pools, PReLU and softmax by value. A module without a rule counts 0, and so do its
/// parameters; a transposed convolution is counted on the output's grid.
/// </summary>
internal sealed class Thop : HooksOfModules
{
    private static readonly Formula Adaptive = new(
        "i + o",
        "i: input values, summed up; o: output values, each a division"
    );

    private static readonly Formula AdaptiveCut = new(
        "i + o - 1",
        "i: input values, summed up; o: output values, each a division; 1: cut off, since input over output positions "
            + "falls short in binary"
    );

    private static readonly Formula Shares = new(
        "(3 * e) - r",
        "e: values, each an exponential, an addition and a division; r: rows, whose first needs no addition"
    );

    private static readonly Formula Gated = new(
        "m + a + (x * e)",
        "m: multiply-accumulates; a: additions of a bias; x: operations on each value of the state; e: values of the "
            + "state"
    );

    private static readonly Formula Whole = new(
        "(4 * t * d * u * (p + u + ((l - 1) * ((d + 1) * u)))) + a + (8 * e)",
        "t: steps; d: directions; u: units; p: input features; l: layers; a: additions of a bias; e: values of the "
            + "state"
    );

    private static readonly HashSet<string> Rules = Classes(
        "Conv ConvTranspose BatchNorm InstanceNorm MaxPool AvgPool AdaptiveMaxPool AdaptiveAvgPool",
        "ZeroPad2d LayerNorm PReLU Softmax ReLU ReLU6 LeakyReLU Linear Dropout Upsample UpsamplingBilinear2d "
            + "UpsamplingNearest2d RNN GRU LSTM PixelShuffle SyncBatchNorm"
    );

    public override string Name => "thop";

    public override string Tool => "thop 0.1.1";

    public override string Unit => "MACs";

    public override string Summary =>
        "Products without biases; batch norm 4 a value, average pooling 1, ReLU and max pooling 0. Attention and "
        + "modules it does not know count nothing; a transposed convolution is counted on the output's grid.";

    private protected override CostTerm Cost(Work work, LayerMeasurement row) => Operations(work, row);

    private protected override bool MissesFused => true;

    internal static CostTerm Operations(Work work, LayerMeasurement row) =>
        IsCell(row) ? CostTerm.Unknown("thop counts a cell as a whole")
        : IsOf(row, Rules) ? OfModule(work, row)
        : CostTerm.LeftOut;

    private static CostTerm OfModule(Work work, LayerMeasurement row) =>
        work.Kind switch
        {
            WorkKind.Convolution or WorkKind.Linear => work.Macs!,
            WorkKind.TransposedConvolution => OnOutputGrid(row),
            WorkKind.BatchNormalization or WorkKind.LayerNormalization or WorkKind.InstanceNormalization => PerElement(
                work,
                work.IsAffine ? 4 : 2
            ),
            WorkKind.AveragePooling => PerElement(work, 1),
            WorkKind.AdaptiveAveragePooling => Pooled(work, row),
            WorkKind.MaxPooling or WorkKind.AdaptiveMaxPooling or WorkKind.Dropout => CostTerm.Nothing,
            WorkKind.Activation => Activation(work, row),
            WorkKind.Upsampling => Upsampling(work),
            WorkKind.Recurrent => Recurrent(work, row),
            _ => CostTerm.LeftOut,
        };

    // It multiplies quotients in floating point, and cuts what comes out.
    private static CostTerm Pooled(Work work, LayerMeasurement row)
    {
        var (input, output) = (row.SeenInputs.First, row.OutputShape);
        long values = output.ElementCount ?? 0;
        double window = 1;
        for (int axis = 0; axis < Math.Min(input.SpatialRank, output.SpatialRank); axis++)
            window *= (double)input.Spatial(axis).Value / output.Spatial(axis).Value;
        long samples = row.Options.BatchSize;
        bool isCut = (long)((window + 1) * checked(values * samples)) < checked((work.Elements + values) * samples);
        if (isCut && samples > 1)
            return CostTerm.Unknown("thop's number falls short by 1 in all, by how floating point rounds the batch");
        return (isCut ? AdaptiveCut : Adaptive).With(work.Elements, values);
    }

    private static CostTerm Activation(Work work, LayerMeasurement row) =>
        work.Detail switch
        {
            "relu" or "relu6" or "leaky_relu" => CostTerm.Nothing,
            "prelu" => PerElement(work, 1),
            "softmax" => Shares.With(work.Elements, work.Elements / AlongAxis(row)),
            _ => CostTerm.LeftOut,
        };

    private static long AlongAxis(LayerMeasurement row) =>
        row.OutputShape[
            Axis.Index((row.Layer as Activation)?.Axis ?? -1, row.OutputShape, nameof(Layers.Activation.Axis))
        ].Size
            is > 0
                and var size
            ? size
            : 1;

    private static CostTerm Upsampling(Work work) =>
        work.Detail switch
        {
            nameof(Interpolation.Nearest) => PerElement(work, 1),
            nameof(Interpolation.Linear) => PerElement(work, 5),
            nameof(Interpolation.Bilinear) => PerElement(work, 11),
            nameof(Interpolation.Bicubic) => PerElement(work, 224 + 35),
            _ => CostTerm.LeftOut,
        };

    private static CostTerm Recurrent(Work work, LayerMeasurement row) =>
        work.Detail switch
        {
            "SimpleRNN" => Gated.With(work.Macs!.Value, work.BiasAdds, 1, work.Elements),
            "GRU" => Gated.With(work.Macs!.Value, work.BiasAdds, 7, work.Elements),
            "LSTM" when row.Layer is LSTM { ProjectionSize: > 0 } lstm => Unprojected(lstm, work, row),
            "LSTM" => Gated.With(work.Macs!.Value, work.BiasAdds, 8, work.Elements),
            _ => CostTerm.LeftOut,
        };

    // It does not know of projections: the states of a cell, and what the layers after the first read, are its units.
    private static CostTerm Unprojected(LSTM layer, Work work, LayerMeasurement row)
    {
        long directions = layer.Bidirectional ? 2 : 1,
            cells = checked(directions * layer.LayerCount);
        return Whole.With(
            work.Elements / (cells * layer.Units),
            directions,
            layer.Units,
            row.SeenInputs.First[1].Value,
            layer.LayerCount,
            work.BiasAdds,
            work.Elements
        );
    }
}
