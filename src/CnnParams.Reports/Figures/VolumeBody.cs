using CnnParams.Reports.Drawing;

namespace CnnParams.Reports.Figures;

/// <summary>
/// A volume: as high and as deep as the image, as wide as there are channels. What is repeated stands side by side; a
/// vector is a column.
/// </summary>
internal sealed class VolumeBody : StageBody
{
    // How far an edge that goes back is seen to the right and up.
    private const double Foreshortening = 0.38;

    private const double ColumnDepth = 8;

    private const int MostRepeats = 6;

    private readonly Stage _stage;
    private readonly FigureTheme _theme;
    private readonly int _repeats;
    private readonly double _width;
    private readonly double _height;
    private readonly double _back;

    internal VolumeBody(Stage stage, FigureTheme theme, FigureScale positions, FigureScale channels, FigureScale units)
    {
        (_stage, _theme) = (stage, theme);
        IReadOnlyList<long> sizes = stage.Positions;
        _repeats = Math.Min(stage.Repeats, MostRepeats);
        bool isVector = sizes.Count == 0;
        _width = isVector ? ColumnDepth : channels.Of(stage.Channels ?? 1);
        _height =
            isVector ? units.Of(stage.Channels ?? 1)
            : sizes.Count == 1 ? positions.Of(sizes[0])
            : positions.Of(sizes[sizes.Count - 2]);
        _back = Foreshortening * (isVector || sizes.Count == 1 ? ColumnDepth : positions.Of(sizes[sizes.Count - 1]));
    }

    internal override double Width => (_width * _repeats) + _back;

    internal override double Height => _height + _back;

    internal override double AxisOffset => -_back / 2;

    internal override void Draw(Picture picture, double left, double top)
    {
        var kind = _stage.Kind;
        string front = _theme.Fill(kind),
            above = _theme.Light(kind),
            side = _theme.Shade(kind),
            outline = _theme.Outline(kind);
        double bottom = top + _back + _height;
        for (int i = _repeats - 1; i >= 0; i--)
        {
            double x = left + (i * _width),
                y = top + _back;
            if (i == _repeats - 1)
                picture.Polygon(
                    side,
                    outline,
                    new(x + _width, y),
                    new(x + _width + _back, top),
                    new(x + _width + _back, bottom - _back),
                    new(x + _width, bottom)
                );
            picture.Polygon(
                above,
                outline,
                new(x, y),
                new(x + _back, top),
                new(x + _back + _width, top),
                new(x + _width, y)
            );
            picture.Box(x, y, _width, _height, front, outline);
        }
    }
}
