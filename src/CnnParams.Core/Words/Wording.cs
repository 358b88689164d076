using System.Globalization;
using System.Text.RegularExpressions;
using CnnParams.Formulas;

namespace CnnParams.Words;

/// <summary>
/// The words of one language, from a file of lines <c>key = text</c> (Words): what is said about layers
/// and about mistakes. A key that a language does not have is taken from English.
/// </summary>
public sealed class Wording
{
    private static readonly Lazy<Wording> EnglishWords = new(() => new Wording("en", null));

    private static readonly Lazy<Wording> ChineseWords = new(() => new Wording("zh", English));

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Wording? _fallback;

    private Wording(string language, Wording? fallback)
    {
        Language = language;
        _fallback = fallback;
        using var stream = typeof(Wording).Assembly.GetManifestResourceStream($"CnnParams.Words.{language}.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            int equals = line.IndexOf(" = ", StringComparison.Ordinal);
            if (equals > 0 && line[0] != '#')
                _texts.Add(line.Substring(0, equals).Trim(), line.Substring(equals + 3).Trim());
        }
    }

    /// <summary>English.</summary>
    public static Wording English => EnglishWords.Value;

    /// <summary>Chinese.</summary>
    public static Wording Chinese => ChineseWords.Value;

    /// <summary>The language: <c>en</c> or <c>zh</c>.</summary>
    public string Language { get; }

    /// <summary>The words for a culture: Chinese for any Chinese one, English for all others.</summary>
    public static Wording For(CultureInfo culture) => culture.TwoLetterISOLanguageName == "zh" ? Chinese : English;

    internal IReadOnlyCollection<string> Keys => _texts.Keys;

    /// <summary>The text of a key; null where no language has it.</summary>
    internal string? Find(string key) => _texts.TryGetValue(key, out string? text) ? text : _fallback?.Find(key);

    /// <summary>The text of a key.</summary>
    /// <exception cref="KeyNotFoundException">No language has it.</exception>
    public string this[string key] => Find(key) ?? throw new KeyNotFoundException($"There are no words for '{key}'.");

    // A number and a word with the ending that it has for all numbers but one: 3 layer[s].
    private static readonly Regex Plural = new(@"(?<number>\d+)(?<word> \w+)\[(?<ending>\w+)\]");

    /// <summary>The text of a key with details in its places <c>{0}</c>, and words in the number that fits.</summary>
    /// <exception cref="KeyNotFoundException">No language has it.</exception>
    public string Format(string key, params object[] details) =>
        InNumber(string.Format(CultureInfo.InvariantCulture, this[key], details));

    /// <summary>
    /// A text whose words are in the number that fits: <c>1 layer</c> and <c>3 layers</c> for layer[s].
    /// </summary>
    internal static string InNumber(string text) =>
        Plural.Replace(
            text,
            match =>
                match.Groups["number"].Value
                + match.Groups["word"].Value
                + (match.Groups["number"].Value == "1" ? "" : match.Groups["ending"].Value)
        );

    /// <summary>
    /// A legend (<c>d: input channels; k: filters</c>) in this language; parts without a translation stay.
    /// </summary>
    internal string Legend(string legend) =>
        string.Join(
            "; ",
            legend
                .Split([';'], StringSplitOptions.RemoveEmptyEntries)
                .Select(part =>
                {
                    int colon = part.IndexOf(':');
                    string meaning = part.Substring(colon + 1).Trim();
                    string letters = colon < 0 ? "" : part.Substring(0, colon).Trim() + ": ";
                    return letters + (Find("legend." + meaning) ?? meaning);
                })
        );
}
