using System.Management.Automation;

namespace CnnParams.PowerShell.Completion;

/// <summary>What completers have in common: matching what is typed so far, quotes and wildcards included.</summary>
internal static class Completions
{
    internal static IEnumerable<CompletionResult> Matching<T>(
        string word,
        IEnumerable<T> candidates,
        Func<T, string> text,
        Func<T, string> tip
    )
    {
        var pattern = WildcardPattern.Get(word.Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return candidates
            .Where(candidate => pattern.IsMatch(text(candidate)))
            .Select(candidate => new CompletionResult(
                Quoted(text(candidate)),
                text(candidate),
                CompletionResultType.ParameterValue,
                tip(candidate)
            ));
    }

    // A name with a space or a sign that means something to the shell needs quotes.
    private static string Quoted(string text) =>
        text.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or '$')
            ? text
            : $"'{text.Replace("'", "''")}'";
}
