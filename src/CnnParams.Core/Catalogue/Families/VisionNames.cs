using System.Globalization;
using System.Text.RegularExpressions;
using CnnParams.Catalogue.Blocks;

namespace CnnParams.Catalogue.Families;

/// <summary>Vision transformers by names that say the size of a patch and of the image, as timm's do.</summary>
internal static class VisionNames
{
    internal static IEnumerable<Architecture> Of(Paper paper, VisionForm form, params string[] names) =>
        names.Select(name => Of(paper, form, name, ImageOf(name)));

    /// <summary>The height and width of the image that a name ends with.</summary>
    internal static long ImageOf(string name) => Number(name, "_([0-9]+)$", 224);

    internal static Architecture Of(Paper paper, VisionForm form, string name, long resolution)
    {
        var sized = form with { Patch = Number(name, "patch([0-9]+)", 16) };
        var variant =
            form.Classes > 0
                ? Variants.Timm((x, _) => sized.Body(x), sized.Top, resolution: resolution, classes: form.Classes)
                : Variants.Timm(
                    (x, _) => sized.Pooled(sized.Body(x)),
                    null,
                    "timm has weights without a classifier.",
                    resolution,
                    0
                );
        return new(name, paper, variant);
    }

    private static long Number(string name, string pattern, long otherwise)
    {
        var match = Regex.Match(name, pattern);
        return match.Success ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : otherwise;
    }
}
