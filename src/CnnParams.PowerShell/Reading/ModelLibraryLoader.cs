using System.Reflection;
using CnnParams.Reading;

namespace CnnParams.PowerShell.Reading;

/// <summary>
/// Loads the readers of model files on first use. They live in a folder of their own beside this assembly; in
/// PowerShell 7 they and their dependencies are loaded apart, so that a session may hold other versions of them. What
/// both editions load alike, a package has once, in the folder of Windows PowerShell's.
/// </summary>
internal static class ModelLibraryLoader
{
    private const string AssemblyName = "CnnParams.Formats";

    private static readonly Lazy<IModelLibrary> Loaded = new(Load);

    /// <summary>The readers.</summary>
    internal static IModelLibrary Library => Loaded.Value;

    private static IModelLibrary Load()
    {
        string folder = Path.Combine(Path.GetDirectoryName(typeof(ModelLibraryLoader).Assembly.Location)!, "formats");
#if NET
        string legacy = Path.Combine(LentAssemblies.Folder, "formats");
        var assembly = new FolderLoadContext(folder, legacy).LoadFromAssemblyName(new AssemblyName(AssemblyName));
#else
        // Windows PowerShell has one context: what it finds beside an assembly that is loaded from a path, it loads.
        var assembly = Assembly.LoadFrom(Path.Combine(folder, AssemblyName + ".dll"));
#endif
        var type = assembly.GetType("CnnParams.Formats.ModelLibrary", throwOnError: true)!;
        return (IModelLibrary)Activator.CreateInstance(type)!;
    }
}
