using CnnParams.Explaining;
using CnnParams.Layers;

namespace CnnParams.Core.Tests.Layers;

public sealed class LayerTypesTests
{
    public static TheoryData<string> Names => [.. LayerTypes.All.Select(type => type.Name)];

    [Fact]
    public void A_name_means_one_type()
    {
        var names = LayerTypes.All.SelectMany(type => type.Aliases.Append(type.Name)).ToList();
        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_made_layer_has_the_name_of_its_type(string name)
    {
        var type = LayerTypes.Get(name);
        var settings = type.ExampleSettings.Select(pair => KeyValuePair.Create(pair.Key, (object)pair.Value));
        // An activation is called after its function.
        string known = name == "Activation" ? "ReLU" : name;
        Assert.Equal(known, LayerTypes.Of(type.Create([.. settings])).Name);
    }

    // The card measures the example; a layer that cannot be would show nothing.
    [Theory]
    [MemberData(nameof(Names))]
    public void The_example_can_be_measured(string name)
    {
        var card = new LayerTypeCard(LayerTypes.Get(name));
        Assert.NotEmpty(card.Summary);
        Assert.NotEmpty(card.Calculation);
        Assert.DoesNotContain("?", card.ExampleShape, StringComparison.Ordinal);
        Assert.All(card.Settings, setting => Assert.NotEmpty(setting.Description));
    }
}
