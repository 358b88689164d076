namespace CnnParams.Auditing.Mistakes;

/// <summary>
/// A mistake that people make in the computation of a figure. The search finds every class that is one; its words are
/// in Words, as <c>mistake.Id</c>.
/// </summary>
[FoundByItself]
internal abstract class Mistake
{
    /// <summary>What it is made in.</summary>
    internal virtual MistakeScope Scope => MistakeScope.Layers;

    /// <summary>
    /// The computation with the mistake in it, in all the ways in which it can be made; none where it cannot.
    /// </summary>
    /// <param name="computation">The computation, right or with another mistake in it.</param>
    /// <param name="claimed">The figure to explain, for mistakes that depend on it.</param>
    internal abstract IEnumerable<Computation> Make(Computation computation, Figure claimed);
}

/// <summary>What a mistake is made in, and so where else it is looked for.</summary>
internal enum MistakeScope
{
    /// <summary>In how a kind of layer is computed: in one, or alike in all of a network.</summary>
    Layers,

    /// <summary>In one row of a table: it has what stands beside it.</summary>
    Row,

    /// <summary>In any number, a total included: its unit, its digits, what it is counted for.</summary>
    Number,
}
