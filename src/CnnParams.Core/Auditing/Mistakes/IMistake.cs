namespace CnnParams.Auditing.Mistakes;

/// <summary>
/// A mistake that people make in the reckoning of a figure. The search finds every class that is one; its words are
/// in Words, as <c>mistake.Id</c>.
/// </summary>
internal interface IMistake
{
    /// <summary>The reckoning with the mistake in it, in all the ways in which it can be made; none where it cannot.</summary>
    /// <param name="reckoning">The reckoning, right or with another mistake in it.</param>
    /// <param name="claimed">The figure that is to be explained, for mistakes that depend on it.</param>
    IEnumerable<Reckoning> Make(Reckoning reckoning, Figure claimed);
}
