using CnnParams.Formats.Folding;
using CnnParams.Formats.Onnx.Inference;
using CnnParams.Formats.Onnx.Schema;
using CnnParams.Shapes;
using Axis = CnnParams.Formats.Onnx.Schema.Axis;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>
/// The shapes of a model's inputs: which axis is the batch, which ONNX does not mark, and what -InputShape fills in.
/// </summary>
internal sealed class InputShapes
{
    /// <summary>In place of the axis of the batch: there is none.</summary>
    internal const int NoAxis = -1;

    private const string DefaultName = "N";

    private static readonly string[] BatchNames = ["n", "b", "bs", "batch"];

    private readonly Symbols _symbols;
    private readonly Dictionary<string, int> _batchAxes = new(StringComparer.Ordinal);
    private readonly Symbol _batch;

    /// <param name="inputs">The inputs.</param>
    /// <param name="graph">The graph that reads them.</param>
    /// <param name="symbols">The names of open axes.</param>
    /// <param name="assumed">The axis of the batch, or <see cref="NoAxis"/>; the likely one where it is null.</param>
    internal InputShapes(IReadOnlyList<ValueInfo> inputs, Schema.Graph graph, Symbols symbols, int? assumed = null)
    {
        _symbols = symbols;
        var sequences = new HashSet<string>(
            graph
                .Nodes.Where(node =>
                    node.Operator is "LSTM" or "GRU" or "RNN"
                    && node.Inputs.Count > 0
                    && node.Attributes.All(attribute => attribute.Name != "layout")
                )
                .Select(node => node.Inputs[0])
        );
        Axis? batch = null;
        foreach (var input in inputs)
        {
            var axes = AxesOf(input);
            int at = assumed is { } axis
                ? (axis < axes.Count ? axis : NoAxis)
                : BatchAxis(axes, sequences.Contains(input.Name), batch);
            // One batch for all inputs: an axis of another size, or another name, is none.
            if (at == NoAxis || (batch is not null && !batch.Equals(axes[at])))
                continue;
            batch ??= axes[at];
            _batchAxes[input.Name] = at;
        }

        string? name = batch is { SizeCase: Axis.SizeOneofCase.Symbol } ? batch.Symbol : null;
        long? samples =
            batch is { SizeCase: Axis.SizeOneofCase.Number, Number: > 0 } ? batch.Number
            : batch is null ? 1
            : null;
        _batch = new Symbol(
            name is { Length: > 0 } ? name : DefaultName,
            isBatch: true,
            samples,
            needsProof: samples > 1 || (samples is not null && assumed >= 0)
        );
        if (name is { Length: > 0 })
            symbols.Bind(name, new Size(_batch));
    }

    /// <summary>The number of samples.</summary>
    internal Size Batch => new(_batch);

    /// <summary>
    /// Axes that may be the batch where the likely one turns out not to be: the second, as sequences in front have it;
    /// or none, where a detector reads a picture of three colours by itself.
    /// </summary>
    internal static IEnumerable<int> OtherAxes(IReadOnlyList<ValueInfo> inputs, Schema.Graph graph)
    {
        var several = inputs.Select(AxesOf).Where(axes => axes.Count > 1).ToArray();
        // One that some inputs have and others do not is no batch. One sample mixes with no other, which proves nothing
        // of an image of one channel, nor where the statistics of all samples are taken.
        if (
            several.Length > 0
            && several.All(axes => axes[1].Equals(several[0][1]))
            && (several[0][1].Number != 1 || (several[0].Count == 3 && !graph.Nodes.Any(node => Measures(node, graph))))
        )
            yield return 1;
        bool readsImages = graph.Initializers.Any(tensor => tensor.Dims.Count == 4);
        if (
            readsImages
            && several.Length > 0
            && several[0] is { Count: 3 } image
            && image[0].Number is 3 or 4
            && image.Skip(1).All(axis => axis.Number is 0 or > 4)
        )
            yield return NoAxis;
    }

    // A batch normalisation without statistics of its own takes those of the samples.
    private static bool Measures(Node node, Schema.Graph graph) =>
        node.Operator == "BatchNormalization"
        && node.Inputs.Count > 3
        && graph.Nodes.Any(other =>
            other.Operator.StartsWith("Reduce", StringComparison.Ordinal) && other.Outputs.Contains(node.Inputs[3])
        );

    /// <summary>Whether an input has an axis for samples.</summary>
    internal bool HasBatch => _batchAxes.Count > 0;

    /// <summary>What is known of an input.</summary>
    internal Value Value(ValueInfo input)
    {
        var value = _symbols.Value(input);
        return _batchAxes.TryGetValue(input.Name, out int axis) && value.Shape is { } shape
            ? value.WithShape(shape.With(axis, Batch))
            : value;
    }

    /// <summary>
    /// An input with the shape of one sample that the user gives; null where it is another than the file's.
    /// </summary>
    internal Value? Filled(ValueInfo input, TensorShape wanted)
    {
        var value = Value(input);
        if (value.Shape is not { } shape)
            return value.WithShape(Shape.Of([Batch, .. Sizes(wanted)]));
        int[] axes = [.. Enumerable.Range(0, shape.Rank).Where(axis => SampleShapes.Axis(shape, axis) is not null)];
        var given = Sizes(wanted);
        if (axes.Length != given.Length || axes.Where((axis, i) => shape[axis].Same(given[i]) == false).Any())
            return null;

        for (int i = 0; i < axes.Length; i++)
        {
            if (AxesOf(input)[axes[i]] is { SizeCase: Axis.SizeOneofCase.Symbol, Symbol.Length: > 0 } axis)
                _symbols.Bind(axis.Symbol, given[i]);
            shape = shape.With(axes[i], given[i]);
        }

        return value.WithShape(shape);
    }

    /// <summary>An input with the shape that the user gives in place of the file's.</summary>
    internal Value Replaced(ValueInfo input, TensorShape wanted)
    {
        Size[] axes = _batchAxes.ContainsKey(input.Name) ? [Batch, .. Sizes(wanted)] : Sizes(wanted);
        return Value(input).WithShape(Shape.Of(axes));
    }

    private static Size[] Sizes(TensorShape shape) =>
        [.. shape.Sizes.Select(size => size is { } number ? number : Size.Unknown)];

    private static IReadOnlyList<Axis> AxesOf(ValueInfo input) =>
        input.Type?.Tensor?.Shape?.Axes is { Count: <= Shape.MostAxes } axes ? axes : [];

    private static int BatchAxis(IReadOnlyList<Axis> axes, bool isSequence, Axis? known)
    {
        int named = axes.ToList()
            .FindIndex(axis =>
                axis.SizeCase == Axis.SizeOneofCase.Symbol && (IsBatchName(axis.Symbol) || axis.Equals(known))
            );
        if (named >= 0)
            return named;
        if (isSequence && axes.Count == 3)
            return 1;
        return axes.Count >= 2 ? 0 : NoAxis;
    }

    private static bool IsBatchName(string name)
    {
        string lower = name.ToLowerInvariant();
        return BatchNames.Contains(lower, StringComparer.Ordinal) || lower.Contains("batch");
    }
}
