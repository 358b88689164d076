using CnnParams.Measuring.Arena;

namespace CnnParams.Core.Tests.Measuring.Arena;

/// <summary>
/// The places of buffers, against the planner of TensorFlow Lite Micro and against what any plan must keep.
/// </summary>
public sealed class PlacementTests
{
    public static TheoryData<string> Recorded => [.. RecordedPlans.OfBuffers.Select(plan => plan.Name)];

    [Theory]
    [InlineData(1, 3, true)] // read at 3, when the other is written
    [InlineData(1, 2, false)]
    [InlineData(5, 6, true)]
    [InlineData(6, 7, false)]
    public void Two_are_alive_at_once_to_the_last_reader(int first, int last, bool together)
    {
        var (one, other) = (new ArenaBuffer(1, 3, 5), new ArenaBuffer(1, first, last));
        Assert.Equal((together, together), (one.IsLiveWith(other), other.IsLiveWith(one)));
    }

    public static TheoryData<ArenaAlgorithm, int> Crowds
    {
        get
        {
            var cases = new TheoryData<ArenaAlgorithm, int>();
            foreach (var algorithm in Enum.GetValues<ArenaAlgorithm>())
            {
                for (int seed = 1; seed <= 40; seed++)
                    cases.Add(algorithm, seed);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void The_greedy_plan_is_that_of_TensorFlow_Lite_Micro(string name)
    {
        var plan = RecordedPlans.OfBuffers.Single(plan => plan.Name == name);
        long[] offsets = Placement.Offsets(plan.Buffers, ArenaAlgorithm.GreedyBySize, CancellationToken.None);
        Assert.Equal(plan.Offsets, offsets);
        Assert.Equal(plan.Bytes, Placement.Size(plan.Buffers, offsets));
    }

    [Theory]
    [MemberData(nameof(Crowds))]
    public void No_two_that_are_alive_at_once_overlap(ArenaAlgorithm algorithm, int seed)
    {
        var random = new Random(seed);
        int times = 1 + random.Next(80);
        ArenaBuffer[] buffers =
        [
            .. Enumerable
                .Range(0, 1 + random.Next(120))
                .Select(_ => Life(random, times, 1 + random.Next(seed % 2 == 0 ? times : 5))),
        ];
        long[] offsets = Placement.Offsets(buffers, algorithm, CancellationToken.None);

        for (int one = 0; one < buffers.Length; one++)
        {
            Assert.True(offsets[one] >= 0);
            for (int other = 0; other < one; other++)
            {
                bool isApart =
                    offsets[one] + buffers[one].Bytes <= offsets[other]
                    || offsets[other] + buffers[other].Bytes <= offsets[one];
                Assert.True(isApart || !buffers[one].IsLiveWith(buffers[other]), $"{one} and {other} overlap");
            }
        }

        Assert.True(Placement.Size(buffers, offsets) >= MostAlive(buffers));
        Assert.Equal(MostAlive(buffers), new LiveBytes(buffers).Peak);
    }

    [Theory]
    [InlineData(ArenaAlgorithm.GreedyBySize)]
    [InlineData(ArenaAlgorithm.LinearScan)]
    [InlineData(ArenaAlgorithm.BestFit)]
    public void Many_buffers_are_placed(ArenaAlgorithm algorithm)
    {
        var random = new Random(1);
        ArenaBuffer[] chain =
        [
            .. Enumerable.Range(0, 100_000).Select(i => new ArenaBuffer(16 + random.Next(999), i, i + 1)),
        ];
        ArenaBuffer[] crowd =
        [
            .. Enumerable.Range(0, 10_000).Select(_ => Life(random, 10_000, 1 + random.Next(5_000))),
        ];
        foreach (var buffers in new[] { chain, crowd })
        {
            long[] offsets = Placement.Offsets(buffers, algorithm, CancellationToken.None);
            Assert.True(Placement.Size(buffers, offsets) >= new LiveBytes(buffers).Peak);
        }
    }

    [Fact]
    public void A_plan_can_be_stopped()
    {
        ArenaBuffer[] buffers = [new(16, 0, 1), new(16, 1, 2)];
        Assert.Throws<OperationCanceledException>(() =>
            Placement.Offsets(buffers, ArenaAlgorithm.GreedyBySize, new CancellationToken(canceled: true))
        );
    }

    // 64, 32 and 96 bytes lie under a tensor that keeps them apart; when 64 and 96 are gone, 48 bytes fit in either
    // gap.
    [Theory]
    [InlineData(ArenaAlgorithm.GreedyBySize)]
    [InlineData(ArenaAlgorithm.BestFit)]
    public void The_largest_come_first(ArenaAlgorithm algorithm)
    {
        ArenaBuffer[] buffers = [new(16, 0, 2), new(64, 0, 0), new(32, 0, 2), new(48, 1, 2)];
        long[] offsets = Placement.Offsets(buffers, algorithm, CancellationToken.None);
        Assert.Equal(0, offsets[1]);
        Assert.Equal(0, offsets[3]);
    }

    private static ArenaBuffer Life(Random random, int times, int longest)
    {
        int first = random.Next(times);
        return new ArenaBuffer(16 * (1 + random.Next(64)), first, Math.Min(times - 1, first + random.Next(longest)));
    }

    private static long MostAlive(ArenaBuffer[] buffers) =>
        buffers.Max(at => buffers.Where(other => other.First <= at.First && at.First <= other.Last).Sum(b => b.Bytes));
}
