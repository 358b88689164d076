using System.Text.RegularExpressions;
using CnnParams.Networks;

namespace CnnParams.Measuring.Training;

/// <summary>Names with wildcards: <c>*</c> is any text, <c>?</c> any character; case does not matter.</summary>
internal sealed class NamePatterns
{
    private static readonly char[] Separators = ['.', '/'];

    private readonly IReadOnlyList<(Regex Form, int Depth)> _patterns;

    internal NamePatterns(IEnumerable<string> patterns) =>
        _patterns = [.. patterns.Select(text => (FormOf(text), Depth(text)))];

    /// <summary>Makes sure that each of some patterns is the name of something.</summary>
    /// <exception cref="LayerException">One is not.</exception>
    internal static void RequireEach(IEnumerable<string> patterns, Func<NamePatterns, bool> names, string what)
    {
        foreach (string text in patterns)
        {
            if (!names(new NamePatterns([text])))
                throw new LayerException(
                    ErrorId.InvalidChoice,
                    $"no {what} has a name like '{text}'; * stands for any text"
                );
        }
    }

    /// <summary>Whether one of them is the name.</summary>
    internal bool Match(string name) => _patterns.Any(pattern => pattern.Form.IsMatch(name));

    /// <summary>The block that a layer stands in, if it is one of those named; null otherwise.</summary>
    // A pattern with two steps names blocks two steps down.
    internal string? BlockOf(string name) =>
        _patterns
            .Select(pattern => (pattern.Form, Block: LayerPath.Block(name, pattern.Depth)))
            .Where(pattern => pattern.Form.IsMatch(pattern.Block))
            .Select(pattern => pattern.Block)
            .FirstOrDefault();

    private static int Depth(string pattern) => pattern.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>The regular expression of the names that a pattern stands for.</summary>
    internal static string Expression(string pattern) =>
        "^" + Regex.Escape(pattern).Replace("\\*", ".*").Replace("\\?", ".") + "$";

    private static Regex FormOf(string pattern) =>
        new(
            Expression(pattern),
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline,
            TimeSpan.FromSeconds(1)
        );
}
