namespace CnnParams.Layers;

/// <summary>
/// What a layer keeps for its backward pass, as PyTorch's autograd does (tools/autograd/derivatives.yaml), and what its
/// output is made of. Weights are not in it: they are there anyway.
/// </summary>
internal sealed record BackwardNeeds
{
    /// <summary>A layer that keeps these tensors.</summary>
    internal BackwardNeeds(params SavedTensor[] saved) => Saved = saved;

    /// <summary>A layer that keeps nothing and writes an output of its own.</summary>
    internal static BackwardNeeds Nothing { get; } = new();

    /// <summary>A layer that passes its input on.</summary>
    internal static BackwardNeeds Passes { get; } = new() { Output = OutputMemory.Input };

    /// <summary>A layer whose output is its input under another shape.</summary>
    internal static BackwardNeeds Reshapes { get; } = new() { Output = OutputMemory.View };

    /// <summary>A layer whose output is its input, or a part of it, read in other steps.</summary>
    internal static BackwardNeeds Strides { get; } = new() { Output = OutputMemory.StridedView };

    /// <summary>A layer whose output is a part of its input along an axis, counted from 0.</summary>
    internal static BackwardNeeds Cuts(int axis) => axis == 0 ? new() { Output = OutputMemory.Part } : Strides;

    /// <summary>The tensors that are kept, if the gradient that needs them is wanted.</summary>
    internal IReadOnlyList<SavedTensor> Saved { get; }

    /// <summary>In which type it computes when the precision is mixed.</summary>
    internal MixedPrecision Mixed { get; init; }

    /// <summary>What its output is made of.</summary>
    internal OutputMemory Output { get; init; }

    /// <summary>Whether an input whose values do not lie in one row is copied, and the copy kept.</summary>
    internal bool CopiesStrided { get; init; }

    /// <summary>What is assumed where the values of an input do not lie in one row; null where nothing is.</summary>
    internal string? AssumptionOfParts { get; init; }

    /// <summary>What is assumed, for a layer of which its source does not say enough; null where nothing is.</summary>
    internal string? Assumption { get; init; }
}

/// <summary>
/// In which type a layer computes under autocast: https://pytorch.org/docs/stable/amp.html, the lists for CUDA.
/// </summary>
internal enum MixedPrecision
{
    /// <summary>In the type of its input.</summary>
    AsInput,

    /// <summary>In 16 bits: convolutions and products of matrices; wider inputs and weights are copied.</summary>
    Half,

    /// <summary>In 32 bits: norms over a sample, softmax; narrower inputs are copied.</summary>
    Single,

    /// <summary>In the widest type of its inputs.</summary>
    Widest,
}

/// <summary>What the output of a layer is made of.</summary>
internal enum OutputMemory
{
    /// <summary>Memory of its own.</summary>
    New,

    /// <summary>The input itself.</summary>
    Input,

    /// <summary>The input under another shape; a copy where the values of the input do not lie in order.</summary>
    View,

    /// <summary>Weights, which are there anyway.</summary>
    Weights,

    /// <summary>A part of the input, whose values lie in order sample by sample.</summary>
    Part,

    /// <summary>The input, or part of it, whose values do not lie in order.</summary>
    StridedView,
}
