using CnnParams.Reports.Drawing;

namespace CnnParams.Reports.Figures;

/// <summary>Boxes and arrows: from above in ranks, or as a U where the resolution comes back up.</summary>
internal static class BlockDiagram
{
    internal static void Draw(Picture picture, IReadOnlyList<Stage> stages, FigureOptions options)
    {
        BlockBox[] boxes = [.. stages.Select(stage => new BlockBox(stage, options))];
        if (UShape.Of(stages) is { } shape)
            DrawU(picture, stages, boxes, shape, options.Colours);
        else
            new RankedBlocks(stages, boxes, options.Colours).Draw(picture);
    }

    private static void DrawU(
        Picture picture,
        IReadOnlyList<Stage> stages,
        BlockBox[] boxes,
        UShape shape,
        FigureTheme theme
    )
    {
        const double between = 26,
            rise = 30;
        double height = boxes.Max(box => box.Height) + rise;
        var x = new double[stages.Count];
        for (int i = 1; i < stages.Count; i++)
        {
            // Down and up by half a box; along the row by a whole one.
            double apart = (boxes[i - 1].Width + boxes[i].Width) / 2;
            x[i] = x[i - 1] + (shape.Level(i) == shape.Level(i - 1) ? apart + between : Math.Max(apart / 2, 30));
        }

        Clear(stages, boxes, shape, x);
        double Y(int stage) => shape.Level(stage) * height;
        for (int to = 0; to < stages.Count; to++)
        {
            foreach (int from in stages[to].Reads)
                picture.Arrow(Connection(from, to, boxes, shape, x, Y, theme));
        }

        for (int i = 0; i < boxes.Length; i++)
            boxes[i].Draw(picture, x[i], Y(i));
    }

    // The way back must stand to the right of the way down at each level, with room for the line between them.
    private static void Clear(IReadOnlyList<Stage> stages, BlockBox[] boxes, UShape shape, double[] x)
    {
        const double room = 60;
        for (int i = 1; i < stages.Count; i++)
        {
            for (int other = 0; other < i - 1; other++)
            {
                double least = x[other] + ((boxes[other].Width + boxes[i].Width) / 2) + room;
                if (
                    shape.Level(other) != shape.Level(i)
                    || x[i] >= least
                    || shape.Level(i - 1) == shape.Level(i) && other >= i - 1
                )
                    continue;
                double shift = least - x[i];
                for (int later = i; later < stages.Count; later++)
                    x[later] += shift;
            }
        }
    }

    private static PathInk Connection(
        int from,
        int to,
        BlockBox[] boxes,
        UShape shape,
        double[] x,
        Func<int, double> y,
        FigureTheme theme
    )
    {
        double right = x[from] + (boxes[from].Width / 2),
            left = x[to] - (boxes[to].Width / 2);
        if (shape.Level(from) == shape.Level(to))
            return new PathInk(new(right, y(from)), new(left - 1, y(to)))
            {
                Stroke = theme.Quiet,
                Width = 1.1,
                IsDashed = to != from + 1,
            };
        bool down = shape.Level(to) > shape.Level(from);
        double end = y(to) + ((down ? -1 : 1) * ((boxes[to].Height / 2) + 1)),
            start = y(from) + ((down ? 1 : -1) * boxes[from].Height / 2);
        double at = x[from],
            at2 = x[to],
            middle = (start + end) / 2;
        return new PathInk(new(at, start), new(at, middle), new(at2, middle), new(at2, end))
        {
            IsCurved = true,
            Stroke = theme.Quiet,
            Width = 1.1,
        };
    }
}
