using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.Formats.Darknet;

/// <summary>
/// Whether the .weights file beside a .cfg has the length that its network takes: a header, then four bytes for each
/// weight and statistic. The header is three numbers of four bytes, the version, and how many images were seen: eight
/// bytes from version 0.2 on, four before (load_weights_upto in pjreddie/darknet: src/parser.c).
/// </summary>
internal static class DarknetWeights
{
    internal const string Extension = ".weights";

    private const int VersionBytes = 3 * sizeof(int);

    // As its training saves them.
    private static readonly string[] Endings = ["", "_final", "_last", "_best"];

    /// <summary>Notes a contradiction.</summary>
    internal static void Check(ModelFile file, TensorGraph graph)
    {
        foreach (string name in Endings.Select(ending => file.Name + ending + Extension))
        {
            if (file.Beside(name) is { } path)
                Check(path, name, graph);
        }
    }

    private static void Check(string path, string name, TensorGraph graph)
    {
        using var weights = new ModelFile(path);
        long length = weights.Length;
        if (length < VersionBytes)
        {
            graph.Contradict(
                [.. Enumerable.Range(0, graph.Layers.Count)],
                $"'{name}' has {length} bytes; its header alone takes more"
            );
            return;
        }

        if (ValuesByLayer(graph.Layers) is not { } byLayer)
            return;
        long values = byLayer[byLayer.Length - 1];
        long header = HeaderBytes(weights);
        // Where the product is past 2^63-1 no file has that length.
        long expected =
            values > (long.MaxValue - header) / sizeof(float) ? long.MaxValue : header + (sizeof(float) * values);
        if (length != expected)
        {
            // Weights lie in the order of the layers: where bytes are missing, it shows which layers lack them.
            graph.Contradict(
                [
                    .. Enumerable
                        .Range(0, byLayer.Length)
                        .Where(i =>
                            byLayer[i] > (i == 0 ? 0 : byLayer[i - 1]) && byLayer[i] > (length - header) / sizeof(float)
                        ),
                ],
                FormattableString.Invariant(
                    $"'{name}' has {length} bytes, but this network takes {expected}: a header of {header}, and 4 for each of {values} weights and statistics"
                )
            );
        }
    }

    // Numbers above 1000 were written the other way round, and are of the first versions.
    private static long HeaderBytes(ModelFile weights)
    {
        var reader = new PositionReader(weights);
        int major = reader.Int32(0, "the version"),
            minor = reader.Int32(sizeof(int), "the version");
        bool isLong = major is >= 0 and < 1000 && minor is >= 0 and < 1000 && (major * 10) + minor >= 2;
        return VersionBytes + (isLong ? sizeof(long) : sizeof(int));
    }

    // How many there are up to the end of each layer; those of shared weights lie with the first.
    private static long[]? ValuesByLayer(IReadOnlyList<Layer> layers)
    {
        try
        {
            var measurement = Measurer.Measure(new Network(layers), new MeasureOptions { View = ParameterView.File });
            if (
                measurement.Rows.Any(row => row.Parameters is null)
                || measurement.Problems.Count > 0
                || measurement.Rows.Count == 0
            )
                return null;
            long sum = 0;
            return
            [
                .. measurement.Rows.Select(row => sum = checked(sum + row.Parameters!.Value - row.SharedParameters)),
            ];
        }
        catch (Exception exception) when (exception is LayerException or OverflowException)
        {
            return null;
        }
    }
}
