using CnnParams.Auditing;
using CnnParams.Measuring;

namespace CnnParams.Core.Tests.Auditing;

/// <summary>A table with a known mistake in it.</summary>
internal sealed class WrongTable(
    NetworkMeasurement truth,
    string mistake,
    IReadOnlyList<string> causes,
    IReadOnlyList<string> ids
)
{
    private readonly Dictionary<string, List<KeyValuePair<string, object?>>> _rows = [];

    internal NetworkMeasurement Truth => truth;

    /// <summary>The mistake that was put in.</summary>
    internal string Mistake => mistake;

    internal HashSet<(string Layer, ClaimedQuantity Quantity)> WrongFigures { get; } = [];

    internal IReadOnlyList<ClaimedRow> Rows => [.. _rows.Values.Select(row => ClaimedRow.Of(row))];

    /// <summary>Writes a figure down; it is a wrong one where it differs from the true one.</summary>
    internal void Claim(LayerMeasurement row, ClaimedQuantity quantity, object claimed, object? right)
    {
        if (!_rows.TryGetValue(row.Name, out var cells))
            _rows.Add(row.Name, cells = [new("Name", row.Name)]);
        cells.Add(new(quantity.ToString(), claimed));
        if (!claimed.Equals(right))
            WrongFigures.Add((row.Name, quantity));
    }

    /// <summary>
    /// Whether a verdict names the mistake, and where it was made; a figure that follows needs the place alone.
    /// </summary>
    internal bool IsCause(Verdict verdict) =>
        ids.Contains(verdict.MistakeId) || ids.Contains(string.Join("+", verdict.MistakeId.Split('+').Reverse()))
            ? causes.Count == 0 || causes.Contains(verdict.CausedBy)
            : verdict.MistakeId == "ClaimedShapeArrives" && causes.Contains(verdict.CausedBy);
}
