using CnnParams.Layers;
using CnnParams.Reports.Drawing;

namespace CnnParams.Reports.Figures;

/// <summary>A stage as a box with its labels; what only brings branches together is a small one.</summary>
internal sealed class BlockBox
{
    private const double LineHeight = 13.5,
        Padding = 9,
        FontSize = 11;

    private const int LongestLabel = 34;

    private readonly Stage _stage;
    private readonly IReadOnlyList<(FigureLabel Label, string Text)> _lines;
    private readonly FigureTheme _theme;

    internal BlockBox(Stage stage, FigureOptions options)
    {
        (_stage, _theme) = (stage, options.Colours);
        _lines = [.. Lines(stage, options).Select(line => (line.Label, PrintableText.Of(line.Text, LongestLabel)))];
        Width = (2 * Padding) + _lines.Max(line => TextWidth.Of(line.Text, FontSize, line.Label.Name == "Name"));
        Height = (LineHeight * _lines.Count) + 8;
    }

    internal double Width { get; }

    internal double Height { get; }

    internal void Draw(Picture picture, double x, double y)
    {
        double left = x - (Width / 2),
            top = y - (Height / 2);
        Point[] corners =
        [
            new(left, top),
            new(left + Width, top),
            new(left + Width, top + Height),
            new(left, top + Height),
        ];
        picture.Add(
            new PathInk(corners)
            {
                IsClosed = true,
                Radius = 4,
                Fill = _theme.Tint(_stage.Kind),
                Stroke = _theme.Outline(_stage.Kind),
                Width = 1.1,
                IsDashed = _stage.Kind == LayerKind.Unknown,
            }
        );
        for (int i = 0; i < _lines.Count; i++)
        {
            var (label, text) = _lines[i];
            picture.Add(
                new TextInk(new(x, top + 4 + (LineHeight * (i + 0.77))), text)
                {
                    Colour = _theme.Text,
                    Size = FontSize,
                    IsBold = label.Name == "Name",
                    Says = (label.Name, _stage.LayerNames),
                }
            );
        }
    }

    // What it does and what comes out in one line; no parameters are none to speak of.
    private static IEnumerable<(FigureLabel Label, string Text)> Lines(Stage stage, FigureOptions options)
    {
        if (stage is { Kind: LayerKind.Merge, Rows.Count: <= 2, Numbers.Parameters: 0 })
            return [(FigureLabel.Get("Operation"), stage.Operation)];
        var lines = new List<(FigureLabel Label, string Text)>();
        foreach (var label in options.Said)
        {
            string text = label.Text(stage, options.Numbers);
            if (label.IsNumber && text != "0")
                lines.Add((label, $"{text} {label.Heading}"));
            else if (!label.IsNumber)
                lines.Add((label, text));
        }

        return lines.Count > 0 ? lines : [(FigureLabel.Get("Name"), stage.Name)];
    }
}
