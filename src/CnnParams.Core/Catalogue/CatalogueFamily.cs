using System.Globalization;
using CnnParams.Measuring;

namespace CnnParams.Catalogue;

/// <summary>A family of the catalogue, as the list of all shows it. Nothing of it is built or measured.</summary>
public sealed class CatalogueFamily
{
    private readonly IReadOnlyList<Architecture> _members;

    internal CatalogueFamily(string family, IReadOnlyList<Architecture> members)
    {
        Family = family;
        _members = members;
    }

    /// <summary>Its name: <c>ResNet</c>.</summary>
    public string Family { get; }

    /// <summary>The years of its papers: <c>2015-2021</c>; empty where there is none.</summary>
    public string Years
    {
        get
        {
            int[] years = [.. _members.Select(member => member.Paper.Year).OfType<int>()];
            return years.Length == 0 ? ""
                : years.Min() == years.Max() ? years.Min().ToString(CultureInfo.InvariantCulture)
                : FormattableString.Invariant($"{years.Min()}-{years.Max()}");
        }
    }

    /// <summary>How many architectures it has.</summary>
    public int Architectures => _members.Count;

    /// <summary>Their names.</summary>
    public TextList<string> Names => new([.. _members.Select(member => member.Name)]);

    /// <summary>The papers, the oldest first.</summary>
    public TextList<string> Papers =>
        new([
            .. _members
                .Select(member => member.Paper)
                .Distinct()
                .OrderBy(paper => paper.Year)
                .Select(paper => paper.ToString()),
        ]);

    /// <inheritdoc/>
    public override string ToString() => Family;
}
