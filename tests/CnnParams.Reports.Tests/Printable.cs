using System.Globalization;

namespace CnnParams.Reports.Tests;

/// <summary>Whether a text does nothing but be read.</summary>
internal static class Printable
{
    /// <summary>
    /// No control, no direction, nothing unseen: only what lines and tables are made of besides letters.
    /// </summary>
    internal static void Check(string text)
    {
        for (int i = 0; i < text.Length; i += char.IsSurrogatePair(text, i) ? 2 : 1)
        {
            var category = CharUnicodeInfo.GetUnicodeCategory(text, i);
            bool isSeen =
                text[i] == '\n'
                || category
                    is not (
                        UnicodeCategory.Control
                        or UnicodeCategory.Format
                        or UnicodeCategory.Surrogate
                        or UnicodeCategory.LineSeparator
                        or UnicodeCategory.ParagraphSeparator
                        or UnicodeCategory.PrivateUse
                        or UnicodeCategory.OtherNotAssigned
                    );
            Assert.True(isSeen, $"U+{(int)text[i]:X4} in {text[Math.Max(0, i - 20)..Math.Min(text.Length, i + 20)]}");
            if (i == text.Length - 1)
                break;
        }
    }
}
