using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.PowerShell.Formatting;

/// <summary>How many letters the cells of a row take, up to its calculation.</summary>
internal readonly record struct RowWidths(int Name, int Type, int Shape, int Activation, int Parameters, int Macs)
{
    /// <summary>Those of the headers.</summary>
    internal static readonly RowWidths Headers = new(
        "Name".Length,
        "Type".Length,
        "OutputShape".Length,
        "ActivationSize".Length,
        "Parameters".Length,
        "MACs".Length
    );

    /// <summary>What the columns that are never shortened take.</summary>
    internal int OfNumbers => Shape + Activation + Parameters + Macs;

    /// <summary>Those of a layer or a block.</summary>
    internal static RowWidths Of(NetworkRow row) =>
        row switch
        {
            LayerMeasurement layer => Of(
                layer.Name,
                layer.Type,
                layer.OutputShape,
                layer.ActivationSize,
                RowFormat.Counted(layer.Parameters, layer.SharedParameters, RowFormat.Number),
                layer.Macs
            ),
            BlockMeasurement block => Of(
                block.Name,
                block.Type,
                block.OutputShape,
                block.ActivationSize,
                RowFormat.Counted(block.Parameters, block.SharedParameters, RowFormat.Number),
                block.Macs
            ),
            _ => default,
        };

    /// <summary>Those of the line of the totals.</summary>
    internal static RowWidths Of(NetworkTotals totals, TotalsShown shown) =>
        new(
            RowFormat.Total.Length,
            0,
            0,
            shown == TotalsShown.All ? RowFormat.Sum(totals.ActivationSize, totals.ShapeTrust).Length : 0,
            RowFormat.Sum(totals.Parameters, totals.ParametersTrust).Length,
            shown == TotalsShown.All ? RowFormat.Sum(totals.Macs, totals.MacsTrust).Length : 0
        );

    /// <summary>The wider of each two.</summary>
    internal RowWidths Or(RowWidths other) => Both(other, Math.Max);

    /// <summary>Those of a row with another under it in its cells: the engine measures both together.</summary>
    internal RowWidths Over(RowWidths other) => Both(other, (upper, lower) => lower == 0 ? upper : upper + 1 + lower);

    private static RowWidths Of(
        string name,
        string type,
        TensorShape shape,
        long? activation,
        string parameters,
        long? macs
    ) =>
        new(
            PrintableText.Of(name).Length,
            PrintableText.Of(type).Length,
            shape.ToString().Length,
            RowFormat.Number(activation).Length,
            parameters.Length,
            RowFormat.Number(macs).Length
        );

    private RowWidths Both(RowWidths other, Func<int, int, int> width) =>
        new(
            width(Name, other.Name),
            width(Type, other.Type),
            width(Shape, other.Shape),
            width(Activation, other.Activation),
            width(Parameters, other.Parameters),
            width(Macs, other.Macs)
        );
}
