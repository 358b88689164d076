using System.Globalization;
using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Measuring.Conventions;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Catalogue;

/// <summary>
/// Networks by timm's names against the tables that timm's authors publish (results/benchmark-infer-*.csv of
/// pytorch-image-models): tests/data/truth/timm-published.csv, and others in tests/data/catalogue/timm-benchmarks.csv.
/// Names of the first that the catalogue does not have are listed with the reason in timm-not-covered.csv, and nowhere
/// else.
/// </summary>
public sealed class TimmTests
{
    private static readonly IReadOnlyList<IReadOnlyDictionary<string, string>> Published = Csv.Read(
        "truth",
        "timm-published.csv"
    );

    /// <summary>
    /// The rows that the first table lacks. Where timm's tables contradict each other, the network as it is built
    /// stands here: not one whose branches or norms were merged (fewer parameters), nor one whose attention fvcore did
    /// not see (PyTorch 2.1). What timm measured only so is not here (fastvit_mci3 and fastvit_mci4), nor
    /// vit_huge_patch14_224 and vit_large_patch32_224, which had classes in an earlier version.
    /// </summary>
    private static readonly IReadOnlyList<IReadOnlyDictionary<string, string>> Others = Csv.Read(
        "catalogue",
        "timm-benchmarks.csv"
    );

    private static CostConvention Fvcore => CostConventions.Get("fvcore");

    public static TheoryData<string, string> Rows()
    {
        var rows = new TheoryData<string, string>();
        foreach (var row in Published.Concat(Others).Where(row => IsCovered(row["model"])))
            rows.Add(row["model"], row["resolution"]);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Numbers_are_those_that_are_published(string model, string resolution)
    {
        var expected = Published.Concat(Others).Single(row => (row["model"], row["resolution"]) == (model, resolution));
        var measurement = Measure(model, long.Parse(resolution, CultureInfo.InvariantCulture));

        Assert.Empty(measurement.Problems);
        var (merged, saved) = IsMerged(model) ? Merged(measurement) : (0, 0);
        if (IsOfNormsInPlace(model, resolution))
            saved = measurement.Rows.Where(row => row.Layer is BatchNormalization).Sum(Cost);
        IsPrintedAs(expected["parameters_millions"], (measurement.Totals.Parameters - merged) / 1e6, "parameters");
        IsPrintedAs(expected["gmacs"], (Fvcore.TotalsOf(measurement).Cost - saved) / 1e9, "GMACs");
        IsPrintedAs(expected["activations_millions"], Activations(measurement) / 1e6, "activations");
    }

    [Fact]
    public void What_is_not_covered_is_listed()
    {
        var listed = Csv.Read("catalogue", "timm-not-covered.csv");

        Assert.All(listed, row => Assert.NotEmpty(row["reason"]));
        Assert.Equal(
            Published
                .Select(row => row["model"])
                .Where(model => !IsCovered(model))
                .Distinct()
                .Order(StringComparer.Ordinal),
            listed.Select(row => row["model"]).Order(StringComparer.Ordinal)
        );
    }

    // timm's tables have SHViT only with its batch norms merged into the layers beside them, and GhostNet v3 with its
    // branches made one.
    private static bool IsMerged(string model) =>
        model.StartsWith("shvit_", StringComparison.Ordinal)
        || model.StartsWith("ghostnetv3_", StringComparison.Ordinal);

    // A norm after a convolution leaves a bias, its shift; one before the layer of classes, which has biases, nothing.
    private static (long Parameters, long Cost) Merged(NetworkMeasurement measurement)
    {
        var branches = measurement.Rows.Where(row => row.Layer.IsForTraining).ToList();
        var norms = measurement
            .Rows.Where(row => row.Layer is BatchNormalization && !row.Layer.IsForTraining)
            .Where(norm => branches.Count == 0 || norm.Name.Contains("_rpr_", StringComparison.Ordinal))
            .ToList();
        return (
            branches.Sum(row => row.Parameters!.Value)
                + norms.Sum(norm => norm.Name == "head.bn" ? norm.Parameters!.Value : norm.Parameters!.Value / 2),
            branches.Concat(norms).Sum(Cost)
        );
    }

    // Measured when TResNet had norms that write over their input, of which fvcore sees nothing.
    private static bool IsOfNormsInPlace(string model, string resolution) =>
        model.StartsWith("tresnet_", StringComparison.Ordinal) && model.EndsWith("_448", StringComparison.Ordinal)
        || (model, resolution) is ("tresnet_l" or "tresnet_xl", "224");

    private static long Cost(LayerMeasurement row) => Fvcore.CostOf(row).Cost ?? 0;

    private static bool IsCovered(string model) => Variant(model) is not null;

    private static ArchitectureVariant? Variant(string model) =>
        Architectures.Find(model)?.Variants is { } variants
            ? variants.FirstOrDefault(variant => variant.Name == "timm")
                ?? variants.FirstOrDefault(variant => variant.Name == "torchvision")
            : null;

    private static NetworkMeasurement Measure(string model, long resolution)
    {
        var network = Variant(model)!.Build(model, new ArchitectureOptions { Resolution = resolution });
        return Measurer.Measure(network);
    }

    // fvcore's activations are the outputs of convolutions and matrix products, whoever asks for them; but for a
    // convolution whose padding is named, of which it sees nothing.
    private static long Activations(NetworkMeasurement measurement) =>
        measurement
            .Rows.Where(row => row.Layer is not Convolution || Fvcore.CostOf(row).Cost > 0)
            .Where(row => !row.Layer.IsForTraining)
            .Sum(row =>
                row.Work.Sum(work =>
                    work.Kind switch
                    {
                        WorkKind.Convolution
                        or WorkKind.ComputedConvolution
                        or WorkKind.Blurring
                        or WorkKind.TransposedConvolution
                        or WorkKind.Linear
                        or WorkKind.MatrixProduct => row.OutputShape.ElementCount!.Value,
                        WorkKind.AttentionProjection or WorkKind.AttentionProduct or WorkKind.WeightMixing =>
                            work.Elements,
                        _ => 0,
                    }
                )
            );

    private static void IsPrintedAs(string printed, double value, string what)
    {
        double expected = double.Parse(printed, CultureInfo.InvariantCulture);
        Assert.True(
            Math.Abs(value - expected) <= 0.005 + 1e-9,
            FormattableString.Invariant($"{what}: {value} is not printed as {printed}")
        );
    }
}
