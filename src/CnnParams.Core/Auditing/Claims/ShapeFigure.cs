using System.Globalization;
using System.Text.RegularExpressions;
using CnnParams.Shapes;

namespace CnnParams.Auditing;

/// <summary>
/// A claimed shape as tools print it: <c>(28,28,8)</c>, <c>(None, 28, 28, 8)</c>, <c>[-1, 8, 28, 28]</c>,
/// <c>32x32x3</c>. The batch may be in front, and axes of 1 after a row of values, as in (120,1).
/// </summary>
public sealed class ShapeFigure
{
    private static readonly Regex Tuple = new(
        @"[\(\[]?\s*(?<axes>(None|-1|\?|\d+)(\s*[,xX×*]\s*(None|-1|\?|\d+))*)\s*,?\s*[\)\]]?",
        RegexOptions.IgnoreCase
    );

    // torch.Size([1, 6, 28, 28]), 28 by 28.
    private static readonly Regex Wrapped = new(
        @"^(torch\.Size|(tf\.)?TensorShape|\w*shape\s*[=:])\s*\(?(?<axes>[(\[].*?)\)?$"
    );

    // Papers write 6@28x28, the channels first whatever the layout is.
    private static readonly Regex Maps = new(
        @"^((?<maps>\d+)\s*@\s*(?<sides>\d+(\s*[x×*]\s*\d+)+)|(?<sides>\d+(\s*[x×*]\s*\d+)+)\s*@\s*(?<maps>\d+))$",
        RegexOptions.IgnoreCase
    );

    private const int Longest = 200;

    private readonly long?[] _axes;

    private readonly bool _mayHaveBatch;

    // The same with the channels at the other end, where the text names them.
    private readonly long?[]? _moved;

    private ShapeFigure(long?[] axes, string text, bool mayHaveBatch = true, long?[]? moved = null) =>
        (_axes, Text, _mayHaveBatch, _moved) = (axes, text, mayHaveBatch, moved);

    /// <summary>The claim as it was written.</summary>
    public string Text { get; }

    /// <summary>The claimed axes; none for one that is left open, such as the batch.</summary>
    public IReadOnlyList<long?> Axes => _axes;

    /// <summary>Reads a shape; none where the text is no shape.</summary>
    public static ShapeFigure? Parse(string text)
    {
        if (text.Length > Longest)
            return null;
        // Of several outputs, in a list of tuples, the first is meant.
        string inner = Regex.Replace(Wrapped.Replace(text.Trim(), "${axes}"), @"(?<=\d)\s+by\s+(?=\d)", "x");
        if (Maps.Match(inner) is { Success: true } maps)
            return Parse($"{maps.Groups["sides"].Value}x{maps.Groups["maps"].Value}") is { } known
                ? new ShapeFigure(
                    known._axes,
                    text.Trim(),
                    false,
                    [known._axes[known._axes.Length - 1], .. known._axes.Take(known._axes.Length - 1)]
                )
                : null;
        if (
            inner.StartsWith("[(", StringComparison.Ordinal)
            || inner.StartsWith("((", StringComparison.Ordinal)
            || inner.StartsWith("[[", StringComparison.Ordinal)
        )
            inner = inner.Substring(1).Split([')', ']'], 2)[0] + ")";
        var match = Tuple.Match(inner);
        if (!match.Success || match.Length != inner.Length)
            return null;
        string[] parts = match
            .Groups["axes"]
            .Value.Split([',', 'x', 'X', '×', '*'], StringSplitOptions.RemoveEmptyEntries);
        var axes = new long?[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (long.TryParse(parts[i].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long size))
                axes[i] = size;
            else if (parts[i].Trim() is { } open && char.IsDigit(open[0]))
                return null;
        }

        return new ShapeFigure(axes, text.Trim());
    }

    /// <summary>The claimed axes as those of a shape of this rank; none where they are not so many.</summary>
    internal long?[]? Of(int rank) => Readings(rank).FirstOrDefault();

    /// <summary>The same axes, the first of which is no batch.</summary>
    internal ShapeFigure AsItStands() => new(_axes, Text, mayHaveBatch: false, _moved);

    /// <summary>The number in front of a shape of this rank, which may be the batch; null for none.</summary>
    internal long? InFront(int rank) =>
        _mayHaveBatch && _axes.Length == rank + 1 && _axes[0] is > 1 and var number && !_axes.Contains(1)
            ? number
            : null;

    /// <summary>Whether this is a shape.</summary>
    internal bool Fits(TensorShape shape) =>
        shape.HasRank && Fits(shape.Dimensions.Select(axis => axis.Size).ToArray());

    /// <summary>Whether this is a shape of such axes.</summary>
    internal bool Fits(IReadOnlyList<long?> sizes) =>
        Readings(sizes.Count)
            .Any(axes =>
                axes.Zip(sizes, (claimed, size) => claimed is null || size is null || claimed == size).All(same => same)
            );

    // As they stand; without axes of 1 around a row of values, (120,1); without the batch.
    private IEnumerable<long?[]> Readings(int rank)
    {
        if (_axes.Length == rank)
            yield return _axes;
        if (_moved is not null && _axes.Length == rank)
            yield return _moved;
        if (_axes.Length <= rank)
            yield break;
        long?[] wide = Array.FindAll(_axes, axis => axis is not (null or 1));
        if (wide.Length == rank)
            yield return wide;
        if (_axes.Length == rank + 1 && _mayHaveBatch)
            yield return _axes.Skip(1).ToArray();
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
