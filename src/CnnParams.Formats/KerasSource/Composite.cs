using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>Calls something again, with other arguments.</summary>
internal delegate object? CallAgain(Interpreter interpreter, in Arguments arguments);

/// <summary>
/// A call of a layer, a model or a function: what was passed, what came out, and how it can be called again on other
/// tensors, which is what happens when a model is called that it is a part of.
/// </summary>
/// <param name="layer">The layer; null for a function.</param>
/// <param name="prefix">The name that stands before those of the layers within; null where there is none
/// within.</param>
/// <param name="arguments">What was passed.</param>
/// <param name="again">Calls it again.</param>
internal sealed class Composite(LayerInstance? layer, string? prefix, Arguments arguments, CallAgain again)
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private int _next;

    internal LayerInstance? Layer { get; } = layer;

    internal string? Prefix { get; } = prefix;

    internal Arguments Arguments { get; } = arguments;

    internal CallAgain Again { get; } = again;

    /// <summary>What came out.</summary>
    internal object Result { get; set; } = None.Instance;

    /// <summary>The names of the operations of a function, in order.</summary>
    internal List<string> Names { get; private set; } = [];

    /// <summary>The call that this one repeats: its operations have the same names.</summary>
    internal Composite? Before { get; set; }

    /// <summary>The name of an operation with a number, where there was one of its name before.</summary>
    internal string Number(string name)
    {
        name = KerasState.ToSnakeCase(name);
        _numbers.TryGetValue(name, out int count);
        _numbers[name] = count + 1;
        return count == 0 ? name : FormattableString.Invariant($"{name}_{count}");
    }

    /// <summary>The name that the operation had in the call that this one repeats.</summary>
    internal string? NextName()
    {
        if (Before is null || _next >= Before.Names.Count)
            return null;
        string name = Before.Names[_next++];
        Names.Add(name);
        return name;
    }
}
