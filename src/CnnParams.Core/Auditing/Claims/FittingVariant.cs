using System.Globalization;
using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing;

/// <summary>
/// The variant of an architecture that a table is about, where a name alone leaves it open: papers and frameworks build
/// AlexNet in ways of their own, and a table of one is no wrong table of another.
/// </summary>
public sealed class FittingVariant
{
    // One figure may be right by chance, and a total says too little.
    private const int FewestRows = 3,
        FewestMore = 2;

    private readonly Architecture _architecture;
    private readonly int _figures,
        _right,
        _usual;

    private FittingVariant(Architecture architecture, ArchitectureVariant variant, int figures, int right, int usual)
    {
        _architecture = architecture;
        Variant = variant;
        (_figures, _right, _usual) = (figures, right, usual);
    }

    /// <summary>The variant.</summary>
    public ArchitectureVariant Variant { get; }

    /// <summary>The variant that a table fits better than the usual one; null where none does.</summary>
    /// <param name="architecture">The architecture that is named.</param>
    /// <param name="table">The rows of the table.</param>
    /// <param name="options">What the measuring assumes.</param>
    /// <param name="cancellation">Stops the measuring.</param>
    public static FittingVariant? Of(
        Architecture architecture,
        IReadOnlyList<ClaimedRow> table,
        MeasureOptions options,
        CancellationToken cancellation = default
    )
    {
        int figures = table.Sum(row => row.Claims.Count);
        if (architecture.Variants.Count < 2 || table.Count(row => !row.IsTotal && row.Claims.Count > 0) < FewestRows)
            return null;
        int[] right =
        [
            .. architecture.Variants.Select(variant => Right(architecture, variant, table, options, cancellation)),
        ];
        int best = Array.IndexOf(right, right.Max());
        return right[best] >= right[0] + FewestMore && right[best] * 2 > figures
            ? new FittingVariant(architecture, architecture.Variants[best], figures, right[best], right[0])
            : null;
    }

    private static int Right(
        Architecture architecture,
        ArchitectureVariant variant,
        IReadOnlyList<ClaimedRow> table,
        MeasureOptions options,
        CancellationToken cancellation
    )
    {
        try
        {
            return Auditor.CountRight(
                Measurer.Measure(variant.Build(architecture.Name), options, cancellation),
                table,
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
            "The table is held to {0} in the variant '{1}', which has {2} of its {3} figures; '{4}', the usual one, has "
                + "{5}. Get-CnnArchitecture {0} -Variant {4} is that one.",
            _architecture.Name,
            Variant.Name,
            _right,
            _figures,
            _architecture.Variants[0].Name,
            _usual
        );
}
