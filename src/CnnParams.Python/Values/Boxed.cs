using System.Numerics;

namespace CnnParams.Python.Values;

/// <summary>Numbers and Booleans as objects; the frequent ones are made once.</summary>
internal static class Boxed
{
    internal static readonly object True = true;

    internal static readonly object False = false;

    private const int Lowest = -16;
    private const int Highest = 4096;

    private static readonly object[] Small = MakeSmall();

    internal static object Of(bool value) => value ? True : False;

    internal static object Of(long value) => value is >= Lowest and <= Highest ? Small[value - Lowest] : value;

    internal static object Of(int value) => Of((long)value);

    internal static object Of(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue ? Of((long)value) : value;

    private static object[] MakeSmall()
    {
        var small = new object[Highest - Lowest + 1];
        for (int i = 0; i < small.Length; i++)
            small[i] = (long)(i + Lowest);
        return small;
    }
}
