using System.Text.RegularExpressions;

namespace CnnParams.Catalogue;

/// <summary>
/// A name as timm and the Hugging Face hub write it: an architecture, and what tells trained weights apart. A tag
/// stands after a point (<c>resnet50.a1_in1k</c>); before timm 0.8 it was a part of the name (<c>tv_resnet50</c>,
/// <c>swinv2_large_window12to16_192to256_22kft1k</c>).
/// </summary>
/// <param name="Architecture">The name without the tag.</param>
/// <param name="Tag">What tells the weights apart; empty for a name that has no tag.</param>
internal sealed record PretrainedName(string Architecture, string Tag)
{
    private static readonly Regex Form = new(
        "^(?<hub>(hf[-_]hub:)?timm/)?(?<trainer>tv_|gluon_|ssl_|swsl_|ig_|adv_|ens_adv_)?(?<name>[^.]+?)"
            + "(?<data>_(in|I)?2[12]k(_?ft_?1k)?|_in2[12]ft1k|_in1k|_miil)?(\\.(?<tag>.*))?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    );

    private static readonly string[] Parts = ["trainer", "data", "tag"];

    /// <summary>Whether there is more to the name than the architecture.</summary>
    internal bool IsTagged { get; private init; }

    internal static PretrainedName Of(string name)
    {
        var match = Form.Match(name.Trim());
        if (!match.Success)
            return new PretrainedName(name, "");
        string[] tags = [.. Parts.Select(part => match.Groups[part].Value.Trim('_')).Where(part => part.Length > 0)];
        return new PretrainedName(match.Groups["name"].Value, string.Join(", ", tags))
        {
            IsTagged = tags.Length > 0 || match.Groups["hub"].Success,
        };
    }
}
