using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Measuring;

/// <summary>
/// Follows the receptive field through the network: r += (k - 1) * j; j *= s; over branches what any of them sees.
/// </summary>
internal static class ReceptiveFieldPass
{
    internal static ReceptiveField?[] Run(NetworkMeasurement measurement)
    {
        var fields = new ReceptiveField?[measurement.Rows.Count];
        if (!measurement.Network.HasGraph)
            return fields;

        foreach (int index in measurement.Graph.Order)
        {
            var row = measurement.Rows[index];
            if (row.Layer is Input)
                fields[index] = ReceptiveField.OfInput(row.OutputShape.SpatialRank);
            else if (row.Failure is null)
                fields[index] = Step(row, InputOf(measurement, index, fields));
        }

        return fields;
    }

    private static ReceptiveField? InputOf(NetworkMeasurement measurement, int index, ReceptiveField?[] fields) =>
        Meet(
            measurement.Rows[index],
            measurement
                .Graph.Reads[index]
                .Select(read =>
                    read.Layer < 0 ? default : (measurement.Rows[read.Layer].OutputShape, fields[read.Layer])
                )
        );

    /// <summary>The field of branches that meet at a layer; null where that of one of them is not known.</summary>
    internal static ReceptiveField? Meet(
        LayerMeasurement row,
        IEnumerable<(TensorShape? Shape, ReceptiveField? Field)> branches
    )
    {
        ReceptiveField? met = null;
        bool first = true;
        foreach (var (shape, field) in branches)
        {
            // To a layer that takes other axes for positions, those that were followed mean nothing.
            var seen =
                field is { IsWholeInput: false }
                && shape is { Rank: > 1 }
                && (shape.Layout != row.SeenInputs.Layout || IsRepeated(row, shape))
                    ? null
                    : field;
            met =
                first ? seen
                : seen is null ? null
                : met?.And(seen);
            first = false;
            if (met is null)
                return null;
        }

        return met;
    }

    // One position that is repeated beside many sees the same from each of them.
    private static bool IsRepeated(LayerMeasurement row, TensorShape shape) =>
        row.Layer is Merge
        && row.OutputShape.Rank == shape.Rank
        && Enumerable
            .Range(0, shape.SpatialRank)
            .Any(axis => shape.Spatial(axis).Size == 1 && row.OutputShape.Spatial(axis).Size != 1);

    /// <summary>The field after a layer.</summary>
    internal static ReceptiveField? Step(LayerMeasurement row, ReceptiveField? input)
    {
        try
        {
            var step = row.Layer.ReceptiveStep(row.SeenInputs);
            return step.Reach switch
            {
                ReceptiveReach.Whole => ReceptiveField.Whole,
                ReceptiveReach.Point => input,
                ReceptiveReach.Window => input?.After(step.Axes),
                _ => input is { IsWholeInput: true } ? input : null,
            };
        }
        catch (OverflowException)
        {
            // Wider than any input that there could be.
            return null;
        }
    }
}
