namespace CnnParams.Auditing.Mistakes;

/// <summary>All mistakes: every class that is one.</summary>
internal static class Family
{
    /// <summary>Those in the reckoning of a figure.</summary>
    internal static IReadOnlyList<IMistake> OfReckoning { get; } = [.. Implementations.Of<IMistake>()];

    /// <summary>Those about the shape that leaves a layer.</summary>
    internal static IReadOnlyList<IShapeMistake> OfShape { get; } = [.. Implementations.Of<IShapeMistake>()];

    /// <summary>Those about a setting, with all that follows.</summary>
    internal static IReadOnlyList<ISettingMistake> OfSetting { get; } = [.. Implementations.Of<ISettingMistake>()];
}
