namespace CnnParams.Reports.Drawing;

/// <summary>What is drawn, in the order in which it is drawn; the same for every target.</summary>
internal sealed class Picture
{
    private readonly List<Ink> _inks = [];

    /// <summary>What it is called.</summary>
    internal required string Title { get; init; }

    /// <summary>What is left free around everything.</summary>
    internal double Margin { get; init; } = 12;

    /// <summary>The background colour; null for none.</summary>
    internal string? Background { get; init; }

    internal IReadOnlyList<Ink> Inks => _inks;

    /// <summary>The corners of everything that is drawn, with a margin.</summary>
    internal (double Left, double Top, double Right, double Bottom) Bounds()
    {
        var points = _inks.SelectMany(ink => ink.Corners).ToArray();
        return points.Length == 0
            ? (0, 0, 1, 1)
            : (
                points.Min(p => p.X) - Margin,
                points.Min(p => p.Y) - Margin,
                points.Max(p => p.X) + Margin,
                points.Max(p => p.Y) + Margin
            );
    }

    internal void Add(Ink ink) => _inks.Add(ink);

    /// <summary>A polygon with an outline.</summary>
    internal void Polygon(string fill, string? stroke, params Point[] corners) =>
        Add(
            new PathInk(corners)
            {
                IsClosed = true,
                Fill = fill,
                Stroke = stroke,
            }
        );

    /// <summary>A rectangle.</summary>
    internal void Box(double left, double top, double width, double height, string fill, string? stroke) =>
        Polygon(
            fill,
            stroke,
            new(left, top),
            new(left + width, top),
            new(left + width, top + height),
            new(left, top + height)
        );

    /// <summary>A line through points.</summary>
    internal void Line(string stroke, double width, params Point[] points) =>
        Add(new PathInk(points) { Stroke = stroke, Width = width });

    /// <summary>A line that ends in the head of an arrow.</summary>
    internal void Arrow(PathInk line)
    {
        const double length = 6,
            half = 2.6;
        Add(line);
        Point end = line.Points[line.Points.Count - 1],
            before = line.Points[line.Points.Count - 2];
        double dx = end.X - before.X,
            dy = end.Y - before.Y,
            size = Math.Sqrt((dx * dx) + (dy * dy));
        if (size <= 0 || line.Stroke is null)
            return;
        (dx, dy) = (dx / size, dy / size);
        var foot = new Point(end.X - (length * dx), end.Y - (length * dy));
        Polygon(
            line.Stroke,
            line.Stroke,
            end,
            new(foot.X - (half * dy), foot.Y + (half * dx)),
            new(foot.X + (half * dy), foot.Y - (half * dx))
        );
    }
}
