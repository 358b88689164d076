namespace CnnParams.Reports.Tests;

public sealed class PrintableTextTests
{
    [Theory]
    [InlineData("conv1/Conv2D_3", "conv1/Conv2D_3")]
    [InlineData("\x1B[31mred\x9B\0", "\\u001B[31mred\\u009B\\u0000")]
    [InlineData("\u202Egnp\u2066\u200B", "\\u202Egnp\\u2066\\u200B")]
    [InlineData("a\nb\tc\u2028d", "a\\u000Ab\\u0009c\\u2028d")]
    [InlineData("卷积 é \uD83D\uDE00", "卷积 é \uD83D\uDE00")]
    public void What_would_not_be_seen_is_its_number(string text, string printable) =>
        Assert.Equal(printable, PrintableText.Of(text));

    [Fact]
    public void Half_a_pair_is_no_letter()
    {
        Assert.Equal("half \\uD83D", PrintableText.Of("half \uD83D"));
        Assert.Equal("\\uDE00\\uD83D.", PrintableText.Of("\uDE00\uD83D."));
    }

    [Fact]
    public void Every_character_gives_a_text_that_is_read() =>
        Printable.Check(PrintableText.Of(string.Concat(Enumerable.Range(0, 0x10000).Select(c => (char)c))));

    [Theory]
    [InlineData("0123456789", 10, "0123456789")]
    [InlineData("0123456789", 7, "012…789")]
    [InlineData("0123456789", 1, "…")]
    [InlineData("ab\uD83D\uDE00cdef", 6, "ab…def")]
    public void A_long_text_is_cut_in_the_middle(string text, int longest, string cut) =>
        Assert.Equal(cut, PrintableText.Of(text, longest));

    [Fact]
    public void A_name_of_megabytes_costs_what_its_label_costs()
    {
        string label = PrintableText.Of(new string('a', 50_000_000) + "\x1B", 20);
        Assert.Equal(20, label.Length);
        Assert.EndsWith("\\u001B", label, StringComparison.Ordinal);
    }
}
