using CnnParams.Auditing;
using CnnParams.Auditing.Mistakes;
using CnnParams.Core.Tests.Catalogue;
using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;
using CnnParams.Words;

namespace CnnParams.Core.Tests.Auditing;

/// <summary>What holds for every mistake of the family, whatever the layer.</summary>
public sealed class FamilyTests
{
    private static readonly ClaimedQuantity[] Quantities =
    [
        ClaimedQuantity.ActivationSize,
        ClaimedQuantity.Parameters,
        ClaimedQuantity.TrainableParameters,
        ClaimedQuantity.NonTrainableParameters,
        ClaimedQuantity.Macs,
        ClaimedQuantity.Flops,
    ];

    public static TheoryData<string> Types => [.. LayerTypes.All.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Right_computations_give_the_true_figures(string type)
    {
        foreach (var row in Example(type))
        {
            foreach (var quantity in Quantities)
            {
                if (Computation.Of(row, quantity) is { } computation)
                    Assert.Equal(Figures.Value(row, quantity), computation.Value);
            }
        }
    }

    // A forgotten bias is computed by the formula of the other weights.
    [Theory]
    [MemberData(nameof(Types))]
    public void Weights_are_explained_without_their_biases(string type)
    {
        var row = Example(type)[^1];
        Weight[] learned = [.. row.Weights.Where(weight => weight.Role != WeightRole.Bias)];
        if (learned.Length > 0 && learned.Length < row.Weights.Count)
            Assert.Equal(learned.Sum(weight => weight.Count), row.ExplainParameters(learned).Value);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Mistakes_alone_and_in_pairs_have_words_and_arithmetic_that_holds(string type)
    {
        foreach (var row in Example(type))
        {
            foreach (var quantity in Quantities)
            {
                if (Computation.Of(row, quantity) is not { } right)
                    continue;
                var first = LayerSearch.Mistaken(right, new Figure(2400)).ToArray();
                foreach (
                    var mistaken in first.Concat(first.SelectMany(one => LayerSearch.Mistaken(one, new Figure(2400))))
                )
                {
                    Assert.All(
                        mistaken.Slips,
                        slip => Assert.NotEmpty(slip.Text(Wording.Chinese) + slip.Text(Wording.English))
                    );
                    if (mistaken.Result is var (arithmetic, value))
                        Assert.Equal(value, Formula.Evaluate(arithmetic));
                }
            }

            foreach (var shape in Family.OfShape.SelectMany(mistake => mistake.Make(row)))
                Assert.NotEmpty(shape.Slip.Text(Wording.English));
            foreach (var change in Family.OfLayer.SelectMany(mistake => mistake.Make(row, [])))
                Assert.NotEmpty(change.Slip.Text(Wording.English));
        }
    }

    public static TheoryData<string, string, string> Tables
    {
        get
        {
            var tables = new TheoryData<string, string, string>();
            foreach (var table in Table.Select(line => (line["layer"], line["input"], line["quantity"])).Distinct())
                tables.Add(table.Item1, table.Item2, table.Item3);
            return tables;
        }
    }

    private static IReadOnlyList<IReadOnlyDictionary<string, string>> Table => Csv.Read("auditing", "mistakes.csv");

    // Every single mistake with a layer, each with the plain arithmetic of somebody who makes it, and no others. FLOPs
    // and operations of elements, which are figures of the layer itself, are held elsewhere.
    [Theory]
    [MemberData(nameof(Tables))]
    public void Mistakes_with_a_layer_give_the_figures_of_the_table(string layer, string input, string quantity)
    {
        string[] words = layer.Split(' ', 2);
        var row = Layers.Single.Measure(input, words[0], string.Join("; ", words[1..]).Replace(' ', ';'));
        var kind = Enum.Parse<ClaimedQuantity>(quantity);
        var made =
            kind == ClaimedQuantity.OutputShape
                ? Family
                    .OfShape.SelectMany(mistake => mistake.Make(row))
                    .Select(shape => (shape.Slip.Id, string.Join("x", shape.Axes)))
                : LayerSearch
                    .Mistaken(Computation.Of(row, kind)!, new Figure(1))
                    .Where(mistaken => mistaken.Slips[0].Id is not ("FlopsGiven" or "ElementOperationsInMacs"))
                    .Select(mistaken => (mistaken.Slips[0].Id, $"{mistaken.Value}"));
        var expected = Table
            .Where(line => line["layer"] == layer && line["input"] == input && line["quantity"] == quantity)
            .Select(line =>
                (
                    line["mistake"],
                    kind == ClaimedQuantity.OutputShape ? line["figure"] : $"{Formula.Evaluate(line["figure"])}"
                )
            );
        Assert.Equal(expected.Order(), made.Order());
    }

    [Fact]
    public void The_family_is_what_the_documentation_says()
    {
        Assert.True(Family.OfComputation.Count >= 25, $"{Family.OfComputation.Count}");
        Assert.True(Family.OfShape.Count >= 7, $"{Family.OfShape.Count}");
        Assert.True(Family.OfLayer.Count >= 7, $"{Family.OfLayer.Count}");
    }

    private static IReadOnlyList<LayerMeasurement> Example(string name)
    {
        var type = LayerTypes.Get(name);
        var inputs = type
            .ExampleInput.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(
                (shape, i) => (Layer)new Input { Name = ((char)('a' + i)).ToString(), Shape = TensorShape.Parse(shape) }
            );
        var layer = type.Create(
            [.. type.ExampleSettings.Select(pair => new KeyValuePair<string, object>(pair.Key, pair.Value))],
            "example"
        );
        return Measurer.Measure(new Network([.. inputs, layer])).Rows;
    }
}
