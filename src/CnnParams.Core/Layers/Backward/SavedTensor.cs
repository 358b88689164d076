namespace CnnParams.Layers;

/// <summary>A tensor that the forward pass of a layer keeps for its backward pass.</summary>
internal sealed record SavedTensor
{
    private SavedTensor(SavedSource source, int index, string what, long? elements) =>
        (Source, Index, What, Elements) = (source, index, what, elements);

    /// <summary>Where it comes from.</summary>
    internal SavedSource Source { get; }

    /// <summary>Which input, where it is one.</summary>
    internal int Index { get; }

    /// <summary>What it is, in a few words.</summary>
    internal string What { get; }

    /// <summary>Its values, of one sample; null for an input or the output, which know theirs, and where it is not
    /// known.</summary>
    internal long? Elements { get; }

    /// <summary>The type of its numbers.</summary>
    internal SavedType Type { get; private init; }

    /// <summary>Whether there are so many for each sample, and not once for the batch.</summary>
    internal bool IsPerSample { get; private init; } = true;

    /// <summary>Whether only the gradient of the weights needs it: where they are frozen, it is not kept.</summary>
    internal bool IsForWeights { get; private init; }

    /// <summary>The input whose gradient alone needs it; null for all.</summary>
    internal int? ForInput { get; private init; }

    /// <summary>An input of the layer.</summary>
    internal static SavedTensor Input(int index = 0) => new(SavedSource.Input, index, "input", null);

    /// <summary>The layer's output.</summary>
    internal static SavedTensor Output { get; } = new(SavedSource.Output, 0, "output", null);

    /// <summary>
    /// The weights that are multiplied, which are no memory of their own but for a copy in 16 bits under autocast.
    /// </summary>
    internal static SavedTensor Weights { get; } = new(SavedSource.Weights, 0, "weights in 16 bits", null);

    /// <summary>A tensor that is neither.</summary>
    internal static SavedTensor Inner(string what, long? elements) => new(SavedSource.Inner, 0, what, elements);

    /// <summary>The positions of the largest values, as 64-bit integers.</summary>
    internal static SavedTensor Indices(long? elements) =>
        Inner("positions of the largest values", elements).As(SavedType.Int64);

    /// <summary>A number by which all values are multiplied or divided.</summary>
    internal static SavedTensor Factor { get; } = Inner("factor", 1).As(SavedType.Int64).Once();

    /// <summary>This tensor with numbers of a type of its own.</summary>
    internal SavedTensor As(SavedType type) => this with { Type = type };

    /// <summary>This tensor, of which there is one for the batch.</summary>
    internal SavedTensor Once() => this with { IsPerSample = false };

    /// <summary>This tensor, which the gradient of the weights alone needs.</summary>
    internal SavedTensor ForWeights() => this with { IsForWeights = true };

    /// <summary>This tensor, which the gradient of one input alone needs.</summary>
    internal SavedTensor ForGradientOf(int input) => this with { ForInput = input };
}

/// <summary>Where a kept tensor comes from.</summary>
internal enum SavedSource
{
    /// <summary>It is an input of the layer.</summary>
    Input,

    /// <summary>It is the output.</summary>
    Output,

    /// <summary>It is the weights.</summary>
    Weights,

    /// <summary>It is none of these, and there is nothing else that keeps it.</summary>
    Inner,
}

/// <summary>The type of the numbers of a kept tensor.</summary>
internal enum SavedType
{
    /// <summary>That in which the layer computes.</summary>
    AsComputed,

    /// <summary>32-bit floating point, whatever the layer computes in: statistics.</summary>
    Float32,

    /// <summary>64-bit integers: positions.</summary>
    Int64,

    /// <summary>A byte for each: masks.</summary>
    Boolean,

    /// <summary>The type in which matrices are multiplied, and only where that is not the type it has: a copy of
    /// another kept tensor.</summary>
    HalfCopy,
}
