using System.Numerics;

namespace CnnParams.Python.Values;

/// <summary>Numbers and Booleans as objects; the frequent ones are made once.</summary>
public static class Boxed
{
    public static readonly object True = true;

    public static readonly object False = false;

    private const int Lowest = -16;
    private const int Highest = 4096;

    private static readonly object[] Small = MakeSmall();

    public static object Of(bool value) => value ? True : False;

    public static object Of(long value) => value is >= Lowest and <= Highest ? Small[value - Lowest] : value;

    public static object Of(int value) => Of((long)value);

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
