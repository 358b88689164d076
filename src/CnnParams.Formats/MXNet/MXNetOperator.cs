using CnnParams.Formats.Folding;
using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.MXNet;

/// <summary>
/// A node that becomes layers of the graph. Its variables are weights, whose shapes follow from the input; two
/// nodes that read one variable share it.
/// </summary>
internal sealed class MXNetOperator(
    MXNetNode node,
    MXNetSymbol symbol,
    IReadOnlyList<string> reads,
    IReadOnlyList<string> writes,
    TensorGraph graph
) : GraphOperator(graph, node.Name, node.Operator, reads, writes)
{
    // These take the first axis for the batch, and the next for the channels.
    private static readonly HashSet<string> WithBatchFirst = new(StringComparer.Ordinal)
    {
        "BatchNorm",
        "BatchNorm_v1",
        "Convolution",
        "Convolution_v1",
        "CuDNNBatchNorm",
        "Deconvolution",
        "InstanceNorm",
        "LRN",
        "LeakyReLU",
        "Pad",
        "Pooling",
        "Pooling_v1",
        "SyncBatchNorm",
        "UpSampling",
        "_contrib_AdaptiveAvgPooling2D",
        "_contrib_BilinearResize2D",
        "_contrib_SyncBatchNorm",
        "depth_to_space",
        "pad",
        "space_to_depth",
    };

    private readonly HashSet<int> _settings = [];
    private bool _isWritten;
    private Shape? _written;

    internal MXNetNode Node { get; } = node;

    /// <summary>All axes of an input; null where they are not known.</summary>
    internal Shape? Read(int input = 0) => input < reads.Count ? symbol.Shapes.Of(reads[input]) : null;

    /// <summary>Whether all inputs have the batch as their first axis, and nowhere else.</summary>
    internal bool HasBatchFirst => reads.All(symbol.Shapes.IsBatchFirst);

    /// <inheritdoc/>
    internal override bool IsFollowed =>
        (HasBatchFirst || !WithBatchFirst.Contains(Type)) && symbol.ComputedWeight(Node) is null;

    /// <summary>The weights that are read without a slot for them.</summary>
    internal override TensorSpec[] Weights() => [.. Learned.Select(symbol.Spec).OfType<TensorSpec>()];

    private IEnumerable<MXNetNode> Learned =>
        Node
            .Inputs.Where((_, input) => !_settings.Contains(input))
            .Select(input => symbol.SourceOf(input.Node))
            .Where(symbol.IsLearned)
            .Distinct();

    /// <summary>
    /// The weights as variables: what each input is called here, from the second on; null for one that is no weight.
    /// </summary>
    internal IReadOnlyDictionary<string, StoredTensor>? Stored(params string?[] weights)
    {
        var stored = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        for (int i = 0; i < weights.Length && i + 1 < Node.Inputs.Count; i++)
        {
            var read = symbol.SourceOf(Node.Inputs[i + 1].Node);
            if (weights[i] is { } weight && read.IsVariable)
                stored[weight] = new StoredTensor(read.Name);
        }

        return stored.Count > 0 ? stored : null;
    }

    /// <summary>
    /// The sizes of a weight, by the number of the input that it is; null where the file does not have them.
    /// </summary>
    internal long[]? WeightSizes(int input) =>
        input < Node.Inputs.Count ? symbol.SizesOf(symbol.SourceOf(Node.Inputs[input].Node)) : null;

    /// <summary>Notes that an input, by its number, is kept, but no weight.</summary>
    internal void NameAsSetting(int input)
    {
        _settings.Add(input);
        if (input < Node.Inputs.Count)
            File.Weights.Name(symbol.SourceOf(Node.Inputs[input].Node).Name);
    }

    /// <inheritdoc/>
    private protected override bool StatesSomeWeights =>
        MXNetSymbol.HasSlots(Node)
        && Enumerable.Range(1, Node.Inputs.Count - 1).Any(input => WeightSizes(input) is null);

    /// <summary>Says what all axes of the outputs are; null where they are not known.</summary>
    internal void Writes(Shape? shape) => (_isWritten, _written) = (true, shape);

    /// <summary>
    /// Adds what puts a tensor together with weights, value by value; beside a label it is as large as it was.
    /// </summary>
    internal void AddBesideWeights(MergeOperation operation)
    {
        var (read, weights) = (Shape, InRole(Weights(), operation));
        var shape = Read();
        foreach (var variable in Learned)
            shape = symbol.SizesOf(variable) is { } sizes
                ? Folding.Shape.Broadcast(shape, Folding.Shape.Of(sizes.Select(size => (Size)size)))
                : null;
        if (weights.Length < Learned.Count())
            AddUnknown(mayHaveWeights: true);
        else
            AddOperation(WorkKind.ElementWise, SampleShapes.Of(shape), weights);
        CheckFits(weights, read);
        Writes(shape);
    }

    /// <summary>Adds what only moves values, or computes each of them, with all axes that it writes.</summary>
    internal void AddShaped(WorkKind kind, Shape? shape)
    {
        AddOperation(kind, SampleShapes.Of(shape));
        Writes(shape);
    }

    /// <summary>Adds what gives the values other axes.</summary>
    internal void AddReshaped(Shape? shape)
    {
        if (
            shape is not null
            && Read() is { } read
            && SampleShapes.BatchAxis(read) >= 0
            && SampleShapes.BatchAxis(shape) >= 0
            && SampleShapes.Of(shape) is { IsKnown: true, Rank: > 0 } sample
        )
        {
            Add(new Reshape { TargetShape = [.. sample.Sizes.Select(size => size!.Value)] });
            Writes(shape);
        }
        else
        {
            AddShaped(WorkKind.DataMovement, shape);
        }
    }

    // A variable may be read by several operators, and counts once.
    private protected override IReadOnlyDictionary<string, StoredTensor> StoredOf(IReadOnlyList<TensorSpec> tensors) =>
        tensors.ToDictionary(tensor => tensor.Name, tensor => new StoredTensor(tensor.Name), StringComparer.Ordinal);

    /// <inheritdoc/>
    internal override void AddNotFollowed()
    {
        Warn(
            symbol.ComputedWeight(Node) is { } other
                ? $"its weights are computed by '{other.Name}', which is not followed: its cost is not known"
                : "the batch is not the first axis of what it reads alone, which is not followed: its cost is not known"
        );
        AddUnknown(mayHaveWeights: true, tensors: Weights());
        Writes(null);
    }

    /// <inheritdoc/>
    internal override void Finish()
    {
        base.Finish();
        foreach (string output in Outputs)
        {
            if (_isWritten)
                symbol.Shapes.Set(output, _written);
            else if (HasBatchFirst)
                symbol.Shapes.SetSample(output, Last is null ? Shape : Graph.ShapeOf(Graph.Read(output, Name)));
            else
                // What counts on no batch computes value by value.
                symbol.Shapes.Set(output, Read());
        }
    }

    /// <summary>A setting for each axis.</summary>
    internal Extent Each(string name) => Node.Wholes(name) is { Length: > 0 } sizes ? new Extent(sizes) : Extent.One;

    /// <summary>Its padding, the same at both ends.</summary>
    internal Padding Pads() => Node.Wholes("pad") is { Length: > 0 } sizes ? Padding.Symmetric(sizes) : 0;

    /// <summary>The number of axes that it slides over.</summary>
    internal int Rank => Node.Wholes("kernel").Length is >= 1 and <= 3 and var rank ? rank : SpatialRank;

    /// <summary>
    /// An axis with the batch, counted from 0 or from the end, as the layers here count it; null for the batch.
    /// </summary>
    internal int? Axis(long axis) =>
        Read() is { } read
            ? (read.Index(axis) is { } index ? SampleShapes.Axis(read, index) : throw Wrong($"has no axis {axis}"))
        : axis == 0 ? null
        : checked((int)axis);
}
