namespace CnnParams.Writing;

/// <summary>A layer that a format has no words for.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Type">The name of its type.</param>
/// <param name="Reason">What the format lacks.</param>
public sealed record InexpressibleLayer(string Layer, string Type, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"Layer '{Layer}' ({Type}): {Reason}.";
}

/// <summary>
/// A network that a format cannot express: all of its layers that are in the way. Nothing is written.
/// </summary>
public sealed class ModelWriteException : Exception
{
    /// <summary>An error about a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="format">The name of the format.</param>
    /// <param name="layers">The layers that it cannot express.</param>
    public ModelWriteException(string network, string format, IReadOnlyList<InexpressibleLayer> layers)
        : base($"{network} cannot be written as {format}:\n{string.Join("\n", layers)}")
    {
        Format = format;
        Layers = layers;
    }

    /// <summary>The name of the format.</summary>
    public string Format { get; }

    /// <summary>The layers that the format cannot express.</summary>
    public IReadOnlyList<InexpressibleLayer> Layers { get; }
}
