using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Graphs;

/// <summary>
/// An operator of a file that states the sizes of every tensor, the batch among them. Where the batch is not the first
/// axis, or has some of a sample's axes in it, an operator that counts on it is not followed.
/// </summary>
internal abstract class SizedOperator : GraphOperator
{
    private readonly StatedBatch _batch;
    private readonly string[] _reads;
    private readonly IReadOnlyList<SizedTensor> _writes;
    private readonly bool _isDividing;

    /// <summary>An operator.</summary>
    /// <param name="graph">The graph so far.</param>
    /// <param name="batch">The batch of the network.</param>
    /// <param name="name">What the file calls it.</param>
    /// <param name="type">What it does, in the file's words.</param>
    /// <param name="reads">The computed tensors that it reads.</param>
    /// <param name="writes">The tensors that it writes.</param>
    /// <param name="keeping">What it does with all values of its input.</param>
    /// <param name="order">The order that it puts axes into, where that is known.</param>
    protected SizedOperator(
        TensorGraph graph,
        StatedBatch batch,
        string name,
        string type,
        IEnumerable<string> reads,
        IReadOnlyList<SizedTensor> writes,
        Keeping keeping,
        IReadOnlyList<long>? order
    )
        : base(graph, name, type, reads, [.. writes.Select(tensor => tensor.Name)])
    {
        _batch = batch;
        _reads = [.. reads];
        _writes = writes;
        IsReforming = keeping != Keeping.None;
        foreach (var tensor in writes)
            batch.Place(tensor, _reads, keeping == Keeping.OtherOrder, order);
        _isDividing =
            keeping != Keeping.None
            && !batch.IsOneSample
            && writes.Count > 0
            && batch.Axes.Divides(
                _reads,
                [writes[0].Name],
                ShapeOf(0).ElementCount,
                batch.Sample(writes[0]).ElementCount
            );
    }

    /// <summary>Whether a layer here has the same axes as the operator, but for the first.</summary>
    internal bool HasBatchFirst => _batch.Axes.AxisOf(_reads) == 0;

    /// <inheritdoc/>
    internal override TensorShape StatedOutput => StatedShape(0);

    /// <inheritdoc/>
    internal override bool IsFollowed =>
        _writes.Count == 0
        || _reads.Length == 0
        || (
            (IsReforming || _batch.Axes.AreWhole(_reads))
            && _batch.Axes.AxisOf(_reads) is { } axis
            && (axis == 0 || !CountsOnBatch)
        );

    /// <summary>Whether it works along axes of which the batch has to be the first.</summary>
    private protected abstract bool CountsOnBatch { get; }

    private bool IsReforming { get; }

    /// <summary>
    /// The shape of an output, as the file says it, without the batch; not known of parts of samples.
    /// </summary>
    internal TensorShape StatedShape(int output) =>
        output < _writes.Count
        && _batch.Axes.AxisOf(_writes[output].Name) is not null
        && _batch.Axes.AreWhole([_writes[output].Name])
            ? _batch.Sample(_writes[output])
            : TensorShape.Unknown;

    /// <summary>Whether the last axes of what it reads are all of a sample.</summary>
    internal bool HasWithinSample(int axes) =>
        _batch.IsOneSample
        || _reads
            .Select((tensor, i) => (Axis: _batch.Axes.AxisOf(tensor), ShapeOf(i).Rank))
            .All(read => read.Axis is { } axis && (axis == 0 || axis <= read.Rank - axes));

    /// <summary>An axis of the file as the layers here count it, from 1; null for the batch.</summary>
    internal int? Axis(long axis)
    {
        int batch = _batch.Axes.AxisOf(_reads) ?? 0,
            rank = batch == BatchAxes.Nowhere ? Shape.Rank : Shape.Rank + 1;
        // Without a rank, the end is still the end.
        if (axis < 0 && !Shape.HasRank)
            return checked((int)axis);
        long counted = axis < 0 ? axis + rank : axis;
        return counted == batch ? null : checked((int)(counted < batch || batch < 0 ? counted + 1 : counted));
    }

    /// <inheritdoc/>
    internal override void AddNotFollowed()
    {
        Warn(
            _batch.Axes.AreWhole(_reads)
                ? "the batch is not the first axis of what it reads, which is not followed: its cost is not known"
                : "it computes something of parts of samples, which is not followed: its cost is not known"
        );
        AddUnknown(StatedOutput.HasRank ? StatedOutput : null, mayHaveWeights: false, Weights());
    }

    /// <inheritdoc/>
    internal override void Check()
    {
        if (_isDividing)
            Warn(
                "it makes axes of a sample part of the batch; what is computed of the parts is not followed, and its "
                    + "cost is not known"
            );
    }
}

/// <summary>What an operator does that keeps all values of its input.</summary>
internal enum Keeping
{
    /// <summary>It is none such.</summary>
    None,

    /// <summary>It gives them other axes.</summary>
    OtherAxes,

    /// <summary>It puts the axes into another order.</summary>
    OtherOrder,
}
