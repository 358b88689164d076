using CnnParams.Catalogue;
using CnnParams.Core.Tests.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Reports.Tests;

/// <summary>Networks that reports are made of: all of the catalogue, and one whose names are hostile.</summary>
internal static class CatalogueNetworks
{
    private static readonly Lazy<IReadOnlyList<(string Family, NetworkMeasurement Network)>> Measured = new(() =>
        [
            .. CatalogueSample.All.Select(pair =>
                (
                    pair.Architecture.Family,
                    Measurer.Measure(pair.Variant.Build(pair.Architecture.Name, ArchitectureOptions.Published))
                )
            ),
        ]
    );

    /// <summary>The networks that stand for the catalogue.</summary>
    internal static IEnumerable<NetworkMeasurement> All => Measured.Value.Select(entry => entry.Network);

    /// <summary>
    /// For what takes its time: of each family the network with the fewest layers and that with the most.
    /// </summary>
    internal static IEnumerable<NetworkMeasurement> OfEachFamily =>
        Measured
            .Value.GroupBy(entry => entry.Family, entry => entry.Network)
            .SelectMany(family =>
                new[]
                {
                    family.MinBy(network => network.Rows.Count)!,
                    family.MaxBy(network => network.Rows.Count)!,
                }.Distinct()
            );

    /// <summary>
    /// What a name can try: markup, links, styles, terminals, directions of text, commands of LaTeX, quotation marks.
    /// </summary>
    internal static IReadOnlyList<string> HostileNames { get; } =
    [
        "<script>alert(1)</script>",
        "</text></svg><img src=x onerror=alert(2)>",
        "\"/><style>*{display:none}</style>",
        "javascript:alert(3)",
        "[click](https://evil.example/)",
        "https://evil.example/a b www.evil.example me@evil.example",
        "![](https://evil.example/x.png)",
        "a|b`c``d``` **e** _f_ ~~g~~",
        "\x1B[31mred\x1B]8;;https://evil.example\x07link\x1B]8;;\x07\x9B2J",
        "\u202Egnp.exe\u2066\u200Bzero\u2028line\nnext\r\tlast",
        "\\input{/etc/passwd}\\write18{touch x} $x^2$ %&#_{}~",
        "}}\\end{tikzpicture}\\end{document}``--,,<<?`!`",
        "\"]; evil [label=\"x\\N\\",
        "n0[\"x\"] --> evil; click n0 \"javascript:alert(4)\"; #quot; #lt;",
        "=HYPERLINK(\"https://evil.example\")",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "-->]]><!-- &amp; &#60;b&#62; %%{init: {\"securityLevel\": \"loose\"}}%%",
        "卷积层 é \uD83D\uDE00 \uD83D half",
    ];

    /// <summary>A chain of layers with these names.</summary>
    internal static NetworkMeasurement Hostile { get; } =
        Measurer.Measure(
            new Network([
                new Input { Name = "in", Shape = new TensorShape(32, 32, 3) },
                .. HostileNames.Select(
                    (name, i) =>
                        new Convolution(2)
                        {
                            Name = name,
                            Filters = 4 + i,
                            KernelSize = new Extent(3),
                            Padding = Padding.Same,
                        }
                ),
            ])
            {
                Name = "<script>\x1B[2J\u202E\\input{x} \"q\" `|",
            }
        );

    internal static NetworkMeasurement Get(string name, string variant) =>
        Measurer.Measure(Architectures.Get(name).Variant(variant).Build(name, ArchitectureOptions.Published));

    /// <summary>A chain of convolutions that keep the shape.</summary>
    internal static NetworkMeasurement Chain(int length) =>
        Measurer.Measure(
            new Network([
                new Input { Name = "input", Shape = new TensorShape(8, 8, 4) },
                .. Enumerable
                    .Range(1, length)
                    .Select(i => new Convolution(2)
                    {
                        Name = $"conv{i}",
                        Filters = 4,
                        KernelSize = new Extent(3),
                        Padding = Padding.Same,
                    }),
            ])
            {
                Name = "chain",
            }
        );

    /// <summary>A network of which a part is not understood.</summary>
    internal static NetworkMeasurement Partial { get; } =
        Measurer.Measure(
            new Network([
                new Input { Name = "input", Shape = new TensorShape(8, 8, 4) },
                new Convolution(2)
                {
                    Name = "conv",
                    Filters = 4,
                    KernelSize = new Extent(3),
                },
                new Operation
                {
                    Name = "mystery",
                    OperatorType = "Mystery",
                    WeightsKnown = false,
                },
                new Convolution(2)
                {
                    Name = "after",
                    Filters = 4,
                    KernelSize = new Extent(3),
                },
            ])
            {
                Name = "partial",
            }
        );
}
