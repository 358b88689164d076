using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Auditing;

/// <summary>
/// The network as the table has it: where it claims a wrong shape, the layers after are computed with this shape, as
/// their author must have done. A figure that follows from it has no error of its own.
/// </summary>
internal sealed class ClaimedPass
{
    private readonly LayerMeasurement?[] _followed;
    private readonly Case?[] _causes;

    internal ClaimedPass(NetworkMeasurement truth, IEnumerable<Case> cases)
    {
        _followed = new LayerMeasurement?[truth.Rows.Count];
        _causes = new Case?[truth.Rows.Count];
        var wrongShapes = cases
            .Where(claim => claim.IsWrong && claim.Row is not null && claim.Claim.Shape is not null)
            .GroupBy(claim => claim.Row!.Index)
            .ToDictionary(same => same.Key, same => same.First());
        if (wrongShapes.Count == 0)
            return;

        var outgoing = new TensorShape?[truth.Rows.Count];
        var leavingCauses = new Case?[truth.Rows.Count];
        foreach (int index in truth.Graph.Order)
        {
            var row = truth.Rows[index];
            var shapes = row.SeenInputs.Shapes.ToArray();
            var reads = truth.Graph.Reads[index];
            for (int i = 0; i < reads.Length && i < shapes.Length; i++)
            {
                if (reads[i].Layer >= 0 && reads[i].Output == 0 && outgoing[reads[i].Layer] is { } other)
                {
                    shapes[i] = other;
                    _causes[index] ??= leavingCauses[reads[i].Layer];
                }
            }

            if (_causes[index] is not null)
                _followed[index] = Revision.Measured(row, row.Layer, shapes);
            outgoing[index] = _followed[index]?.OutputShape;
            leavingCauses[index] = _causes[index];
            if (wrongShapes.TryGetValue(index, out var wrong) && Shape(wrong) is { } claimed)
            {
                outgoing[index] = claimed;
                leavingCauses[index] = wrong;
            }
        }
    }

    /// <summary>
    /// A layer, measured for the wrong shape that the table has before it, and the claim that has it; none where there
    /// is no such.
    /// </summary>
    internal (LayerMeasurement Row, Case Cause)? Of(LayerMeasurement row) =>
        _followed[row.Index] is { } followed && _causes[row.Index] is { } cause ? (followed, cause) : null;

    // In the layout of the network; the table may have the channels at the other end.
    private static TensorShape? Shape(Case wrong)
    {
        var shape = wrong.Row!.OutputShape;
        if (wrong.Claim.Shape!.Of(shape.Rank) is not { } axes || axes.Any(axis => axis is null or 0))
            return null;
        var sizes = axes.Select(axis => (Dimension)axis!.Value).ToArray();
        if (wrong.TrueShape is { Rank: > 1 } stated && !stated.Equals(shape))
            sizes =
                shape.Layout == ShapeLayout.ChannelsFirst
                    ? [sizes[sizes.Length - 1], .. sizes.Take(sizes.Length - 1)]
                    : [.. sizes.Skip(1), sizes[0]];
        return new TensorShape(sizes, shape.Layout);
    }
}
