using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing.Naming;

/// <summary>
/// What an architecture of the catalogue is known by: its totals in every view, and the sizes of its weights.
/// </summary>
internal sealed class KnownNetwork
{
    // The catalogue is measured once, and what is registered later when it is first looked at.
    private static readonly ConditionalWeakTable<ArchitectureVariant, KnownNetwork> Known = new();

    private static readonly ParameterView[] CountedViews =
    [
        ParameterView.PyTorch,
        ParameterView.Keras,
        ParameterView.StateDict,
    ];

    private KnownNetwork(string name, string variant, NetworkMeasurement measurement)
    {
        Name = name;
        Variant = variant;
        View = measurement.View;
        Macs = measurement.Totals.Macs;
        Kernels = new KernelSizes(measurement);
        var weights = measurement.Rows.Where(row => row.SharedParameters == 0).SelectMany(row => row.Weights).ToArray();
        foreach (var view in CountedViews)
            Totals[view] = weights.Where(weight => view.Counts(weight)).Sum(weight => weight.Count);
        Totals[measurement.View] = measurement.Totals.Parameters;
        if (NetworkTop.Classifier(measurement) is { Layer: UnitLayer units } classifier)
        {
            Classifier = classifier.Parameters!.Value;
            Classes = units.Units;
        }

        Tops = [.. NetworkTop.Of(measurement).Select(top => new KnownTop(measurement, top))];
        // Last, since the rows have other weights then.
        Totals[ParameterView.Folded] = NormalizationFolding.TotalOf(measurement);
    }

    internal string Name { get; }

    internal string Variant { get; }

    /// <summary>The view of the variant's source.</summary>
    internal ParameterView View { get; }

    internal long Macs { get; }

    internal KernelSizes Kernels { get; }

    /// <summary>The parameters in each view; of equal ones, in the simplest.</summary>
    internal Dictionary<ParameterView, long> Totals { get; } = [];

    /// <summary>The parameters of the layer of classes at the end; 0 where there is none.</summary>
    internal long Classifier { get; }

    internal long Classes { get; }

    /// <summary>What may be left out at the end.</summary>
    internal IReadOnlyList<KnownTop> Tops { get; }

    /// <summary>
    /// All architectures of the catalogue, in all variants; those not yet known are measured side by side.
    /// </summary>
    internal static IReadOnlyList<KnownNetwork> All(CancellationToken cancellation)
    {
        try
        {
            return
            [
                .. Architectures
                    .All.SelectMany(architecture =>
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
        return new(name, variant.Name, Measurer.Measure(variant.Build(name), cancellation: cancellation));
    }
}

/// <summary>Layers at the end that a network is used without.</summary>
internal sealed class KnownTop
{
    // Numbers, and not the rows, which would keep all of the catalogue in memory.
    private readonly Dictionary<ParameterView, long> _totals;

    internal KnownTop(NetworkMeasurement measurement, IReadOnlyList<LayerMeasurement> top)
    {
        Weight[] weights = [.. top.Where(row => row.SharedParameters == 0).SelectMany(row => row.Weights)];
        _totals = Enum.GetValues(typeof(ParameterView))
            .Cast<ParameterView>()
            .ToDictionary(
                view => view,
                view => weights.Where(weight => view.Counts(weight)).Sum(weight => weight.Count)
            );
        Body = new KernelSizes(measurement.Rows.Except(top));
        Names = NetworkTop.Names(top);
    }

    /// <summary>The kernels of what is left.</summary>
    internal KernelSizes Body { get; }

    /// <summary>The names of its layers.</summary>
    internal string Names { get; }

    /// <summary>Its parameters in a view.</summary>
    internal long In(ParameterView view) => _totals[view];
}

/// <summary>The sizes of what is multiplied in a network, which a view does not change.</summary>
internal sealed class KernelSizes
{
    private readonly long[] _sorted;
    private readonly long[] _body;

    internal KernelSizes(NetworkMeasurement measurement)
        : this(measurement.Rows)
    {
        if (NetworkTop.Classifier(measurement) is { } classifier)
            _body = Sorted(measurement.Rows.Where(row => row != classifier));
    }

    internal KernelSizes(IEnumerable<LayerMeasurement> rows) => _body = _sorted = Sorted(rows);

    internal bool Equal(KernelSizes other) => _sorted.Length > 0 && _sorted.SequenceEqual(other._sorted);

    /// <summary>Whether all is the same but the layer of classes at the end.</summary>
    internal bool EqualButTop(KernelSizes other) => _body.Length > 1 && _body.SequenceEqual(other._body);

    private static long[] Sorted(IEnumerable<LayerMeasurement> rows) =>
        [
            .. rows.Where(row => row.SharedParameters == 0)
                .SelectMany(row => row.Weights)
                .Where(weight => weight.Role == WeightRole.Kernel)
                .Select(weight => weight.Count)
                .OrderBy(size => size),
        ];
}
