namespace CnnParams;

/// <summary>The word that somebody may have meant.</summary>
internal static class Suggestion
{
    /// <summary>" (did you mean X?)" for the nearest word, or nothing where none is near.</summary>
    internal static string For(string word, IEnumerable<string> known)
    {
        string? nearest = null;
        int least = Math.Max(2, word.Length / 3) + 1;
        foreach (string candidate in known)
        {
            int distance = Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant(), least);
            if (distance < least)
                (nearest, least) = (candidate, distance);
        }

        return nearest is null ? "" : $" (did you mean {nearest}?)";
    }

    // Levenshtein's distance, given up at a limit.
    private static int Distance(string left, string right, int limit)
    {
        if (Math.Abs(left.Length - right.Length) >= limit)
            return limit;

        int[] row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int substitution = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
