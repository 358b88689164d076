using System.Numerics;

namespace CnnParams.Python.Values;

/// <summary>Numbers and Booleans as objects; the frequent ones are made once.</summary>
public static class Boxed
{
    /// <summary>True.</summary>
    public static readonly object True = true;

    /// <summary>False.</summary>
    public static readonly object False = false;

    private const int Lowest = -16;
    private const int Highest = 4096;

    private static readonly object[] Small = MakeSmall();

    /// <summary>A Boolean, always the same object.</summary>
    public static object Of(bool value) => value ? True : False;

    /// <summary>A whole number of 64 bits.</summary>
    public static object Of(long value) => value is >= Lowest and <= Highest ? Small[value - Lowest] : value;

    /// <summary>A whole number of 32 bits, as one of 64.</summary>
    public static object Of(int value) => Of((long)value);

    /// <summary>A whole number of any size, as one of 64 bits where it is so small.</summary>
    public static object Of(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue ? Of((long)value) : value;

    private static object[] MakeSmall()
    {
        var small = new object[Highest - Lowest + 1];
        for (int i = 0; i < small.Length; i++)
            small[i] = (long)(i + Lowest);
        return small;
    }
}
