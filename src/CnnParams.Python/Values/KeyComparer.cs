using System.Numerics;
using System.Runtime.CompilerServices;

namespace CnnParams.Python.Values;

/// <summary>When two keys are one: 1, 1.0 and True are.</summary>
internal sealed class KeyComparer : IEqualityComparer<object>
{
    internal static readonly KeyComparer Instance = new();

    bool IEqualityComparer<object>.Equals(object? left, object? right) => AreEqual(left!, right!);

    int IEqualityComparer<object>.GetHashCode(object key) => Hash(key);

    internal static bool AreEqual(object left, object right)
    {
        if (ReferenceEquals(left, right))
            return true;
        return left switch
        {
            string text => right is string other ? text == other : right is PyObject value && value.EqualsKey(left),
            PyObject value => value.EqualsKey(right),
            _ => right is PyObject value ? value.EqualsKey(left) : Running.Numbers.AreEqual(left, right),
        };
    }

    internal static int Hash(object key) =>
        key switch
        {
            string text => text.GetHashCode(),
            long number => number.GetHashCode(),
            bool flag => flag ? 1 : 0,
            double real => real == Math.Floor(real) && Math.Abs(real) < 9e18
                ? ((long)real).GetHashCode()
                : real.GetHashCode(),
            PyObject value => value.HashKey(),
            BigInteger big => big.GetHashCode(),
            _ => RuntimeHelpers.GetHashCode(key),
        };
}
