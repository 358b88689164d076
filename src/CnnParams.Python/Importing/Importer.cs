using CnnParams.Python.Compiling;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Python.Importing;

/// <summary>
/// Finds modules: those of a vocabulary first, then those of Python's own library that are provided, then files. A
/// package's own source is run when something of it is asked for by name, and not when a module below it is.
/// </summary>
public sealed class Importer(ISourceProvider sources, IReadOnlyList<IModuleProvider> vocabularies)
{
    /// <summary>The modules so far, by name: what Python has as sys.modules.</summary>
    internal PyDict Table { get; } = new();

    // Packages whose own source has not been run yet.
    private readonly Dictionary<string, (Syntax.SourceText Source, Lazy<Reexports> Reexports)> _pending = new(
        StringComparer.Ordinal
    );

    /// <summary>
    /// Whether a statement of an imported file that fails is passed over, as in a script: what it would have bound
    /// stands for its error, and only who needs it is told.
    /// </summary>
    public bool IsLenient { get; init; }

    /// <summary>Modules that are not here, with the place of the first import.</summary>
    internal Dictionary<string, Syntax.Place?> Missing { get; } = new(StringComparer.Ordinal);

    /// <summary>import a.b.c: the first module, or the last where that is asked for.</summary>
    public object Import(Interpreter interpreter, string name, bool wantsLast, bool isOptional)
    {
        string[] parts = name.Split('.');
        object? first = null;
        object? module = null;
        string path = "";
        foreach (string part in parts)
        {
            path = path.Length == 0 ? part : $"{path}.{part}";
            object? next = Find(interpreter, path);
            if (next is null && module is not null && interpreter.TryGetAttribute(module, part, out object value))
                next = value;
            next ??= module is Unknown unknown
                ? Below(interpreter, unknown, part)
                : NotFound(interpreter, path, isOptional);
            if (module is PyModule parent && !parent.Names.Has(part))
                parent.Names.Set(part, next);
            module = next;
            first ??= module;
        }

        return wantsLast ? module! : first!;
    }

    /// <summary>
    /// from module import name, as a module of these globals says it. A name that is not there stands for its error, so
    /// that the others of the statement are bound: who uses it is told.
    /// </summary>
    internal object ImportFrom(Interpreter interpreter, PyDict globals, string module, string name, bool isOptional)
    {
        try
        {
            return Imported(interpreter, globals, module, name, isOptional);
        }
        catch (RaisedException raised) when (IsLenient && !isOptional)
        {
            return new Unknown(name, raised);
        }
    }

    private object Imported(Interpreter interpreter, PyDict globals, string module, string name, bool isOptional)
    {
        string path = Resolve(globals, module);
        if (path.Length == 0)
            return Find(interpreter, name) ?? NotFound(interpreter, name, isOptional);
        object from = Import(interpreter, path, wantsLast: true, isOptional);
        // A name that the source binds hides a module of the same name, as in Python.
        if (from is PyModule source && !source.Names.Has(name))
        {
            if (IsWithin(globals, source) && TryReexport(interpreter, source, name, isOptional, out object found))
                return found;
            Run(interpreter, source);
        }

        if (interpreter.TryGetAttribute(from, name, out object value))
            return value;
        if (Find(interpreter, $"{path}.{name}") is { } below)
        {
            (from as PyModule)?.Names.Set(name, below);
            return below;
        }

        string near = from is PyModule known ? SimilarNames.Find(name, known.Names.Keys().OfType<string>()) : "";
        throw Errors.Of(BuiltinTypes.ImportError, $"cannot import name '{name}' from '{path}'{near}");
    }

    /// <summary>from module import *.</summary>
    internal void ImportAll(Interpreter interpreter, PyDict globals, string module)
    {
        string path = Resolve(globals, module);
        object imported = Import(interpreter, path, wantsLast: true, isOptional: false);
        if (imported is not PyModule source)
        {
            if (imported is Unknown unknown)
                interpreter.Starred.Add((globals, unknown));
            return;
        }

        Run(interpreter, source);
        if (source.Names.TryGet("__all__", out object listed))
        {
            foreach (object name in interpreter.ToArray(listed))
                globals.Set(name, interpreter.GetAttribute(source, interpreter.ToText(name)));
            return;
        }

        foreach (var pair in source.Names.Pairs().ToArray())
        {
            if (pair.Key is string name && !name.StartsWith("_", StringComparison.Ordinal))
                globals.Set(name, pair.Value);
        }
    }

