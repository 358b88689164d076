namespace CnnParams.Reports.Figures;

/// <summary>
/// Lengths on paper for sizes: in proportion where all sizes are of one order, and by the logarithm where they are not,
/// so that the small ones are seen and the large ones fit.
/// </summary>
internal sealed class FigureScale
{
    // More than one power of ten apart, the smallest in proportion would be a dot.
    private const double OneOrder = 10;

    private readonly double _least;
    private readonly double _most;
    private readonly double _from;
    private readonly double _to;

    /// <param name="sizes">The sizes that occur.</param>
    /// <param name="from">The length of the smallest.</param>
    /// <param name="to">The length of the largest.</param>
    internal FigureScale(IEnumerable<long> sizes, double from, double to)
    {
        long[] all = [.. sizes.Select(size => Math.Max(size, 1))];
        (_least, _most) = all.Length > 0 ? (all.Min(), all.Max()) : (1, 1);
        (_from, _to) = (from, to);
        IsLogarithmic = _most / _least > OneOrder;
    }

    internal bool IsLogarithmic { get; }

    /// <summary>The length of a size.</summary>
    internal double Of(long size)
    {
        double known = Math.Min(Math.Max(size, _least), _most);
        return IsLogarithmic
            ? _from + ((_to - _from) * Math.Log(known / _least) / Math.Log(_most / _least))
            : Math.Max(_from, _to * known / _most);
    }
}
