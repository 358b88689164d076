using CnnParams.Fuzzing.Targets;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace CnnParams.Fuzzing;

/// <summary>A short run of each reader: the same inputs each time. Program makes long ones.</summary>
public class FuzzingTests
{
    private const int Seed = 20,
        Inputs = 400;

    public static TheoryData<string> Targets => [.. FuzzTargets.Names];

    [Theory]
    [MemberData(nameof(Targets))]
    public void An_input_gives_a_network_or_the_documented_error_in_little_time_and_memory(string name)
    {
        using var target = FuzzTargets.Create(name);
        var run = new FuzzRun(target, Seed);
        run.Try(0, Inputs / target.Weight);
        Assert.True(run.Faults.Count == 0, string.Join("\n", run.Faults));
        // What is tried must get further than the first bytes.
        Assert.NotEqual(0, run.Count(Ending.Read));
    }

    [Fact]
    public void An_input_depends_on_its_numbers_alone()
    {
        using var target = FuzzTargets.Create("ONNX");
        using var other = FuzzTargets.Create("ONNX");
        other.Input(3, 7);
        Assert.Equal(target.Input(3, 100).Content, other.Input(3, 100).Content);
        Assert.NotEqual(target.Input(3, 100).Content, target.Input(3, 101).Content);
    }
}
