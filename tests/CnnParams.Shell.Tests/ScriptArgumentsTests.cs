namespace CnnParams.Shell.Tests;

public class ScriptArgumentsTests
{
    [Theory]
    [InlineData("value", null, "value")]
    [InlineData("-Name", "-Name", null)]
    [InlineData("-Name:value", "-Name", "value")]
    [InlineData("-Name:a:b", "-Name", "a:b")]
    [InlineData("-Switch:$false", "-Switch", false)]
    [InlineData("-Switch:$True", "-Switch", true)]
    [InlineData("-", null, "-")]
    [InlineData("$false", null, "$false")]
    [InlineData("", null, "")]
    public void One_word(string word, string? name, object? value)
    {
        var parameter = Assert.Single(ScriptArguments.Parse([word]));

        Assert.Equal(name, parameter.Name);
        Assert.Equal(value, parameter.Value);
    }

    [Fact]
    public void A_colon_at_the_end_takes_the_next_word()
    {
        var parameter = Assert.Single(ScriptArguments.Parse(["-Name:", "-5"]));

        Assert.Equal("-Name", parameter.Name);
        Assert.Equal("-5", parameter.Value);
    }

    [Fact]
    public void A_colon_at_the_very_end_is_a_name_alone() =>
        Assert.Equal("-Name", Assert.Single(ScriptArguments.Parse(["-Name:"])).Name);

    [Fact]
    public void A_name_leaves_its_value_to_the_binder() =>
        Assert.Equal(2, ScriptArguments.Parse(["-Name", "value"]).Count);
}
