using System.Globalization;
using System.Text.RegularExpressions;

namespace CnnParams.Catalogue;

/// <summary>
/// What somebody may have meant by a name that is not in the catalogue. A name is a kind of network, its generation and
/// its size (MobileNet, v2, 100): a hint keeps the kind, never changes the generation, and lets the size give way, to
/// the nearest number: ResNet50 for ResNet49.
/// </summary>
internal sealed record NameHint(string Kind, string Generation, string Size)
{
    // As much as four letters.
    private const double MostNear = 4;

    private static readonly string[] SizeWords = ["nano", "tiny", "small", "medium", "base", "large", "huge"];

    // Sizes by words and by letters: EfficientNetV2S, efficientnetv2_small.
    private static readonly Regex SizeWord = new($"(?<![a-z])({string.Join("|", SizeWords)})(?![a-z])");

    // YOLO has its generation without a v, and others can: deit3_base, convnext2_base.
    private static readonly Regex Version = new(
        "v(?<version>[0-9]+)|(?<=^yolo)(?<version>[0-9]+)|(?<=^[a-z]{3,})(?<version>[2-9])(?=[_-][a-z])"
    );

    /// <summary>A hint to put after the statement that a name is unknown.</summary>
    internal static string For(string name, IReadOnlyList<Architecture> known)
    {
        var (nearest, family) = Find(name, known);
        return nearest is not null ? $" (did you mean {nearest}?); Get-CnnArchitecture lists what is"
            : family is null ? "; Get-CnnArchitecture lists what is"
            : $"; Get-CnnArchitecture -Family '{family}' lists what is of its family";
    }

    /// <summary>The nearest name, or else the family that such a name would be of.</summary>
    internal static (string? Nearest, string? Family) Find(string name, IReadOnlyList<Architecture> known)
    {
        if (SpokenName.Candidates(name) is [var spoken, ..])
            return (spoken.Name, null);
        var wanted = Of(name);
        // What the number at the end of deit3 is, a word after it says.
        string[] generations = [wanted.Generation, Of(name + "_a").Generation];
        if (
            Shortest(known, candidate => Begins(candidate, name) && generations.Contains(Of(candidate).Generation)) is
            { } longer
        )
            return (longer, null);

        var near = known
            .SelectMany(architecture =>
                architecture.Names.Select(candidate => (Name: candidate, architecture.Family, Hint: Of(candidate)))
            )
            .Select(candidate =>
                (
                    candidate.Name,
                    candidate.Family,
                    candidate.Hint,
                    Kind: Suggestion.Distance(wanted.Kind, candidate.Hint.Kind)
                )
            )
            .Where(candidate => candidate.Kind <= Math.Min(2, wanted.Kind.Length / 4))
            .ToArray();
        var nearest = near.Where(candidate => candidate.Hint.Generation == wanted.Generation)
            .Select(candidate =>
                (
                    candidate.Name,
                    candidate.Hint.Form,
                    Distance: (3 * candidate.Kind)
                        + (wanted.Letter == candidate.Hint.Letter ? 0 : Apart(wanted.Size, candidate.Hint.Size)),
                    Nearness: Nearness(wanted.Size, candidate.Hint.Size)
                )
            )
            .OrderBy(candidate => candidate.Distance - candidate.Nearness)
            .ThenBy(candidate => candidate.Form == wanted.Form ? 0 : 1)
            .ThenBy(candidate => candidate.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase) ? 0 : 1)
            .FirstOrDefault();
        if (nearest.Name is not null && nearest.Distance <= Math.Max(3, wanted.Kind.Length / 2))
            return (nearest.Name, null);

        if (near.Length == 0 && name.Length > 2 && Shortest(known, candidate => HasWord(candidate, name)) is { } about)
            return (about, null);

