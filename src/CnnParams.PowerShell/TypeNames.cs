using System.Management.Automation;
using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.PowerShell;

/// <summary>
/// Short names for the types that a script may want to name: <c>[CnnShape]'32x32x3'</c>. They are there while the
/// module is imported.
/// </summary>
public sealed class TypeNames : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly Dictionary<string, Type> Types = new()
    {
        ["CnnShape"] = typeof(TensorShape),
        ["CnnExtent"] = typeof(Extent),
        ["CnnPadding"] = typeof(Padding),
        ["CnnLayer"] = typeof(Layer),
        ["CnnNetwork"] = typeof(Network),
    };

    // The engine gives modules no other way (about_Type_Accelerators): the class is internal, its methods are public.
    private static readonly Type? Accelerators = typeof(PSObject).Assembly.GetType("System.Management.Automation.TypeAccelerators");

    /// <inheritdoc/>
    public void OnImport()
    {
        foreach (var (name, type) in Types.Select(pair => (pair.Key, pair.Value)))
            Accelerators?.GetMethod("Add")?.Invoke(null, [name, type]);
    }

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        foreach (string name in Types.Keys)
            Accelerators?.GetMethod("Remove")?.Invoke(null, [name]);
    }
}
