namespace CnnParams.Layers;

/// <summary>How PyTorch's code computes a layer.</summary>
public enum ModuleCall : long
{
    /// <summary>Its source does not say: it is a file of a graph, or was typed.</summary>
    Unknown,

    /// <summary>By a module of its own, which is called once.</summary>
    Module,

    /// <summary>By a module that has been called before, for another layer.</summary>
    Again,

    /// <summary>
    /// By a function: <c>F.relu(x)</c>, or <c>F.linear</c> with the weights of a module that is not called.
    /// </summary>
    Function,

    /// <summary>
    /// By a method, an operator or a function of torch itself, for which a tool puts none of its own: <c>x.relu()</c>,
    /// <c>a @ b</c>.
    /// </summary>
    Method,

    /// <summary>
    /// By a module within one that PyTorch may compute as one function in eval mode, nothing within being called:
    /// TransformerEncoderLayer.
    /// </summary>
    Fused,

    /// <summary>By torch.einsum, whose arithmetic few tools see, and none of them all.</summary>
    Einsum,
}
