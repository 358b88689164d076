namespace CnnParams.Python.Syntax;

/// <summary>A text is not Python: where, and what was expected.</summary>
internal sealed class PythonSyntaxException(Place place, string message) : Exception(message)
{
    internal Place Place { get; } = place;
}
