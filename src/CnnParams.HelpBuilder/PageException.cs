namespace CnnParams.HelpBuilder;

/// <summary>A page that does not have the form that help is made from; the message says what is missing.</summary>
/// <param name="path">The page.</param>
/// <param name="line">The line, counted from 1.</param>
/// <param name="message">What is wrong, and what would be right.</param>
public sealed class PageException(string path, int line, string message) : Exception(message)
{
    /// <summary>The page.</summary>
    public string Path { get; } = path;

    /// <summary>The line, counted from 1.</summary>
    public int Line { get; } = line;
}
