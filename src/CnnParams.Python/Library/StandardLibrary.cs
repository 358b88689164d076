using System.Collections.Concurrent;
using CnnParams.Python.Compiling;
using CnnParams.Python.Running;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Library;

/// <summary>
/// The parts of Python's library that code of models touches. What is arithmetic is written in C#; the rest in Python
/// (Library/Sources), compiled once for all evaluations.
/// </summary>
internal static class StandardLibrary
{
    private static readonly ConcurrentDictionary<string, FunctionCode?> Compiled = new(StringComparer.Ordinal);

    private static readonly Dictionary<string, string> SameAs = new(StringComparer.Ordinal)
    {
        ["typing_extensions"] = "typing",
        ["collections.abc"] = "collections_abc",
        ["os.path"] = "os_path",
        ["posixpath"] = "os_path",
        ["_operator"] = "operator",
        ["packaging.version"] = "packaging",
        ["distutils.version"] = "packaging",
    };

    internal static PyModule? Find(Interpreter interpreter, string name)
    {
        if (SameAs.TryGetValue(name, out string? other))
            name = other;
        switch (name)
        {
            case "builtins":
                return new PyModule(name, interpreter.Builtins);
            case "math":
                return MathModule.Make();
            case "typing":
                return TypingModule.Make();
            case "_abstract":
                return AbstractTypes.Make();
            case "re":
                return RegexModule.Make();
            case "_host":
                return HostModule.Make();
        }

        var code = Compiled.GetOrAdd(name, Compile);
        if (code is null)
            return null;
        var names = new PyDict();
        names.Set("__name__", name);
        names.Set("__package__", "");
        var module = new PyModule(name, names);
        interpreter.Execute(code, names, null, [], out _);
        return module;
    }

    private static FunctionCode? Compile(string name)
    {
        using var stream = typeof(StandardLibrary).Assembly.GetManifestResourceStream($"CnnParams.Python.{name}.py");
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return Compiler.Compile(new SourceText($"<{name}>", reader.ReadToEnd()) { IsLibrary = true });
    }
}
