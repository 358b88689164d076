namespace CnnParams.Networks;

/// <summary>Something that is wrong with a network.</summary>
/// <param name="Id">The stable identifier.</param>
/// <param name="Layer">The name of the layer that it is about.</param>
/// <param name="Message">What is wrong, where, and what would be right.</param>
public sealed record NetworkProblem(ErrorId Id, string Layer, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}
