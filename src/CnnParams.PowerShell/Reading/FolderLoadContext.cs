#if NET
using System.Reflection;
using System.Runtime.Loader;
using CnnParams.Layers;

namespace CnnParams.PowerShell.Reading;

/// <summary>
/// Loads assemblies from a folder, or else from another that lends them; the framework's, and the domain that both
/// sides share, come from the session.
/// </summary>
internal sealed class FolderLoadContext(string folder, string lender) : AssemblyLoadContext("CnnParams.Formats")
{
    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var core = typeof(Layer).Assembly;
        if (assemblyName.Name == core.GetName().Name)
            return core;

        return Find(assemblyName.Name + ".dll") is { } path ? LoadFromAssemblyPath(path) : null;
    }

    // The lender also has parts of the framework, for a runtime that lacks them.
    private string? Find(string file)
    {
        string own = Path.Combine(folder, file);
        if (File.Exists(own))
            return own;
        string lent = Path.Combine(lender, file);
        return !file.StartsWith("System.", StringComparison.Ordinal) && File.Exists(lent) ? lent : null;
    }
}
#endif
