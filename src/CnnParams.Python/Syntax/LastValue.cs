namespace CnnParams.Python.Syntax;

/// <summary>The value of the expression that a text ends with, which Python's prompt keeps as <c>_</c>.</summary>
public static class LastValue
{
    /// <summary>The name that the value has.</summary>
    public const string Name = "_";

    /// <summary>The text with its last expression bound to the name; places in it are those of the text.</summary>
    /// <exception cref="PythonSyntaxException">The text is not Python.</exception>
    public static SourceText Bound(SourceText source)
    {
        if (Parser.Parse(source) is not [.., ExpressionStatement last])
            return source;
        const string Binding = Name + " = ";
        int start = last.At;
        return new SourceText(source.Path, source.Text.Insert(start, Binding))
        {
            Map = position => source.PlaceAt(position <= start ? position : Math.Max(start, position - Binding.Length)),
        };
    }
}
