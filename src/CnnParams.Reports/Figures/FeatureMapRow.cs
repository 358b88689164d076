using CnnParams.Reports.Drawing;

namespace CnnParams.Reports.Figures;

/// <summary>Stacks of feature maps, with a window of each and where what it sees goes: the figure of LeNet-5.</summary>
internal static class FeatureMapRow
{
    internal static void Draw(Picture picture, IReadOnlyList<Stage> stages, FigureOptions options)
    {
        var positions = new FigureScale(stages.SelectMany(stage => stage.Positions), 12, 104);
        var units = new FigureScale(
            stages.Where(stage => stage.Positions.Count == 0).Select(stage => stage.Channels ?? 1),
            34,
            128
        );
        FeatureMapBody[] bodies =
        [
            .. stages.Select(stage => new FeatureMapBody(stage, options.Colours, positions, units)),
        ];
        var row = new StageRow(picture, stages, bodies, options);
        row.Draw(i => Connect(picture, options.Colours, stages[i], bodies[i - 1], bodies[i], stages[i - 1]));
    }

    private static bool Connect(
        Picture picture,
        FigureTheme theme,
        Stage stage,
        FeatureMapBody before,
        FeatureMapBody after,
        Stage seen
    )
    {
        var (left, top, width, height) = before.Front;
        var (left2, top2, width2, height2) = after.Front;
        if (after.IsVector)
        {
            // Every value with every value: from end to end.
            picture.Line(theme.Quiet, 0.7, new(left + width, top), new(left2, top2));
            picture.Line(theme.Quiet, 0.7, new(left + width, top + height), new(left2, top2 + height2));
            return true;
        }

        var axes = stage.Main.GetLayer().GetWindow();
        if (axes.Count != 2 || seen.Positions.Count != 2)
            return false;
        double windowHeight = Share(axes[0].Size, seen.Positions[0]) * height,
            windowWidth = Share(axes[1].Size, seen.Positions[1]) * width;
        double x = left + ((width - windowWidth) * 0.7),
            y = top + ((height - windowHeight) * 0.25);
        var point = new Point(left2 + (width2 * 0.3), top2 + (height2 * 0.6));
        picture.Line(theme.Quiet, 0.7, new(x + windowWidth, y), point);
        picture.Line(theme.Quiet, 0.7, new(x + windowWidth, y + windowHeight), point);
        picture.Box(x, y, windowWidth, windowHeight, theme.Tint(stage.Kind), theme.Text);
        return true;
    }

    private static double Share(long window, long size) =>
        Math.Min(1, Math.Max(0.06, (double)window / Math.Max(size, 1)));
}
