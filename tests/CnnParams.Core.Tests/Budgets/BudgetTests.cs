using CnnParams.Budgets;
using CnnParams.Catalogue;
using CnnParams.Core.Tests.Designing;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Budgets;

public sealed class BudgetTests
{
    [Theory]
    [InlineData("50000", 50_000)]
    [InlineData("25.6M", 25_600_000)]
    [InlineData("1.5G", 1_500_000_000)]
    [InlineData("12_500", 12_500)]
    [InlineData("1e6", 1_000_000)]
    [InlineData("320KB", 327_680)] // As PowerShell's own literal 320KB.
    [InlineData("320 KiB", 327_680)]
    [InlineData("2mb", 2_097_152)]
    [InlineData("0.5MB", 524_288)]
    [InlineData("100 B", 100)]
    [InlineData("26 million", 26_000_000)]
    public void Amounts_are_read_with_their_units(string text, long amount) =>
        Assert.Equal(amount, Amount.Read(text, "it"));

    [Theory]
    [InlineData("5GMACs", "MaxMacs", 5_000_000_000)]
    [InlineData("300M MAdds", "MaxMacs", 300_000_000)]
    [InlineData("9 GFLOPs", "MaxLayerFlops", 9_000_000_000)]
    [InlineData("25.6M params", "MaxParameters", 25_600_000)]
    [InlineData("26 million parameters", "MaxParameters", 26_000_000)]
    public void Amounts_may_say_what_they_count(string text, string name, long amount) =>
        Assert.Equal(amount, Amount.Read(text, name));

    [Theory]
    [InlineData("5 GFLOPs", "a number of FLOPs")]
    [InlineData("25.6M params", "a number of parameters")]
    public void An_amount_of_something_else_is_an_error(string text, string said) =>
        Assert.Contains(
            said,
            Assert.Throws<LayerException>(() => Amount.Read(text, "MaxMacs")).Message,
            StringComparison.Ordinal
        );

    // 7B is how people write seven billion parameters; of bytes it is seven.
    [Theory]
    [InlineData("MaxParameters", "7B", 7_000_000_000)]
    [InlineData("MaxMacs", "1.5 B", 1_500_000_000)]
    [InlineData("MaxWeightBytes", "7B", 7)]
    [InlineData("MaxFlash", "98 MB", 102_760_448)]
    public void What_a_limit_counts_says_what_its_unit_is(string name, string text, long amount) =>
        Assert.Equal(amount, BudgetLimit.Read(name, text).Value);

    [Theory]
    [InlineData("MaxMacs", "98 MB")]
    [InlineData("MaxParameters", "98MiB")]
    [InlineData("MinFlops", "1.5 gb")]
    [InlineData("MaxReceptiveField", "2 KB")]
    public void Bytes_are_no_number_of_anything_else(string name, string text) =>
        Assert.Equal(
            $"{name} is '{text}', which is a number of bytes; a limit of those has another name, such as MaxWeightBytes",
            Assert.Throws<LayerException>(() => BudgetLimit.Read(name, text)).Message
        );

    [Theory]
    [InlineData("")]
    [InlineData("-5")]
    [InlineData("12Q")]
    [InlineData("1,5M")]
    [InlineData("99999999T")]
    [InlineData("2%")]
    public void What_is_no_amount_is_an_error_that_names_it(string text)
    {
        var exception = Assert.Throws<LayerException>(() => Amount.Read(text, "MaxMacs"));
        Assert.Equal(ErrorId.InvalidLimit, exception.Id);
        Assert.Contains("MaxMacs", exception.Message, StringComparison.Ordinal);
    }

