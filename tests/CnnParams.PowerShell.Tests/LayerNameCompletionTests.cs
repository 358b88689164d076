namespace CnnParams.PowerShell.Tests;

public sealed class LayerNameCompletionTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    [Theory]
    [InlineData(
        "New-CnnLayer Input IMAGE -Shape 8,8,1 | New-CnnLayer Conv2D -Name first -Filters 2 -KernelSize 3 | "
            + "New-CnnLayer Add -Inputs ",
        "IMAGE first"
    )]
    [InlineData(
        "New-CnnLayer Input IMAGE -Shape 8,8,1 | New-CnnLayer Conv2D -Name first -Filters 2 -KernelSize 3 | "
            + "New-CnnLayer Add -Inputs f",
        "first"
    )]
    [InlineData("New-CnnLayer Input IMAGE -Shape 8,8,1 | New-CnnLayer Conv2D -WeightsFrom i", "IMAGE")]
    public void Tab_offers_the_layers_before(string text, string names) =>
        Assert.Equal(names.Split(' '), session.Complete(text));

    [Fact]
    public void Tab_offers_the_layers_that_a_variable_holds()
    {
        session.Output("$net = New-CnnLayer Input picture -Shape 8,8,1 | New-CnnLayer Flatten all");
        Assert.Equal(["picture", "all"], session.Complete("$net | New-CnnLayer Add -Inputs "));
        Assert.Equal(["all"], session.Complete("$net | New-CnnLayer Add -Inputs picture,a"));
    }

    [Fact]
    public void A_variable_that_holds_no_layers_is_no_error() =>
        Assert.DoesNotContain("picture", session.Complete("$none | New-CnnLayer Add -Inputs "));
}
