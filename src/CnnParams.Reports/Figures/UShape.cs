namespace CnnParams.Reports.Figures;

/// <summary>
/// Where the stages of an encoder and a decoder stand: a row for each resolution, down on the left and up on the right,
/// as in the figure of U-Net.
/// </summary>
internal sealed class UShape
{
    private readonly int[] _levels;

    private UShape(int[] levels) => _levels = levels;

    internal int Levels => _levels.Max() + 1;

    /// <summary>How often the resolution was halved, and not doubled again, before the stage.</summary>
    internal int Level(int stage) => _levels[stage];

    /// <summary>
    /// The shape of a network that goes down and comes up again with connections across; null for others.
    /// </summary>
    internal static UShape? Of(IReadOnlyList<Stage> stages)
    {
        int[] levels = new int[stages.Count];
        for (int i = 1; i < stages.Count; i++)
        {
            if (!stages[i].Reads.Contains(i - 1))
                return null;
            levels[i] = levels[i - 1];
            if (Size(stages[i - 1]) is { } before && Size(stages[i]) is { } after)
                levels[i] += (int)Math.Round(Math.Log((double)before / after, 2));
        }

        if (levels.Length == 0 || levels.Min() < 0)
            return null;
        int deepest = Array.LastIndexOf(levels, levels.Max());
        bool returns = levels.Max() >= 2 && levels[levels.Length - 1] <= levels.Max() - 2;
        bool goesDown = Enumerable.Range(1, deepest).All(i => levels[i] >= levels[i - 1]);
        bool comesUp = Enumerable.Range(deepest + 1, levels.Length - deepest - 1).All(i => levels[i] <= levels[i - 1]);
        bool isLevel = stages
            .Select((stage, i) => stage.Reads.All(read => read == i - 1 || levels[read] == levels[i]))
            .All(level => level);
        bool crosses = stages
            .Select((stage, i) => i > deepest && stage.Reads.Any(read => read < deepest && levels[read] == levels[i]))
            .Any(across => across);
        return returns && isLevel && goesDown && comesUp && crosses ? new UShape(levels) : null;
    }

    private static long? Size(Stage stage) =>
        stage.Positions.Count > 0 && stage.Positions[0] > 0 ? stage.Positions[0] : null;
}
