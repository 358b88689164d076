using System.Globalization;
using System.Text.RegularExpressions;

namespace CnnParams.Catalogue;

/// <summary>
/// Names as papers, tables and people write them: DeiT-S for deit_small_patch16_224, ShuffleNetV2 1.0x for
/// ShuffleNetV2_x1_0, WRN-50-2 for WideResNet50_2. Sizes are letters or words; a width of 1.0, an image of 224, a patch
/// and a window of the usual size go without saying.
/// </summary>
internal static class SpokenName
{
    private static readonly Regex Tokens = new(
        "[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+(\\.[0-9]+)?",
        RegexOptions.CultureInvariant
    );

    // x0_5 and 1_1 are decimals; 50_2 are two numbers.
    private static readonly Regex Underscored = new(
        "(?<![0-9])([0-9])_([0-9])(?![0-9])",
        RegexOptions.CultureInvariant
    );

    // timm's widths: ghostnet_100, mobilenetv2_140. RegNet's are something else.
    private static readonly Regex Width = new("^(?!regnet).*_(0[0-9]{2}|1[0-5]0)$", RegexOptions.CultureInvariant);

    private static readonly Dictionary<string, string> Letters = new(StringComparer.Ordinal)
    {
        ["nano"] = "n",
        ["tiny"] = "t",
        ["ti"] = "t",
        ["small"] = "s",
        ["medium"] = "m",
        ["base"] = "b",
        ["large"] = "l",
        ["xlarge"] = "xl",
        ["huge"] = "h",
    };

    private static readonly (string Short, string Long)[] Abbreviations =
    [
        ("wrn", "wideresnet"),
        ("effnet", "efficientnet"),
        ("mlpmixer", "mixer"),
    ];

    private enum Silence
    {
        Nothing,
        Usual,
        Patches,
    }

    private static readonly Silence[] Levels = [Silence.Nothing, Silence.Usual, Silence.Patches];

    private static readonly Lazy<ILookup<string, Architecture>[]> Published = new(() =>
        [
            .. Levels.Select(level =>
                PublishedArchitectures
                    .All.Values.Distinct()
                    .SelectMany(architecture => architecture.Names, (architecture, name) => (architecture, name))
                    .Select(pair => (pair.architecture, Key: Key([.. Words(pair.name)], level)))
                    .Distinct()
                    .ToLookup(pair => pair.Key, pair => pair.architecture, StringComparer.Ordinal)
            ),
        ]
    );

    /// <summary>
    /// The published architectures that a name may stand for: those that leave least unsaid. One is the one that is
    /// meant.
    /// </summary>
    internal static IReadOnlyList<Architecture> Candidates(string name)
    {
        string[] tokens = [.. Words(name)];
        string key = Key(WithoutFirstGeneration(tokens), Silence.Usual);
        foreach (var (spoken, full) in Abbreviations)
        {
            if (key.StartsWith(spoken, StringComparison.Ordinal))
                key = full + key.Substring(spoken.Length);
        }

        return Published.Value.Select(level => level[key].ToArray()).FirstOrDefault(found => found.Length > 0) ?? [];
    }

    // Generation 1 is not written, and ResNet's v1.5 is where a stride is: a variant.
    private static string[] WithoutFirstGeneration(string[] tokens)
    {
        int at = Array.IndexOf(tokens, "v");
        return
            at > 0
            && at + 1 < tokens.Length
            && (tokens[at + 1] == "1" || (tokens[at + 1] == "1.5" && tokens.Contains("res")))
            ? [.. tokens.Take(at), .. tokens.Skip(at + 2)]
            : tokens;
    }

    private static string Key(string[] tokens, Silence silence)
    {
        var kept = new List<string>();
        string scale = "";
        for (int at = 0; at < tokens.Length; at++)
        {
            string token = tokens[at];
            string next = at + 1 < tokens.Length ? tokens[at + 1] : "";
            bool isBetween = at > 0 && IsNumber(tokens[at - 1]) && !next.Contains('.');
            if (token == "v" && next.Contains('.'))
                continue;
            if (token is "patch" or "window" && silence != Silence.Nothing)
                at += IsUsual(token, next, silence) ? 1 : 0;
            else if (token == "x" && IsNumber(next) && !isBetween)
                scale = Scale(tokens[++at], silence);
            else if (next == "x" && IsNumber(token) && (at + 2 == tokens.Length || !IsNumber(tokens[at + 2])))
            {
                scale = Scale(token, silence);
                at++;
            }
            else if (token.Contains('.') && IsNumber(token) && (next.Length == 0 || at == 0))
                scale = Scale(token, silence);
            else if (token != "224" || next.Length > 0 || silence == Silence.Nothing)
                kept.Add(at > 0 && Letters.TryGetValue(token, out string? letter) ? letter : token);
        }

        return Joined(kept) + scale;
    }

    private static IEnumerable<string> Words(string name)
    {
        if (Width.Match(name) is { Success: true } width)
            name =
                name.Substring(0, width.Groups[1].Index)
                + "x"
                + (int.Parse(width.Groups[1].Value, CultureInfo.InvariantCulture) / 100m).ToString(
                    "0.0#",
                    CultureInfo.InvariantCulture
                );
        return Tokens
            .Matches(Underscored.Replace(name, "$1.$2"))
            .Cast<Match>()
            .Select(match => match.Value.ToLowerInvariant());
    }

    // A window of 7, and patches of 16 or, in windows, 4.
    private static bool IsUsual(string token, string size, Silence silence) =>
        token == "window" ? size == "7" : silence == Silence.Patches && size is "16" or "4";

    private static string Scale(string factor, Silence silence)
    {
        decimal value = decimal.Parse(factor, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return value == 1 && silence != Silence.Nothing
            ? ""
            : "x" + value.ToString("0.###", CultureInfo.InvariantCulture);
    }

    private static bool IsNumber(string token) => token.Length is > 0 and < 10 && token[0] is >= '0' and <= '9';

    // Numbers side by side stay two.
    private static string Joined(List<string> tokens)
    {
        string key = "";
        foreach (string token in tokens)
            key += (IsNumber(token) && key.Length > 0 && key[key.Length - 1] is >= '0' and <= '9' ? "." : "") + token;
        return key;
    }
}
