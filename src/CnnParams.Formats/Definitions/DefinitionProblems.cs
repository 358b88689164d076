namespace CnnParams.Formats.Definitions;

/// <summary>What is wrong with a definition, gathered, so that one reading shows all of it.</summary>
internal sealed class DefinitionProblems
{
    private const int MostShown = 20;

    private readonly List<(TextPlace Place, string Message)> _problems = [];

    internal int Count => _problems.Count;

    internal void Add(TextPlace place, string message) => _problems.Add((place, message));

    /// <summary>
    /// Ends the reading if anything is wrong: the first problem with its place, the others in lines below.
    /// </summary>
    /// <exception cref="DefinitionException">Something is wrong.</exception>
    internal void ThrowIfAny()
    {
        if (_problems.Count == 0)
            return;

        var sorted = _problems.OrderBy(problem => problem.Place.Line).ThenBy(problem => problem.Place.Column).ToArray();
        var lines = sorted
            .Skip(1)
            .Take(MostShown - 1)
            .Select(problem =>
                FormattableString.Invariant(
                    $"line {problem.Place.Line}, column {problem.Place.Column}: {problem.Message}"
                )
            );
        if (sorted.Length > MostShown)
            lines = lines.Append(FormattableString.Invariant($"and {sorted.Length - MostShown} more"));
        throw new DefinitionException(sorted[0].Place, string.Join("\n", lines.Prepend(sorted[0].Message)));
    }
}
