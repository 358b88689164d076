using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Measuring.Arena;

/// <summary>Finds how many of the first operators are best computed patch by patch.</summary>
internal sealed class PatchSearch
{
    // Patches of later layers need most of the input, and images are small there.
    private const int MostOperators = 64;

    private readonly ArenaDraft _draft;
    private readonly ArenaOptions _options;

    private PatchSearch(ArenaDraft draft, ArenaOptions options) => (_draft, _options) = (draft, options);

    /// <summary>The estimate with the smallest arena; null where patches save nothing.</summary>
    internal static PatchEstimate? Best(ArenaDraft draft, ArenaOptions options, CancellationToken cancellation) =>
        new PatchSearch(draft, options).Best(cancellation);

    private PatchEstimate? Best(CancellationToken cancellation)
    {
        PatchEstimate? best = null;
        int most = Math.Min(MostOperators, _draft.Steps.Count);
        for (int count = 1; count <= most && IsLocal(_draft.Steps[count - 1]); count++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (OutputAfter(count) is not { } output)
                continue;
            var estimate = Estimate(count, output);
            if (estimate.ArenaBytes < (best?.ArenaBytes ?? _draft.ArenaBytes))
                best = estimate;
        }

        return best;
    }

    // An operator of which a piece of the output needs a piece of the input.
    private bool IsLocal(OperatorStep step)
    {
        if (step.Writes.Length != 1 || StepOf(step).Reach is not (ReceptiveReach.Point or ReceptiveReach.Window))
            return false;
        var output = ShapeOf(step.Writes[0]);
        bool isPoint = StepOf(step).Reach == ReceptiveReach.Point;
        return output.SpatialRank > 0
            && step.Reads.All(read => ShapeOf(read).SpatialRank == output.SpatialRank)
            && (!isPoint || step.Reads.All(read => HasSameImage(ShapeOf(read), output)));
    }

    private static bool HasSameImage(TensorShape one, TensorShape other) =>
        Enumerable.Range(0, one.SpatialRank).All(axis => one.Spatial(axis) == other.Spatial(axis));

    private TensorShape ShapeOf(int tensor) => _draft.Graph.Tensors[tensor].Shape;

    // The second step of a layer in two sees what is at its place.
    private static ReceptiveStep StepOf(OperatorStep step) =>
        step.Part > 0 ? ReceptiveStep.Point : step.Row.Layer.ReceptiveStep(step.Row.SeenInputs);

    /// <summary>The only tensor that is still needed after so many operators, if there is only one.</summary>
    private int? OutputAfter(int count)
    {
        int output = _draft.Steps[count - 1].Writes[0];
        for (int tensor = 0; tensor < _draft.Lives.Count; tensor++)
        {
            var life = _draft.Lives[tensor];
            if (tensor != output && life.First <= count && life.Last > count)
                return null;
        }

        return output;
    }

    private PatchEstimate Estimate(int count, int output)
    {
        var shape = ShapeOf(output);
        int rank = shape.SpatialRank;
        long patches = Enumerable.Range(0, rank).Aggregate(1L, (product, axis) => product * CutsOf(shape, axis));
        long peak = 0;
        double macs = 0;
        string input = "";
        for (long patch = 0; patch < patches; patch++)
        {
            var seen = Seen(count, output, RangeOf(shape, patch));
            long bytes = PeakOf(count, output, seen);
            if (bytes > peak)
                (peak, input) = (bytes, TextOf(seen));
            macs += MacsOf(count, seen);
        }

        double whole = _draft.Steps.Take(count).Sum(step => step.Part == 0 ? step.Row.Macs ?? 0 : 0);
        long all = _draft.Steps.Sum(step => step.Part == 0 ? step.Row.Macs ?? 0 : 0);
        return new PatchEstimate(_options.Patches, count, _draft.Steps[count - 1].Row.Name)
        {
            PatchBytes = peak,
            ArenaBytes = Math.Max(peak, RestOf(count)),
            InputPatch = input,
            MacsOverheadPercent = all > 0 ? 100 * (macs - whole) / all : 0,
        };
    }

    private long CutsOf(TensorShape shape, int axis) => Math.Min(_options.Patches, shape.Spatial(axis).Value);

