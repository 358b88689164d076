using CnnParams.Measuring;
using CnnParams.Reports.Figures;

namespace CnnParams.Reports.Tests.Figures;

public sealed class StagePlanTests
{
    // As many as a figure has when nothing is asked for.
    private const int Usual = 18;

    [Fact]
    public void The_article_is_drawn_layer_by_layer()
    {
        var stages = StagePlan.Of(CatalogueNetworks.Get("Article", "article"), 18);
        Assert.Equal(
            [
                "input 3@32×32 0",
                "CONV1 8@28×28 608",
                "POOL1 8@14×14 0",
                "CONV2 16@10×10 3216",
                "POOL2 16@5×5 0",
                "FC3 120 48120",
                "FC4 84 10164",
                "Softmax 10 850",
            ],
            stages.Select(stage => $"{stage.Name} {stage.ShapeText} {stage.Numbers.Parameters}")
        );
    }

    // The stages of Table 1 of He et al. (2015), with the counts of torchvision 0.14.1 for each.
    [Fact]
    public void ResNet50_is_drawn_as_its_table() =>
        Assert.Equal(
            [
                "input|Input|3@224×224|0",
                "conv1|Conv 7×7/2|64@112×112|9536",
                "maxpool|MaxPool 3×3/2|64@56×56|0",
                "layer1.0–2|3 × block|256@56×56|215808",
                "layer2.0–3|4 × block|512@28×28|1219584",
                "layer3.0–5|6 × block|1024@14×14|7098368",
                "layer4.0–2|3 × block|2048@7×7|14964736",
                "avgpool|AdaptiveAveragePool|2048@1×1|0",
                "fc|Dense|1000|2049000",
            ],
            StagePlan
                .Of(CatalogueNetworks.Get("ResNet50", "torchvision"), 18)
                .Select(stage => $"{stage.Name}|{stage.Operation}|{stage.ShapeText}|{stage.Numbers.Parameters}")
        );

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(Usual)]
    [InlineData(36)]
    [InlineData(200)]
    public void Stages_have_every_layer_once_and_read_what_comes_before(int most) =>
        Assert.All(
            most == Usual ? CatalogueNetworks.All : CatalogueNetworks.OfEachFamily,
            network =>
            {
                var stages = StagePlan.Of(network, most);
                Assert.InRange(stages.Count, 1, most);
                Assert.Equal(network.Rows.Count, stages.Sum(stage => stage.Rows.Count));
                Assert.Equal(network.Rows.ToHashSet(), stages.SelectMany(stage => stage.Rows).ToHashSet());
                for (int i = 0; i < stages.Count; i++)
                    Assert.All(stages[i].Reads, read => Assert.InRange(read, 0, i - 1));
                Assert.Equal(
                    Connections(network, stages),
                    stages.SelectMany((stage, i) => stage.Reads.Select(read => (read, i))).ToHashSet()
                );
            }
        );

    [Fact]
    public void A_long_chain_is_as_many_stages_as_there_is_room_for()
    {
        var network = CatalogueNetworks.Chain(5_000);
        Assert.InRange(StagePlan.Of(network, 18).Count, 2, 18);
        Assert.Equal(5_001, StagePlan.Of(network, 18).Sum(stage => stage.Rows.Count));
    }

    // From the names that rows give, without the graph that the stages are made of.
    private static HashSet<(int From, int To)> Connections(NetworkMeasurement network, IReadOnlyList<Stage> stages)
    {
        var stageOf = stages
            .SelectMany((stage, i) => stage.Rows.Select(row => (row.Name, i)))
            .ToDictionary(pair => pair.Name, pair => pair.i);
        return network
            .Rows.SelectMany(row =>
                row.Inputs.Select(input =>
                    (stageOf.TryGetValue(input, out int from) ? from : stageOf[input.Split(':')[0]], stageOf[row.Name])
                )
            )
            .Where(pair => pair.Item1 != pair.Item2)
            .ToHashSet();
    }
}
