using System.Globalization;
using System.Text;

namespace CnnParams.Reports.Drawing;

/// <summary>
/// A picture as SVG: shapes and texts alone. There is no script, no style sheet, no link and nothing that is loaded, so
/// that it may stand in a page, in a README and in a document.
/// </summary>
internal static class SvgWriter
{
    private const string Font = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

    internal static string Write(Picture picture)
    {
        var (left, top, right, bottom) = picture.Bounds();
        string width = Text(right - left),
            height = Text(bottom - top),
            title = Escape(picture.Title);
        var svg = new StringBuilder();
        svg.Append("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"")
            .Append(title)
            .Append("\" width=\"")
            .Append(width)
            .Append("\" height=\"")
            .Append(height)
            .Append("\" viewBox=\"")
            .Append(Text(left))
            .Append(' ')
            .Append(Text(top))
            .Append(' ')
            .Append(width)
            .Append(' ')
            .Append(height)
            .Append("\" font-family=\"")
            .Append(Font)
            .Append("\" stroke-linejoin=\"round\">\n<title>")
            .Append(title)
            .Append("</title>\n");
        if (picture.Background is { } background)
        {
            svg.Append("<rect x=\"")
                .Append(Text(left))
                .Append("\" y=\"")
                .Append(Text(top))
                .Append("\" width=\"")
                .Append(width)
                .Append("\" height=\"")
                .Append(height)
                .Append("\" fill=\"")
                .Append(background)
                .Append("\"/>\n");
        }

        foreach (var ink in picture.Inks)
        {
            if (ink is PathInk path)
                Write(svg, path);
            else if (ink is TextInk text)
                Write(svg, text);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Write(StringBuilder svg, PathInk path)
    {
        if (path.Radius > 0)
        {
            Point from = path.Points[0],
                to = path.Points[2];
            svg.Append("<rect x=\"")
                .Append(Text(from.X))
                .Append("\" y=\"")
                .Append(Text(from.Y))
                .Append("\" width=\"")
                .Append(Text(to.X - from.X))
                .Append("\" height=\"")
                .Append(Text(to.Y - from.Y))
                .Append("\" rx=\"")
                .Append(Text(path.Radius));
        }
        else
        {
            svg.Append("<path d=\"");
            for (int i = 0; i < path.Points.Count; i++)
            {
                string command =
                    i == 0 ? "M"
                    : !path.IsCurved ? "L"
                    : i % 3 == 1 ? "C"
                    : " ";
                svg.Append(command).Append(Text(path.Points[i].X)).Append(' ').Append(Text(path.Points[i].Y));
            }

            svg.Append(path.IsClosed ? "Z" : "");
        }

        svg.Append("\" fill=\"").Append(path.Fill ?? "none").Append('"');
        if (path.Stroke is not null)
            svg.Append(" stroke=\"")
                .Append(path.Stroke)
                .Append("\" stroke-width=\"")
                .Append(Text(path.Width))
                .Append('"');
        if (path.IsDashed)
            svg.Append(" stroke-dasharray=\"4 3\"");
        svg.Append("/>\n");
    }

    private static void Write(StringBuilder svg, TextInk text)
    {
        svg.Append("<text x=\"")
            .Append(Text(text.At.X))
            .Append("\" y=\"")
            .Append(Text(text.At.Y))
            .Append("\" font-size=\"")
            .Append(Text(text.Size))
            .Append('"');
        if (text.Anchor != TextAnchor.Start)
            svg.Append(" text-anchor=\"").Append(text.Anchor == TextAnchor.Middle ? "middle" : "end").Append('"');
        if (text.IsBold)
            svg.Append(" font-weight=\"bold\"");
        svg.Append(" fill=\"").Append(text.Colour).Append('"');
        if (text.Says is var (quantity, layers))
            svg.Append(" class=\"").Append(quantity).Append("\" data-layers=\"").Append(Escape(layers)).Append('"');
        svg.Append('>').Append(Escape(text.Text)).Append("</text>\n");
    }

    private static string Escape(string text) => MarkupText.Escape(PrintableText.Of(text));

    private static string Text(double number) => Math.Round(number, 2).ToString("0.##", CultureInfo.InvariantCulture);
}
