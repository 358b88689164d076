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
        Macs = Figure.MacsWords,
        Flops = @"flops?|floating[- ]point operations";

    // Who says what training changes means these parameters, and not all.
    private const string Kinds =
        @"(?<non>(non|un|not)-?\s?trainable|non-?\s?learnable|frozen)|(?<trained>trainable|learnable|trained)|total|free|tunable|model|network|weight";

    private static readonly Regex Number = new(
        $@"(?<![\p{{L}}\d.,_/×*^-])(?<text>(?<digits>\d{{1,3}}(\.\d{{3}}){{2,}}|\d{{1,3}}([,'’_\s\u00A0\u202F]\d{{3}})+(\.\d+)?|\d{{1,2}}(,\d{{2}})+,\d{{3}}|\d+([.,]\d+)?)(?<exponent>{Figure.PowerOfTen})?"
            + $@"(\s*(?<bytes>{Figure.ByteUnits})(?!\.?\s?({Parameters}))|\s*(?<scale>{Figure.ScaleWords})?(-?\s*(d[eio]\s+)?((?<kind>{Kinds})\s+)*(?<parameters>{Parameters})|\s*(?<macs>{Macs})|\s*(?<flops>{Flops}))?))(?![\p{{L}}\d×^])",
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

    private static readonly Regex Word = new(
        @"\p{L}[\w/-]*(\.\d\w*)?(\s?\d+(?![\w.]))?",
        RegexOptions.CultureInvariant
    );

    // What follows the name and belongs to it: Inception v3, ShuffleNetV2 1.0x, ResNeXt-50 (32x4d), ConvNeXt Tiny.
    private static readonly Regex Rest = new(@"\G[ -](\([\w.]+\)|\w[\w.-]*)", RegexOptions.CultureInvariant);

    // Longer texts are no sentence about a network.
    private const int Longest = 2000,
        ShortestName = 4;

    /// <summary>The figures of a sentence, each about the network that is named before it.</summary>
    internal static IEnumerable<ClaimedRow> Read(string text)
    {
        if (text.Length > Longest)
            yield break;
        bool isOfTrained = false;
        var bare = new BareFigures();
        foreach (Match match in Number.Matches(text))
        {
            string before = text.Substring(0, match.Index),
                after = text.Substring(match.Index + match.Length);
            if (Claimed(match, before, after) is not var (said, figure) || Figure.Parse(figure) is not { } parsed)
                continue;
            string network = NetworkIn(before);
            var quantity = bare.Read(network, said, parsed);
            // Keras prints the size of what is trained after its number.
            bool isItsSize = quantity == ClaimedQuantity.WeightBytes && isOfTrained;
            isOfTrained = quantity is ClaimedQuantity.TrainableParameters or ClaimedQuantity.NonTrainableParameters;
            if (!isItsSize)
                yield return ClaimedRow.OfTotal(quantity, figure, network);
        }
    }

    // Without a quantity where nothing says what the figure is of.
    private static (ClaimedQuantity? Quantity, string Figure)? Claimed(Match match, string before, string after)
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
            : isLarge ? (null, number)
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
        Words(before)
            .Reverse()
            .SelectMany(word => Longer(before, word).Append(word.Value))
            .Select(name => Architectures.Find(name)?.Name)
            .FirstOrDefault(name => name is not null)
        ?? "";

    /// <summary>The words of a text that look like the names of networks.</summary>
    internal static IEnumerable<string> NamesIn(string text) =>
        text.Length > Longest ? [] : Words(text).Select(word => word.Value);

    private static IEnumerable<Match> Words(string text) =>
        Word.Matches(text)
            .Cast<Match>()
            .Where(word =>
                word.Length >= ShortestName && word.Value.Any(letter => char.IsUpper(letter) || char.IsDigit(letter))
            );

    // A name with the one or two words that follow it, the longer first.
    private static IEnumerable<string> Longer(string text, Match word)
    {
        var first = Rest.Match(text, word.Index + word.Length);
        if (!first.Success)
            yield break;
        var second = Rest.Match(text, first.Index + first.Length);
        if (second.Success)
            yield return word.Value + first.Value + second.Value;
        yield return word.Value + first.Value;
    }
}
