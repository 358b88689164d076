using CnnParams.Python.Syntax;
using CnnParams.Reading;

namespace CnnParams.Formats.PythonSource;

/// <summary>
/// What a framework prints of a model, where that says as much of its layers as a source does. It is found by itself.
/// </summary>
[FoundByItself]
internal interface IPrintedModel
{
    /// <summary>Whether a text is one that was printed.</summary>
    bool Recognizes(string text);

    /// <summary>The source that makes the same model.</summary>
    /// <param name="path">What errors call the text.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="ModelFileException">The text ends too early, or has too much.</exception>
    SourceText ToSource(string path, string text);
}
