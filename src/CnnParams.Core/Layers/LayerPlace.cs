namespace CnnParams.Layers;

/// <summary>
/// What a layer of any type has besides the settings of its type: its name, what it reads, and where its weights are.
/// A network or a file says it, once the layer is made.
/// </summary>
public sealed record LayerPlace
{
    private readonly TextList<string> _inputs = TextList<string>.None;

    internal static LayerPlace None { get; } = new();

    /// <summary>Its name in the network; empty for one that the network names.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether the name is one by default, which the network changes where another layer has it.</summary>
    public bool HasDefaultName { get; init; }

    /// <summary>
    /// The layers that it reads, by name; none for the layer before. <c>split:1</c> is the second output of split.
    /// </summary>
    public IReadOnlyList<string> Inputs
    {
        get => _inputs;
        init => _inputs = value as TextList<string> ?? (value.Count == 0 ? TextList<string>.None : new(value));
    }

    /// <summary>Whether training changes its weights.</summary>
    public bool Trainable { get; init; } = true;

    /// <summary>The layer whose weights this one uses, counted once; null for its own.</summary>
    public string? WeightsFrom { get; init; }

    /// <summary>
    /// The type of its weights and of the output values; 32-bit floating point when neither it nor a file says.
    /// </summary>
    public DataType? DataType { get; init; }

    /// <summary>The tensors of the file that it came from, by the names of its weights; null without a file.</summary>
    public IReadOnlyDictionary<string, StoredTensor>? Stored { get; init; }
}
