using CnnParams.Reports.Drawing;

namespace CnnParams.Reports.Figures;

/// <summary>Volumes side by side: the figures of AlexNet and VGG.</summary>
internal static class VolumeRow
{
    internal static void Draw(Picture picture, IReadOnlyList<Stage> stages, FigureOptions options)
    {
        var images = stages.Where(stage => stage.Positions.Count > 0).ToArray();
        var positions = new FigureScale(images.SelectMany(stage => stage.Positions), 12, 120);
        var channels = new FigureScale(images.Select(stage => stage.Channels ?? 1), 5, 34);
        var units = new FigureScale(
            stages.Where(stage => stage.Positions.Count == 0).Select(stage => stage.Channels ?? 1),
            40,
            130
        );
        VolumeBody[] bodies =
        [
            .. stages.Select(stage => new VolumeBody(stage, options.Colours, positions, channels, units)),
        ];
        new StageRow(picture, stages, bodies, options).Draw(_ => false);
    }
}
