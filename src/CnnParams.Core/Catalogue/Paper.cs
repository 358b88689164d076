using System.Globalization;

namespace CnnParams.Catalogue;

/// <summary>Where an architecture was published.</summary>
/// <param name="Title">The title of the paper.</param>
/// <param name="Year">The year in which it appeared; none for a network of the user's.</param>
/// <param name="Identifier">Where it is found: <c>arXiv:1512.03385</c>, <c>doi:10.1109/5.726791</c>; empty where it has
/// none.</param>
public sealed record Paper(string Title, int? Year, string Identifier = "")
{
    /// <summary>Title, year and identifier, as far as there are.</summary>
    public override string ToString() =>
        string.Join(
            ", ",
            new[] { Title, Year?.ToString(CultureInfo.InvariantCulture) ?? "", Identifier }.Where(part =>
                part.Length > 0
            )
        );
}
