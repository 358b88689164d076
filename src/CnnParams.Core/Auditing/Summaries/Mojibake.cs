using System.Text;
using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>
/// Lines, ellipses and bullets whose UTF-8 bytes were read in a code page of Windows or of its console.
/// </summary>
internal static class Mojibake
{
    // The characters of the bytes 80 to BF, from the tables of unicode.org; a byte without one stays as it is.
    private static readonly string[] Pages =
    [
        "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ\u00A0¡¢£¤¥¦§¨©ª«¬\u00AD®¯°±²³´µ¶·¸¹º»¼½¾¿",
        new([.. Enumerable.Range(0x80, 0x40).Select(code => (char)code)]),
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐",
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐",
    ];

    // What the byte E2 is in each of the pages.
    private const string Leads = "ââΓÔ";

    private static readonly Regex Triple = new($"[{Leads}](.)(.)");

    // The macron of Keras's frames and the times of MATLAB's shapes have two bytes.
    private static readonly Regex Pair = new("Â¯|┬»|Ã[—\u0097]|├ù");

    /// <summary>The text with its lines as they were drawn.</summary>
    internal static string Undone(string text) =>
        Pair.Replace(
            text.IndexOfAny(Leads.ToCharArray()) < 0 ? text : Triple.Replace(text, match => Character(match.Value)),
            match => match.Value[0] is 'Â' or '┬' ? "¯" : "×"
        );

    private static string Character(string three)
    {
        for (int i = 0; i < Pages.Length; i++)
        {
            if (Leads[i] != three[0])
                continue;
            var (second, third) = (Pages[i].IndexOf(three[1]), Pages[i].IndexOf(three[2]));
            if (second < 0 || third < 0)
                continue;
            string whole = Encoding.UTF8.GetString([0xE2, (byte)(0x80 + second), (byte)(0x80 + third)]);
            if (whole is "…" or "•" or "●" || whole[0] is >= '\u2500' and <= '\u257F')
                return whole;
        }

        return three;
    }
}