    // Patches are numbered along the last axis first.
    private SeenPositions[] RangeOf(TensorShape shape, long patch)
    {
        var range = new SeenPositions[shape.SpatialRank];
        for (int axis = range.Length - 1; axis >= 0; axis--)
        {
            long cuts = CutsOf(shape, axis);
            long size = shape.Spatial(axis).Value;
            long at = patch % cuts;
            range[axis] = new SeenPositions(at * size / cuts, ((at + 1) * size / cuts) - 1);
            patch /= cuts;
        }

        return range;
    }

    /// <summary>The pieces of all tensors that a piece of the output needs, backwards from it.</summary>
    private Dictionary<int, SeenPositions[]> Seen(int count, int output, SeenPositions[] range)
    {
        var seen = new Dictionary<int, SeenPositions[]> { [output] = range };
        for (int time = count; time > 0; time--)
        {
            var step = _draft.Steps[time - 1];
            if (!seen.TryGetValue(step.Writes[0], out var written))
                continue;
            var axes = StepOf(step).Axes;
            foreach (int read in step.Reads)
            {
                var needed = new SeenPositions[written.Length];
                for (int axis = 0; axis < needed.Length; axis++)
                {
                    var positions = axes.Count > 0 ? axes[axis].Over(written[axis]) : written[axis];
                    needed[axis] = Within(positions, ShapeOf(read).Spatial(axis).Value);
                }

                seen[read] = seen.TryGetValue(read, out var known)
                    ? [.. known.Zip(needed, (one, other) => one.And(other))]
                    : needed;
            }
        }

        return seen;
    }

    private static SeenPositions Within(SeenPositions positions, long size)
    {
        var within = new SeenPositions(Math.Max(0, positions.First), Math.Min(size - 1, positions.Last));
        return within.Count > 0 ? within : SeenPositions.None;
    }

    // The input and the output are whole; what lies in the memory of another is as large as the larger of them.
    private long PeakOf(int count, int output, Dictionary<int, SeenPositions[]> seen)
    {
        var graph = _draft.Graph;
        var pieces = new Dictionary<int, ArenaBuffer>();
        foreach (var piece in seen)
        {
            var life = _draft.Lives[piece.Key];
            bool isWhole = piece.Key == output || graph.Inputs.Contains(piece.Key);
            var buffer = isWhole
                ? new ArenaBuffer(life.Bytes, 0, count)
                : life with
                {
                    Bytes = ArenaDraft.Align(Share(piece.Key, piece.Value), _options.Alignment),
                };
            int owner = graph.Tensors[piece.Key].Owner;
            pieces[owner] = pieces.TryGetValue(owner, out var known) ? ArenaDraft.Together(known, buffer) : buffer;
        }

        return new LiveBytes([.. pieces.Values, .. _draft.ScratchUpTo(count)]).Peak;
    }

    private long Share(int tensor, SeenPositions[] piece)
    {
        var whole = _draft.Graph.Tensors[tensor];
        decimal share = piece.Aggregate((decimal)whole.Bytes, (product, axis) => product * axis.Count);
        return (long)Math.Ceiling(share / (whole.Shape.Positions ?? 1));
    }

    private double MacsOf(int count, Dictionary<int, SeenPositions[]> seen)
    {
        double macs = 0;
        foreach (var step in _draft.Steps.Take(count).Where(step => step.Part == 0))
        {
            if (!seen.TryGetValue(step.Writes[0], out var piece))
                continue;
            double share = piece.Aggregate(1.0, (product, axis) => product * axis.Count);
            macs += (step.Row.Macs ?? 0) * share / (ShapeOf(step.Writes[0]).Positions ?? 1);
        }

        return macs;
    }

    private string TextOf(Dictionary<int, SeenPositions[]> seen)
    {
        foreach (int input in _draft.Graph.Inputs)
        {
            if (seen.TryGetValue(input, out var piece))
                return string.Join("x", piece.Select(axis => Quantity.Plain(axis.Count)));
        }

        return "";
    }

    // The rest is planned as ever; what is needed no more after the patches has no part in it.
    private long RestOf(int count)
    {
        ArenaBuffer[] rest = [.. _draft.Buffers.Where(buffer => buffer.Last > count)];
        return Placement.Size(rest, Placement.Offsets(rest, _options.Algorithm, CancellationToken.None));
    }
}
