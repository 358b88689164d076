using CnnParams.Budgets;
using CnnParams.Catalogue;
using CnnParams.Designing;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Designing;

/// <summary>The search against brute force: every design built as a network, measured by itself and compared.</summary>
public sealed class DesignSearchTests
{
    private static readonly BudgetQuantity[] Followed = [.. BudgetQuantity.All.Where(TableEvaluator.Follows)];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_design_comes_to_what_its_network_measures(int seed)
    {
        var space = RandomSpace(new Random(seed));
        var options = new MeasureOptions { View = (ParameterView)(seed % 4), BatchSize = 1 + (seed % 3) };
        Assert.True(TableEvaluator.CanFollow(space, options));
        var fast = new TableEvaluator(space, [], Followed, options);
        var slow = new MeasuringEvaluator(space, [], options);
        fast.GoTo(0);
        slow.GoTo(0);
        for (long design = 0; design < space.Count; design++)
        {
            Assert.Equal(slow.Failure is null, fast.Failure is null);
            foreach (var quantity in slow.Failure is null ? Followed : [])
                Assert.Equal(
                    (design, quantity.Name, slow.Amount(quantity)),
                    (design, quantity.Name, fast.Amount(quantity))
                );
            if (design + 1 == space.Count)
                break;
            fast.Next();
            slow.Next();
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_best_are_those_of_brute_force(int seed)
    {
        var random = new Random(seed);
        var space = RandomSpace(random);
        BudgetLimit[] limits = RandomLimits(random, space);
        DesignGoal[] goals = [new(BudgetQuantity.Parameters, true), new(BudgetQuantity.Macs, false)];
        var everything = Measured(space)
            .Where(design => limits.All(limit => Keeps(design.Measurement, limit)))
            .ToArray();

        long[] expected =
        [
            .. everything
                .OrderByDescending(design => design.Measurement.Totals.Parameters)
                .ThenBy(design => design.Measurement.Totals.Macs)
                .ThenBy(design => design.Number)
                .Take(5)
                .Select(design => design.Number),
        ];
        Assert.Equal(expected, Find(new DesignSearch(space, limits) { Goals = goals, Count = 5 }));
        Assert.Equal(everything.Select(design => design.Number), Find(new DesignSearch(space, limits)));
        Assert.Equal(
            everything.Take(3).Select(design => design.Number),
            Find(new DesignSearch(space, limits) { Count = 3 })
        );
    }

    [Theory]
    [InlineData(0, "fc.Units is the smallest")]
    [InlineData(1, "")]
    [InlineData(2, "fc.Units is the largest")]
    public void A_design_says_where_it_is_at_the_edge_of_numbers(long number, string edge)
    {
        var network = new Network([
            new Input { Shape = new TensorShape(8, 8, 3) },
            new Convolution(2)
            {
                Name = "conv",
                Filters = 4,
                KernelSize = 3,
            },
            new Flatten(),
            new Dense { Name = "fc", Units = 4 },
        ]);
        // Two are no range, and words have no order.
        var space = new DesignSpace(
            network,
            Choices(
                ("conv.Filters", [3, 9]),
                ("conv.Padding", ["valid", "same", "same_lower"]),
                ("fc.Units", [2, 5, 7])
            )
        );
        Assert.Equal(edge, new DesignCandidate(space, number, new MeasureOptions()).AtEdge);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_front_is_that_of_brute_force(int seed)
    {
        var random = new Random(seed);
        var space = RandomSpace(random);
        DesignGoal[] goals =
        [
            new(BudgetQuantity.Parameters, false),
            new(BudgetQuantity.ReceptiveField, true),
            new(BudgetQuantity.PeakActivationBytes, false),
        ];
        var all = Measured(space)
            .Select(design =>
                (
                    design.Number,
                    Amounts: Array.ConvertAll(
                        goals,
                        goal => (goal.IsLargest ? 1 : -1) * goal.Quantity.AmountOf(design.Measurement.Totals)!.Value
                    )
                )
            )
            .ToArray();
        var front = all.Where(one =>
                !all.Any(other =>
                    Dominates(other.Amounts, one.Amounts)
                    || (other.Number < one.Number && other.Amounts.SequenceEqual(one.Amounts))
                )
            )
            .Select(one => one.Number);
        Assert.Equal(front, Find(new DesignSearch(space, []) { Goals = goals, IsPareto = true }).Order());
    }

    [Fact]
    public void Workers_and_parts_change_nothing()
    {
        var space = new DesignSpace(
            Article(),
            Choices(
                ("CONV1.Filters", Range(4, 40)),
                ("CONV2.Filters", Range(8, 40)),
                ("FC3.Units", Range(60, 160)),
                ("Resolution", [28, 32])
            )
        );
        BudgetLimit[] limits = [BudgetLimit.Read("MaxParameters", 50000)];
        DesignGoal[] goals = [new(BudgetQuantity.Parameters, true)];
        long[] alone = Find(new DesignSearch(space, limits) { Goals = goals, Count = 7 });
        Assert.Equal(7, alone.Length);
        Assert.Equal(
            alone,
            Find(
                new DesignSearch(space, limits)
                {
                    Goals = goals,
                    Count = 7,
                    Workers = 3,
                }
            )
        );
        var parts = Enumerable
            .Range(1, 5)
            .SelectMany(part =>
                new DesignSearch(space, limits)
                {
                    Goals = goals,
                    Count = 7,
                    Part = part,
                    Parts = 5,
                }.Find()
            );
        Assert.Equal(
            alone,
            parts
                .OrderByDescending(found => found.Parameters)
                .ThenBy(found => found.Number)
                .Take(7)
                .Select(found => found.Number)
        );
        Assert.Equal(
            Find(new DesignSearch(space, limits)),
            Enumerable
                .Range(1, 3)
                .SelectMany(part =>
                    Find(
                        new DesignSearch(space, limits)
                        {
                            Part = part,
                            Parts = 3,
                            Workers = 2,
                        }
                    )
                )
        );
    }

    [Fact]
    public void The_largest_article_network_under_a_budget_has_93_units()
    {
        // 4,758 + 485 * u for u units in FC3: 93 give 49,863, 94 give 50,348.
        var space = new DesignSpace(Article(), Choices(("FC3.Units", Range(1, 200))));
        var best = Assert.Single(
            new DesignSearch(space, [BudgetLimit.Read("MaxParameters", "50000")])
            {
                Goals = [new DesignGoal(BudgetQuantity.Parameters, true)],
                Count = 1,
            }.Find()
        );
        Assert.Equal(49863, best.Parameters);
        Assert.Equal("FC3.Units=93", best.Choices);
    }

    [Fact]
    public void Depth_of_a_residual_network_is_that_of_the_deeper_one()
    {
        // ResNet-50 with 23 blocks in its third stage is ResNet-101; with 8 and 36 blocks it is ResNet-152.
        var space = new DesignSpace(
            Architectures.Get("ResNet50").Variant("torchvision").Build("ResNet50"),
            Choices(("layer2.1.*.Repeat", [1L, 5L]), ("layer3.1.*.Repeat", [1L, 18L, 31L]))
        );
        Assert.Equal((44_549_160L, 7_801_405_440L), Of(space, [1L, 18L]));
        Assert.Equal((60_192_808L, 11_513_626_624L), Of(space, [5L, 31L]));

        var fast = new TableEvaluator(
            space,
            [],
            [BudgetQuantity.Parameters, BudgetQuantity.Macs],
            new MeasureOptions()
        );
        fast.GoTo(space.Count - 1);
        Assert.Equal(
            (60_192_808L, 11_513_626_624L),
            (fast.Amount(BudgetQuantity.Parameters), fast.Amount(BudgetQuantity.Macs))
        );
    }

    [Fact]
    public void Width_of_a_mobile_network_is_that_of_its_multiplier()
    {
        // As the catalogue builds it, whose numbers are Keras's.
        var space = new DesignSpace(
            Architectures.Get("MobileNet").Variant("keras").Build("MobileNet"),
            Choices(("Width", [0.25, 0.5, 1.0]))
        );
        var widths = new DesignSearch(space, []).Find().Select(design => design.Parameters);
        var built = new[] { 0.25, 0.5, 1.0 }.Select(width =>
            Measurer
                .Measure(
                    Architectures
                        .Get("MobileNet")
                        .Variant("keras")
                        .Build("MobileNet", new ArchitectureOptions { Width = width })
                )
                .Totals.Parameters
        );
        Assert.Equal(built, widths);
    }

    [Theory]
    [InlineData(1, 35 * 10)] // 0.35 * 100
    [InlineData(8, 32 * 10)] // 4.375 eights
    [InlineData(10, 40 * 10)] // 3.5 tens
    [InlineData(200, 200 * 10)] // Never to none.
    public void Width_comes_to_the_nearest_multiple_of_the_divisor(int divisor, long parameters)
    {
        // A kernel of 3 x 3 over one channel with a bias: 10 parameters a filter.
        var network = new Network([
            new Input { Name = "in", Shape = new(8, 8, 1) },
            new Convolution(2)
            {
                Name = "conv",
                Filters = 100,
                KernelSize = 3,
            },
            new GlobalAveragePooling(2) { Name = "pool" },
            new Dense
            {
                Name = "answer",
                Units = 1,
                UseBias = false,
            },
        ]);
        var design = Assert.Single(new DesignSearch(new(network, Choices(("Width", [0.35])), divisor), []).Find());
        Assert.Equal(parameters + (parameters / 10), design.Parameters);
    }

    // Groups that are no channels of their own stay: (9 * 8 + 1) * 16 and (9 * 4 + 1) * 8 parameters. A depthwise
    // convolution has as many as it sees: 9 * 16 + 16 over 16 channels, 9 * 8 + 8 over 8. Both stand behind
    // (16 + 1) * 16 and (16 + 1) * 8.
    [Theory]
    [InlineData(2, 16L, 1168L, 296L)]
    [InlineData(16, 16L, 160L, 80L)]
    public void Groups_stay_unless_each_channel_is_one(int groups, long filters, long whole, long half)
    {
        long before = (16 + 1) * 16;
        var network = new Network([
            new Input { Name = "in", Shape = new(8, 8, 16) },
            new Convolution(2)
            {
                Name = "before",
                Filters = 16,
                KernelSize = 1,
            },
            new Convolution(2)
            {
                Name = "grouped",
                Filters = filters,
                KernelSize = 3,
                Groups = groups,
            },
            new GlobalAveragePooling(2) { Name = "pool" },
            new Dense
            {
                Name = "answer",
                Units = 1,
                UseBias = false,
            },
        ]);
        var found = new DesignSearch(new(network, Choices(("Width", [0.5, 1.0]))), []).Find();
        Assert.Equal([(before / 2) + half + 8, before + whole + 16], found.Select(design => design.Parameters).Order());
    }

    [Fact]
    public void What_a_layer_states_of_the_one_before_does_not_hold_it_back()
    {
        // Attention with 2 heads of 4 over u features: 4 projections, 3 * (8 * u + 8) + (u * 8 + u) parameters.
        var network = new Network([
            new Input { Name = "in", Shape = new(5, 3) },
            new Dense { Name = "before", Units = 6 },
            new MultiHeadAttention
            {
                Name = "attention",
                Heads = 2,
                KeySize = 4,
                QueryFeatures = 6,
            },
        ]);
        var designs = new DesignSearch(new DesignSpace(network, Choices(("before.Units", [6L, 7L]))), []).Find();
        Assert.Equal(
            new[] { 6, 7 }.Select(u => (3 * u) + u + (3 * ((8 * u) + 8)) + (u * 8) + u),
            designs.Select(design => (int)design.Parameters!)
        );
    }

    [Fact]
    public void Shared_weights_and_folded_norms_are_measured_anew()
    {
        var network = new Network([
            new Input { Name = "in", Shape = new(8, 8, 4) },
            new Convolution(2)
            {
                Name = "a",
                Filters = 4,
                KernelSize = 3,
                Padding = Padding.Same,
            },
            new Convolution(2)
            {
                Name = "b",
                Filters = 4,
                KernelSize = 3,
                Padding = Padding.Same,
                WeightsFrom = "a",
            },
        ]);
        var space = new DesignSpace(network, Choices(("*.KernelSize", [1, 3, 5])));
        Assert.False(TableEvaluator.CanFollow(space, new MeasureOptions()));
        Assert.Equal([20L, 148L, 404L], new DesignSearch(space, []).Find().Select(design => design.Parameters));
    }

    [Theory]
    [InlineData("CONV9.Filters", "CONV1")]
    [InlineData("CONV1.Filtres", "Filters")]
    [InlineData("Filters", "layer.Setting")]
    [InlineData("INPUT..CONV1.Repeat", "Input")]
    [InlineData("CONV1..Softmax.Repeat", "more than 10000")]
    [InlineData("CONV1.Filters", "Filters")]
    public void What_cannot_be_varied_is_an_error_that_says_what_can(string choice, string hint)
    {
        object option = choice switch
        {
            "CONV1.Filters" => -1,
            "CONV1..Softmax.Repeat" => 200_000,
            _ => 2,
        };
        var exception = Assert.Throws<LayerException>(() => new DesignSpace(Article(), Choices((choice, [option]))));
        Assert.Contains(hint, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_are_repeated_in_one_run_only()
    {
        var exception = Assert.Throws<LayerException>(() =>
            new DesignSpace(Article(), Choices(("CONV1..POOL1.Repeat", [1L, 2L]), ("POOL1..CONV2.Repeat", [1L, 2L])))
        );
        Assert.Equal(ErrorId.InvalidChoice, exception.Id);
        Assert.Contains("in two runs", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_can_be_stopped()
    {
        var space = new DesignSpace(
            Article(),
            Choices(("CONV1.Filters", Range(1, 1000)), ("CONV2.Filters", Range(1, 1000)), ("FC3.Units", Range(1, 1000)))
        );
        using var stop = new CancellationTokenSource();
        var search = new DesignSearch(space, [BudgetLimit.Read("MaxParameters", 10)]);
        Assert.Throws<OperationCanceledException>(() => search.Find(stop.Cancel, stop.Token).Count());
        Assert.InRange(search.Done, 1, 1 << 16);
    }

    internal static Network Article() =>
        new([
            new Input { Name = "INPUT", Shape = new(32, 32, 3) },
            new Convolution(2)
            {
                Name = "CONV1",
                Filters = 8,
                KernelSize = 5,
            },
            LayerTypes.Get("MaxPool2D").Create([new("PoolSize", 2)], "POOL1"),
            new Convolution(2)
            {
                Name = "CONV2",
                Filters = 16,
                KernelSize = 5,
            },
            LayerTypes.Get("MaxPool2D").Create([new("PoolSize", 2)], "POOL2"),
            new FullyConnected { Name = "FC3", Units = 120 },
            new FullyConnected { Name = "FC4", Units = 84 },
            new FullyConnected { Name = "Softmax", Units = 10 },
        ]);

    internal static IEnumerable<KeyValuePair<string, IReadOnlyList<object>>> Choices(
        params (string Name, object[] Options)[] choices
    ) => choices.Select(choice => new KeyValuePair<string, IReadOnlyList<object>>(choice.Name, choice.Options));

    private static object[] Range(int from, int to) => [.. Enumerable.Range(from, to - from + 1).Cast<object>()];

    private static (long Parameters, long Macs) Of(DesignSpace space, object[] options)
    {
        long number = Enumerable
            .Range(0, (int)space.Count)
            .Single(design => space.OptionsOf(design).SequenceEqual(options));
        var totals = Measurer.Measure(space.Build(number)).Totals;
        return (totals.Parameters, totals.Macs);
    }

    private static long[] Find(DesignSearch search) => [.. search.Find().Select(found => found.Number)];

    private static IEnumerable<(long Number, NetworkMeasurement Measurement)> Measured(DesignSpace space)
    {
        for (long number = 0; number < space.Count; number++)
        {
            NetworkMeasurement measurement;
            try
            {
                measurement = Measurer.Measure(space.Build(number));
            }
            catch (LayerException)
            {
                continue;
            }

            if (measurement.Problems.Count == 0)
                yield return (number, measurement);
        }
    }

    private static bool Keeps(NetworkMeasurement measurement, BudgetLimit limit) =>
        Budget.Check(measurement, [limit]).Single().Passed;

    private static bool Dominates(long[] left, long[] right) =>
        left.Zip(right, (l, r) => l >= r).All(better => better)
        && left.Zip(right, (l, r) => l > r).Any(better => better);

    private static BudgetLimit[] RandomLimits(Random random, DesignSpace space)
    {
        var some = Measured(space).Select(design => design.Measurement).ToArray();
        if (some.Length == 0)
            return [];
        var limits = new List<BudgetLimit>();
        foreach (
            string name in new[]
            {
                "MaxParameters",
                "MinParameters",
                "MaxMacs",
                "MaxPeakActivationBytes",
                "MaxLayerParameters",
                "MinReceptiveField",
                "MaxReceptiveField",
            }
        )
        {
            if (random.Next(3) > 0)
                continue;
            var one = some[random.Next(some.Length)];
            var quantity = BudgetLimit.Read(name, 0).Quantity;
            long amount = name.Contains("Layer", StringComparison.Ordinal)
                ? one.Rows.Max(row => row.Parameters!.Value)
                : quantity.AmountOf(one.Totals)!.Value;
            limits.Add(BudgetLimit.Read(name, amount));
        }

        return [.. limits];
    }

    // A few layers, with a residual block or a concatenation among them at times, and choices on some of their
    // settings.
    private static DesignSpace RandomSpace(Random random)
    {
        var layers = new List<Layer>
        {
            new Input { Name = "in", Shape = new(random.Next(6, 20), random.Next(6, 20), random.Next(1, 5)) },
        };
        var choices = new List<(string, object[])>();
        for (int i = 0; i < random.Next(3, 8); i++)
        {
            string name = $"layer{i}";
            switch (random.Next(7))
            {
                case 0:
                    layers.Add(
                        LayerTypes
                            .Get("MaxPool2D")
                            .Create([new("PoolSize", 2), new("Padding", random.Next(2) == 0 ? "same" : "valid")], name)
                    );
                    break;
                case 1:
                    layers.Add(LayerTypes.Get("BatchNormalization").Create([], name));
                    break;
                case 2:
                    layers.Add(LayerTypes.Get("ReLU").Create([], name));
                    break;
                case 3:
                    layers.Add(
                        LayerTypes
                            .Get("Conv2D")
                            .Create(
                                [
                                    new("Filters", 4),
                                    new("KernelSize", 3),
                                    new("Padding", "same"),
                                    new("UseBias", false),
                                ],
                                name
                            )
                    );
                    layers.Add(
                        LayerTypes
                            .Get("Concatenate")
                            .Create([new("Inputs", new[] { layers[^2].Name, name })], name + "cat")
                    );
                    Maybe(random, choices, (name + ".Filters", [2, 3, 9]));
                    Maybe(random, choices, ($"{name}..{name}cat.Repeat", [0, 1, 3]));
                    break;
                case 4:
                    layers.Add(LayerTypes.Get("Conv2D").Create([new("Filters", 4), new("KernelSize", 1)], name + "in"));
                    layers.Add(
                        LayerTypes
                            .Get("Conv2D")
                            .Create([new("Filters", 4), new("KernelSize", 3), new("Padding", "same")], name)
                    );
                    layers.Add(
                        LayerTypes.Get("Add").Create([new("Inputs", new[] { name + "in", name })], name + "add")
                    );
                    layers.Add(LayerTypes.Get("ReLU").Create([], name + "relu"));
                    Maybe(random, choices, (name + "*.Filters", [2, 5]));
                    Maybe(random, choices, ($"{name}..{name}relu.Repeat", [0, 1, 2]));
                    break;
                default:
                    layers.Add(
                        LayerTypes
                            .Get("Conv2D")
                            .Create(
                                [
                                    new("Filters", random.Next(1, 9)),
                                    new("KernelSize", 3),
                                    new("Stride", random.Next(1, 3)),
                                ],
                                name
                            )
                    );
                    Maybe(random, choices, (name + ".Filters", [1, 4, 6]));
                    Maybe(random, choices, (name + ".KernelSize", [1, 3, "5x2"]));
                    Maybe(random, choices, (name + ".Repeat", [0, 1, 2]));
                    break;
            }
        }

        layers.Add(LayerTypes.Get("FullyConnected").Create([new("Units", 7)], "last"));
        Maybe(random, choices, ("Resolution", [7, "9x12"]));
        if (layers.Any(layer => layer is Convolution))
            Maybe(random, choices, ("Width", [0.5, 1, 2]));
        choices.Add(("last.Units", [3, 10]));
        // At times a layer in the middle leaves the network too.
        string[] outputs = random.Next(3) == 0 ? [layers[random.Next(1, layers.Count)].Name, "last"] : [];
        return new DesignSpace(new Network(layers) { Outputs = outputs }, Choices([.. choices.Distinct().Take(5)]));
    }

    private static void Maybe(Random random, List<(string, object[])> choices, (string, object[]) choice)
    {
        if (random.Next(2) == 0)
            choices.Add(choice);
    }
}
