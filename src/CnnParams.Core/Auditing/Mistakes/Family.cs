namespace CnnParams.Auditing.Mistakes;

/// <summary>All mistakes: every class that is one.</summary>
internal static class Family
{
    /// <summary>Those in the computation of a figure.</summary>
    internal static IReadOnlyList<Mistake> OfComputation { get; } = [.. Implementations.Of<Mistake>()];

    /// <summary>Those about the output shape of a layer.</summary>
    internal static IReadOnlyList<IShapeMistake> OfShape { get; } = [.. Implementations.Of<IShapeMistake>()];

    /// <summary>Those about what a layer is, with all that follows.</summary>
    internal static IReadOnlyList<ILayerMistake> OfLayer { get; } = [.. Implementations.Of<ILayerMistake>()];

    /// <summary>Those about a total.</summary>
    internal static IReadOnlyList<ITotalMistake> OfTotal { get; } = [.. Implementations.Of<ITotalMistake>()];
}
