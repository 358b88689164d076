using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>What is known of a value of the graph.</summary>
internal sealed class Value
{
    /// <summary>More elements than any shape computation has are not followed.</summary>
    internal const int MostElements = NumberList.Most;

    /// <summary>A value of which nothing is known; also one that an operator leaves out.</summary>
    internal static Value Unknown { get; } = new();

    /// <summary>The axes; null where not even their number is known.</summary>
    internal Shape? Shape { get; init; }

    internal ElementType ElementType { get; init; }

    /// <summary>The elements, where they are few and follow from the file and from shapes.</summary>
    internal IReadOnlyList<Number>? Elements { get; init; }

    /// <summary>The values in it, where it is a list of tensors.</summary>
    internal IReadOnlyList<Value>? Items { get; init; }

    /// <summary>Whether it is the same for every input.</summary>
    internal bool IsConstant { get; init; }

    /// <summary>The tensors that a constant is made of; null where none of the file is among them.</summary>
    internal WeightSource? Source { get; init; }

    /// <summary>The layer that computes it, as other layers name it.</summary>
    internal string? Layer { get; init; }

    /// <summary>Whether the values are known without running the network: no layer computes them.</summary>
    internal bool IsKnown => IsConstant || Elements is not null;

    /// <summary>The sizes that it lists, where it is a list of whole numbers.</summary>
    internal IReadOnlyList<Size>? Sizes => Elements?.Select(element => element.Size).ToArray();

    /// <summary>The whole numbers that it lists; null where one is open.</summary>
    internal long[]? Whole => NumberList.Wholes(Elements);

    /// <summary>The same value, computed by a layer; by none that is known where it is null.</summary>
    internal Value ComputedBy(string? layer) =>
        new()
        {
            Shape = Shape,
            ElementType = ElementType,
            Elements = Elements,
            Layer = layer,
        };

    /// <summary>The same value, made of tensors of the file alone.</summary>
    internal Value AsConstant(WeightSource? source) =>
        new()
        {
            Shape = Shape,
            ElementType = ElementType,
            Elements = Elements,
            IsConstant = true,
            Source = source,
        };

    /// <summary>The same value under another shape.</summary>
    internal Value WithShape(Shape? shape) =>
        new()
        {
            Shape = shape,
            ElementType = ElementType,
            Elements = Elements,
            IsConstant = IsConstant,
            Source = Source,
            Layer = Layer,
        };
}
