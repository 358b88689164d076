using System.Text.RegularExpressions;

namespace CnnParams.Catalogue;

/// <summary>
/// What somebody may have meant by a name that is not in the catalogue. A name is a kind of network, its generation and
/// its size (MobileNet, v2, 100): a hint keeps the kind, never changes the generation, and lets the size give way.
/// </summary>
internal sealed record NameHint(string Kind, string Generation, string Size)
{
    // YOLO alone has its generation without a v.
    private static readonly Regex Version = new("v(?<version>[0-9]+)|(?<=^yolo)(?<version>[0-9]+)");

    /// <summary>A hint to put after the statement that a name is unknown.</summary>
    internal static string For(string name, IReadOnlyList<Architecture> known)
    {
        var wanted = Of(name);
        var near = known
            .SelectMany(architecture => architecture.Names.Select(candidate => (Name: candidate, architecture.Family, Hint: Of(candidate))))
            .Select(candidate => (candidate.Name, candidate.Family, candidate.Hint, Kind: Suggestion.Distance(wanted.Kind, candidate.Hint.Kind)))
            .Where(candidate => candidate.Kind <= Math.Min(2, wanted.Kind.Length / 4))
            .ToArray();
        var nearest = near
            .Where(candidate => candidate.Hint.Generation == wanted.Generation)
            .Select(candidate => (candidate.Name, candidate.Hint.Form, Distance: (3 * candidate.Kind) + Suggestion.Distance(wanted.Size, candidate.Hint.Size)))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Form == wanted.Form ? 0 : 1)
            .ThenBy(candidate => candidate.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase) ? 0 : 1)
            .FirstOrDefault();
        if (nearest.Name is not null && nearest.Distance <= Math.Max(3, wanted.Kind.Length / 2))
            return $" (did you mean {nearest.Name}?); Get-CnnArchitecture lists what is";

        string? family = near.OrderBy(candidate => candidate.Kind).Select(candidate => candidate.Family).FirstOrDefault(family => family.Length > 0);
        return family is null
            ? "; Get-CnnArchitecture lists what is"
            : $"; Get-CnnArchitecture -Family '{family}' lists what is of its family";
    }

    // What is a form and not a number: the d of resnet50d.
    private string Form => Regex.Replace(Size, "[0-9]+", "");

    private static NameHint Of(string name)
    {
        name = name.ToLowerInvariant();
        var version = Version.Match(name);
        int kind = version.Success ? version.Index : name.Length;
        var digit = Regex.Match(name, "[0-9]");
        kind = digit.Success ? Math.Min(kind, digit.Index) : kind;
        string size = version.Success ? name.Remove(version.Index, version.Length) : name;
        return new NameHint(Letters(name.Substring(0, kind)), version.Success ? version.Groups["version"].Value : "1", Letters(size.Substring(kind)));
    }

    private static string Letters(string text) => Regex.Replace(text, "[^\\p{L}\\p{Nd}]+", "");
}
