using System.Text.Json.Nodes;
using CnnParams.Formats.Folding;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>
/// A layer of a source: one of Keras's with its settings, or one that the source defines, with its weights.
/// </summary>
internal class LayerInstance(PyType type) : PyInstance(type)
{
    private Definition? _definition;
    private bool _isTrainable = true;

    /// <summary>Its name; given by Keras's rule when it is first needed.</summary>
    internal string? Name { get; set; }

    /// <summary>The class of keras.layers whose settings it has; null for one that the source defines.</summary>
    internal string? ClassName { get; set; }

    /// <summary>What the class of keras.layers was called with, and its defaults.</summary>
    internal PyDict Settings { get; } = new();

    /// <summary>Its settings as Keras writes them, where it comes from the catalogue and not from a call.</summary>
    internal JsonObject? Written { get; init; }

    /// <summary>What it was called with, and what came out.</summary>
    internal List<Composite> Calls { get; } = [];

    /// <summary>The weights that it was given by add_weight.</summary>
    internal List<SourceTensor> Weights { get; } = [];

    /// <summary>The shape that it was made for, with the batch, where it was said with the layer.</summary>
    internal Shape? GivenShape { get; set; }

    /// <summary>
    /// The network of keras.applications that it is of, where Keras may list the layers of that otherwise.
    /// </summary>
    internal BackboneLayers? ListedIn { get; set; }

    internal bool IsBuilt { get; set; }

    /// <summary>Whether training changes its weights; set for all layers within.</summary>
    internal bool IsTrainable
    {
        get => _isTrainable;
        set
        {
            foreach (var layer in Walk())
                layer._isTrainable = value;
        }
    }

    /// <summary>The layers directly within.</summary>
    internal virtual IEnumerable<LayerInstance> Children =>
        Own.Pairs().Concat(Settings.Pairs()).SelectMany(pair => In(pair.Value, 0));

    /// <summary>This layer and all within, each once.</summary>
    internal IEnumerable<LayerInstance> Walk()
    {
        var seen = new HashSet<LayerInstance>();
        var pending = new Stack<LayerInstance>([this]);
        while (pending.Count > 0)
        {
            var layer = pending.Pop();
            if (!seen.Add(layer))
                continue;
            yield return layer;
            foreach (var child in layer.Children.Reverse())
                pending.Push(child);
        }
    }

    internal string NameIn(KerasState state) => Name ??= state.AutoName(Type.Name);

    /// <summary>A layer of keras.layers as Keras writes it.</summary>
    internal Definition Define(KerasState state) =>
        _definition ??= new Definition(NameIn(state), ClassName!, null, Written ?? LayerConfig.Of(state, this), this);

    /// <summary>Says anew what it is: it holds a model, which is known when it is first called.</summary>
    internal void Redefine(Definition definition) => _definition = definition;

    public override bool TryGetAttribute(Interpreter interpreter, string name, out object value)
    {
        if (!Own.Has(name) && LayerAttributes.Find(interpreter, this, name) is { } found)
        {
            value = found;
            return true;
        }

        if (
            base.TryGetAttribute(interpreter, name, out value)
            || (Settings.TryGet(name, out value) && !name.StartsWith("_", StringComparison.Ordinal))
        )
            return true;
        value = None.Instance;
        return KerasTypes.IsOfTraining(name);
    }

    public override void SetOwn(Interpreter interpreter, string name, object? value)
    {
        switch (name)
        {
            case "trainable" when value is not null:
                ListedIn?.NoteTrainable();
                IsTrainable = interpreter.IsTrue(value);
                break;
            case "_name" or "name" when value is string text:
                Name = text;
                break;
            default:
                if (value is SourceTensor { IsWeight: true, Owner: null } weight)
                    Take(name, weight);
                base.SetOwn(interpreter, name, value);
                break;
        }
    }

    // A variable that a layer keeps is one of its weights, and has the name of the attribute unless it has its own.
    private void Take(string name, SourceTensor weight)
    {
        weight.Owner = this;
        if (weight.WeightName == "variable")
            weight.WeightName = name;
        Weights.Add(weight);
    }

    public override string Represent(Interpreter interpreter) => $"<{Type.Name} name={Name}>";

    private protected static IEnumerable<LayerInstance> In(object value, int depth) =>
        value switch
        {
            LayerInstance layer => [layer],
            PyList list when depth < 8 => list.Items.ToArray().SelectMany(item => In(item, depth + 1)),
            PyTuple tuple when depth < 8 => tuple.Items.SelectMany(item => In(item, depth + 1)),
            PyDict dict when depth < 8 => dict.Pairs().ToArray().SelectMany(pair => In(pair.Value, depth + 1)),
            _ => [],
        };
}
