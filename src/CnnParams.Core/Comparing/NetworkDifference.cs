using System.Globalization;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.Comparing;

/// <summary>Two networks laid side by side, layer by layer or block by block.</summary>
public sealed class NetworkDifference
{
    private readonly NetworkMeasurement _reference;
    private readonly NetworkMeasurement _difference;
    private readonly LayerDifference[] _layers;

    /// <summary>Compares two networks that were measured.</summary>
    /// <param name="reference">The first, from which is counted.</param>
    /// <param name="difference">The second.</param>
    /// <param name="cancellation">Stops the comparison.</param>
    public NetworkDifference(
        NetworkMeasurement reference,
        NetworkMeasurement difference,
        CancellationToken cancellation = default
    )
    {
        _reference = reference;
        _difference = difference;
        LayerDifference[] byName = [.. Rows(LayerAlignment.Of(reference, difference, cancellation))];
        _layers = byName;
        if (byName.All(layer => layer.Change == LayerChange.Equal))
            return;
        // The shorter way from one to the other is what was done.
        LayerDifference[] byKind = [.. Rows(LayerAlignment.WithoutNames(reference, difference, cancellation))];
        if (Steps(byKind) < Steps(byName))
            _layers = byKind;
    }

    private NetworkDifference(NetworkDifference layers, int depth)
    {
        _reference = layers._reference;
        _difference = layers._difference;
        _layers =
        [
            .. FoldedDifference.Of(layers.GetLayers(), _reference, _difference, depth).Select(block => block.Of(this)),
        ];
    }

    /// <summary>The same block by block: which block is which tell the layers that are in both.</summary>
    /// <param name="depth">How many steps down a block stands, as in <see cref="Blocks.Fold"/>.</param>
    /// <exception cref="LayerException">A sum is larger than 2^63-1.</exception>
    public NetworkDifference Fold(int depth) => new(this, depth);

    /// <summary>The name of the first network; empty for one that was typed.</summary>
    public string Reference => _reference.Totals.Name;

    /// <summary>The name of the second network.</summary>
    public string Difference => _difference.Totals.Name;

    /// <summary>The number of layers that are in the second alone.</summary>
    public int Added => _layers.Count(layer => layer.Change == LayerChange.Added);

    /// <summary>The number of layers that are in the first alone.</summary>
    public int Removed => _layers.Count(layer => layer.Change == LayerChange.Removed);

    /// <summary>The number of layers that are in both, and differ.</summary>
    public int Changed => _layers.Count(layer => layer.Change == LayerChange.Changed);

    /// <summary>The number of layers that are the same in both.</summary>
    public int Equal => _layers.Count(layer => layer.Change == LayerChange.Equal);

    /// <summary>Parameters of the first.</summary>
    public long ReferenceParameters => _reference.Totals.Parameters;

    /// <summary>Parameters of the second.</summary>
    public long DifferenceParameters => _difference.Totals.Parameters;

    /// <summary>How many more the second has; null where one of them is only a bound.</summary>
    public long? ParametersDelta => Delta(totals => totals.ParametersTrust, totals => totals.Parameters);

    /// <summary>Multiply-accumulates of the first.</summary>
    public long ReferenceMacs => _reference.Totals.Macs;

    /// <summary>Multiply-accumulates of the second.</summary>
    public long DifferenceMacs => _difference.Totals.Macs;

    /// <summary>How many more the second has; null where one of them is only a bound.</summary>
    public long? MacsDelta => Delta(totals => totals.MacsTrust, totals => totals.Macs);

    /// <summary>Bytes of weights that the second has more; null where one of them is only a bound.</summary>
    public long? WeightBytesDelta => Delta(totals => totals.ParametersTrust, totals => totals.WeightBytes);

    /// <summary>
    /// Values of all layers of one sample that the second has more; null where one of them is only a bound.
    /// </summary>
    public long? ActivationDelta => Delta(totals => totals.ShapeTrust, totals => totals.ActivationSize);

