using CnnParams.Words;

namespace CnnParams.Core.Tests.Words;

/// <summary>What of a text from a file is shown; categories of letters are those of Unicode.</summary>
public sealed class PrintableTextTests
{
    [Theory]
    [InlineData("conv1/weights", "conv1/weights")]
    [InlineData("a\u001B[31mb", @"a\u001B[31mb")]
    [InlineData("\u202Eabc", @"\u202Eabc")]
    [InlineData("卷积\u200B层", @"卷积\u200B层")]
    [InlineData("😀\u0007😀x", @"😀\u0007😀x")]
    [InlineData("x\U000E0001y", @"x\uDB40\uDC01y")] // a tag of languages, which takes two units
    public void What_is_not_seen_is_a_number(string text, string shown) => Assert.Equal(shown, PrintableText.Of(text));

    // An attribute holds no half of a letter.
    [Fact]
    public void Half_a_letter_is_a_number() => Assert.Equal(@"a\uD83D", PrintableText.Of("a\uD83D"));

    [Theory]
    [InlineData("abcdefghij", 10, "abcdefghij")]
    [InlineData("abcdefghij", 6, "ab…hij")]
    [InlineData("abcdefghij", 5, "ab…ij")]
    [InlineData("a😀bcdefg", 5, "a…fg")]
    [InlineData("abcdef😀g", 5, "ab…g")]
    [InlineData("a\u0007b", 5, "a\\…7b")]
    public void What_is_long_is_cut_between_letters(string text, int longest, string shown) =>
        Assert.Equal(shown, PrintableText.Of(text, longest));

    [Fact]
    public void Both_ends_of_what_is_very_long_are_shown() =>
        Assert.Equal("aa…bb", PrintableText.Of(new string('a', 100) + new string('b', 100), 5));

    [Fact]
    public void Lines_stay_lines() => Assert.Equal("a\nb\\u0007", PrintableText.Lines("a\r\nb\u0007"));

    [Theory]
    [InlineData("zh-CN", "zh")]
    [InlineData("zh-TW", "zh")]
    [InlineData("de-DE", "en")]
    public void Words_are_those_of_the_culture(string culture, string language) =>
        Assert.Equal(language, Wording.For(new System.Globalization.CultureInfo(culture)).Language);
}
