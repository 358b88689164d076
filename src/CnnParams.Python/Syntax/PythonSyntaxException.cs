namespace CnnParams.Python.Syntax;

/// <summary>A text is not Python: where, and what was expected.</summary>
public sealed class PythonSyntaxException(Place place, string message) : Exception(message)
{
    /// <summary>Where the text is not Python.</summary>
    public Place Place { get; } = place;
}