    /// <summary>Whether a module is a file or a folder here.</summary>
    public bool HasSource(string name) => sources.Find(name, out bool isPackage) is not null || isPackage;

    /// <summary>A module by its full name; null where there is none.</summary>
    internal PyObject? Find(Interpreter interpreter, string name)
    {
        if (Table.Get(name) is PyObject known)
            return known;
        var module =
            vocabularies
                .Select(vocabulary => vocabulary.Find(interpreter, name))
                .FirstOrDefault(found => found is not null)
            ?? Library.StandardLibrary.Find(interpreter, name);
        if (module is not null)
        {
            Table.Set(name, module);
            return module;
        }

        var source = sources.Find(name, out bool isPackage);
        return source is null && !isPackage ? null : Load(interpreter, name, source, isPackage);
    }

    /// <summary>Runs a source as a module of a name.</summary>
    public PyModule Load(
        Interpreter interpreter,
        string name,
        Syntax.SourceText? source,
        bool isPackage,
        bool isLenient = false,
        string? calledAs = null
    )
    {
        var names = new PyDict();
        names.Set("__name__", calledAs ?? name);
        names.Set("__package__", isPackage ? name : Parent(name));
        names.Set("__file__", source?.Path ?? name);
        names.Set("__doc__", None.Instance);
        var module = new PyModule(name, names);
        Table.Set(name, module);
        if (calledAs is not null)
            Table.Set(calledAs, module);
        if (source is null)
            return module;
        if (isPackage && !isLenient)
        {
            _pending[name] = (source, new Lazy<Reexports>(() => new Reexports(source)));
            module.Find = (running, wanted) =>
            {
                // A module below it comes first: asking for it does not need the package to be run.
                if (Find(running, $"{name}.{wanted}") is { } below)
                    return below;
                Run(running, module);
                return names.Get(wanted);
            };
            return module;
        }

        Execute(interpreter, module, source, isLenient);
        return module;
    }

    private static bool IsWithin(PyDict globals, PyModule module) =>
        globals.Get("__package__") is string { Length: > 0 } package
        && package.Split('.')[0] == module.Name.Split('.')[0];

    private bool TryReexport(Interpreter interpreter, PyModule module, string name, bool isOptional, out object value)
    {
        value = None.Instance;
        if (
            !_pending.TryGetValue(module.Name, out var pending) || !pending.Reexports.Value.TryGet(name, out var origin)
        )
            return false;
        value = Imported(interpreter, module.Names, origin.Module, origin.Name, isOptional);
        module.Names.Set(name, value);
        return true;
    }

    private void Run(Interpreter interpreter, PyModule module)
    {
        if (!_pending.TryGetValue(module.Name, out var pending))
            return;
        _pending.Remove(module.Name);
        Execute(interpreter, module, pending.Source, isLenient: false);
    }

    private void Execute(Interpreter interpreter, PyModule module, Syntax.SourceText source, bool isLenient)
    {
        try
        {
            var code = CompiledSources.Compile(source, isLenient || IsLenient);
            interpreter.Execute(code, module.Names, null, [], out _);
        }
        catch (RaisedException)
        {
            Table.Remove(module.Name);
            throw;
        }
    }

    private object NotFound(Interpreter interpreter, string name, bool isOptional)
    {
        if (isOptional)
            throw Errors.Of(BuiltinTypes.ModuleNotFoundError, $"No module named '{name}'");
        if (!Missing.ContainsKey(name))
            Missing[name] = interpreter.Here;
        var unknown = new Unknown(name) { IsOfMissing = true };
        Table.Set(name, unknown);
        return unknown;
    }

    private static object Below(Interpreter interpreter, Unknown unknown, string name) =>
        interpreter.GetAttribute(unknown, name);

    private static string Parent(string name)
    {
        int dot = name.LastIndexOf('.');
        return dot < 0 ? "" : name.Substring(0, dot);
    }

    // from ..x: one dot is the package of the module, each more is one package up.
    private static string Resolve(PyDict globals, string module)
    {
        int level = 0;
        while (level < module.Length && module[level] == '.')
            level++;
        string rest = module.Substring(level);
        if (level == 0)
            return rest;
        string package = globals.Get("__package__") as string ?? "";
        for (int i = 1; i < level; i++)
        {
            if (package.Length == 0)
                throw Errors.Of(BuiltinTypes.ImportError, "attempted relative import beyond top-level package");
            package = Parent(package);
        }

        return package.Length == 0 ? rest
            : rest.Length == 0 ? package
            : $"{package}.{rest}";
    }
}
