namespace CnnParams.Formats.SafeTensors;

/// <summary>Names in order, runs of digits compared as numbers: layer.2 before layer.10.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    internal static NaturalOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        string left = x ?? "",
            right = y ?? "";
        int i = 0,
            j = 0;
        while (i < left.Length && j < right.Length)
        {
            int order =
                IsDigit(left[i]) && IsDigit(right[j])
                    ? CompareRuns(left, ref i, right, ref j)
                    : left[i++].CompareTo(right[j++]);
            if (order != 0)
                return order;
        }

        return (left.Length - i).CompareTo(right.Length - j);
    }

    private static int CompareRuns(string left, ref int i, string right, ref int j)
    {
        string first = Run(left, ref i),
            second = Run(right, ref j);
        return first.Length != second.Length
            ? first.Length.CompareTo(second.Length)
            : string.CompareOrdinal(first, second);
    }

    private static string Run(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && IsDigit(text[at]))
            at++;
        return text.Substring(start, at - start).TrimStart('0');
    }

    private static bool IsDigit(char letter) => letter is >= '0' and <= '9';
}