        return (
            null,
            near.OrderBy(candidate => candidate.Kind)
                .Select(candidate => candidate.Family)
                .FirstOrDefault(family => family.Length > 0)
                ?? FamilyOf(name, known)
        );
    }

    private static string? Shortest(IReadOnlyList<Architecture> known, Func<string, bool> isMeant) =>
        known
            .SelectMany(architecture => architecture.Names)
            .Where(isMeant)
            .OrderBy(candidate => candidate.Length)
            .ThenBy(candidate => candidate, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault();

    // resnext50 is the beginning of ResNeXt50_32x4d, and vgg1 not that of VGG16.
    private static bool Begins(string candidate, string name)
    {
        int at = 0;
        char last = '_';
        foreach (char letter in name.Where(char.IsLetterOrDigit))
        {
            while (at < candidate.Length && !char.IsLetterOrDigit(candidate[at]))
                at++;
            if (at == candidate.Length || char.ToLowerInvariant(candidate[at]) != char.ToLowerInvariant(letter))
                return false;
            last = letter;
            at++;
        }

        if (at < 3 || at == candidate.Length)
            return at >= 3;
        char next = candidate[at];
        return char.IsDigit(last) ? !char.IsDigit(next) : !char.IsLetter(next) || char.IsUpper(next);
    }

    // dinov2 is what vit_base_patch14_dinov2 is about.
    private static bool HasWord(string candidate, string name) =>
        candidate.Split('_').Contains(name, StringComparer.OrdinalIgnoreCase);

    // hiera_giant_224 is none that there is, and begins as all of Hiera do.
    private static string? FamilyOf(string name, IReadOnlyList<Architecture> known)
    {
        string first = FirstWord(name);
        return first.Length < 3
            ? null
            : known
                .FirstOrDefault(architecture =>
                    architecture.Family.Length > 0
                    && architecture.Names.Any(candidate =>
                        FirstWord(candidate).Equals(first, StringComparison.OrdinalIgnoreCase)
                    )
                )
                ?.Family;
    }

    private static string FirstWord(string name) => Regex.Match(name, "^\\p{L}*").Value;

    // The size with a letter for a word: s for small.
    private string Letter { get; init; } = "";

    // What is a form and not a number: the d of resnet50d.
    private string Form => Regex.Replace(Size, "[0-9]+", "");

    // Sizes by words are as far apart as they stand in their order: large is next to base.
    private static int Apart(string wanted, string size) =>
        (Array.IndexOf(SizeWords, wanted), Array.IndexOf(SizeWords, size)) is (>= 0, >= 0) and var (left, right)
            ? Math.Abs(left - right)
            : Suggestion.Distance(wanted, size);

    // 49 is near to 50, and not to 14t; B9 is nearest to B7.
    private static double Nearness(string wanted, string size)
    {
        var (letter, number) = Number(wanted);
        var (otherLetter, other) = Number(size);
        if (number is not { } left || other is not { } right || letter != otherLetter)
            return 0;
        return MostNear / (1 + (Math.Abs(left - right) / Math.Max(left, 1.0)));
    }

    // A number, with a letter before it at most.
    private static (string Letter, int? Number) Number(string size) =>
        Regex.Match(size, "^(?<letter>[a-z]?)(?<number>[0-9]{1,8})$") is { Success: true } match
            ? (match.Groups["letter"].Value, int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture))
            : ("", null);

    private static NameHint Of(string name)
    {
        name = name.ToLowerInvariant();
        var version = Version.Match(name);
        int kind = version.Success ? version.Index : name.Length;
        var digit = Regex.Match(name, "[0-9]");
        kind = digit.Success ? Math.Min(kind, digit.Index) : kind;
        // A size by a word ends the kind as a number does: hgnet_large is not near to rdnet_large.
        var word = SizeWord.Match(name);
        kind = word.Index > 0 ? Math.Min(kind, word.Index) : kind;
        string size = version.Success ? name.Remove(version.Index, version.Length) : name;
        return new NameHint(
            Letters(name.Substring(0, kind)),
            version.Success ? version.Groups["version"].Value : "1",
            Letters(size.Substring(kind))
        )
        {
            Letter = Letters(SizeWord.Replace(size.Substring(kind), word => word.Value.Substring(0, 1))),
        };
    }

    private static string Letters(string text) => Regex.Replace(text, "[^\\p{L}\\p{Nd}]+", "");
}
