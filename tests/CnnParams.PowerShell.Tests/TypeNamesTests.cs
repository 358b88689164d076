namespace CnnParams.PowerShell.Tests;

public sealed class TypeNamesTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    [Theory]
    [InlineData("[CnnShape]'32x32x3'", "(32,32,3)")]
    [InlineData("[CnnShape](224, 224, 3)", "(224,224,3)")]
    [InlineData("[CnnExtent]'5x3'", "5x3")]
    [InlineData("[CnnExtent]5", "5")]
    [InlineData("[CnnPadding]'same'", "same")]
    [InlineData("[CnnPadding](1, 2)", "1,2")]
    public void A_short_name_converts(string script, string text) =>
        Assert.Equal(text, session.Value($"({script}).ToString()"));

    [Fact]
    public void Layers_and_networks_can_be_told_from_other_objects()
    {
        Assert.Equal(true, session.Value("(New-CnnLayer Input -Shape 4) -is [CnnLayer]"));
        Assert.Equal(false, session.Value("(New-CnnLayer Input -Shape 4) -is [CnnNetwork]"));
    }

    [Theory]
    [InlineData("[CnnShape]'32,-3'", "write it as 32,32,3")]
    [InlineData("[CnnExtent]'big'", "write it as 5, 5,3 or 5x3")]
    public void What_is_none_says_how_to_write_one(string script, string advice) =>
        Assert.Contains(advice, Assert.Single(session.Invoke(script).Errors).ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_parameter_of_that_type_takes_what_a_script_has() =>
        Assert.Equal("(8,8,1)", session.Value("function Show([CnnShape] $Shape) { $Shape.ToString() }; Show 8,8,1"));
}
