using CnnParams.Core.Tests.Catalogue;
using CnnParams.Measuring;
using CnnParams.Measuring.Arena;
using CnnParams.Networks;

namespace CnnParams.Core.Tests.Measuring.Arena;

/// <summary>What holds for the plan of every network, whatever it is asked to assume.</summary>
public sealed class ArenaPropertyTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Tensors_that_are_alive_at_once_lie_apart(int seed)
    {
        var network = RandomNetworks.Of(seed, 5 + (seed % 30));
        var measured = Measurer.Measure(network);
        HashSet<string> views = [.. network.Layers.Where(layer => layer.IsView).Select(layer => layer.Name)];
        foreach (var algorithm in Enum.GetValues<ArenaAlgorithm>())
        {
            foreach (var inPlace in Enum.GetValues<InPlaceOperations>())
            {
                var options = new ArenaOptions
                {
                    Algorithm = algorithm,
                    InPlace = inPlace,
                    Reorder = seed % 2 == 0,
                    Alignment = 1 + (seed % 3 * 15),
                };
                Check(ArenaPlanner.Plan(measured, options), views);
            }
        }
    }

    [Fact]
    public void The_whole_catalogue_is_planned()
    {
        int planned = 0;
        foreach (var (architecture, variant) in CatalogueSample.All)
        {
            var measured = Measurer.Measure(variant.Build(architecture.Name));
            if (measured.Totals.ShapeTrust != Trust.Exact)
                continue;
            var plan = ArenaPlanner.Plan(measured, new ArenaOptions { Algorithm = (ArenaAlgorithm)(planned++ % 3) });
            Assert.True(plan.ArenaBytes >= plan.LowerBoundBytes, architecture.Name);
            Assert.True(plan.LowerBoundBytes >= plan.Tensors.Max(tensor => tensor.AlignedBytes), architecture.Name);
            Assert.NotEmpty(plan.PeakTensors);
        }

        Assert.InRange(planned, CatalogueSample.All.Count * 9 / 10, CatalogueSample.All.Count);
    }

    private static void Check(ArenaPlan plan, HashSet<string> views)
    {
        Assert.True(plan.FragmentationBytes >= 0);
        var tensors = plan.Tensors;
        for (int i = 0; i < tensors.Count; i++)
        {
            Assert.True(tensors[i].Offset + tensors[i].AlignedBytes <= plan.ArenaBytes);
            Assert.Equal(0, tensors[i].AlignedBytes % plan.Alignment);
            for (int j = 0; j < i; j++)
            {
                bool isAlive = tensors[i].FirstUse <= tensors[j].LastUse && tensors[j].FirstUse <= tensors[i].LastUse;
                bool isApart =
                    tensors[i].Offset + tensors[i].AlignedBytes <= tensors[j].Offset
                    || tensors[j].Offset + tensors[j].AlignedBytes <= tensors[i].Offset;
                if (isAlive && !isApart)
                    CheckSharing(plan, views, tensors[i], tensors[j]);
            }
        }

        CheckPeak(plan);
    }

    // In one memory lie a view with what it views, and what is written over another at the moment when that is read
    // last.
    private static void CheckSharing(ArenaPlan plan, HashSet<string> views, ArenaTensor one, ArenaTensor other)
    {
        Assert.NotEqual(InPlaceOperations.None, plan.InPlace);
        Assert.Equal(OwnerOf(one), OwnerOf(other));
        var (early, late) = one.FirstUse < other.FirstUse ? (one, other) : (other, one);
        if (!views.Contains(late.Name))
            Assert.True(early.LastUse <= late.FirstUse, $"{late} is written over {early}, which is read later");
    }

    private static string OwnerOf(ArenaTensor tensor) => tensor.SharesWith.Length > 0 ? tensor.SharesWith : tensor.Name;

    private static void CheckPeak(ArenaPlan plan)
    {
        var atPeak = plan.Tensors.Where(tensor => tensor.IsAtPeak).ToArray();
        long bytes = atPeak.GroupBy(OwnerOf).Sum(memory => memory.Max(tensor => tensor.AlignedBytes));
        Assert.True(bytes <= plan.LowerBoundBytes);
        if (plan.InPlace == InPlaceOperations.None)
            Assert.Equal(plan.LowerBoundBytes, bytes);
    }
}
