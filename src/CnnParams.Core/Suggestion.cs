namespace CnnParams;

/// <summary>The word that somebody may have meant.</summary>
public static class Suggestion
{
    /// <summary>" (did you mean X?)" for the nearest word, or nothing where none is near.</summary>
    // What has no letter in common with a word was not meant.
    public static string For(string word, IEnumerable<string> known) =>
        Nearest(word, known, Math.Min(Math.Max(2, word.Length / 3), word.Length - 1)) is { } nearest
            ? $" (did you mean {nearest}?)"
            : "";

    /// <summary>
    /// Whether a word is in all likelihood one of the known ones, misspelt: long, and one or two letters off.
    /// </summary>
    public static bool IsMisspelt(string word, IEnumerable<string> known) =>
        word.Length >= 5 && Nearest(word, known, word.Length == 5 ? 1 : 2) is not null;

    // Nobody means a word of thousands of letters, or finds one among as many names.
    private const int LongestWord = 100,
        MostKnown = 1000;

    private static string? Nearest(string word, IEnumerable<string> known, int most)
    {
        if (word.Length > LongestWord)
            return null;
        string? nearest = null;
        int least = most + 1;
        foreach (string candidate in known.Take(MostKnown))
        {
            int distance = Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant(), least);
            if (distance < least)
                (nearest, least) = (candidate, distance);
        }

        return nearest;
    }

    /// <summary>
    /// Levenshtein's distance: how many letters are put in, left out or another; given up at a limit.
    /// </summary>
    public static int Distance(string left, string right, int limit = int.MaxValue)
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