    // A convolution after an image whose sides are open has 3*3*3*4 + 4 parameters, and nothing else that is known.
    [Theory]
    [InlineData(
        "exact",
        "Parameters Macs PeakActivationBytes Arena TrainingMemory InferenceBytes ReceptiveField",
        Trust.Exact
    )]
    [InlineData("exact", "TrainableParameters Flops WeightBytes ActivationBytes Flash", Trust.Exact)]
    [InlineData("open", "Parameters TrainableParameters WeightBytes Flash", Trust.Exact)]
    [InlineData("open", "Macs Flops ActivationBytes TrainingMemory", Trust.LowerBound)]
    [InlineData("open", "PeakActivationBytes Arena InferenceBytes", Trust.Unknown)]
    [InlineData(
        "unmade",
        "Parameters TrainableParameters WeightBytes Macs Flops ActivationBytes TrainingMemory ReceptiveField",
        Trust.LowerBound
    )]
    [InlineData("unmade", "PeakActivationBytes InferenceBytes", Trust.Unknown)]
    [InlineData(
        "assumed",
        "Parameters TrainableParameters WeightBytes InferenceBytes TrainingMemory Flash",
        Trust.Assumed
    )]
    [InlineData(
        "contradicted",
        "Parameters TrainableParameters WeightBytes InferenceBytes TrainingMemory",
        Trust.Contradicted
    )]
    public void A_number_is_trusted_as_far_as_what_it_is_made_of(string network, string quantities, Trust trust)
    {
        var filters = new Convolution(2) { Filters = 4, KernelSize = 3 };
        Layer[] layers = network switch
        {
            "unmade" => [filters, new UnmadeLayer { WantedType = "Convv2D", Reason = "'Convv2D' is not a layer type" }],
            "assumed" => [filters.WithWeightsAssumed("something")],
            "contradicted" => [filters.Contradicted("something")],
            _ => [filters],
        };
        var image = new Input { Shape = TensorShape.Parse(network == "open" ? "?,?,3" : "8,8,3") };
        var totals = Measurer.Measure(new Network([image, .. layers])).Totals;
        Assert.All(
            quantities.Split(' ').Select(BudgetQuantity.Get),
            quantity => Assert.Equal((quantity.Name, trust), (quantity.Name, quantity.TrustOf(totals)))
        );
        // What is not known is no number, and the other way round.
        Assert.All(
            BudgetQuantity.All,
            quantity =>
                Assert.Equal(
                    (quantity.Name, quantity.Of(totals) is null),
                    (quantity.Name, quantity.TrustOf(totals) == Trust.Unknown)
                )
        );
    }

    [Theory]
    [InlineData("2%", 1000, 1020)]
    [InlineData("0%", 1000, 1000)]
    [InlineData("2.5 %", 999, 1023)]
    [InlineData("10K", 1000, 11_000)]
    [InlineData("100%", long.MaxValue, long.MaxValue)]
    public void Growth_is_in_percent_or_an_amount(string growth, long before, long most) =>
        Assert.Equal(most, Growth.Read(growth).Above(before));

    [Fact]
    public void The_articles_network_is_held_to_each_kind_of_limit()
    {
        var results = Check(
            DesignSearchTests.Article(),
            ("MaxParameters", 62_958),
            ("MaxParameters", 62_957),
            ("MinParameters", 62_958),
            ("MaxLayerParameters", 48_119),
            ("MaxMacs", 849_320),
            ("MaxWeightBytes", 251_832),
            ("MaxPeakActivationBytes", 37_376),
            ("MaxPeakActivationBytes", 37_375),
            ("MaxReceptiveField", 1_000_000),
            ("MinReceptiveField", 32)
        );
        Assert.Equal(
            [true, false, true, false, true, true, true, false, false, true],
            results.Select(result => result.Passed)
        );
        Assert.Equal([0L, -1L, 0L, -1L, 0L, 0L, 0L, -1L, null, null], results.Select(result => result.Headroom));
        // FC3 holds 48,120 of 62,958.
        Assert.Equal("FC3 48120 (76.4 %), FC4 10164 (16.1 %), CONV2 3216 (5.1 %)", results[0].Heaviest.ToString());
        Assert.Equal("CONV1 37376 (100 %)", results[6].Heaviest[0].ToString());
        Assert.Equal("Parameters <= 62958: passed with 62958", results[0].ToString());
        Assert.Equal(
            "Parameters <= 62957: failed with 62958; most in FC3 48120 (76.4 %), FC4 10164 (16.1 %), CONV2 3216 (5.1 "
                + "%)",
            results[1].ToString()
        );
    }

