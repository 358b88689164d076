using System.Text.Json;
using CnnParams.Measuring;
using CnnParams.Measuring.Arena;

namespace CnnParams.Formats.Tests.TensorFlowLite;

/// <summary>
/// Arenas of random graphs in files, against those that TensorFlow Lite Micro plans of the same files
/// (tests/oracles/arena_plans.cpp).
/// </summary>
public sealed class ArenaTests
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(TestFiles.PathOf("arena"), "*.tflite").Select(path => Path.GetFileName(path)).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_is_planned_as_by_TensorFlow_Lite_Micro(string file)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        var recorded = File.ReadLines(TestFiles.PathOf("arena/models.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(plan => plan.GetProperty("name").GetString() == name)
            .ToArray();
        Assert.Equal(2, recorded.Length);

        var network = TestFiles.Read(TestFiles.PathOf("arena/" + file));
        // The file says of each tensor that it has 8 bits.
        var measured = Measurer.Measure(network);
        foreach (var expected in recorded)
        {
            var kernels = Enum.Parse<ScratchKernels>(expected.GetProperty("kernels").GetString()!);
            var plan = ArenaPlanner.Plan(measured, new ArenaOptions { Scratch = kernels });
            long[][] buffers = expected.GetProperty("buffers").Deserialize<long[][]>()!;
            Assert.Equal(
                buffers.Select(b => (b[0], b[1], b[2], b[4])),
                plan.Tensors.Select(t => (t.AlignedBytes, (long)t.FirstUse, (long)t.LastUse, t.Offset))
            );
            Assert.Equal(expected.GetProperty("bytes").GetInt64(), plan.ArenaBytes);
        }
    }
}
