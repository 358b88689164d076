namespace CnnParams.Formats.Onnx.Inference;

/// <summary>A tensor of the file that nobody computes.</summary>
/// <param name="Name">Its name, with the path of the graph that it is in.</param>
/// <param name="Sizes">Its axes.</param>
/// <param name="ElementType">The type of its elements.</param>
/// <param name="IsInitializer">Whether it is an initialiser, and not the value of a Constant node.</param>
internal sealed record StoredWeight(string Name, IReadOnlyList<long> Sizes, ElementType ElementType, bool IsInitializer)
{
    /// <summary>The number of elements.</summary>
    internal long Count => Sizes.Aggregate(1L, (product, size) => checked(product * size));
}

/// <summary>What is known of a value of the graph.</summary>
internal sealed class Value
{
    /// <summary>More elements than any shape computation has are not followed.</summary>
    internal const int MostElements = 4096;

    /// <summary>A value of which nothing is known; also one that an operator leaves out.</summary>
    internal static Value Unknown { get; } = new();

    /// <summary>The axes; null where not even their number is known.</summary>
    internal Shape? Shape { get; init; }

    internal ElementType ElementType { get; init; }

    /// <summary>The elements, where they are few and follow from the file and from shapes.</summary>
    internal IReadOnlyList<Number>? Elements { get; init; }

    /// <summary>Whether it is the same for every input.</summary>
    internal bool IsConstant { get; init; }

    /// <summary>The tensors that a constant is made of.</summary>
    internal IReadOnlyList<StoredWeight> Weights { get; init; } = [];

    /// <summary>The layer that computes it, as other layers name it.</summary>
    internal string? Layer { get; init; }

    /// <summary>Whether the values are known without running the network: no layer computes them.</summary>
    internal bool IsKnown => IsConstant || Elements is not null;

    /// <summary>The sizes that it lists, where it is a list of whole numbers.</summary>
    internal IReadOnlyList<Size>? Sizes => Elements?.Select(element => element.Size).ToArray();

    /// <summary>The whole numbers that it lists; null where one is open.</summary>
    internal long[]? Whole => Elements is not null && Elements.All(element => element.Whole is not null)
        ? Elements.Select(element => element.Whole!.Value).ToArray()
        : null;

    internal Value ComputedBy(string layer) => new() { Shape = Shape, ElementType = ElementType, Layer = layer };

    internal Value AsConstant(IReadOnlyList<StoredWeight> weights) =>
        new() { Shape = Shape, ElementType = ElementType, Elements = Elements, IsConstant = true, Weights = weights };

    internal Value WithShape(Shape shape) =>
        new() { Shape = shape, ElementType = ElementType, Elements = Elements, IsConstant = IsConstant, Weights = Weights, Layer = Layer };
}