    [Fact]
    public void A_number_that_is_partly_known_never_passes()
    {
        var network = new Network([
            new Input { Name = "in", Shape = new(8, 8, 3) },
            LayerTypes.Get("Operation").Create([new("OperatorType", "Foo")], "foo"),
            new FullyConnected { Name = "fc", Units = 4 },
        ]);
        foreach (
            var limit in new[]
            {
                "MaxParameters",
                "MaxMacs",
                "MaxPeakActivationBytes",
                "MaxLayerParameters",
                "MaxReceptiveField",
                "MinParameters",
            }
        )
        {
            var result = Check(network, (limit, limit[1] == 'a' ? long.MaxValue : 0))[0];
            Assert.False(result.Passed);
            Assert.NotEqual(Trust.Exact, result.Trust);
            Assert.Contains("foo", result.Reason, StringComparison.Ordinal);
            // Neither a distance nor a share of what is a bound.
            Assert.Null(result.Headroom);
            Assert.Null(result.HeadroomPercent);
            Assert.All(result.Heaviest, share => Assert.Null(share.Share));
            Assert.DoesNotContain("%", result.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    // 25,557,032 parameters of torchvision's ResNet-50; the wide one has 68,883,240 (field.md, 3.7).
    [InlineData("ResNet50", true)]
    [InlineData("WideResNet50_2", false)]
    [InlineData("ResNet101", false)]
    public void A_budget_for_ResNet50_stops_its_wider_and_deeper_forms(string name, bool passes)
    {
        var network = Architectures.Get(name).Variant("torchvision").Build(name);
        var measurement = Measurer.Measure(network, new MeasureOptions { View = ParameterView.PyTorch });
        var results = Budget.Check(
            measurement,
            [BudgetLimit.Read("MaxParameters", 25_557_032), BudgetLimit.Read("MaxMacs", 4_089_184_256)]
        );
        Assert.All(results, result => Assert.Equal(passes, result.Passed));
        Assert.All(results, result => Assert.Equal(Trust.Exact, result.Trust));
    }

    [Fact]
    public void A_baseline_stops_growth_and_lets_pruning_pass()
    {
        var before = new Baseline(
            Measurer.Measure(Architectures.Get("ResNet50").Variant("torchvision").Build("ResNet50")).Totals
        );
        var pruned = Architectures
            .Get("ResNet50")
            .Variant("torchvision")
            .Build("ResNet50", new ArchitectureOptions { Classes = 10 });
        var wider = Architectures
            .Get("ResNet50")
            .Variant("torchvision")
            .Build("ResNet50", new ArchitectureOptions { Classes = 1100 });
        Assert.All(Against(before, pruned, "0%"), result => Assert.True(result.Passed, result.ToString()));
        // 100 more classes are 204,900 more parameters: 0.8 % of 25,610,152.
        Assert.Equal(204_900, -Against(before, wider, "0%").Single(result => result.Quantity == "Parameters").Headroom);
        Assert.All(Against(before, wider, "1%"), result => Assert.True(result.Passed, result.ToString()));
    }

    [Fact]
    public void A_baseline_that_was_exported_is_the_same()
    {
        var totals = Measurer.Measure(DesignSearchTests.Article()).Totals;
        var exported = new Baseline([
            new("Name", ""),
            new("Layers", 8),
            new("Parameters", "62958"),
            new("Macs", 849320L),
            new("PeakLayer", "CONV1"),
            new("ReceptiveField", "whole input"),
        ]);
        var measured = new Baseline(totals)
            .Limits(_ => Growth.None)
            .ToDictionary(limit => limit.Name, limit => limit.Value);
        Assert.Equal(["MaxMacs", "MaxParameters"], exported.Limits(_ => Growth.None).Select(limit => limit.Name));
        Assert.All(exported.Limits(_ => Growth.None), limit => Assert.Equal(measured[limit.Name], limit.Value));
        Assert.Throws<LayerException>(() => new Baseline([new("Name", "x")]));
    }

    [Theory]
    [InlineData("MaxParamters", "MaxParameters")]
    [InlineData("Parameters", "MaxParameters")]
    [InlineData("MaxLayerReceptiveField", "quantity")]
    public void An_unknown_limit_is_an_error_that_suggests_the_nearest(string name, string hint)
    {
        var exception = Assert.Throws<LayerException>(() => BudgetLimit.Read(name, 1));
        Assert.Contains(hint, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MaxParameters")]
    [InlineData("MaxLayerMacs")]
    [InlineData("MinReceptiveField")]
    [InlineData("MinLayerParameters")]
    public void A_limit_has_the_name_that_it_is_read_by(string name) =>
        Assert.Equal(name, BudgetLimit.Read(name.ToLowerInvariant(), 1).Name);

    private static BudgetResult[] Check(Network network, params (string Name, long Amount)[] limits) =>
        [
            .. Budget.Check(
                Measurer.Measure(network),
                limits.Select(limit => BudgetLimit.Read(limit.Name, limit.Amount))
            ),
        ];

    private static BudgetResult[] Against(Baseline baseline, Network network, string growth) =>
        [.. Budget.Check(Measurer.Measure(network), baseline.Limits(_ => Growth.Read(growth)))];
}
