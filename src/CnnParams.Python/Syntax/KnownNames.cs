namespace CnnParams.Python.Syntax;

/// <summary>The words of the language, each as the one string that the parser compares with.</summary>
internal static class KnownNames
{
    private static readonly Dictionary<string, string> Words = new[]
    {
        "False",
        "None",
        "True",
        "and",
        "as",
        "assert",
        "async",
        "await",
        "break",
        "class",
        "continue",
        "def",
        "del",
        "elif",
        "else",
        "except",
        "finally",
        "for",
        "from",
        "global",
        "if",
        "import",
        "in",
        "is",
        "lambda",
        "nonlocal",
        "not",
        "or",
        "pass",
        "raise",
        "return",
        "try",
        "while",
        "with",
        "yield",
    }.ToDictionary(word => word, StringComparer.Ordinal);

    internal static string Find(string name) => Words.TryGetValue(name, out string? known) ? known : name;

    internal static bool IsReserved(string name) => Words.ContainsKey(name);
}
