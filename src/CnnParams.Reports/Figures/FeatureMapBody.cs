using CnnParams.Reports.Drawing;

namespace CnnParams.Reports.Figures;

/// <summary>A stack of feature maps in perspective, as in the paper of LeNet-5; a vector is a bar.</summary>
internal sealed class FeatureMapBody : StageBody
{
    // From one map to the next, and the most that are drawn; all are said in the label.
    private const double Step = 4;

    private const int MostMaps = 12;

    private const double BarWidth = 9;

    private readonly Stage _stage;
    private readonly FigureTheme _theme;
    private readonly int _maps;
    private readonly double _mapWidth;
    private readonly double _mapHeight;

    internal FeatureMapBody(Stage stage, FigureTheme theme, FigureScale positions, FigureScale units)
    {
        (_stage, _theme) = (stage, theme);
        IReadOnlyList<long> sizes = stage.Positions;
        IsVector = sizes.Count == 0;
        _maps = IsVector ? 1 : Maps(stage.Channels ?? 1);
        _mapHeight =
            IsVector ? units.Of(stage.Channels ?? 1)
            : sizes.Count == 1 ? positions.Of(sizes[0])
            : positions.Of(sizes[sizes.Count - 2]);
        _mapWidth = IsVector || sizes.Count == 1 ? BarWidth : positions.Of(sizes[sizes.Count - 1]);
    }

    /// <summary>Whether it has no positions.</summary>
    internal bool IsVector { get; }

    internal override double Width => _mapWidth + (Step * (_maps - 1));

    internal override double Height => _mapHeight + (Step * (_maps - 1));

    /// <summary>The map in front, where it is drawn.</summary>
    internal (double Left, double Top, double Width, double Height) Front { get; private set; }

    internal override void Draw(Picture picture, double left, double top)
    {
        string fill = _theme.Light(_stage.Kind),
            outline = _theme.Outline(_stage.Kind);
        for (int map = 0; map < _maps; map++)
            picture.Box(
                left + (map * Step),
                top + (map * Step),
                _mapWidth,
                _mapHeight,
                map == _maps - 1 ? fill : _theme.Fill(_stage.Kind),
                outline
            );
        Front = (left + ((_maps - 1) * Step), top + ((_maps - 1) * Step), _mapWidth, _mapHeight);
    }

    // 1, 3 and 8 maps are told apart; from there on, doubling adds one.
    private static int Maps(long channels) =>
        channels <= 4 ? (int)Math.Max(channels, 1) : Math.Min(MostMaps, (int)Math.Round(2 + Math.Log(channels, 2)));
}
