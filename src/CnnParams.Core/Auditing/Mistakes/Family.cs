namespace CnnParams.Auditing.Mistakes;

/// <summary>All mistakes: every class that is one.</summary>
internal static class Family
{
    /// <summary>Those in the reckoning of a figure.</summary>
    internal static IReadOnlyList<IMistake> OfReckoning { get; } = All<IMistake>();

    /// <summary>Those about the shape that leaves a layer.</summary>
    internal static IReadOnlyList<IShapeMistake> OfShape { get; } = All<IShapeMistake>();

    /// <summary>Those about a setting, with all that follows.</summary>
    internal static IReadOnlyList<ISettingMistake> OfSetting { get; } = All<ISettingMistake>();

    private static T[] All<T>() => [.. typeof(T).Assembly.GetTypes()
        .Where(type => typeof(T).IsAssignableFrom(type) && !type.IsAbstract)
        .OrderBy(type => type.Name, StringComparer.Ordinal)
        .Select(type => (T)Activator.CreateInstance(type, nonPublic: true)!)];
}
