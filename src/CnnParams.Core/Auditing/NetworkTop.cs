using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing;

/// <summary>
/// What a network has above its features, and leaves out where it is used without (Keras's include_top=False): the
/// layer of classes, or every layer after the last image of several positions, as the three at the end of VGG16.
/// </summary>
internal static class NetworkTop
{
    private const int MostNamed = 3;

    /// <summary>The last layer with parameters, where it gives classes; none where it does not.</summary>
    internal static LayerMeasurement? Classifier(NetworkMeasurement network) =>
        network.Rows.LastOrDefault(row => row.Parameters > 0) is { Layer: UnitLayer } last ? last : null;

    /// <summary>The layers with parameters that may be the top: the classifier, or more; the longest last.</summary>
    internal static IReadOnlyList<IReadOnlyList<LayerMeasurement>> Of(NetworkMeasurement network)
    {
        LayerMeasurement[] learned = [.. network.Rows.Where(row => row.Parameters > 0)];
        int from = learned.Length;
        while (from > 0 && IsOfVectors(learned[from - 1]))
            from--;
        // Where an image of scores is averaged at the end, the last layer that makes it is the top.
        if (
            from == learned.Length
            && learned.Length > 0
            && learned[from - 1].Layer is Convolution { KernelSize: var size }
            && size.IsAll(1)
        )
            from--;
        var tops = new List<IReadOnlyList<LayerMeasurement>>();
        if (from > 0 && from < learned.Length)
        {
            if (from < learned.Length - 1 && Classifier(network) is { } classifier)
                tops.Add([classifier]);
            tops.Add([.. learned.Skip(from)]);
        }
        else if (from < learned.Length && Classifier(network) is { } last)
        {
            tops.Add([last]);
        }

        return tops;
    }

    /// <summary>The mistake of a total without a top.</summary>
    /// <param name="top">Its layers.</param>
    /// <param name="amount">What they add to the total.</param>
    internal static Slip LeftOut(IReadOnlyList<LayerMeasurement> top, long amount) =>
        top.Count == 1
            ? new Slip("WithoutClassifier", 2, amount, top[0].Name)
            : new Slip("WithoutTop", 2, amount, Names(top));

    /// <summary>The names of the layers of a top, the first three of them.</summary>
    internal static string Names(IReadOnlyList<LayerMeasurement> top) =>
        string.Join(", ", top.Take(MostNamed).Select(row => row.Name)) + (top.Count > MostNamed ? ", ..." : "");

    /// <summary>The tops of a network; a block has none.</summary>
    internal static IReadOnlyList<IReadOnlyList<LayerMeasurement>> Of(RowSet whole) =>
        whole.IsNetwork ? Of(whole.Network) : [];

    private static bool IsOfVectors(LayerMeasurement row) =>
        row.OutputShape is { IsKnown: true } shape && (shape.Rank <= 1 || shape.Positions == 1);
}
