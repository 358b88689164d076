using CnnParams.Budgets;
using CnnParams.Catalogue;
using CnnParams.Designing;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Designing;

public sealed class SettingSearchTests
{
    [Fact]
    public void The_largest_value_under_a_limit_comes_with_the_next_one_as_its_proof()
    {
        // 4,758 + 485 * u.
        var answer = Find(DesignSearchTests.Article(), "FC3.Units", "MaxParameters", 50_000);
        Assert.Equal((93L, 49_863L, 137L), (answer.Value, answer.Actual, answer.Headroom));
        Assert.Equal((94L, 50_348L), (answer.Neighbour, answer.NeighbourActual));
        Assert.Equal(
            "94 gives 50348 Parameters, above the limit of 50000, and Parameters never falls as FC3.Units grows",
            answer.Proof
        );
        Assert.Equal(49_863L, Measurer.Measure(answer.ToNetwork()).Totals.Parameters);
    }

    [Fact]
    public void The_smallest_value_above_a_limit_comes_with_the_one_before()
    {
        var answer = Find(DesignSearchTests.Article(), "FC3.Units", "MinParameters", 50_000);
        Assert.Equal((94L, 50_348L), (answer.Value, answer.Actual));
        Assert.Equal((93L, 49_863L), (answer.Neighbour, answer.NeighbourActual));
    }

    [Theory]
    [InlineData("InputChannels", 18_944, 3)] // 128 filters of 7x7: ((7 * 7 * 3) + 1) * 128
    [InlineData("KernelSize", 25_728, 10)] // (10 * 10 * 2 + 1) * 128
    public void One_layer_tells_which_setting_gives_a_count(string setting, long parameters, long value)
    {
        var layer = new Convolution(2)
        {
            Name = "conv",
            Filters = 128,
            KernelSize = 7,
            InputChannels = 2,
        };
        var search = new SettingSearch(new Network([layer]), setting, [BudgetLimit.Read("MaxParameters", parameters)])
        {
            IsExact = true,
        };
        Assert.Equal(value, Assert.Single(search.Find()).Value);
    }

