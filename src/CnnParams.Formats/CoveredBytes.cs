namespace CnnParams.Formats;

/// <summary>
/// Which bytes of a file of weights the layers name that lies beside a network: what is left may be weights, too.
/// </summary>
/// <param name="name">What the file is called.</param>
/// <param name="length">How many bytes it has.</param>
internal sealed class CoveredBytes(string name, long length)
{
    // Between tensors that begin at round places.
    private const long Alignment = 64;

    private readonly List<(long Begin, long End)> _spans = [];

    /// <summary>Notes bytes that a layer names; those after the end of the file it has not.</summary>
    internal void Cover(long offset, long size)
    {
        if (offset >= 0 && size > 0 && offset < length)
            _spans.Add((offset, offset + Math.Min(size, length - offset)));
    }

    /// <summary>Notes the bytes that no layer names, which no row counts.</summary>
    internal void HoldOthers(WeightLedger weights)
    {
        long at = 0,
            left = 0;
        foreach (var (begin, end) in _spans.OrderBy(span => span.Begin).Append((length, length)))
        {
            if (begin - at >= Alignment)
                left += begin - at;
            at = Math.Max(at, end);
        }

        if (left > 0)
            weights.Hold($"bytes of {name} that no layer names", left);
    }
}
