using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Auditing;

/// <summary>
/// A measured network with some layers changed: only what follows from the change is measured anew, so that hundreds
/// of changes can be tried on a network of hundreds of layers.
/// </summary>
internal sealed class Revision
{
    private readonly NetworkMeasurement _truth;
    private readonly Dictionary<int, LayerMeasurement> _changed = [];

    private bool _isWhole = true;

    private Revision(NetworkMeasurement truth) => _truth = truth;

    /// <summary>The row at an index, changed or as it was.</summary>
    internal LayerMeasurement this[int index] =>
        _changed.TryGetValue(index, out var changed) ? changed : _truth.Rows[index];

    /// <summary>A row as it was before the change.</summary>
    internal LayerMeasurement Truth(LayerMeasurement changed) => _truth.Rows[changed.Index];

    /// <summary>The rows that were measured anew.</summary>
    internal IEnumerable<LayerMeasurement> Changed => _changed.Values;

    /// <summary>
    /// The network with other layers in some places; none where one of these cannot take its input. Where one after
    /// them cannot, who was mistaken has not come so far: rows before it are known, and no total.
    /// </summary>
    internal static Revision? Of(NetworkMeasurement truth, IReadOnlyDictionary<int, Layer> layers)
    {
        var revision = new Revision(truth);
        foreach (int index in truth.Graph.Order)
        {
            var row = truth.Rows[index];
            bool isOther = layers.TryGetValue(index, out var layer);
            if (!isOther && !revision.ReadsChanged(index))
                continue;
            if (row.Failure is null && Measured(row, layer ?? row.Layer, revision.Incoming(row)) is { } changed)
                revision._changed.Add(index, changed);
            else if (isOther)
                return null;
            else
                revision._isWhole = false;
        }

        return revision;
    }

    /// <summary>A row for another layer, or other input shapes; none where the layer cannot take them.</summary>
    internal static LayerMeasurement? Measured(LayerMeasurement row, Layer layer, TensorShape[] incoming)
    {
        try
        {
            return new LayerMeasurement(
                row.Network,
                row.Index,
                new LayerNumbers(row.Network, layer, new LayerInputs(incoming))
            );
        }
        catch (Exception exception) when (exception is LayerException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>The figure of the network; none where it is not known.</summary>
    internal long? Total(ClaimedQuantity quantity) =>
        Figures.Value(_truth.Totals, quantity) is { } total ? Sum(quantity, total, _ => true) : null;

    /// <summary>The figure of some rows, of which the right one is known.</summary>
    internal long? Total(ClaimedQuantity quantity, long right, RowSet whole) =>
        Sum(quantity, right, whole.IsNetwork ? _ => true : row => whole.Rows.Contains(row));

    private long? Sum(ClaimedQuantity quantity, long total, Func<LayerMeasurement, bool> isOne)
    {
        if (!_isWhole)
            return null;
        foreach (var changed in _changed.Values)
        {
            var row = _truth.Rows[changed.Index];
            if (!isOne(row))
                continue;
            // Weights that are shared are counted once, on another row.
            if (row.SharedParameters > 0)
                continue;
            if (Figures.Value(row, quantity) is not { } before || Figures.Value(changed, quantity) is not { } after)
                return null;
            total = unchecked(total + after - before);
        }

        return total;
    }

    private bool ReadsChanged(int index) =>
        Array.Exists(
            _truth.Graph.Reads[index],
            read =>
                _changed.TryGetValue(read.Layer, out var before)
                && !Same(before.Outputs, _truth.Rows[read.Layer].Outputs)
        );

    private TensorShape[] Incoming(LayerMeasurement row)
    {
        var reads = _truth.Graph.Reads[row.Index];
        var shapes = row.SeenInputs.Shapes.ToArray();
        for (int i = 0; i < shapes.Length && i < reads.Length; i++)
        {
            if (_changed.TryGetValue(reads[i].Layer, out var before) && reads[i].Output < before.Outputs.Count)
                shapes[i] = before.Outputs[reads[i].Output];
        }

        return shapes;
    }

    private static bool Same(IReadOnlyList<TensorShape> left, IReadOnlyList<TensorShape> right) =>
        left.Count == right.Count && left.Zip(right, (a, b) => a.Equals(b) && a.Layout == b.Layout).All(same => same);
}
