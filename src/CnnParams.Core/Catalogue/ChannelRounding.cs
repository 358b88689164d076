namespace CnnParams.Catalogue;

/// <summary>How a scaled number of channels is made whole (MobileNet's make_divisible).</summary>
public static class ChannelRounding
{
    /// <summary>The nearest multiple, a half upwards, but never less than nine tenths of what was wanted.</summary>
    public static long Nearest(double channels, long divisor = 8) => Nearest(channels, divisor, 0.9);

    /// <summary>The nearest multiple, a half upwards, but never less than a share of what was wanted.</summary>
    internal static long Nearest(double channels, long divisor, double share)
    {
        long near = Multiple(channels, divisor);
        return near < share * channels ? near + divisor : near;
    }

    /// <summary>The nearest multiple, a half upwards, and one at least.</summary>
    public static long Multiple(double channels, long divisor = 8) =>
        Math.Max(divisor, checked((long)(channels + (divisor / 2.0))) / divisor * divisor);
}
