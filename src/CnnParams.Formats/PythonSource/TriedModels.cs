using CnnParams.Python.Running;
using CnnParams.Python.Syntax;

namespace CnnParams.Formats.PythonSource;

/// <summary>
/// The models that a source calls, trains or makes a summary of, or should have: what it is about. The last comes last.
/// </summary>
internal sealed class TriedModels
{
    // Each is held against each. A source that tries more is a program, whose last ones tell as much.
    private const int Most = 100;

    private readonly List<TriedModel> _all = [];

    internal IReadOnlyList<TriedModel> All => _all;

    internal static TriedModels Of(Interpreter interpreter) => interpreter.StateOf(() => new TriedModels());

    internal static void Add(Interpreter interpreter, object model, Place? statement = null)
    {
        var all = Of(interpreter)._all;
        all.RemoveAll(tried => ReferenceEquals(tried.Model, model));
        if (all.Count == Most)
            all.RemoveAt(0);
        all.Add(new TriedModel(model, statement ?? interpreter.Statement, interpreter.PassedOver.Count));
    }
}

/// <summary>A model that a source tries.</summary>
/// <param name="Model">The model.</param>
/// <param name="Statement">The statement that tries it.</param>
/// <param name="Failures">How many statements had failed before.</param>
internal sealed record TriedModel(object Model, Place? Statement, int Failures);
