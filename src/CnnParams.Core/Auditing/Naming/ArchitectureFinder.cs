using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Words;

namespace CnnParams.Auditing.Naming;

/// <summary>Names a network: the architectures of the catalogue that it agrees with, in some view.</summary>
public static class ArchitectureFinder
{
    // Numbers of classes of the usual data sets; with any number, any total would be some architecture's.
    private static readonly long[] UsualClasses =
    [
        1,
        2,
        5,
        10,
        20,
        21,
        37,
        80,
        81,
        90,
        91,
        100,
        101,
        102,
        120,
        196,
        200,
        257,
        365,
        397,
        1000,
        1001,
        21841,
    ];

    /// <summary>The architectures that a network agrees with, the nearest first.</summary>
    public static IReadOnlyList<ArchitectureMatch> Find(
        NetworkMeasurement network,
        Wording? words = null,
        CancellationToken cancellation = default
    )
    {
        var kernels = new KernelSizes(network);
        long parameters = network.Totals.Parameters;
        var matches = KnownNetwork
            .All(cancellation)
            .SelectMany(known => Of(known, kernels, parameters, network, words ?? Wording.English))
            .ToArray();
        // Where the weights agree, totals alone mean nothing.
        bool anyStructure = matches.Any(match => match.Agreement == Agreement.Structure);
        return Ordered(
            matches.Where(match => !anyStructure || match.Agreement == Agreement.Structure),
            network.Totals.Macs
        );
    }

    /// <summary>The architectures that totals agree with, the nearest first.</summary>
    public static IReadOnlyList<ArchitectureMatch> Find(
        Figure? parameters,
        Figure? macs,
        Wording? words = null,
        CancellationToken cancellation = default
    ) =>
        Ordered(
            KnownNetwork
                .All(cancellation)
                .Where(known => macs is null || macs.Fits(known.Macs))
                .SelectMany(known =>
                    parameters is null
                        ? [Match(known, known.View, known.Totals[known.View], Level(macs), words)]
                        : Of(known, parameters, words)
                ),
            macs?.Value
        );

    private static IEnumerable<ArchitectureMatch> Of(
        KnownNetwork known,
        KernelSizes kernels,
        long parameters,
        NetworkMeasurement network,
        Wording words
    )
    {
        if (kernels.Equal(known.Kernels))
        {
            foreach (var view in Views(known).Where(view => known.Totals[view] == parameters))
                yield return Match(known, view, parameters, Agreement.Structure, words);
        }
        else if (known.Tops.FirstOrDefault(top => kernels.Equal(top.Body)) is { } missing)
        {
            foreach (var view in Views(known).Where(view => known.Totals[view] - missing.In(view) == parameters))
                yield return Match(known, view, parameters, Agreement.Structure, words, 0, missing);
        }
        else if (known.Classifier > 0 && kernels.EqualButTop(known.Kernels))
        {
            var top = NetworkTop.Classifier(network);
            foreach (
                var view in Views(known)
                    .Where(view => known.Totals[view] - known.Classifier == parameters - (top?.Parameters ?? 0))
            )
                yield return Match(
                    known,
                    view,
                    parameters,
                    Agreement.Structure,
                    words,
                    (top?.Layer as UnitLayer)?.Units
                );
        }
        else
        {
            foreach (var view in Views(known).Where(view => known.Totals[view] == parameters))
                yield return Match(known, view, parameters, Agreement.Totals, words);
        }
    }

    private static IEnumerable<ArchitectureMatch> Of(KnownNetwork known, Figure parameters, Wording? words)
    {
        foreach (var view in Views(known))
        {
            long total = known.Totals[view];
            if (parameters.Fits(total))
                yield return Match(known, view, total, Level(parameters), words);
            if (parameters.Step > 1)
                continue;
            if (known.Tops.FirstOrDefault(top => parameters.Value == total - top.In(view)) is { } missing)
                yield return Match(known, view, parameters.Value, Agreement.Totals, words, 0, missing);
            if (known.Classifier == 0)
                continue;
            long body = total - known.Classifier;
            foreach (
                long classes in UsualClasses.Where(classes =>
                    classes != known.Classes && parameters.Value == body + (known.Classifier / known.Classes * classes)
                )
            )
                yield return Match(known, view, parameters.Value, Agreement.Totals, words, classes);
        }
    }

    // One view for each total: that of the source first, then the simplest.
    private static IEnumerable<ParameterView> Views(KnownNetwork known) =>
        known
            .Totals.OrderBy(view => view.Key == known.View ? 0 : 1)
            .ThenBy(view => view.Key)
            .GroupBy(view => view.Value)
            .Select(same => same.First().Key);

    private static ArchitectureMatch Match(
        KnownNetwork known,
        ParameterView view,
        long parameters,
        Agreement agreement,
        Wording? words,
        long? classes = null,
        KnownTop? missing = null
    ) =>
        new(words ?? Wording.English)
        {
            Missing = missing?.Names ?? "",
            Name = known.Name,
            Variant = known.Variant,
            View = view,
            Classes = classes,
            Parameters = parameters,
            Macs = known.Macs,
            Agreement = agreement,
            IsUsualView = view == known.View,
        };

    private static Agreement Level(Figure? figure) => figure is { Step: 1 } ? Agreement.Totals : Agreement.Rounded;

    private static IReadOnlyList<ArchitectureMatch> Ordered(IEnumerable<ArchitectureMatch> matches, long? macs) =>
        [
            .. matches
                .OrderBy(match => match.Agreement)
                .ThenBy(match => match.Classes is null ? 0 : 1)
                .ThenBy(match => match.IsUsualView ? 0 : 1)
                // Of what agrees when rounded, timm has many: a name that others have, too, is likelier.
                .ThenBy(match => match.Agreement == Agreement.Rounded && match.Variant == "timm" ? 1 : 0)
                .ThenBy(match => macs is { } wanted ? Math.Abs(match.Macs - wanted) : 0),
        ];
}
