using CnnParams.Reports.Drawing;

namespace CnnParams.Reports.Figures;

/// <summary>
/// Stages side by side over a table of their labels: a column for each, as wide as its body and its longest label ask.
/// Connections go from one to the next, and those that leave some out in arcs above.
/// </summary>
internal sealed class StageRow
{
    private const double FontSize = 11,
        LineHeight = 15,
        Gap = 16,
        LaneHeight = 14;

    private const int LongestLabel = 22;

    private readonly Picture _picture;
    private readonly FigureOptions _options;
    private readonly FigureTheme _theme;
    private readonly IReadOnlyList<Stage> _stages;
    private readonly IReadOnlyList<StageBody> _bodies;
    private readonly string[][] _labels;
    private readonly double[] _centers;
    private readonly double _axis;

    /// <param name="picture">Where it is drawn.</param>
    /// <param name="stages">The stages.</param>
    /// <param name="bodies">What stands for each.</param>
    /// <param name="options">How.</param>
    internal StageRow(
        Picture picture,
        IReadOnlyList<Stage> stages,
        IReadOnlyList<StageBody> bodies,
        FigureOptions options
    )
    {
        (_picture, _stages, _bodies, _options, _theme) = (picture, stages, bodies, options, options.Colours);
        _labels =
        [
            .. stages.Select(stage =>
                options
                    .Said.Select(label => PrintableText.Of(label.Text(stage, options.Numbers), LongestLabel))
                    .ToArray()
            ),
        ];
        _centers = new double[stages.Count];
        double right = 0;
        for (int i = 0; i < stages.Count; i++)
        {
            double width = Math.Max(
                bodies[i].Width,
                _labels[i].Select((text, line) => TextWidth.Of(text, FontSize, IsBold(line))).DefaultIfEmpty(0).Max()
            );
            _centers[i] = right + (width / 2);
            right += width + Gap;
        }

        Right = right - Gap;
        double highest = bodies.Select(body => body.Height).DefaultIfEmpty(0).Max();
        Arcs = [.. Skips()];
        Top = 0;
        _axis = (Arcs.Count == 0 ? 0 : (Arcs.Max(arc => arc.Lane) * LaneHeight) + 12) + (highest / 2);
        Bottom = _axis + (highest / 2);
    }

    internal double Top { get; }

    internal double Right { get; }

    /// <summary>Where the labels begin.</summary>
    internal double Bottom { get; }

    private IReadOnlyList<(int From, int To, int Lane)> Arcs { get; }

    /// <summary>Draws bodies, connections and labels.</summary>
    /// <param name="connect">Draws the connection of two neighbours; false for a plain arrow.</param>
    internal void Draw(Func<int, bool> connect)
    {
        for (int i = 0; i < _stages.Count; i++)
            _bodies[i].Draw(_picture, _centers[i] - (_bodies[i].Width / 2), _axis - (_bodies[i].Height / 2));
        for (int i = 1; i < _stages.Count; i++)
        {
            if (_stages[i].Reads.Contains(i - 1) && !connect(i))
                Arrow(i - 1, i);
        }

        foreach (var (from, to, lane) in Arcs)
            Arc(from, to, lane);
        Table();
    }

    private void Arrow(int from, int to)
    {
        const double space = 3;
        double left = _centers[from] + (_bodies[from].Width / 2),
            right = _centers[to] - (_bodies[to].Width / 2);
        if (right - left > 3 * space)
            _picture.Arrow(
                new PathInk(new(left + space, _axis), new(right - space, _axis)) { Stroke = _theme.Quiet, Width = 1 }
            );
    }

    private void Arc(int from, int to, int lane)
    {
        double y = -((lane - 1) * LaneHeight) + (_axis - (_bodies.Max(body => body.Height) / 2)) - 12;
        double x = _centers[from] + 4,
            x2 = _centers[to] - 4;
        double top = TopOf(from) - 2,
            top2 = TopOf(to) - 2;
        _picture.Arrow(
            new PathInk(new(x, top), new(x, y), new(x2, y), new(x2, top2))
            {
                Stroke = _theme.Quiet,
                Width = 1,
                IsDashed = true,
            }
        );
    }

    private double TopOf(int stage) => _axis - (_bodies[stage].Height / 2);

    // Arcs that overlap lie in lanes above each other, the shorter below.
    private IEnumerable<(int From, int To, int Lane)> Skips()
    {
        var lanes = new List<List<(int From, int To)>>();
        var skips = _stages.SelectMany(
            (stage, to) => stage.Reads.Where(from => from < to - 1).Select(from => (From: from, To: to))
        );
        foreach (var skip in skips.OrderBy(skip => skip.To - skip.From).ThenBy(skip => skip.From))
        {
            int lane = lanes.FindIndex(taken =>
                taken.TrueForAll(other => other.To <= skip.From || skip.To <= other.From)
            );
            if (lane < 0)
            {
                lane = lanes.Count;
                lanes.Add([]);
            }

            lanes[lane].Add(skip);
            yield return (skip.From, skip.To, lane + 1);
        }
    }

    private void Table()
    {
        double y = Bottom + 24;
        for (int line = 0; line < _options.Said.Count; line++, y += LineHeight)
        {
            var label = _options.Said[line];
            _picture.Add(
                new TextInk(new(-Gap, y), label.Heading)
                {
                    Anchor = TextAnchor.End,
                    Size = FontSize - 1,
                    Colour = _theme.Quiet,
                }
            );
            for (int i = 0; i < _stages.Count; i++)
            {
                _picture.Add(
                    new TextInk(new(_centers[i], y), _labels[i][line])
                    {
                        Colour = _theme.Text,
                        Size = FontSize,
                        IsBold = IsBold(line),
                        Says = (label.Name, _stages[i].LayerNames),
                    }
                );
            }
        }
    }

    private bool IsBold(int line) => _options.Said[line].Name == "Name";
}
