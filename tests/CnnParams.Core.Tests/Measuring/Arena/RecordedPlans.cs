using System.Text.Json;
using CnnParams.Measuring.Arena;

namespace CnnParams.Core.Tests.Measuring.Arena;

/// <summary>Plans that TensorFlow Lite Micro has made (tests/oracles/arena_plans.cpp).</summary>
internal static class RecordedPlans
{
    /// <summary>Of random buffers.</summary>
    internal static IReadOnlyList<RecordedPlan> OfBuffers { get; } = Read("plans.jsonl");

    /// <summary>Of models, with the kernels whose scratch is in them.</summary>
    internal static IReadOnlyList<RecordedPlan> OfModels { get; } = Read("models.jsonl");

    private static List<RecordedPlan> Read(string file) =>
        [
            .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", "arena", file))
                .Select(line => RecordedPlan.Of(JsonDocument.Parse(line).RootElement)),
        ];
}

/// <summary>
/// Buffers in the order in which the planner was told of them, their offsets, and the bytes of the arena.
/// </summary>
internal sealed record RecordedPlan(
    string Name,
    ScratchKernels Kernels,
    IReadOnlyList<ArenaBuffer> Buffers,
    long[] Offsets,
    long Bytes
)
{
    internal static RecordedPlan Of(JsonElement plan)
    {
        int[][] buffers = plan.GetProperty("buffers").Deserialize<int[][]>()!;
        string kernels = plan.TryGetProperty("kernels", out var named) ? named.GetString()! : "None";
        return new RecordedPlan(
            plan.GetProperty("name").GetString()!,
            Enum.Parse<ScratchKernels>(kernels),
            [.. buffers.Select(b => new ArenaBuffer(b[0], b[1], b[2], b[3] < 0 ? null : b[3]))],
            Array.ConvertAll(buffers, b => (long)b[4]),
            plan.GetProperty("bytes").GetInt64()
        );
    }
}
