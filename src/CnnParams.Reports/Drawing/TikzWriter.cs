using System.Globalization;
using System.Text;

namespace CnnParams.Reports.Drawing;

/// <summary>A picture as TikZ, for papers: a tikzpicture that stands where an <c>\input</c> stands.</summary>
internal static class TikzWriter
{
    internal static string Write(Picture picture)
    {
        var tikz = new StringBuilder(
            "% Needs \\usepackage{tikz}; wide pictures fit with \\resizebox{\\textwidth}{!}{\\input{...}}.\n"
        );
        var colours = Colours(picture);
        foreach (var pair in colours)
            tikz.Append("\\definecolor{")
                .Append(pair.Value)
                .Append("}{HTML}{")
                .Append(pair.Key.TrimStart('#'))
                .Append("}%\n");
        tikz.Append("\\begin{tikzpicture}[x=1bp,y=-1bp,line join=round,inner sep=0pt,outer sep=0pt]\n");
        if (picture.Background is { } background)
        {
            var (left, top, right, bottom) = picture.Bounds();
            tikz.Append("\\fill[")
                .Append(colours[background])
                .Append("] ")
                .Append(Text(new(left, top)))
                .Append(" rectangle ")
                .Append(Text(new(right, bottom)))
                .Append(";\n");
        }

        foreach (var ink in picture.Inks)
        {
            if (ink is PathInk path)
                Write(tikz, path, colours);
            else if (ink is TextInk text)
                Write(tikz, text, colours[text.Colour]);
        }

        return tikz.Append("\\end{tikzpicture}%\n").ToString();
    }

    private static Dictionary<string, string> Colours(Picture picture)
    {
        var used = picture
            .Inks.SelectMany(ink => ink is PathInk path ? [path.Fill, path.Stroke] : new[] { (ink as TextInk)?.Colour })
            .Append(picture.Background);
        var names = new Dictionary<string, string>();
        foreach (string? colour in used)
        {
            if (colour is not null && !names.ContainsKey(colour))
                names.Add(colour, colour.Replace("#", "cnn"));
        }

        return names;
    }

    private static void Write(StringBuilder tikz, PathInk path, Dictionary<string, string> colours)
    {
        var options = new List<string>();
        if (path.Fill is { } fill)
            options.Add("fill=" + colours[fill]);
        if (path.Stroke is { } stroke)
            options.Add($"draw={colours[stroke]},line width={Number(path.Width)}bp");
        if (path.IsDashed)
            options.Add("dash pattern=on 4bp off 3bp");
        if (path.Radius > 0)
            options.Add($"rounded corners={Number(path.Radius)}bp");
        tikz.Append("\\path[").Append(string.Join(",", options)).Append("] ");
        for (int i = 0; i < path.Points.Count; i++)
        {
            string before =
                i == 0 ? ""
                : !path.IsCurved ? " -- "
                : (i % 3) switch
                {
                    1 => " .. controls ",
                    2 => " and ",
                    _ => " .. ",
                };
            tikz.Append(before).Append(Text(path.Points[i]));
        }

        tikz.Append(path.IsClosed ? " -- cycle;\n" : ";\n");
    }

    private static void Write(StringBuilder tikz, TextInk text, string colour)
    {
        string anchor = text.Anchor switch
        {
            TextAnchor.Start => "base west",
            TextAnchor.Middle => "base",
            _ => "base east",
        };
        tikz.Append("\\node[anchor=")
            .Append(anchor)
            .Append(",text=")
            .Append(colour)
            .Append("] at ")
            .Append(Text(text.At))
            .Append(" {\\fontsize{")
            .Append(Number(text.Size))
            .Append("bp}{")
            .Append(Number(text.Size * 1.2))
            .Append("bp}\\selectfont\\sffamily")
            .Append(text.IsBold ? "\\bfseries" : "")
            .Append("{} ")
            .Append(LatexText.Escape(text.Text))
            .Append("};\n");
    }

    private static string Text(Point point) => $"({Number(point.X)},{Number(point.Y)})";

    private static string Number(double number) => Math.Round(number, 2).ToString("0.##", CultureInfo.InvariantCulture);
}
