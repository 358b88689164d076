using CnnParams.Layers;

namespace CnnParams.Formats.Keras;

/// <summary>A layer that is about to be made: the name of its type, and its settings by name.</summary>
/// <param name="type">The type, as <see cref="LayerTypes"/> knows it.</param>
internal sealed class KerasDraft(string type)
{
    private readonly Dictionary<string, object> _settings = [];

    /// <summary>The name of the type.</summary>
    internal string Type { get; } = type;

    /// <summary>What is added to the layer's name where a Keras layer becomes several.</summary>
    internal string Suffix { get; init; } = "";

    /// <summary>
    /// The setting that says how much the input has, and the weight and axis that it can be read from.
    /// </summary>
    internal (string Setting, string Weight, int AxisFromEnd)? Depth { get; init; }

    /// <summary>
    /// Which of the layers that share the weights of the file it is, and of how many: the cells of a stack.
    /// </summary>
    internal (int Index, int Count) Part { get; init; } = (0, 1);

    /// <summary>
    /// Which of the tensors that Keras passes are the layer's inputs, in this order; all when not given.
    /// </summary>
    internal IReadOnlyList<KerasArgument>? Reads { get; init; }

    /// <summary>Whether it is said which tensors it has, even if they are none.</summary>
    internal bool HasTensors => _settings.ContainsKey("Tensors");

    /// <summary>Adds a setting; none where there is no value.</summary>
    internal KerasDraft With(string setting, object? value)
    {
        if (value is not null)
            _settings[setting] = value;
        return this;
    }

    /// <summary>
    /// Adds settings that Keras has under other names: <c>"Filters=filters Stride=strides|subsample"</c>, the first
    /// name that is there.
    /// </summary>
    internal KerasDraft Copy(KerasConfig config, string names)
    {
        foreach (string pair in names.Split(' '))
        {
            string[] sides = pair.Split('=');
            With(sides[0], sides[1].Split('|').Select(config.Value).FirstOrDefault(value => value is not null));
        }

        return this;
    }

    /// <summary>Makes the layer.</summary>
    /// <exception cref="LayerException">A setting is missing, or has an impossible value.</exception>
    internal Layer Create(
        string name,
        IReadOnlyList<string> inputs,
        bool isTrainable,
        string? weightsFrom,
        IReadOnlyDictionary<string, StoredTensor>? stored
    )
    {
        var settings = new Dictionary<string, object>(_settings);
        if (inputs.Count > 0)
            settings[nameof(Layer.Inputs)] = inputs;
        if (!isTrainable)
            settings[nameof(Layer.Trainable)] = false;
        if (weightsFrom is not null)
            settings[nameof(Layer.WeightsFrom)] = weightsFrom;
        return LayerTypes.Get(Type).Create(settings, name, stored: stored);
    }

    /// <summary>Makes the layer alone, as wrappers hold it.</summary>
    /// <exception cref="LayerException">A setting is missing, or has an impossible value.</exception>
    internal Layer Create() => LayerTypes.Get(Type).Create(_settings);
}
