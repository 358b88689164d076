namespace CnnParams.PowerShell.Tests;

public sealed class FindCnnArchitectureTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    // torchvision's documentation states 25557032 and 4.09 GFLOPS for ResNet50; VGG16 without its top has 14714688
    // (keras.io/api/applications/vgg).
    [Theory]
    [InlineData("25557032", "torchvision ResNet50")]
    [InlineData("14714688", "torchvision VGG16, without its top")]
    [InlineData("'4.09 GMACs'", "torchvision ResNet50")]
    public void A_number_is_searched_for(string number, string found) =>
        Assert.Contains(
            session.Output($"Find-CnnArchitecture {number} | ForEach-Object Text"),
            text => ((string)text.BaseObject).StartsWith(found, StringComparison.Ordinal)
        );

    [Theory]
    [InlineData("Resolve-CnnTotal 25557032", "Find-CnnArchitecture 25557032 finds those that have it")]
    [InlineData("Measure-CnnParameters 25.6M", "Test-CnnClaim 25.6M ResNet50")]
    public void A_number_where_a_network_is_meant_is_led_there(string script, string said)
    {
        var (_, errors) = session.Invoke(script);
        Assert.Contains(said, Assert.Single(errors).Exception.Message, StringComparison.Ordinal);
    }
}
