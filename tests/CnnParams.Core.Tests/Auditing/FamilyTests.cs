using CnnParams.Auditing;
using CnnParams.Auditing.Mistakes;
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
