using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Python.Importing;
using CnnParams.Python.Running;
using CnnParams.Python.Values;
using CnnParams.Shapes;

namespace CnnParams.Formats.PythonSource;

/// <summary>
/// A framework whose sources can be read: its modules, what is a model of it, and the network that a model is. A
/// vocabulary is a class that is found by itself.
/// </summary>
[FoundByItself]
internal interface IModelVocabulary : IModuleProvider
{
    /// <summary>Modules by the names under which sources usually import them: <c>nn</c> for torch.nn.</summary>
    IReadOnlyDictionary<string, string> UsualNames { get; }

    /// <summary>Modules out of which sources usually import classes by name.</summary>
    IReadOnlyList<string> UsualModules { get; }

    /// <summary>Its module of published networks, and what makes one of a name; null for a name of none.</summary>
    (string Module, Func<string, object?> Find) Networks { get; }

    /// <summary>
    /// What a name stands for that a source adds layers to and does not make: <c>model.add(...)</c>,
    /// <c>self.conv = ...</c>; null for a name of none.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="source">The source.</param>
    /// <returns>A class whose objects can stand there.</returns>
    string? Begun(string name, string source);

    /// <summary>The model that values are the outputs of, with the inputs that they come from; null for none.</summary>
    /// <param name="interpreter">The evaluation.</param>
    /// <param name="values">What the source has computed.</param>
    /// <param name="after">A model whose outputs they are computed from; null where they need not be.</param>
    object? Joined(Interpreter interpreter, IReadOnlyList<object> values, object? after);

    /// <summary>Whether a value is a model.</summary>
    bool IsModel(object value);

    /// <summary>Whether objects of a class are models.</summary>
    bool IsModelType(PyType type);

    /// <summary>Whether a model is a part of another one.</summary>
    bool IsPart(object model, object whole);

    /// <summary>The network that a model is.</summary>
    /// <param name="interpreter">The evaluation that the model belongs to.</param>
    /// <param name="model">The model.</param>
    /// <param name="shape">The shape of one sample; found in the source where it is not given.</param>
    SourceNetwork Build(Interpreter interpreter, object model, TensorShape? shape);
}

/// <summary>What is built of a model: a network, but for its name and the file that it comes from.</summary>
/// <param name="Layers">The layers.</param>
/// <param name="Outputs">The outputs of the network.</param>
/// <param name="HasGraph">Whether it is known which layer reads which.</param>
/// <param name="Warnings">What is not known, and what would help.</param>
/// <param name="View">How its parameters are counted.</param>
internal sealed record SourceNetwork(
    IReadOnlyList<Layer> Layers,
    IReadOnlyList<string> Outputs,
    bool HasGraph,
    IReadOnlyList<string> Warnings,
    ParameterView View
)
{
    /// <summary>Where images have their channels; where the inputs have them when not given.</summary>
    internal ShapeLayout? Layout { get; init; }

    /// <summary>
    /// The sizes of its parameters and buffers, by their names in a file of weights; null where the framework's files
    /// have no such names.
    /// </summary>
    internal IReadOnlyDictionary<string, long[]>? Tensors { get; init; }
}
