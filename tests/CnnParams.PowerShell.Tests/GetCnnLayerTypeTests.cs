namespace CnnParams.PowerShell.Tests;

public sealed class GetCnnLayerTypeTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    [Fact]
    public void Wildcards_find_types() =>
        Assert.Equal(
            ["Conv1D", "Conv2D", "Conv3D"],
            session.Output("Get-CnnLayerType Conv?D | ForEach-Object Name").Select(name => name.ToString())
        );

    [Theory]
    [InlineData("Linear", "Dense")]
    [InlineData("BatchNorm2d", "BatchNormalization")]
    [InlineData("MaxPooling2D", "MaxPool2D")]
    public void Other_frameworks_names_find_types(string alias, string name) =>
        Assert.Equal(name, session.Value($"(Get-CnnLayerType {alias}).Name"));

    [Fact]
    public void The_rules_are_the_articles()
    {
        string card = session.Show("Get-CnnLayerType Conv2D");
        Assert.Contains("((m * n * d) + 1) * k", card, StringComparison.Ordinal);
        Assert.Contains("((5 * 5 * 3) + 1) * 8 = 608", card, StringComparison.Ordinal);
        Assert.Contains("New-CnnLayer Conv2D -Filters 8 -KernelSize 5", card, StringComparison.Ordinal);
        Assert.Contains("(c * p) + (1 * c)", session.Show("Get-CnnLayerType FullyConnected"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_type_shows_the_rules_of_its_shape_parameters_and_products_with_numbers()
    {
        foreach (var card in session.Output("Get-CnnLayerType"))
        {
            string shown = session.Show($"Get-CnnLayerType {card.Properties["Name"].Value}");
            Assert.Contains("Shape ", shown, StringComparison.Ordinal);
            foreach (
                string rule in new[]
                {
                    "ParameterFormula",
                    "MacsFormula",
                    "ShapeFormula",
                    "Calculation",
                    "MacsCalculation",
                    "ShapeCalculation",
                }
            )
                Assert.Contains(Unspaced(card.Properties[rule].Value), Unspaced(shown), StringComparison.Ordinal);
        }

        // A long line is broken in the view.
        static string Unspaced(object text) => string.Concat(text.ToString()!.Where(c => !char.IsWhiteSpace(c)));
    }

    [Fact]
    public void Every_example_runs_as_it_is_shown()
    {
        foreach (var card in session.Output("Get-CnnLayerType"))
        {
            var layer = Assert.Single(session.Output((string)card.Properties["Example"].Value));
            // An Activation goes by the name of its function.
            string type = (string)card.Properties["Name"].Value;
            Assert.Equal(type == "Activation" ? "ReLU" : type, layer.Properties["Type"].Value);
        }
    }

    [Fact]
    public void A_misspelt_name_is_answered_with_the_nearest()
    {
        var (_, errors) = session.Invoke("Get-CnnLayerType Conv2F");
        var error = Assert.Single(errors);
        Assert.StartsWith("UnknownLayerType,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("did you mean Conv2D?", error.ToString(), StringComparison.Ordinal);
    }
}
