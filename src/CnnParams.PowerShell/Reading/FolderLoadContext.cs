#if NET
using System.Reflection;
using System.Runtime.Loader;
using CnnParams.Layers;

namespace CnnParams.PowerShell.Reading;

/// <summary>
/// Loads assemblies from a folder; those that are not there, and the domain that both sides share, come from the
/// session.
/// </summary>
internal sealed class FolderLoadContext(string folder) : AssemblyLoadContext("CnnParams.Formats")
{
    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var core = typeof(Layer).Assembly;
        if (assemblyName.Name == core.GetName().Name)
            return core;

        string path = Path.Combine(folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
#endif
