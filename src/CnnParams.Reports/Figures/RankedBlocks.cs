using CnnParams.Reports.Drawing;

namespace CnnParams.Reports.Figures;

/// <summary>
/// Boxes in ranks one below the other, each below what it reads. A tall diagram is broken into columns where one arrow
/// alone goes on.
/// </summary>
internal sealed class RankedBlocks
{
    private const double RankGap = 24,
        SideGap = 22,
        LineGap = 16,
        ColumnGap = 64;

    // As high as a page lets a figure be, beside its text.
    private const double TallestColumn = 640;

    private readonly IReadOnlyList<Stage> _stages;
    private readonly BlockBox[] _boxes;
    private readonly LayeredLayout _layout;
    private readonly FigureTheme _theme;
    private readonly double[] _heights;
    private readonly int[] _columns;
    private readonly double[] _tops;
    private readonly double[] _shifts;

    internal RankedBlocks(IReadOnlyList<Stage> stages, BlockBox[] boxes, FigureTheme theme)
    {
        (_stages, _boxes, _theme) = (stages, boxes, theme);
        _layout = new LayeredLayout(
            [.. boxes.Select(box => box.Width + SideGap)],
            [.. stages.Select(stage => stage.Reads)],
            LineGap
        );
        _heights = new double[_layout.Ranks];
        for (int i = 0; i < boxes.Length; i++)
            _heights[Rank(i)] = Math.Max(_heights[Rank(i)], boxes[i].Height);
        _columns = Columns();
        _tops = new double[_layout.Ranks];
        for (int rank = 1; rank < _tops.Length; rank++)
            _tops[rank] = _columns[rank] == _columns[rank - 1] ? _tops[rank - 1] + _heights[rank - 1] + RankGap : 0;
        _shifts = Shifts();
    }

    internal void Draw(Picture picture)
    {
        var turned = new Dictionary<int, Point>();
        for (int to = 0; to < _stages.Count; to++)
        {
            foreach (int from in _stages[to].Reads)
            {
                var start = new Point(X(from), Bottom(from));
                if (_columns[Rank(from)] != _columns[Rank(to)] && !turned.TryGetValue(from, out start))
                    turned.Add(from, start = Turn(picture, from));
                picture.Arrow(Falling(start, from, to));
            }
        }

        for (int i = 0; i < _boxes.Length; i++)
            _boxes[i].Draw(picture, X(i), Middle(Rank(i)));
    }

    private int Rank(int stage) => _layout.Of(stage).Rank;

    private double X(int stage) => _layout.Of(stage).X + _shifts[_columns[Rank(stage)]];

    private double Middle(int rank) => _tops[rank] + (_heights[rank] / 2);

    private double Bottom(int stage) => Middle(Rank(stage)) + (_boxes[stage].Height / 2);

    private double Top(int stage) => Middle(Rank(stage)) - (_boxes[stage].Height / 2) - 1;

    // The column of each rank.
    private int[] Columns()
    {
        int[] columns = new int[_layout.Ranks];
        double whole = _heights.Sum() + (RankGap * columns.Length),
            wanted = whole / Math.Ceiling(whole / TallestColumn),
            height = 0,
            done = 0;
        for (int rank = 1; rank < columns.Length; rank++)
        {
            height += _heights[rank - 1] + RankGap;
            done += _heights[rank - 1] + RankGap;
            bool breaks = height + (_heights[rank] / 2) > wanted && whole - done > wanted / 3 && IsCut(rank);
            columns[rank] = columns[rank - 1] + (breaks ? 1 : 0);
            height = breaks ? 0 : height;
        }

        return columns;
    }

    // All that goes on comes from one box, right above.
    private bool IsCut(int below)
    {
        int[] crossing =
        [
            .. Enumerable
                .Range(0, _stages.Count)
                .SelectMany(to => _stages[to].Reads.Where(from => Rank(from) < below && below <= Rank(to)))
                .Distinct(),
        ];
        return crossing is [var only] && Rank(only) == below - 1;
    }

    private double[] Shifts()
    {
        int count = _columns.DefaultIfEmpty(0).Max() + 1;
        double[] least = [.. Enumerable.Repeat(double.MaxValue, count)],
            most = [.. Enumerable.Repeat(double.MinValue, count)];
        void Reach(int rank, double x, double half)
        {
            int column = _columns[rank];
            (least[column], most[column]) = (Math.Min(least[column], x - half), Math.Max(most[column], x + half));
        }

        for (int i = 0; i < _boxes.Length; i++)
        {
            Reach(Rank(i), _layout.Of(i).X, _boxes[i].Width / 2);
            foreach (var (rank, x) in _stages[i].Reads.SelectMany(from => _layout.Line(from, i)))
                Reach(rank, x, 2);
        }

        double[] shifts = new double[count];
        double left = 0;
        for (int column = 0; column < count; column++)
        {
            shifts[column] = left - least[column];
            left += most[column] - least[column] + ColumnGap;
        }

        return shifts;
    }

    private PathInk Falling(Point start, int from, int to)
    {
        var points = new List<Point> { start };
        foreach (var (rank, x) in _layout.Line(from, to))
        {
            // Straight past the whole rank, so that the line keeps clear of boxes beside it.
            double at = x + _shifts[_columns[rank]];
            Curve(points, new(at, _tops[rank]));
            Curve(points, new(at, _tops[rank] + _heights[rank]));
        }

        Curve(points, new(X(to), Top(to)));
        return new PathInk([.. points])
        {
            IsCurved = true,
            Stroke = _theme.Quiet,
            Width = 1.1,
        };
    }

    // From the foot of a column to the head of the next, and where it ends: above the next rank.
    private Point Turn(Picture picture, int from)
    {
        const double clear = 18;
        int rank = Rank(from),
            column = _columns[rank];
        var next = Enumerable.Range(0, _boxes.Length).Where(i => _columns[Rank(i)] == column + 1).ToArray();
        double between = next.Min(i => X(i) - (_boxes[i].Width / 2)) - (ColumnGap / 2);
        int head = next.First(i => Rank(i) == rank + 1 && _stages[i].Reads.Contains(from));
        double down = Bottom(from) + clear,
            up = Top(head) - clear;
        picture.Line(
            _theme.Quiet,
            1.1,
            new(X(from), Bottom(from)),
            new(X(from), down),
            new(between, down),
            new(between, up),
            new(X(head), up)
        );
        return new(X(head), up);
    }

    // Down, over to the side, and down.
    private static void Curve(List<Point> points, Point to)
    {
        var from = points[points.Count - 1];
        double pull = (to.Y - from.Y) / 2;
        points.Add(new(from.X, from.Y + pull));
        points.Add(new(to.X, to.Y - pull));
        points.Add(to);
    }
}
