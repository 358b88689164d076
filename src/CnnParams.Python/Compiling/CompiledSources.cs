using CnnParams.Python.Syntax;

namespace CnnParams.Python.Compiling;

/// <summary>
/// What files were compiled to, for the next evaluation that reads the same text: the models of a package have most of
/// their files in common. Instructions never change; what an evaluation makes of them is its own.
/// </summary>
public static class CompiledSources
{
    // The characters of all texts that are kept; a large package has three million.
    private const long MostCharacters = 12_000_000;

    private static readonly Dictionary<(string Path, bool IsLenient), (string Text, FunctionCode Code)> Kept = [];
    private static long characters;

    /// <summary>The instructions of a source, made now or before.</summary>
    /// <exception cref="PythonSyntaxException">The text is not Python, or nested too deep.</exception>
    public static FunctionCode Compile(SourceText source, bool isLenient)
    {
        if (source.Map is not null)
            return Compiler.Compile(source, isLenient);
        var key = (source.Path, isLenient);
        lock (Kept)
        {
            if (Kept.TryGetValue(key, out var known) && known.Text == source.Text)
                return known.Code;
        }

        var code = Compiler.Compile(source, isLenient);
        lock (Kept)
        {
            if (characters + source.Text.Length > MostCharacters)
            {
                Kept.Clear();
                characters = 0;
            }

            characters += source.Text.Length - (Kept.TryGetValue(key, out var old) ? old.Text.Length : 0);
            Kept[key] = (source.Text, code);
        }

        return code;
    }
}
