using CnnParams.Layers;

namespace CnnParams.Measuring;

/// <summary>Follows the receptive field through the network: r += (k - 1) * j; j *= s; the longest path over branches.</summary>
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
                fields[index] = Step(row, Arriving(measurement, index, fields));
        }

        return fields;
    }

    private static ReceptiveField? Arriving(NetworkMeasurement measurement, int index, ReceptiveField?[] fields) =>
        Meet(measurement.Graph.Reads[index].Select(read => read.Layer >= 0 ? fields[read.Layer] : null));

    /// <summary>The field of branches that meet; null where that of one of them is not known.</summary>
    internal static ReceptiveField? Meet(IEnumerable<ReceptiveField?> branches)
    {
        ReceptiveField? met = null;
        bool first = true;
        foreach (var field in branches)
        {
            met = first ? field : field is null ? null : met?.And(field);
            first = false;
            if (met is null)
                return null;
        }

        return met;
    }

    /// <summary>The field behind a layer.</summary>
    internal static ReceptiveField? Step(LayerMeasurement row, ReceptiveField? arriving)
    {
        var step = row.Layer.ReceptiveStep(row.Arriving);
        return step.Reach switch
        {
            ReceptiveReach.Whole => ReceptiveField.Whole,
            ReceptiveReach.Point => arriving,
            ReceptiveReach.Window => arriving?.Behind(step.Axes),
            _ => arriving is { IsWholeInput: true } ? arriving : null,
        };
    }
}