    [Fact]
    public void A_range_without_end_is_halved_or_refused()
    {
        var answer = Assert.Single(
            new SettingSearch(DesignSearchTests.Article(), "FC3.Units", [BudgetLimit.Read("MaxParameters", 50_000)])
            {
                Maximum = long.MaxValue,
            }.Find()
        );
        Assert.Equal(93L, answer.Value);

        var search = new SettingSearch(
            DesignSearchTests.Article(),
            "CONV1.KernelSize",
            [BudgetLimit.Read("MaxParameters", 50_000)]
        )
        {
            Maximum = 1L << 62,
        };
        var exception = Assert.Throws<LayerException>(() => search.Find());
        Assert.Equal(ErrorId.InvalidChoice, exception.Id);
        Assert.Contains("choose a smaller -Maximum or a larger -Step", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_of_megabytes_is_nobodys_other_word()
    {
        Assert.Equal("", Suggestion.For(new string('c', 5_000_000), [new string('c', 5_000_001)]));
        Assert.Equal(" (did you mean Filters?)", Suggestion.For("Fliters", ["Filters"]));
    }

    [Fact]
    public void A_count_that_no_value_gives_has_no_answer()
    {
        var layer = new Convolution(2)
        {
            Name = "conv",
            Filters = 128,
            KernelSize = 7,
            InputChannels = 3,
        };
        foreach (string setting in new[] { "Filters", "InputChannels", "KernelSize" })
            Assert.Empty(
                new SettingSearch(new Network([layer]), setting, [BudgetLimit.Read("MaxParameters", 18_943)])
                {
                    IsExact = true,
                }.Find()
            );
        Assert.Empty(
            new SettingSearch(
                DesignSearchTests.Article(),
                "FC3.Units",
                [BudgetLimit.Read("MaxParameters", 5_000)]
            ).Find()
        );
    }

    [Fact]
    // 344 is more than the 256 values that are tried at first; the next values are 9,998,... above the limit.
    public void A_range_that_ends_too_early_is_widened()
    {
        var resnet = Architectures.Find("ResNet50")!.Variant().Build("ResNet50");
        var answer = Find(resnet, "Resolution", "MaxMacs", 10_000_000_000);
        Assert.Equal((344L, 345L), (answer.Value, answer.Neighbour));
        Assert.True((long)answer.NeighbourActual! > 10_000_000_000);
        Assert.True(Find(resnet, "Resolution", "MinMacs", 10_000_000_000).Value == 345);
    }

    [Fact]
    public void An_answer_at_the_end_of_what_was_tried_says_so()
    {
        // A stride of any size leaves the filters as many weights.
        var network = new Network([
            new Input { Shape = new TensorShape(8192, 4) },
            new Convolution(1)
            {
                Name = "conv",
                Filters = 2,
                KernelSize = 3,
            },
        ]);
        Assert.Contains(
            "a larger one may do as well: -Maximum",
            Find(network, "conv.Stride", "MaxParameters", 100).Proof,
            StringComparison.Ordinal
        );
        var bounded = new SettingSearch(network, "conv.Stride", [BudgetLimit.Read("MaxParameters", 100)])
        {
            Maximum = 9,
        }.Find();
        Assert.Contains("larger one than the maximum", Assert.Single(bounded).Proof, StringComparison.Ordinal);
    }

    // 28 parameters for each filter: 3*3*3 weights and a bias. What is asked for follows from the values alone.
    [Theory]
    [InlineData(1, 20, 1)]
    [InlineData(3, 20, 1)]
    [InlineData(3, 20, 5)]
    [InlineData(4, 4, 1)]
    [InlineData(2, null, 3)]
    [InlineData(1, 1000, 7)]
    public void Answers_are_the_ends_of_what_the_limits_leave(int minimum, int? maximum, int step)
    {
        long[] values =
        [
            .. Enumerable
                .Range(0, 2000)
                .Select(i => (long)minimum + (i * step))
                .Where(v => v <= (maximum ?? 1_000_000)),
        ];
        foreach (
            long amount in new long[] { 27, 28, 29, 28 * 3, 28 * 8, (28 * 8) + 1, (28 * 20) - 1, 28 * 20, 28 * 500 }
        )
        {
            foreach (bool isExact in new[] { false, true })
            {
                Assert.Equal(
                    Expected(values.LastOrDefault(v => 28 * v <= amount), amount, isExact, isLargest: true),
                    Found("MaxParameters", amount, isExact)
                );
                Assert.Equal(
                    Expected(values.FirstOrDefault(v => 28 * v >= amount), amount, isExact, isLargest: false),
                    Found("MinParameters", amount, isExact)
                );
            }
        }

        (long Value, long? Neighbour, bool IsAtEnd, bool IsAlone)? Expected(
            long value,
            long amount,
            bool isExact,
            bool isLargest
        )
        {
            if (value == 0 || (isExact && 28 * value != amount))
                return null;
            long neighbour = isLargest ? value + step : value - step;
            bool isBeside = neighbour >= minimum && neighbour <= (maximum ?? long.MaxValue);
            bool isAtEnd = !isExact && !isBeside && (isLargest || minimum > 1);
            return (value, isBeside ? neighbour : null, isAtEnd, !isBeside);
        }

        (long Value, long? Neighbour, bool IsAtEnd, bool IsAlone)? Found(string limit, long amount, bool isExact)
        {
            var network = new Network([
                new Input { Shape = new TensorShape(8, 8, 3) },
                new Convolution(2)
                {
                    Name = "conv",
                    Filters = 1,
                    KernelSize = 3,
                },
            ]);
            var search = new SettingSearch(network, "conv.Filters", [BudgetLimit.Read(limit, amount)])
            {
                Minimum = minimum,
                Maximum = maximum,
                Step = step,
                IsExact = isExact,
            };
            if (search.Find() is not [var answer])
                return null;
            Assert.Equal(28 * answer.Value, answer.Actual);
            Assert.Equal(28 * answer.Neighbour, answer.NeighbourActual);
            return (
                answer.Value,
                answer.Neighbour,
                answer.Bound.Length > 0,
                answer.Proof.EndsWith("no other value is allowed", StringComparison.Ordinal)
            );
        }
    }

    [Theory]
    [InlineData("CONV1.Filters", "MaxParameters", 100_000)]
    [InlineData("CONV2.Filters", "MaxMacs", 1_000_000)]
    [InlineData("CONV1.Filters", "MaxPeakActivationBytes", 65_536)]
    [InlineData("Channels", "MaxParameters", 64_000)]
    [InlineData("CONV1.KernelSize", "MaxParameters", 64_000)]
    [InlineData("CONV2.KernelSize", "MaxMacs", 900_000)]
    [InlineData("POOL1.Stride", "MaxParameters", 64_000)]
    [InlineData("CONV1.Filters", "MinMacs", 5_000_000)]
    [InlineData("CONV2.KernelSize", "MinParameters", 90_000)]
    public void The_answer_is_that_of_trying_every_value(string setting, string limit, long amount)
    {
        var network = DesignSearchTests.Article();
        var rule = BudgetLimit.Read(limit, amount);
        var meeting = Enumerable
            .Range(1, 256)
            .Select(value => (long)value)
            .Where(value =>
            {
                var measurement = Measurer.Measure(
                    new DesignSpace(network, DesignSearchTests.Choices((setting, [value]))).Build(0)
                );
                return measurement.Problems.Count == 0 && Budget.Check(measurement, [rule]).Single().Passed;
            })
            .ToArray();
        var found = new SettingSearch(network, setting, [rule]) { Maximum = 256 }.Find();
        Assert.Equal(rule.IsMinimum ? meeting.Take(1) : meeting.TakeLast(1), found.Select(answer => answer.Value));
    }

    [Fact]
    public void Values_that_cannot_be_are_an_error_that_says_so()
    {
        var network = new Network([
            new Input { Name = "in", Shape = new(8, 8, 4) },
            new Convolution(2)
            {
                Name = "a",
                Filters = 4,
                KernelSize = 1,
            },
            new Convolution(2)
            {
                Name = "b",
                Filters = 4,
                KernelSize = 3,
                Groups = 4,
            },
        ]);
        var limit = BudgetLimit.Read("MaxParameters", 10_000);
        var exception = Assert.Throws<LayerException>(() => new SettingSearch(network, "a.Filters", [limit]).Find());
        Assert.Contains("-Step", exception.Message, StringComparison.Ordinal);
        long value = Assert
            .Single(new SettingSearch(network, "a.Filters", [limit]) { Minimum = 4, Step = 4 }.Find())
            .Value;
        // Of a: 5 for each filter; of b: 9 * (f / 4) + 1 for each of 4 filters.
        Assert.Equal(
            Enumerable.Range(1, 1000).Select(n => 4L * n).Last(f => (5 * f) + (((9 * f / 4) + 1) * 4) <= 10_000),
            value
        );
    }

    private static SettingAnswer Find(Network network, string setting, string limit, long amount) =>
        Assert.Single(new SettingSearch(network, setting, [BudgetLimit.Read(limit, amount)]).Find());
}
