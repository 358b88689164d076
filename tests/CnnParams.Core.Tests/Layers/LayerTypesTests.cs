using CnnParams.Explaining;
using CnnParams.Formulas;
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

    [Fact]
    public void A_setting_that_is_named_as_a_size_says_which()
    {
        var sizes = new[] { "Filters", "Units", "DepthMultiplier", "Channels", "Features" };
        Assert.Empty(
            from type in LayerTypes.All
            from setting in type.Settings
            where sizes.Any(size => setting.Name.EndsWith(size, StringComparison.Ordinal))
            where setting.Size == SettingSize.None
            select $"{type}.{setting}"
        );
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

    // Shape, parameters and products of the example: each calculation is its formula with numbers, and gives its
    // number.
    [Theory]
    [MemberData(nameof(Names))]
    public void Every_rule_explains_itself(string name)
    {
        var card = new LayerTypeCard(LayerTypes.Get(name));
        Assert.NotEmpty(card.ParameterFormula);
        Assert.All(Calculations(card.Calculation), AssertTrue);
        Assert.All(Calculations(card.ShapeCalculation), AssertTrue);
        Assert.All(Calculations(card.MacsCalculation), AssertTrue);
        // What is not understood has no number of products, and says so.
        Assert.Equal(name == "Operation", card.MacsCalculation.Length == 0);
        // A shape that changes has a rule, unless the user states it.
        string[] shapes = card.ExampleShape.Split(" -> ");
        bool changes = shapes[0].Split(" and ").Any(incoming => incoming != shapes[^1]);
        bool isStated = name is "Input" or "Weights" or "Operation";
        Assert.Equal(changes && !isStated, card.ShapeFormula.Length > 0 && card.ShapeCalculation.Length > 0);
    }

    // Each letter of a rule stands in its legend, once; sizes that have no name of their own are numbered.
    [Theory]
    [MemberData(nameof(Names))]
    public void Every_letter_is_explained(string name)
    {
        var card = new LayerTypeCard(LayerTypes.Get(name));
        AssertExplained(card.Legend, [card.ParameterFormula, card.MacsFormula]);
        AssertExplained(card.ShapeLegend, Calculations(card.ShapeFormula));
    }

    private static void AssertExplained(string legend, IEnumerable<string> formulas)
    {
        var letters = formulas
            .SelectMany(formula => new Formula(formula).Symbols)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        if (letters.RemoveAll(letter => letter.Length > 1 && letter[0] == 'a') > 0)
            Assert.Contains("sizes", legend, StringComparison.Ordinal);
        var explained = legend
            .Split("; ", StringSplitOptions.RemoveEmptyEntries)
            .Where(part => part.Contains(':', StringComparison.Ordinal))
            .SelectMany(part => part.Split(':')[0].Split(',', StringSplitOptions.TrimEntries))
            .ToList();
        Assert.Distinct(explained);
        Assert.Equal([], letters.Except(explained));
    }

    // height, width: floor((32 - 5) / 1) + 1 = 28; channels: 8
    private static IEnumerable<string> Calculations(string text) =>
        text.Split("; ", StringSplitOptions.RemoveEmptyEntries)
            .Select(part =>
                part[(part.IndexOf(": ", StringComparison.Ordinal) is var colon and >= 0 ? colon + 2 : 0)..]
            );

    private static void AssertTrue(string calculation)
    {
        string[] sides = calculation.Split(" = ");
        Assert.Equal(sides[^1], Formula.Evaluate(sides[0]).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
