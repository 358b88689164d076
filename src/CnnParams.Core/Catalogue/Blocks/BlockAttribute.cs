namespace CnnParams.Catalogue.Blocks;

/// <summary>
/// Gives a block a name that users write. A block is a static method from a <see cref="Tensor"/> to a
/// <see cref="Tensor"/>, whose second parameter is the scope of its names and whose others are its settings.
/// </summary>
/// <param name="name">The name: <c>Bottleneck</c>.</param>
/// <param name="summary">What the block does, in a line.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BlockAttribute(string name, string summary) : Attribute
{
    /// <summary>The name that users write.</summary>
    public string Name { get; } = name;

    /// <summary>What the block does, in a line.</summary>
    public string Summary { get; } = summary;

    /// <summary>Other names for it; separated by spaces.</summary>
    public string Aliases { get; init; } = "";

    /// <summary>Where it was published.</summary>
    public string Paper { get; init; } = "";

    /// <summary>Settings of an example, as <c>Filters=64; Stride=2</c>.</summary>
    public string Example { get; init; } = "";

    /// <summary>An input shape in the example; its axes are as many as the block needs.</summary>
    public string ExampleInput { get; init; } = "56x56x64";
}
