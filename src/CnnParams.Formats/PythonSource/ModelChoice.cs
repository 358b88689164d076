using System.Text.RegularExpressions;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PythonSource;

/// <summary>
/// The model that a source is about where nobody says which: what it has tried last, or else what it has built, or its
/// only class or function that makes one.
/// </summary>
internal sealed class ModelChoice(SourceModels models, IReadOnlyList<object> begun, string source)
{
    private readonly SourceModels _models = models;
    private readonly ModelsNotBuilt _notBuilt = new(models);
    private readonly List<string> _warnings = [];

    /// <summary>What to say of the choice.</summary>
    internal IReadOnlyList<string> Warnings => _warnings;

    /// <exception cref="Reading.ModelFileException">There is none, or there are several.</exception>
    internal object Find(IReadOnlyDictionary<string, object?> arguments)
    {
        // What the source has tried, or else what it has built, is what it is about.
        TriedModel[] last = [.. Tried()];
        object[] tried = Array.ConvertAll(last, each => each.Model);
        object[] built =
        [
            .. _models.Module.Names.Pairs().Select(pair => pair.Value).Concat(begun).Where(_models.IsModel),
        ];
        if (tried.Length > 0 && arguments.Count == 0)
        {
            // A model that was to be made after them is what the source is about.
            int failures = last[last.Length - 1].Failures;
            _notBuilt.Refuse(raised => _models.Interpreter.PassedOver.IndexOf(raised) >= failures);
            object about = WholeOf(tried, built);
            SayAlone(about);
            return Chosen(about);
        }

        object[] whole =
        [
            .. built
                .Where(model =>
                    !Array.Exists(built, other => !ReferenceEquals(other, model) && _models.IsPart(model, other))
                )
                .Distinct(),
        ];
        if (whole.Length == 1 && arguments.Count == 0)
        {
            if (GoneOn() is { } failed)
                throw failed;
            if (Continued(whole[0]) is { } continued)
                return continued;
            _notBuilt.Refuse(_ => true);
            return Chosen(whole[0]);
        }

        if (_models.Interpreter.Unfinished.Count > 0 && arguments.Count == 0)
            throw _models.Interpreter.Unfinished[0].Raised;
        if (whole.Length > 1)
            throw _models.Unknown(
                $"it builds {whole.Length} models; choose one with -Entry: {_models.Listed()}"
                    + string.Concat(
                        _notBuilt
                            .All()
                            .Take(1)
                            .Select(pair => $"; '{pair.Name}' is not built: {ModelsNotBuilt.Why(pair.Raised)}")
                    )
            );
        string[] classes = [.. _models.Own(_models.IsModelClass)];
        if (classes.Length == 1)
            return _models.Make(_models.Module.Names.Get(classes[0])!, classes[0], arguments);
        if (classes.Length > 1)
            throw _models.Unknown(
                $"several of its classes can be the model; choose one with -Entry: {_models.Listed()}"
            );
        if (arguments.Count == 0 && Joined(after: null) is { } joined)
            return GoneOn() is { } raised ? throw raised : joined;
        if (_models.Interpreter.PassedOver.Find(_notBuilt.IsOfModel) is { } unmade)
            throw unmade;
        return OnlyFunction() is { } function
            ? _models.Make(_models.Module.Names.Get(function)!, function, arguments)
            : throw Nothing();
    }

    // Why there is no model at all.
    private Exception Nothing()
    {
        string? framework = OtherFramework.In(source);
        return framework is null && _notBuilt.OfOthers() is { } other ? _models.Unknown(other)
            : _models.Interpreter.PassedOver.Count > 0 ? _models.Interpreter.PassedOver[0]
            : _models.Unknown(
                (framework ?? "it has no model: no class that is one, and no variable that holds one")
                    + $"; {_models.Listed()}"
            );
    }

    // Of models that are tried, those that are parts of others are not what the source is about; of two with the same
    // parts, the last is.
    private IEnumerable<TriedModel> Tried()
    {
        var all = TriedModels.Of(_models.Interpreter).All;
        return all.Where(
            (each, i) =>
                _models.IsModel(each.Model)
                && !all.Where(
                        (other, j) =>
                            j != i
                            && _models.IsPart(each.Model, other.Model)
                            && (j > i || !_models.IsPart(other.Model, each.Model))
                    )
                    .Any()
                && !_models.Interpreter.Unfinished.Exists(other => ReferenceEquals(other.Model, each.Model))
        );
    }

    // What the source computes without saying that it is a model.
    private object? Joined(object? after)
    {
        object[] values = [.. _models.Module.Names.Pairs().Select(pair => pair.Value)];
        return _models
            .Vocabularies.Select(vocabulary => vocabulary.Joined(_models.Interpreter, values, after))
            .OfType<object>()
            .FirstOrDefault();
    }

    // What failed of what the source computes of tensors: the network goes on there.
    private RaisedException? GoneOn() =>
        _models.Interpreter.PassedOver.Find(raised =>
            Word.Matches(string.Join("\n", FailedStatement.Lines(raised)))
                .Cast<Match>()
                .Select(word => _models.Module.Names.Get(word.Value))
                .Any(value =>
                    value is not null
                    && _models.Vocabularies.Any(vocabulary =>
                        vocabulary.Joined(_models.Interpreter, [value], null) is not null
                    )
                )
        );

    private static readonly Regex Word = new(@"[A-Za-z_]\w*");

    // Layers after a published network, of which no model is made.
    private object? Continued(object model)
    {
        if (Joined(model) is not { } joined)
            return null;
        string name = _models.NameOf(model) ?? "a model";
        _warnings.Add(
            $"no model is made of the layers after {name}; they are read with it. -Entry {name} is that alone"
        );
        return joined;
    }

    // What is called beside the model is not read.
    private void SayAlone(object model)
    {
        string[] others =
        [
            .. Tried()
                .Where(other =>
                    !ReferenceEquals(other.Model, model)
                    && !_models.IsPart(other.Model, model)
                    && !_models.IsPart(model, other.Model)
                )
                .Select(other =>
                    _models.NameOf(other.Model) ?? (other.Statement is { } place ? _models.EntryAt(place) : null)
                )
                .OfType<string>()
                .Distinct(),
        ];
        if (others.Length > 0)
            _warnings.Add(
                $"{string.Join(", ", others)} {(others.Length == 1 ? "is" : "are")} called as well, and "
                    + $"{_models.NameOf(model) ?? "another model"} alone is read; choose with -Entry"
            );
    }

    // A loop over the layers of a model tries each of them, and is about all.
    private object WholeOf(object[] tried, object[] built)
    {
        object last = tried[tried.Length - 1];
        return Array.Find(
                built,
                whole =>
                    !ReferenceEquals(whole, last)
                    && _models.IsPart(last, whole)
                    && tried.Distinct().Count(other => _models.IsPart(other, whole)) > 1
            ) ?? last;
    }

    // People show the function that builds their model, and not where they call it.
    private string? OnlyFunction()
    {
        string[] functions =
        [
            .. _models.Own(value =>
                value is PyFunction function
                && _models.IsHere(function.Globals.Get("__name__"))
                && !function.Needed.Any()
            ),
        ];
        return functions.Length == 1 ? functions[0] : null;
    }

    private object Chosen(object model)
    {
        string name = _models.NameOf(model) ?? "another model";
        _warnings.AddRange(
            _notBuilt
                .All()
                .Select(pair =>
                    $"'{pair.Name}' is not built, and {name} is read in its place: "
                    + ModelsNotBuilt.Why(pair.Raised)
                    + $"; choose with -Entry: {_models.Listed()}"
                )
        );
        return model;
    }
}
