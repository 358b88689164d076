using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PythonSource;

/// <summary>
/// The models that a source was to make by statements that failed: what is read in the place of one would be another.
/// </summary>
internal sealed class ModelsNotBuilt(SourceModels models)
{
    private readonly SourceModels _models = models;

    /// <summary>Their names, and what failed; the last first.</summary>
    internal IEnumerable<(string Name, RaisedException Raised)> All() =>
        from pair in _models.Module.Names.Pairs().Reverse()
        let raised = (pair.Value as Python.Values.Unknown)?.Cause as RaisedException
        where raised is not null && (WasToBeModel(raised) || LeftUnfinished(raised))
        select ((string)pair.Key, raised);

    /// <summary>
    /// Refuses for one that may be the model that is meant; a layer that is not built is missed where the model has it.
    /// </summary>
    /// <exception cref="Reading.ModelFileException">There is one.</exception>
    internal void Refuse(Func<RaisedException, bool> isLater)
    {
        var (name, raised) = All().FirstOrDefault(pair => isLater(pair.Raised) && WasToBeWhole(pair.Raised));
        if (raised is not null)
            throw _models.Unknown(
                $"'{name}' is not built: {Why(raised)}{SourceErrors.Remedy(raised)}; "
                    + $"choose another model with -Entry: {_models.Listed()}"
            );
    }

    private bool WasToBeWhole(RaisedException raised) =>
        LeftUnfinished(raised)
        || MadeBy(raised)
            .OfType<PyType>()
            .Any(type => _models.IsModelClass(type) || (IsContainer(type) && !_models.IsModelType(type)));

    // Whether the statement that failed makes a model, of this source or of the framework: name = Class(...).
    private bool WasToBeModel(RaisedException raised) =>
        MadeBy(raised).OfType<PyType>().Any(type => IsContainer(type) || _models.IsModelType(type));

    private bool LeftUnfinished(RaisedException raised) =>
        _models.Interpreter.Unfinished.Exists(other => ReferenceEquals(other.Raised, raised));

    // What the frameworks themselves make models of.
    private static bool IsContainer(PyType type) => type.Name is "Model" or "Sequential";

    /// <summary>What failed first, and where.</summary>
    internal static string Why(RaisedException raised) => Python.Values.Unknown.Explain(raised.First);

    /// <summary>
    /// Whether the statement that failed makes a model, or calls a function of the source for its value, which may.
    /// </summary>
    internal bool IsOfModel(RaisedException raised) =>
        WasToBeModel(raised)
        || MadeBy(raised).OfType<PyFunction>().Any(function => _models.IsHere(function.Globals.Get("__name__")));

    /// <summary>What is made by a class that is not here, and may be a model: a sentence, or null.</summary>
    internal string? OfOthers() =>
        _models
            .Module.Names.Pairs()
            .Where(pair =>
                pair.Value is Python.Values.Unknown { Cause: null } unknown && NotHere.ClassOf(unknown) is not null
            )
            .Select(pair =>
                $"it builds no model that is known here: '{pair.Key}' is what "
                + $"'{((Python.Values.Unknown)pair.Value).Name}' gives, which is not here"
            )
            .LastOrDefault();

    // What the statement that failed was to make its value by, as far as that is known.
    private IEnumerable<object> MadeBy(RaisedException raised) =>
        from maker in FailedStatement.Makers(raised)
        let values = SourceModels.OnPath(_models.Interpreter, _models.Module.Names, maker)
        where values.Count == maker.Split('.').Length
        select values[values.Count - 1];
}
