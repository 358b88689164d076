using System.Text.RegularExpressions;
using CnnParams.Python.Running;
using CnnParams.Python.Syntax;
using CnnParams.Shapes;

namespace CnnParams.Formats.KerasSource;

/// <summary>
/// What Keras's vocabulary keeps for an evaluation: the names that are given, what is being called, the models that are
/// tried.
/// </summary>
internal sealed class KerasState
{
    // The largest published networks have some ten thousand layers; a loop without an end ends here.
    private const int MostCalls = 200_000;

    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private int _calls;

    private KerasState() { }

    /// <summary>The calls within calls, the innermost last.</summary>
    internal List<Composite> Scopes { get; } = [];

    /// <summary>The type of layers that do not say one: float32, mixed_float16.</summary>
    internal string? Policy { get; set; }

    /// <summary>Where images have their channels, for layers that do not say.</summary>
    internal string DataFormat { get; set; } = "channels_last";

    /// <summary>The models that the source has compiled, trained or shown, in order.</summary>
    /// <summary>What is worth saying of the source, beside its network.</summary>
    internal List<string> Warnings { get; } = [];

    /// <summary>Whether the source is written for Keras 1.</summary>
    internal bool IsFirst { get; set; }

    /// <summary>Networks of keras.applications whose layers Keras may list otherwise.</summary>
    internal List<BackboneLayers> Backbones { get; } = [];

    internal ShapeLayout Layout =>
        DataFormat == "channels_first" ? ShapeLayout.ChannelsFirst : ShapeLayout.ChannelsLast;

    internal static KerasState Of(Interpreter interpreter) => interpreter.StateOf(() => new KerasState());

    /// <summary>A name as Keras gives it to what has none: conv2d, conv2d_1.</summary>
    internal string AutoName(string className)
    {
        string name = ToSnakeCase(className);
        _names.TryGetValue(name, out int count);
        _names[name] = count + 1;
        return count == 0 ? name : FormattableString.Invariant($"{name}_{count}");
    }

    /// <summary>The place of the next call among all.</summary>
    /// <exception cref="EvaluationLimitException">There are too many.</exception>
    internal int NextNumber() =>
        ++_calls <= MostCalls
            ? _calls
            : throw new EvaluationLimitException($"this builds more than {MostCalls:N0} layers");

    /// <summary>The names begin again, as after keras.backend.clear_session().</summary>
    internal void ClearNames() => _names.Clear();

    internal static string ToSnakeCase(string name)
    {
        name = Regex.Replace(name, @"\W+", "");
        name = Regex.Replace(name, "(.)([A-Z][a-z]+)", "$1_$2");
        name = Regex.Replace(name, "([a-z])([A-Z])", "$1_$2").ToLowerInvariant();
        return name.Length > 0 ? name : "layer";
    }

    /// <summary>
    /// The name of an operation: numbered within the layer that computes it, as Keras numbers layers otherwise.
    /// </summary>
    internal string OperationName(string op)
    {
        if (Scopes.Count > 0 && Scopes[Scopes.Count - 1].NextName() is { } before)
            return before;
        string name = Scopes.FindLast(scope => scope.Prefix is not null) is { } layer ? layer.Number(op) : AutoName(op);
        if (Scopes.Count > 0)
            Scopes[Scopes.Count - 1].Names.Add(name);
        return name;
    }

    internal void Warn(string text)
    {
        if (!Warnings.Contains(text))
            Warnings.Add(text);
    }
}
