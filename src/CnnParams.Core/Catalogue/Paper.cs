namespace CnnParams.Catalogue;

/// <summary>Where an architecture was published.</summary>
/// <param name="Title">The title of the paper.</param>
/// <param name="Year">The year in which it appeared.</param>
/// <param name="Identifier">Where it is found: <c>arXiv:1512.03385</c>, <c>doi:10.1109/5.726791</c>; empty where it has none.</param>
public sealed record Paper(string Title, int Year, string Identifier = "");
