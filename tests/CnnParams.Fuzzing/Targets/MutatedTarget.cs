using CnnParams.Fuzzing.Mutating;

namespace CnnParams.Fuzzing.Targets;

/// <summary>What is given mutated files.</summary>
internal abstract class MutatedTarget(string name, IReadOnlyList<string> seeds) : FuzzTarget(name)
{
    private readonly IReadOnlyList<byte[]> _contents = [.. seeds.Select(File.ReadAllBytes)];

    internal override FuzzInput Input(int seed, int number)
    {
        var random = RandomOf(seed, number);
        // The files themselves come first.
        int at = number < seeds.Count ? number : random.Next(seeds.Count);
        return new(
            Path.GetFileName(seeds[at]),
            number < seeds.Count ? _contents[at] : Mutation.Apply(_contents[at], _contents, random)
        );
    }
}
