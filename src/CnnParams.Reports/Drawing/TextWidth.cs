namespace CnnParams.Reports.Drawing;

/// <summary>
/// The width of texts, without a font: those of DejaVu Sans, which is wider than the fonts that a viewer may have in its
/// place (Helvetica, Arial, Liberation Sans), so that labels keep apart under each of them.
/// </summary>
internal static class TextWidth
{
    // In thousandths of the size, from the space to the tilde: the hmtx tables of DejaVu Sans 2.37, book and bold.
    private static readonly short[] Book =
    [
        318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636, 636,
        636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787,
        603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635,
        634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
    ];

    private static readonly short[] Bold =
    [
        348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696, 696, 696, 696, 696,
        696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683, 683, 821, 837, 372, 372, 775, 637, 995, 837, 850,
        733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457, 365, 457, 838, 500, 500, 675, 716, 593, 716, 678, 435, 716,
        712, 343, 343, 665, 343, 1042, 712, 687, 716, 716, 493, 595, 478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838,
    ];

    // No letter of other scripts is wider than a square, but for a few.
    private const int Other = 1000;

    /// <summary>The width of a line of text.</summary>
    internal static double Of(string text, double size, bool isBold)
    {
        short[] widths = isBold ? Bold : Book;
        long sum = 0;
        foreach (char letter in text)
            sum += letter is >= ' ' and <= '~' ? widths[letter - ' '] : letter == '×' ? 838 : letter is '·' or '\u00A0' or '\u202F' ? 380 : Other;
        return sum * size / 1000;
    }
}
