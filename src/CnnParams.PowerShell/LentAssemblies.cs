#if NET
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace CnnParams.PowerShell;

/// <summary>
/// Finds in the folder of Windows PowerShell's build what a package has only there, since both load it.
/// </summary>
internal static class LentAssemblies
{
    /// <summary>The folder of Windows PowerShell's build.</summary>
    internal static string Folder =>
        Path.Combine(
            Path.GetDirectoryName(Path.GetDirectoryName(typeof(LentAssemblies).Assembly.Location))!,
            "netstandard2.0"
        );

    private const string Lent = "CnnParams.Reports";

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Nothing else of the module is run before all commands.")]
    internal static void Find() => AssemblyLoadContext.Default.Resolving += Resolve;

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name)
    {
        if (name.Name != Lent)
            return null;
        string path = Path.Combine(Folder, Lent + ".dll");
        return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
    }
}
#endif
