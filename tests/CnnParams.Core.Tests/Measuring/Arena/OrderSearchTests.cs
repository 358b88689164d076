using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Measuring.Arena;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Measuring.Arena;

/// <summary>The search for an order, against all orders there are.</summary>
public sealed class OrderSearchTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 80)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_order_is_better_than_the_one_found(int seed)
    {
        var measured = Measurer.Measure(RandomNetworks.Of(seed, 9));
        foreach (var inPlace in Enum.GetValues<InPlaceOperations>())
        {
            var options = new ArenaOptions { InPlace = inPlace };
            var graph = new OperatorGraph(measured, inPlace);
            var scratch = new ScratchBuffers(measured, graph.Steps, ScratchKernels.None);
            ArenaDraft Draft(IReadOnlyList<OperatorStep> steps) => new(graph, steps, scratch, options, default);

            var given = Draft(graph.Steps);
            var search = new OrderSearch(graph, given, scratch, default);
            long found = search.Best is { } best ? Draft(best).LowerBound : given.LowerBound;
            Assert.Equal(Orders(graph).Min(order => Draft(order).LowerBound), found);
            Assert.Equal(search.Best is null, search.Outcome.Length > 0);
        }
    }

    [Fact]
    public void A_network_with_too_many_orders_says_so()
    {
        // 30 branches of two layers from one image can run in any mixture.
        var layers = new List<Layer>
        {
            new Input { Name = "image", Shape = new TensorShape(8, 8, 4) },
        };
        for (int i = 0; i < 30; i++)
        {
            layers.Add(
                new Activation
                {
                    Name = $"a{i}",
                    Function = "sigmoid",
                    Inputs = ["image"],
                }
            );
            layers.Add(
                new MaxPooling(2)
                {
                    Name = $"b{i}",
                    PoolSize = 1 + (i % 8),
                    Inputs = [$"a{i}"],
                }
            );
        }

        var plan = ArenaPlanner.Plan(Measurer.Measure(new Network(layers)), new ArenaOptions { Reorder = true });
        Assert.Contains("no", plan.OrderSearch, StringComparison.Ordinal);

        var many = new List<Layer> { new Input { Shape = new TensorShape(4) } };
        many.AddRange(Enumerable.Repeat(0, 300).Select(_ => new Activation { Function = "sigmoid" }));
        plan = ArenaPlanner.Plan(Measurer.Measure(new Network(many)), new ArenaOptions { Reorder = true });
        Assert.Equal("not searched: 300 operators are more than 256", plan.OrderSearch);
    }

    [Fact]
    public void A_search_can_be_stopped() =>
        Assert.Throws<OperationCanceledException>(() =>
            ArenaPlanner.Plan(
                Measurer.Measure(RandomNetworks.Of(1, 9)),
                new ArenaOptions { Reorder = true },
                new CancellationToken(canceled: true)
            )
        );

    // All orders, by taking away whatever can run next.
    private static IEnumerable<OperatorStep[]> Orders(OperatorGraph graph)
    {
        var writers = graph
            .Steps.SelectMany(step => step.Writes.Select(tensor => (tensor, step)))
            .ToDictionary(pair => pair.tensor, pair => pair.step);
        return Continued([], [.. graph.Steps]);

        IEnumerable<OperatorStep[]> Continued(OperatorStep[] ran, OperatorStep[] left)
        {
            if (left.Length == 0)
                yield return ran;
            foreach (
                var step in left.Where(step =>
                    step.Reads.All(read => !writers.TryGetValue(read, out var writer) || ran.Contains(writer))
                )
            )
            {
                foreach (var order in Continued([.. ran, step], [.. left.Where(other => other != step)]))
                    yield return order;
            }
        }
    }
}
