using CnnParams.Measuring;

namespace CnnParams.Reports.Tables;

/// <summary>What is asked of a text that is made of rows.</summary>
public sealed record TextOptions
{
    /// <summary>The properties of the rows that a table shows; the usual ones when not given.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>How numbers are written; as the format does it when not given.</summary>
    public NumberText? Numbers { get; init; }

    /// <summary>
    /// How many steps down blocks are folded; when not given, a table has every layer and a graph what fits.
    /// </summary>
    public int? Depth { get; init; }

    /// <summary>How many rows a table has at most; the totals are those of all.</summary>
    internal int MostRows { get; init; } = int.MaxValue;

    /// <summary>The columns of a table when none are named.</summary>
    public static IReadOnlyList<string> UsualColumns { get; } =
    [
        nameof(LayerMeasurement.Name),
        nameof(LayerMeasurement.Type),
        nameof(LayerMeasurement.OutputShape),
        nameof(LayerMeasurement.ActivationSize),
        nameof(LayerMeasurement.Parameters),
        nameof(LayerMeasurement.Macs),
    ];
}
