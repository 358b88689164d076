using CnnParams.Layers;

namespace CnnParams.Formats.TensorFlow.Operators;

/// <summary>A layer that is about to be made of an operator: its type, its settings and the tensors that are its weights.</summary>
/// <param name="type">The type, as <see cref="LayerTypes"/> knows it.</param>
internal sealed class GraphLayer(string type)
{
    private readonly Dictionary<string, object> _settings = [];
    private readonly List<(string Name, GraphTensor Tensor)> _weights = [];

    /// <summary>The name of the type.</summary>
    internal string Type { get; } = type;

    /// <summary>What is added to the operator's name where it becomes several layers.</summary>
    internal string Suffix { get; init; } = "";

    /// <summary>The tensors that it reads; all of the operator's that are computed, when not given.</summary>
    internal IReadOnlyList<GraphTensor>? Reads { get; init; }

    /// <summary>The sizes that leave where the layer itself does not know them, the batch among them.</summary>
    internal IReadOnlyList<long?>? Sizes { get; init; }

    /// <summary>The weights, by their names in the layer.</summary>
    internal IReadOnlyList<(string Name, GraphTensor Tensor)> Weights => _weights;

    /// <summary>Whether it is given by its tensors alone, and has no rule for what leaves it.</summary>
    internal bool IsOpaque => Type is nameof(Operation);

    /// <summary>Whether it adds nothing yet to what its filters or units make, but could.</summary>
    internal bool CanTakeBias => _settings.TryGetValue("UseBias", out object? bias) && bias is false;

    /// <summary>The number of values that filters or units make at one place; each could have a bias.</summary>
    internal long? Outward { get; init; }

    /// <summary>Adds a setting; none where there is no value.</summary>
    internal GraphLayer With(string setting, object? value)
    {
        if (value is not null)
            _settings[setting] = value;
        return this;
    }

    /// <summary>Adds a weight; none where there is no tensor.</summary>
    internal GraphLayer Weight(string name, GraphTensor? tensor)
    {
        if (tensor is not null)
            _weights.Add((name, tensor));
        return this;
    }

    /// <summary>Filters or units with the bias that the operator has, or none.</summary>
    internal GraphLayer Bias(GraphTensor? bias) => With("UseBias", bias is not null).Weight("bias", bias);

    /// <summary>Makes the layer.</summary>
    /// <exception cref="LayerException">A setting is missing, or has an impossible value.</exception>
    internal Layer Create(string name, IReadOnlyList<string> inputs, IReadOnlyDictionary<string, StoredTensor>? stored)
    {
        var settings = new Dictionary<string, object>(_settings);
        if (inputs.Count > 0)
            settings[nameof(Layer.Inputs)] = inputs;
        return LayerTypes.Get(Type).Create(settings, name, stored: stored);
    }
}
