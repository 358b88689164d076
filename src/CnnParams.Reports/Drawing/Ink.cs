namespace CnnParams.Reports.Drawing;

/// <summary>A place: to the right, and down.</summary>
internal readonly record struct Point(double X, double Y);

/// <summary>One thing that is drawn.</summary>
internal abstract class Ink
{
    /// <summary>Places that everything of it lies between.</summary>
    internal abstract IEnumerable<Point> Corners { get; }
}

/// <summary>A line or an area.</summary>
/// <param name="points">The corners; of curves, in turn: a point, two that pull, a point.</param>
internal sealed class PathInk(params Point[] points) : Ink
{
    internal IReadOnlyList<Point> Points => points;

    internal bool IsClosed { get; init; }

    internal bool IsCurved { get; init; }

    internal bool IsDashed { get; init; }

    internal string? Fill { get; init; }

    internal string? Stroke { get; init; }

    internal double Width { get; init; } = 0.8;

    /// <summary>The radius of the corners of a rectangle.</summary>
    internal double Radius { get; init; }

    // A curve stays between the points that pull it.
    internal override IEnumerable<Point> Corners => points;
}

/// <summary>Where a text lies around its place.</summary>
internal enum TextAnchor
{
    Start,
    Middle,
    End,
}

/// <summary>A line of text.</summary>
/// <param name="at">The place, on the line that letters stand on.</param>
/// <param name="text">The text.</param>
internal sealed class TextInk(Point at, string text) : Ink
{
    // What letters reach above the line and below it, in sizes of the font.
    private const double Ascent = 0.8,
        Descent = 0.24;

    internal Point At => at;

    internal string Text => text;

    internal double Size { get; init; } = 11;

    internal TextAnchor Anchor { get; init; } = TextAnchor.Middle;

    internal bool IsBold { get; init; }

    internal required string Colour { get; init; }

    /// <summary>What the text says of what: the class of the element, and the layers that it belongs to.</summary>
    internal (string Quantity, string Layers)? Says { get; init; }

    internal double TextWidth => Drawing.TextWidth.Of(text, Size, IsBold);

    internal override IEnumerable<Point> Corners
    {
        get
        {
            double left =
                at.X
                - (
                    Anchor == TextAnchor.Start ? 0
                    : Anchor == TextAnchor.Middle ? TextWidth / 2
                    : TextWidth
                );
            return [new(left, at.Y - (Ascent * Size)), new(left + TextWidth, at.Y + (Descent * Size))];
        }
    }
}
