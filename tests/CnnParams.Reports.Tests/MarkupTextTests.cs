using System.Xml.Linq;

namespace CnnParams.Reports.Tests;

public sealed class MarkupTextTests
{
    [Theory]
    [InlineData("conv1", "conv1")]
    [InlineData(
        "<script>alert('x' & \"y\")</script>",
        "&lt;script&gt;alert(&#39;x&#39; &amp; &quot;y&quot;)&lt;/script&gt;"
    )]
    [InlineData("\x1B[31mred\0\x9B", "\xFFFD[31mred\xFFFD\xFFFD")]
    [InlineData("卷积 \xD83D\xDE00", "卷积 \xD83D\xDE00")]
    public void What_means_something_in_markup_is_escaped(string text, string escaped) =>
        Assert.Equal(escaped, MarkupText.Escape(text));

    [Fact]
    public void Half_a_pair_is_no_character()
    {
        Assert.Equal("half \xFFFD", MarkupText.Escape("half \xD83D"));
        Assert.Equal("\xFFFD\xFFFD.", MarkupText.Escape("\xDE00\xD83D."));
    }

    [Fact]
    public void Every_character_gives_markup_that_reads_as_text()
    {
        string all = string.Concat(Enumerable.Range(0, 0x10000).Select(c => (char)c));
        string escaped = MarkupText.Escape(all);
        var element = XElement.Parse($"<a b=\"{escaped}\">{escaped}</a>");
        Assert.False(element.HasElements);
        Assert.Single(element.Attributes());
    }
}
