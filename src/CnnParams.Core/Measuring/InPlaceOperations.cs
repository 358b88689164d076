namespace CnnParams.Measuring;

/// <summary>Which layers write over what they read, where nobody else reads it; peaks of memory depend on it.</summary>
public enum InPlaceOperations : long
{
    /// <summary>None: each layer has memory of its own for its output.</summary>
    None,

    /// <summary>Activations and batch norms, which runtimes fuse into the layer before.</summary>
    Activations,

    /// <summary>Sums of layers too, written over one of the layers that they read.</summary>
    ActivationsAndSums,
}
