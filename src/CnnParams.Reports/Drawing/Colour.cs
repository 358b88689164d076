using System.Globalization;

namespace CnnParams.Reports.Drawing;

/// <summary>Colours as <c>#RRGGBB</c>, mixed.</summary>
internal static class Colour
{
    /// <summary>A colour with a share of another one.</summary>
    internal static string Mix(string colour, string other, double share)
    {
        var (red, green, blue) = Parts(colour);
        var (red2, green2, blue2) = Parts(other);
        int Between(int from, int to) => (int)Math.Round(from + ((to - from) * share));
        return string.Format(
            CultureInfo.InvariantCulture,
            "#{0:X2}{1:X2}{2:X2}",
            Between(red, red2),
            Between(green, green2),
            Between(blue, blue2)
        );
    }

    private static (int Red, int Green, int Blue) Parts(string colour)
    {
        int all = int.Parse(colour.Substring(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (all >> 16, (all >> 8) & 255, all & 255);
    }
}
