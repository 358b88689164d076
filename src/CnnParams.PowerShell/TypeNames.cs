using System.Management.Automation;
using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.PowerShell;

/// <summary>
/// Short names for the types that a script may want to name: <c>[CnnShape]'32x32x3'</c>. They stay, as the types do, as
/// long as the process: other runspaces have the module, too.
/// </summary>
public sealed class TypeNames : IModuleAssemblyInitializer
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
    private static readonly Type? Accelerators = typeof(PSObject).Assembly.GetType(
        "System.Management.Automation.TypeAccelerators"
    );

    private static bool _areAdded;

    /// <inheritdoc/>
    public void OnImport()
    {
        // Runspaces import at the same time (ForEach-Object -Parallel), and the engine's table is not made for that.
        lock (Types)
        {
            if (_areAdded)
                return;
            _areAdded = true;
            foreach (var entry in Types)
                Accelerators?.GetMethod("Add")?.Invoke(null, [entry.Key, entry.Value]);
        }
    }
}
