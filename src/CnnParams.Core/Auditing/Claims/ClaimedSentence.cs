using System.Text.RegularExpressions;
using CnnParams.Catalogue;

namespace CnnParams.Auditing;

/// <summary>
/// What a sentence claims: <c>VGG16 has 138M parameters and needs 15.5 GMACs</c>. A number is a figure where its unit
/// or the word before it says of what; so years, sizes of images and accuracies are none.
/// </summary>
internal static class ClaimedSentence
{
    private const string Parameters =
            @"param(eter)?s?|weights?|param[eèé]tres|par[aáâ]metros|parametern?|参数量?|パラメータ数?",
        Macs = @"(mult(iply|iplication)?-?\s?(adds?|accumulates?|accumulations?)|maccs?|macs?)(\s+operations)?",
        Flops = @"flops?|floating[- ]point operations";

    // Who says what training changes means these parameters, and not all.
    private const string Kinds =
        @"(?<non>(non|un|not)-?\s?trainable|non-?\s?learnable|frozen)|(?<trained>trainable|learnable|trained)|total|free|tunable|model|network|weight";

    private static readonly Regex Number = new(
        $@"(?<![\p{{L}}\d.,_/×*^-])(?<text>(?<digits>\d{{1,3}}([,'’_\s\u00A0\u202F]\d{{3}})+(\.\d+)?|\d{{1,2}}(,\d{{2}})+,\d{{3}}|\d+([.,]\d+)?)(?<exponent>{Figure.PowerOfTen})?"
            + $@"(\s*(?<bytes>{Figure.ByteUnits})|\s*(?<scale>{Figure.ScaleWords})?(-?\s*((?<kind>{Kinds})\s+)*(?<parameters>{Parameters})|\s*(?<macs>{Macs})|\s*(?<flops>{Flops}))?))(?![\p{{L}}\d×^])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    );

    // The word before a number: Total params: 25,557,032; the number of parameters is about 60000.
    private static readonly Regex Title = new(
        $@"((?<kind>{Kinds})\s+)*\b((?<parameters>{Parameters})|(?<macs>{Macs})|(?<flops>{Flops}))(\s+count)?\W*((is|are|was|were|of|equals?|about|approximately|around|roughly|ca|etwa|in total)\W+)*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    );

    // 60 million images are no claim, 60 million in all are.
    private static readonly Regex CountedThing = new(
        @"^[ \t]+(?!(and|or|in|for|of|vs|while|but|with|at|to|per|which|on|against|compared|whereas|is|are)\b)\p{L}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    );

    // 1.370 is no number of thousands for sure.
    private static readonly Regex Grouped = new(@"^\d{1,3}(?<mark>[^\d.])\d{2,3}|^\d{1,3}\.\d{3}\.");

    private static readonly Regex Word = new(@"\p{L}[\w/-]*(\s?\d+)?", RegexOptions.CultureInvariant);

    // Longer texts are no sentence about a network.
    private const int Longest = 2000,
        ShortestName = 4;

    /// <summary>The figures of a sentence, each about the network that is named before it.</summary>
    internal static IEnumerable<ClaimedRow> Read(string text)
    {
        if (text.Length > Longest)
            yield break;
        bool isOfTrained = false;
        foreach (Match match in Number.Matches(text))
        {
            string before = text.Substring(0, match.Index),
                after = text.Substring(match.Index + match.Length);
            if (Claimed(match, before, after) is not var (quantity, figure) || Figure.Parse(figure) is null)
                continue;
            // Keras prints the size of what is trained after its number.
            bool isItsSize = quantity == ClaimedQuantity.WeightBytes && isOfTrained;
            isOfTrained = quantity is ClaimedQuantity.TrainableParameters or ClaimedQuantity.NonTrainableParameters;
            if (!isItsSize)
                yield return ClaimedRow.OfTotal(quantity, figure, NetworkIn(before));
        }
    }

    private static (ClaimedQuantity Quantity, string Figure)? Claimed(Match match, string before, string after)
    {
        string text = match.Groups["text"].Value.Trim();
        if (match.Groups["bytes"].Success)
            return (ClaimedQuantity.WeightBytes, text);
        string number = (
            match.Groups["digits"].Value
            + match.Groups["exponent"].Value
            + (match.Groups["scale"].Success ? " " + match.Groups["scale"].Value : "")
        ).Trim();
        if (QuantityOf(match) is { } own)
            return (own, match.Groups["kind"].Success ? number : text);
        bool isLarge =
            match.Groups["scale"].Success
            || match.Groups["exponent"].Success
            || Grouped.IsMatch(match.Groups["digits"].Value);
        if (CountedThing.IsMatch(after))
            return null;
        return QuantityOf(Title.Match(before)) is { } titled ? (titled, number)
            : isLarge ? (ClaimedQuantity.Parameters, number)
            : null;
    }

    private static ClaimedQuantity? QuantityOf(Match match) =>
        match.Groups["macs"].Success ? ClaimedQuantity.Macs
        : match.Groups["flops"].Success ? ClaimedQuantity.Flops
        : !match.Groups["parameters"].Success ? null
        : match.Groups["non"].Success ? ClaimedQuantity.NonTrainableParameters
        : match.Groups["trained"].Success ? ClaimedQuantity.TrainableParameters
        : ClaimedQuantity.Parameters;

    private static string NetworkIn(string before) =>
        Word.Matches(before)
            .Cast<Match>()
            .Reverse()
            .Select(word => word.Value)
            .Where(word =>
                word.Length >= ShortestName && word.Any(letter => char.IsUpper(letter) || char.IsDigit(letter))
            )
            .Select(word => Architectures.Find(word)?.Name)
            .FirstOrDefault(name => name is not null)
        ?? "";
}
