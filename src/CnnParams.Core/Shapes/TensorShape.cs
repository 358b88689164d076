using System.Globalization;

namespace CnnParams.Shapes;

/// <summary>
/// The shape of one sample: axes in the order of the source, the batch not counted. A shape knows where its channels
/// are; its rank or single axes may be open where a file leaves them so.
/// </summary>
public sealed class TensorShape : IEquatable<TensorShape>
{
    private static readonly char[] Separators = [',', 'x', 'X', '×', '*', ' ', ';'];

    private readonly Dimension[]? _axes;

    private TensorShape(Dimension[]? axes, ShapeLayout layout)
    {
        _axes = axes;
        Layout = layout;
    }

    /// <summary>A shape from its axes.</summary>
    public TensorShape(IEnumerable<Dimension> axes, ShapeLayout layout = ShapeLayout.ChannelsLast)
        : this(axes.ToArray(), layout) { }

    /// <summary>A shape from known sizes.</summary>
    /// <exception cref="LayerException">A size is negative.</exception>
    public TensorShape(params long[] sizes)
        : this(Array.ConvertAll(sizes, Dimension.Of), ShapeLayout.ChannelsLast) { }

    /// <summary>A shape of which not even the rank is known.</summary>
    public static TensorShape Unknown { get; } = new(null, ShapeLayout.ChannelsLast);

    /// <summary>Where the channels are.</summary>
    public ShapeLayout Layout { get; }

    /// <summary>Whether the number of axes is known.</summary>
    public bool HasRank => _axes is not null;

    /// <summary>The number of axes, the batch not counted; 0 where it is not known.</summary>
    public int Rank => _axes?.Length ?? 0;

    /// <summary>Whether every axis is a number.</summary>
    public bool IsKnown => _axes is not null && Array.TrueForAll(_axes, axis => axis.IsKnown);

    /// <summary>The sizes of the axes; null for an open axis.</summary>
    public IReadOnlyList<long?> Sizes => Array.ConvertAll(Axes, axis => axis.Size);

    /// <summary>The axes in order, open ones with their symbols.</summary>
    public IReadOnlyList<Dimension> Dimensions => Axes;

    /// <summary>
    /// The number of values in one sample (the article's activation size), or null where an axis is open.
    /// </summary>
    /// <exception cref="OverflowException">The product is larger than 2^63-1.</exception>
    public long? ElementCount
    {
        get
        {
            if (_axes is null)
                return null;

            // All axes are looked at before they are multiplied: an open one is no overflow.
            foreach (var axis in _axes)
            {
                if (!axis.IsKnown)
                    return null;
            }

            long product = 1;
            foreach (var axis in _axes)
                product = checked(product * axis.Value);
            return product;
        }
    }

    // Methods, so that a shape that is written as JSON has the properties that say all of it, and no others.

    /// <summary>The channels: the filters of the layer before, or of the image; unknown without a rank.</summary>
    public Dimension GetChannels() => Channels;

    /// <summary>The axes that are not channels, in order; none of a vector, and none without a rank.</summary>
    public IReadOnlyList<Dimension> GetSpatial() => [.. Enumerable.Range(0, SpatialRank).Select(Spatial)];

    /// <summary>The product of the axes that are not channels; null where one is open, or the rank.</summary>
    /// <exception cref="OverflowException">The product is larger than 2^63-1.</exception>
    public long? GetPositions() => Positions;

    /// <summary>The index of the channel axis of a shape that has a rank of at least 1.</summary>
    public int GetChannelAxis() => ChannelAxis;

    internal Dimension[] Axes => _axes ?? [];

    /// <summary>The axis at <paramref name="index"/>, counted from 0.</summary>
    /// <exception cref="LayerException">There is no such axis.</exception>
    public Dimension this[int index] => Axes[Checked(index)];

    internal int ChannelAxis => Layout == ShapeLayout.ChannelsFirst ? 0 : Rank - 1;

    /// <summary>The channels: the filters of the layer before, or of the image.</summary>
    internal Dimension Channels => Rank == 0 ? Dimension.Unknown : Axes[ChannelAxis];

    /// <summary>The number of axes that are not channels.</summary>
    internal int SpatialRank => Math.Max(Rank - 1, 0);

    /// <summary>The spatial axis number <paramref name="index"/> (height is 0 in two dimensions).</summary>
    public Dimension Spatial(int index) => this[SpatialAxis(index)];

    /// <summary>The index of the spatial axis number <paramref name="index"/>.</summary>
    public int SpatialAxis(int index) => Layout == ShapeLayout.ChannelsFirst ? index + 1 : index;

