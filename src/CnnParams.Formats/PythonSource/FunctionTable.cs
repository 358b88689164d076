using CnnParams.Python.Values;

namespace CnnParams.Formats.PythonSource;

/// <summary>The functions of a vocabulary by their names, in each of the places where they can be called.</summary>
internal static class FunctionTable
{
    /// <summary>The table of functions, each of which has one place or several.</summary>
    internal static Dictionary<(THome Home, string Name), HostFunction> Of<THome>(
        IEnumerable<(THome Homes, HostFunction Function)> functions,
        params THome[] homes
    )
        where THome : struct, Enum
    {
        var table = new Dictionary<(THome, string), HostFunction>();
        foreach (var (all, function) in functions)
        {
            foreach (var home in homes.Where(home => all.HasFlag(home)))
                table.Add((home, function.Name), function);
        }

        return table;
    }
}