    /// <summary>
    /// The most bytes of activations alive at once that the second has more; null where one is not known.
    /// </summary>
    public long? PeakActivationBytesDelta =>
        checked(_difference.Totals.PeakActivationBytes - _reference.Totals.PeakActivationBytes);

    /// <summary>How far all numbers of both can be trusted.</summary>
    public Trust Trust =>
        Totals
            .SelectMany(totals => new[] { totals.ShapeTrust, totals.ParametersTrust, totals.MacsTrust })
            .Aggregate(Trust.Exact, NetworkTotals.Together);

    private NetworkTotals[] Totals => [_reference.Totals, _difference.Totals];

    // A method, so that an exported comparison is plain.

    /// <summary>The layers of both, or the blocks, in order.</summary>
    public IReadOnlyList<LayerDifference> GetLayers() => _layers;

    private static int Steps(LayerDifference[] layers) => layers.Count(layer => layer.Change != LayerChange.Equal);

    private IEnumerable<LayerDifference> Rows(IReadOnlyList<(int Left, int Right)> pairs)
    {
        var partners = pairs.ToDictionary(pair => pair.Left, pair => pair.Right);
        int left = 0,
            right = 0;
        foreach (var (leftEnd, rightEnd) in pairs.Append((_reference.Rows.Count, _difference.Rows.Count)))
        {
            for (; left < leftEnd; left++)
                yield return new LayerDifference(this, _reference.Rows[left], null, "");
            for (; right < rightEnd; right++)
                yield return new LayerDifference(this, null, _difference.Rows[right], "");
            if (left < _reference.Rows.Count && right < _difference.Rows.Count)
                yield return new LayerDifference(
                    this,
                    _reference.Rows[left],
                    _difference.Rows[right],
                    Reason(left, right, partners)
                );
            (left, right) = (leftEnd + 1, rightEnd + 1);
        }
    }

    private string Reason(int left, int right, Dictionary<int, int> partners)
    {
        var before = _reference.Rows[left];
        var after = _difference.Rows[right];
        var reasons = new List<string>();
        bool isSameInput = SameShape.Are(before.SeenInputs.Shapes, after.SeenInputs.Shapes);
        bool isSameOutput = SameShape.Are(before.Outputs, after.Outputs);
        bool isSameSize =
            isSameInput && isSameOutput && before.Parameters == after.Parameters && before.Macs == after.Macs;
        // Units after a row of values see all of them, whatever they are called.
        if (!(isSameSize && before.Layer is UnitLayer && after.Layer is UnitLayer))
            Note(reasons, "Type", before.Type, after.Type);
        if (before.Type == after.Type)
            NoteSettings(reasons, before, after, isSameSize);
        if (!isSameInput)
            Note(reasons, "input", before.InputShapes.ToString(), after.InputShapes.ToString());
        if (reasons.Count == 0 && !isSameOutput)
            Note(reasons, "output", before.OutputShapes.ToString(), after.OutputShapes.ToString());
        NoteReads(reasons, before, after, partners);
        if (reasons.Count == 0)
            Note(reasons, "Parameters", Text(before.Parameters), Text(after.Parameters));
        // What could not be made has no settings that could be laid side by side.
        if (reasons.Count == 0 && before.Layer is UnmadeLayer)
            reasons.Add("it could not be made, so whether it differs is not known");
        return string.Join("; ", reasons);
    }

    // A setting that one side leaves open is another only where a number is another.
    private static void NoteSettings(
        List<string> reasons,
        LayerMeasurement before,
        LayerMeasurement after,
        bool isSameSize
    )
    {
        foreach (var setting in LayerTypes.Of(before.Layer).Settings)
        {
            object? from = setting.Get(before.Layer),
                to = setting.Get(after.Layer);
            bool isOpen = from is null || to is null;
            if (
                setting.Name is not (nameof(Layer.Inputs) or nameof(Layer.WeightsFrom))
                && !Equals(from, to)
                && !(isSameSize && (isOpen || IsSame(setting.Name, before, after)))
            )
                Note(reasons, setting.Name, Text(from), Text(to));
        }
    }