    /// <summary>The product of the spatial axes, or null where one is open.</summary>
    internal long? Positions
    {
        get
        {
            long product = 1;
            for (int i = 0; i < SpatialRank; i++)
            {
                if (!Spatial(i).IsKnown)
                    return null;
                product = checked(product * Spatial(i).Value);
            }

            return HasRank ? product : null;
        }
    }

    /// <summary>The same axes under another layout; the order is not changed.</summary>
    public TensorShape As(ShapeLayout layout) => layout == Layout ? this : new TensorShape(_axes, layout);

    /// <summary>A shape of this layout with other axes.</summary>
    public TensorShape Like(params Dimension[] axes) => new(axes, Layout);

    /// <summary><paramref name="count"/> axes of this shape, from the index <paramref name="from"/> on.</summary>
    public TensorShape Part(int from, int count) => new(Axes.Skip(from).Take(count).ToArray(), Layout);

    /// <summary>This shape with one axis replaced.</summary>
    public TensorShape WithAxis(int index, Dimension value)
    {
        var axes = (Dimension[])Axes.Clone();
        axes[Checked(index)] = value;
        return new TensorShape(axes, Layout);
    }

    private int Checked(int index) =>
        index >= 0 && index < Rank
            ? index
            : throw new LayerException(ErrorId.InvalidShape, $"it reads axis {index + 1} of {this}, which has {Rank}");

    /// <summary>A shape of this layout made of spatial axes and channels, channels where the layout has them.</summary>
    public TensorShape WithSpatial(Dimension[] spatial, Dimension channels)
    {
        var axes = new Dimension[spatial.Length + 1];
        bool first = Layout == ShapeLayout.ChannelsFirst;
        spatial.CopyTo(axes, first ? 1 : 0);
        axes[first ? 0 : spatial.Length] = channels;
        return new TensorShape(axes, Layout);
    }

    /// <summary>Whether two shapes may be the same: equal ranks, and no axis that differs in two known sizes.</summary>
    public bool Fits(TensorShape other)
    {
        if (!HasRank || !other.HasRank)
            return true;
        if (Rank != other.Rank)
            return false;

        for (int i = 0; i < Rank; i++)
        {
            if (!Axes[i].Fits(other.Axes[i]))
                return false;
        }

        return true;
    }

    /// <summary>Whether another shape is this one, or one that is better known.</summary>
    internal bool IsMetBy(TensorShape other)
    {
        if (!HasRank)
            return true;
        bool isMet = other.HasRank && other.Rank == Rank;
        for (int i = 0; isMet && i < Rank; i++)
            isMet = !Axes[i].IsKnown || Axes[i] == other.Axes[i];
        return isMet;
    }

    /// <summary>
    /// Reads <c>32,32,3</c>, <c>32x32x3</c> or <c>(32, 32, 3)</c>; <c>?</c> or a name stands for an open axis.
    /// </summary>
    /// <exception cref="FormatException">The text is not a shape.</exception>
    public static TensorShape Parse(string text)
    {
        string inner = text.Trim().Trim('(', ')', '[', ']').Trim();
        if (inner == "?")
            return Unknown;

        var axes = inner.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(part => ParseAxis(part, text));
        return new TensorShape(axes);
    }

    private static Dimension ParseAxis(string part, string text)
    {
        if (long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out long size))
            return Dimension.Of(size);
        if (part.Equals("None", StringComparison.OrdinalIgnoreCase))
            return Dimension.Unknown;
        if (part == "?" || char.IsLetter(part[0]))
            return Dimension.Named(part);
        throw new FormatException($"'{text}' is not a shape; write it as 32,32,3 or 32x32x3.");
    }

    /// <inheritdoc/>
    public bool Equals(TensorShape? other) =>
        other is not null && (other._axes is null ? _axes is null : HasSameAxes(other._axes));

    private bool HasSameAxes(Dimension[] axes)
    {
        if (_axes is null || _axes.Length != axes.Length)
            return false;
        for (int i = 0; i < axes.Length; i++)
        {
            if (!_axes[i].Equals(axes[i]))
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TensorShape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        int hash = Rank;
        foreach (var axis in Axes)
            hash = unchecked((hash * 397) ^ axis.GetHashCode());
        return hash;
    }

    /// <summary>The shape as the article writes it: <c>(28,28,8)</c>.</summary>
    public override string ToString() => HasRank ? $"({string.Join(",", Axes)})" : "?";
}
