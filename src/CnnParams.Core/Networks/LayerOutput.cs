namespace CnnParams.Networks;

/// <summary>One of the outputs of a layer of a network.</summary>
/// <param name="Layer">The number of the layer, counted from 0; -1 for one that the network does not have.</param>
/// <param name="Output">Which of its outputs, counted from 0.</param>
public readonly record struct LayerOutput(int Layer, int Output)
{
    /// <summary>An output that could not be found.</summary>
    internal static LayerOutput None { get; } = new(-1, 0);
}
