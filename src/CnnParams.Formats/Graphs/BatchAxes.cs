namespace CnnParams.Formats.Graphs;

/// <summary>
/// Where the batch is among the axes of each tensor, which layers leave out: the first axis, until it is moved. And
/// how many parts a sample is in where some of its axes have become part of the batch, as windows of an image do:
/// layers would count one of them for the whole, so they are not followed until they are put together again.
/// </summary>
internal sealed class BatchAxes
{
    /// <summary>The place of the batch in a tensor that is a sample in all its axes.</summary>
    internal const int Nowhere = -1;

    // Parts come back to one whole, but for rounding.
    private const double Precision = 1e-9;

    private readonly Dictionary<string, int?> _axes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _parts = new(StringComparer.Ordinal);

    /// <summary>The axis of a tensor that is the batch; null where that is not known.</summary>
    internal int? AxisOf(string tensor) => _axes.TryGetValue(tensor, out int? axis) ? axis : 0;

    /// <summary>The axis of the batch in some tensors; null where that is not known, or not one for all.</summary>
    internal int? AxisOf(IEnumerable<string> tensors)
    {
        int?[] axes = [.. tensors.Select(AxisOf).Distinct()];
        return axes.Length switch
        {
            0 => 0,
            1 => axes[0],
            _ => null,
        };
    }

    /// <summary>Says where tensors have the batch.</summary>
    internal void Move(IEnumerable<string> tensors, int? axis)
    {
        foreach (string tensor in tensors)
            _axes[tensor] = axis;
    }

    /// <summary>How many parts samples are in, of tensors that are read together.</summary>
    internal double PartsOf(IEnumerable<string> tensors)
    {
        foreach (string tensor in tensors)
        {
            if (_parts.TryGetValue(tensor, out double parts) && !IsOne(parts))
                return parts;
        }

        return 1;
    }

    /// <summary>Whether tensors that are read together have whole samples.</summary>
    internal bool AreWhole(IEnumerable<string> tensors) => IsOne(PartsOf(tensors));

    /// <summary>Says how many parts samples of tensors are in.</summary>
    internal void Divide(IEnumerable<string> tensors, double parts)
    {
        foreach (string tensor in tensors)
            _parts[tensor] = parts;
    }

    /// <summary>
    /// Says how many values of a sample an operator reads and writes that has to keep all of them.
    /// </summary>
    /// <returns>Whether it has made parts of whole samples.</returns>
    internal bool Divides(IEnumerable<string> reads, IEnumerable<string> writes, long? incoming, long? outgoing)
    {
        if (incoming is not > 0 || outgoing is not > 0)
            return false;
        double before = PartsOf(reads),
            after = before * incoming.Value / outgoing.Value;
        Divide(writes, after);
        return IsOne(before) && !IsOne(after);
    }

    private static bool IsOne(double parts) => Math.Abs(parts - 1) < Precision;
}
