namespace CnnParams.Python.Running;

/// <summary>The name that one was probably meant to be.</summary>
public static class SimilarNames
{
    private const int Longest = 40;

    /// <summary>The end of a sentence: "; did you mean 'x'?", or nothing.</summary>
    public static string Find(string name, IEnumerable<string> known)
    {
        if (name.Length > Longest)
            return "";
        string? best = null;
        int least = 1 + (name.Length / 4);
        foreach (string other in known)
        {
            if (other.Length > Longest || Math.Abs(other.Length - name.Length) > least || other == name)
                continue;
            int distance = Distance(name, other);
            if (distance <= least && (best is null || distance < least))
                (best, least) = (other, distance);
        }

        return best is null ? "" : $"; did you mean '{best}'?";
    }

    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int cost = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1;
                int least = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + cost);
                diagonal = row[j];
                row[j] = least;
            }
        }

        return row[right.Length];
    }
}
