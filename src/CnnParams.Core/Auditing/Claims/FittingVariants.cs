using System.Globalization;
using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing;

/// <summary>
/// The variants of architectures that claims are about, where names alone leave them open: papers and frameworks build
/// AlexNet in ways of their own, and Keras's list of its networks is no wrong list of torchvision's.
/// </summary>
public sealed class FittingVariants
{
    // One figure may be right by chance.
    private const int FewestMore = 2;

    private readonly string _variant;
    private readonly int _figures,
        _right,
        _usual;

    private FittingVariants(string variant, IReadOnlyList<CatalogueEntry> entries, int figures, int right, int usual)
    {
        _variant = variant;
        Entries = entries;
        (_figures, _right, _usual) = (figures, right, usual);
    }

    /// <summary>The entries of that name, one for each architecture whose usual variant is another.</summary>
    public IReadOnlyList<CatalogueEntry> Entries { get; }

    /// <summary>The variants that the claims fit better than the usual ones; null where none do.</summary>
    /// <param name="claimed">The architectures that are named, each with the rows about it.</param>
    /// <param name="options">What the measuring assumes.</param>
    /// <param name="cancellation">Stops the measuring.</param>
    public static FittingVariants? Of(
        IReadOnlyList<(Architecture Architecture, IReadOnlyList<ClaimedRow> Rows)> claimed,
        MeasureOptions options,
        CancellationToken cancellation = default
    )
    {
        int figures = claimed.Sum(each => each.Rows.Sum(row => row.Claims.Count));
        if (figures < FewestMore || claimed.All(each => each.Architecture.Variants.Count < 2))
            return null;
        int[] usual = [.. claimed.Select(each => Right(each.Architecture.Variants[0], each, options, cancellation))];
        int rightOfUsual = usual.Sum();
        if (rightOfUsual + FewestMore > figures)
            return null;
        var best = claimed
            .SelectMany(each => each.Architecture.Variants.Skip(1))
            .Select(variant => variant.Name)
            .Distinct()
            .Select(name =>
                (
                    Name: name,
                    Right: claimed
                        .Select(
                            (each, i) =>
                                Other(each.Architecture, name) is { } variant
                                    ? Right(variant, each, options, cancellation)
                                    : usual[i]
                        )
                        .Sum()
                )
            )
            .Aggregate((first, second) => second.Right > first.Right ? second : first);
        return best.Right >= rightOfUsual + FewestMore && best.Right * 2 > figures
            ? new FittingVariants(
                best.Name,
                [
                    .. claimed
                        .Select(each => (each.Architecture, Variant: Other(each.Architecture, best.Name)))
                        .Where(each => each.Variant is not null)
                        .Select(each => new CatalogueEntry(each.Architecture, each.Variant!)),
                ],
                figures,
                best.Right,
                rightOfUsual
            )
            : null;
    }

    // The variant of a name, where it is not the usual one.
    private static ArchitectureVariant? Other(Architecture architecture, string name) =>
        architecture.Variants.Skip(1).FirstOrDefault(variant => variant.Name == name);

    private static int Right(
        ArchitectureVariant variant,
        (Architecture Architecture, IReadOnlyList<ClaimedRow> Rows) claimed,
        MeasureOptions options,
        CancellationToken cancellation
    )
    {
        try
        {
            return Auditor.CountRight(
                Measurer.Measure(variant.Build(claimed.Architecture.Name), options, cancellation),
                claimed.Rows,
                cancellation
            );
        }
        catch (LayerException)
        {
            return 0;
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Format(
            CultureInfo.InvariantCulture,
            "{0} held to the variant '{1}', which has {2} of the {3} figures; {4}, the usual one{5}, {6} {7}. "
                + "Get-CnnArchitecture {8} -Variant {9} is that one.",
            Entries.Count == 1 ? $"What is claimed of {Entries[0].Name} is" : $"{Entries.Count} networks are",
            _variant,
            _right,
            _figures,
            string.Join(", ", Usual.Select(name => $"'{name}'")),
            Usual.Length == 1 ? "" : "s",
            Usual.Length == 1 ? "has" : "have",
            _usual,
            Entries[0].Name,
            Usual[0]
        );

    private string[] Usual => [.. Entries.Select(entry => Architectures.Find(entry.Name)!.Variants[0].Name).Distinct()];
}
