namespace CnnParams.Catalogue;

/// <summary>The choices that a definition looks at, all made.</summary>
/// <param name="Classes">The number of classes.</param>
/// <param name="Width">The width multiplier.</param>
/// <param name="IncludeTop">Whether the classifier at the end is there.</param>
/// <param name="Auxiliary">Whether the heads that help training are there.</param>
public sealed record BuildOptions(long Classes, double Width, bool IncludeTop, bool Auxiliary)
{
    /// <summary>Filters times the width multiplier, brought near to a multiple of <paramref name="divisor"/>.</summary>
    internal long Filters(double filters, long divisor = 8) => ChannelRounding.Nearest(filters * Width, divisor);
}
