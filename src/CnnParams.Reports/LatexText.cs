using System.Globalization;
using System.Text;

namespace CnnParams.Reports;

/// <summary>
/// Texts put into LaTeX. Names come from model files: whatever they hold, they stay text. Letters that pdfLaTeX has not
/// without a package are written as their numbers.
/// </summary>
public static class LatexText
{
    /// <summary>A text in which nothing is a command.</summary>
    /// <param name="text">Any text.</param>
    public static string Escape(string text)
    {
        var latex = new StringBuilder(text.Length + 16);
        string printable = PrintableText.Of(text);
        for (int i = 0; i < printable.Length; i++)
        {
            latex.Append(Instead(printable[i]));
            // Two of these would become one letter: dashes, quotation marks, and ?` and !`.
            if (i + 1 < printable.Length && IsHalf(printable[i]) && IsHalf(printable[i + 1]))
                latex.Append("{}");
        }

        return latex.ToString();
    }

    private static bool IsHalf(char letter) => letter is '\'' or '`' or '-' or ',' or '?' or '!' or '<' or '>';

    private static string Instead(char letter) =>
        letter switch
        {
            '\\' => "\\textbackslash{}",
            '{' => "\\{",
            '}' => "\\}",
            '$' or '&' or '#' or '_' or '%' => "\\" + letter,
            '~' => "\\textasciitilde{}",
            '^' => "\\textasciicircum{}",
            '<' => "\\textless{}",
            '>' => "\\textgreater{}",
            '|' => "\\textbar{}",
            '"' => "\\char34{}",
            '×' => "\\ensuremath{\\times}",
            '≥' => "\\ensuremath{\\ge}",
            '·' => "\\ensuremath{\\cdot}",
            '…' => "\\ldots{}",
            '–' => "\\textendash{}",
            '\u00A0' or '\u202F' or '\u2009' => "\\,",
            >= ' ' and <= '~' => letter.ToString(),
            // The letters of Latin-1 that the kernel's own encoding has.
            >= 'À' and <= 'ÿ' and not '÷' => letter.ToString(),
            _ => "U+" + ((int)letter).ToString("X4", CultureInfo.InvariantCulture),
        };
}
