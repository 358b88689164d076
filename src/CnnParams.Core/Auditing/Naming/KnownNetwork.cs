using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing.Naming;

/// <summary>
/// What an architecture of the catalogue is known by: its totals in every view, and the sizes of its weights. Those of
/// the catalogue stand in an index; what is registered is measured when it is first looked at.
/// </summary>
internal sealed class KnownNetwork
{
    private static readonly ConditionalWeakTable<ArchitectureVariant, KnownNetwork> Known = new();

    private static readonly ParameterView[] CountedViews =
    [
        ParameterView.PyTorch,
        ParameterView.Keras,
        ParameterView.StateDict,
    ];

    internal required string Name { get; init; }

    internal required string Variant { get; init; }

    /// <summary>The view of the variant's source.</summary>
    internal required ParameterView View { get; init; }

    internal required long Macs { get; init; }

    internal required KernelSizes Kernels { get; init; }

    /// <summary>The parameters in each view; of equal ones, in the simplest.</summary>
    internal required IReadOnlyDictionary<ParameterView, long> Totals { get; init; }

    /// <summary>The parameters of the layer of classes at the end; 0 where there is none.</summary>
    internal long Classifier { get; init; }

    internal long Classes { get; init; }

    /// <summary>What may be left out at the end.</summary>
    internal required IReadOnlyList<KnownTop> Tops { get; init; }

    /// <summary>
    /// All architectures, in all variants: those that are registered first, and none of those that they replace.
    /// </summary>
    internal static IReadOnlyList<KnownNetwork> All(CancellationToken cancellation)
    {
        var own = Architectures.Own;
        return own.Count == 0
            ? KnownNetworkIndex.Networks
            :
            [
                .. Measured(own, cancellation),
                .. KnownNetworkIndex.Networks.Where(known => !Architectures.IsOwn(known.Name)),
            ];
    }

    /// <summary>What architectures are known by, in all of their variants, measured side by side.</summary>
    internal static IReadOnlyList<KnownNetwork> Measured(
        IEnumerable<Architecture> architectures,
        CancellationToken cancellation
    )
    {
        try
        {
            return
            [
                .. architectures
                    .SelectMany(architecture =>
                        architecture.Variants.Select(variant => (architecture.Name, Variant: variant))
                    )
                    .AsParallel()
                    .AsOrdered()
                    // It looks by itself, but only before every 64th.
                    .WithCancellation(cancellation)
                    .Select(pair => Known.GetValue(pair.Variant, _ => Of(pair.Name, pair.Variant, cancellation))),
            ];
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Capture(exception.InnerExceptions[0]).Throw();
            throw;
        }
    }

    private static KnownNetwork Of(string name, ArchitectureVariant variant, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var measurement = Measurer.Measure(variant.Build(name), cancellation: cancellation);
        var weights = measurement.Rows.Where(row => row.SharedParameters == 0).SelectMany(row => row.Weights).ToArray();
        var totals = CountedViews.ToDictionary(view => view, view => view.Total(weights));
        totals[measurement.View] = measurement.Totals.Parameters;
        var classifier = NetworkTop.Classifier(measurement);
        var known = new KnownNetwork
        {
            Name = name,
            Variant = variant.Name,
            View = measurement.View,
            Macs = measurement.Totals.Macs,
            Kernels = new KernelSizes(measurement),
            Totals = totals,
            Classifier = classifier?.Parameters ?? 0,
            Classes = (classifier?.Layer as UnitLayer)?.Units ?? 0,
            Tops = [.. NetworkTop.Of(measurement).Select(top => KnownTop.Of(measurement, top))],
        };
        // Last, since the rows have other weights then.
        totals[ParameterView.Folded] = NormalizationFolding.TotalOf(measurement);
        return known;
    }
}

/// <summary>Layers at the end that a network is used without.</summary>
/// <param name="Names">The names of the layers.</param>
/// <param name="Body">The kernels of what is left.</param>
/// <param name="Totals">The parameters in each view.</param>
internal sealed record KnownTop(string Names, KernelSizes Body, IReadOnlyDictionary<ParameterView, long> Totals)
{
    internal static KnownTop Of(NetworkMeasurement measurement, IReadOnlyList<LayerMeasurement> top)
    {
        Weight[] weights = [.. top.Where(row => row.SharedParameters == 0).SelectMany(row => row.Weights)];
        return new(
            NetworkTop.Names(top),
            new KernelSizes(measurement.Rows.Except(top)),
            ParameterViews.All.ToDictionary(view => view, view => view.Total(weights))
        );
    }

    /// <summary>Its parameters in a view.</summary>
    internal long In(ParameterView view) => Totals[view];
}
