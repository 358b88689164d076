using CnnParams.Python.Compiling;
using CnnParams.Python.Syntax;

namespace CnnParams.Python.Importing;

/// <summary>
/// What a package's own source does no more with than to import it from somewhere else, name by name. A module of the
/// same package that asks for such a name gets it from there: the rest of the package, often hundreds of files, is not
/// run.
/// </summary>
internal sealed class Reexports
{
    private readonly Dictionary<string, (string Module, string Name)> _names = new(StringComparer.Ordinal);

    internal Reexports(SourceText source)
    {
        var statements = Parser.Parse(source);
        // A star binds what is not written here.
        if (statements.OfType<ImportFrom>().Any(import => import.Names.Any(name => name.Name == "*")))
            return;
        var bound = statements
            .SelectMany(BoundNames.Of)
            .GroupBy(name => name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        foreach (var import in statements.OfType<ImportFrom>())
        {
            string module = new string('.', import.Level) + import.Module;
            foreach (var name in import.Names)
            {
                if (bound[name.Alias ?? name.Name] == 1)
                    _names[name.Alias ?? name.Name] = (module, name.Name);
            }
        }
    }

    /// <summary>Where a name is imported from, as the package's source writes it.</summary>
    internal bool TryGet(string name, out (string Module, string Name) origin) => _names.TryGetValue(name, out origin);
}