    // What has the same effect under another word: zeros as valid, an axis counted in another layout, the layout
    // itself.
    private static bool IsSame(string setting, LayerMeasurement before, LayerMeasurement after) =>
        setting switch
        {
            nameof(WindowLayer.Padding) => before.Layer is WindowLayer left and not TransposedConvolution
                && after.Layer is WindowLayer right
                && left.Zeros(before.SeenInputs) is { } zeros
                && right.Zeros(after.SeenInputs) is { } others
                && zeros.SequenceEqual(others),
            nameof(Input.Layout) or nameof(BatchNormalization.Axis) => before.OutputShape.Layout
                != after.OutputShape.Layout,
            nameof(Input.Shape) => true,
            _ => false,
        };

    // Layers under other names are the same where they are partners.
    private void NoteReads(
        List<string> reasons,
        LayerMeasurement before,
        LayerMeasurement after,
        Dictionary<int, int> partners
    )
    {
        var reads = _reference.Graph.Reads[before.Index];
        var others = _difference.Graph.Reads[after.Index];
        bool IsSame(LayerOutput read, LayerOutput other) =>
            read.Output == other.Output
            && (
                read.Layer < 0
                    ? other.Layer < 0
                    : partners.TryGetValue(read.Layer, out int partner) && partner == other.Layer
            );
        // After a layer that is new or gone, every other reading is a matter of course; several that are read are not.
        bool isCourse = reads.Length < 2 && others.Length < 2;
        if (reads.Length != others.Length || (!isCourse && !reads.Zip(others, IsSame).All(same => same)))
            Note(reasons, "reading", before.Inputs.ToString(), after.Inputs.ToString());
    }

    private static void Note(List<string> reasons, string what, string before, string after)
    {
        if (before != after)
            reasons.Add($"{what} {(before.Length > 0 ? before : "none")} -> {(after.Length > 0 ? after : "none")}");
    }

    private static string Text(object? value) => SettingValue.Text(value);

    /// <summary>The comparison in a line, as the heading of the table shows it.</summary>
    public override string ToString()
    {
        string names = Reference.Length + Difference.Length > 0 ? $"{Name(Reference)} -> {Name(Difference)}: " : "";
        return string.Format(
            CultureInfo.InvariantCulture,
            "{0}{1} parameters ({2}), {3} MACs ({4}); {5} added, {6} removed, {7} changed, {8} equal",
            names,
            Bounded(_difference.Totals.ParametersTrust, DifferenceParameters),
            Signed(_reference.Totals.ParametersTrust, ReferenceParameters, ParametersDelta),
            Bounded(_difference.Totals.MacsTrust, DifferenceMacs),
            Signed(_reference.Totals.MacsTrust, ReferenceMacs, MacsDelta),
            Added,
            Removed,
            Changed,
            Equal
        );
    }

    // A difference of bounds bounds nothing.
    private long? Delta(Func<NetworkTotals, Trust> trust, Func<NetworkTotals, long> number) =>
        Totals.Any(totals => trust(totals) is Trust.LowerBound or Trust.Unknown)
            ? null
            : checked(number(_difference.Totals) - number(_reference.Totals));

    private static string Name(string name) => name.Length > 0 ? name : "unnamed";

    private static string Bounded(Trust trust, long number) => Quantity.Bound(trust) + Quantity.Plain(number);

    private static string Signed(Trust trust, long before, long? delta)
    {
        if (delta is null)
            return $"from {Bounded(trust, before)}";
        string percent =
            before == 0
                ? ""
                : string.Format(CultureInfo.InvariantCulture, ", {0:+0.0;-0.0;0} %", 100.0 * delta / before);
        return string.Format(CultureInfo.InvariantCulture, "{0:+0;-0;0}{1}", delta, percent);
    }
}
