namespace CnnParams.Catalogue;

/// <summary>How a scaled number of channels is made whole (MobileNet's make_divisible).</summary>
public static class ChannelRounding
{
    /// <summary>The nearest multiple, a half upwards, but never less than nine tenths of what was wanted.</summary>
    public static long Nearest(double channels, long divisor = 8)
    {
        long near = Multiple(channels, divisor);
        return near < 0.9 * channels ? near + divisor : near;
    }

    /// <summary>The nearest multiple, a half upwards, and one at least.</summary>
    public static long Multiple(double channels, long divisor = 8) =>
        Math.Max(divisor, checked((long)(channels + (divisor / 2.0))) / divisor * divisor);
}
