using CnnParams.Formats.GraphFiles;
using CnnParams.Layers;
using CnnParams.Reading;
using CnnParams.Shapes;
using Proto = CnnParams.Formats.Caffe.Schema.Layer;

namespace CnnParams.Formats.Caffe;

/// <summary>A layer of a definition that is to become layers of the graph.</summary>
internal sealed class CaffeLayer(Proto proto, TensorGraph graph, ReadOptions options)
{
    private readonly string[] _inputs = [.. proto.Bottom.Select(bottom => graph.Read(bottom, proto.Name))];
    private string? _last;

    /// <summary>The layer as the file has it.</summary>
    internal Proto Proto { get; } = proto;

    /// <summary>Its type, in a form that both generations have: INNERPRODUCT for InnerProduct and INNER_PRODUCT.</summary>
    internal string Type { get; } = proto.Type.Replace("_", "").ToUpperInvariant();

    /// <summary>The shape that arrives first; unknown where nothing does.</summary>
    internal TensorShape Shape => InputCount > 0 ? graph.ShapeOf(_inputs[0]) : TensorShape.Unknown;

    /// <summary>The channels that arrive, where they are known.</summary>
    internal long? Channels => Shape is { Rank: > 0 } shape ? shape.Sizes[0] : null;

    /// <summary>The number of spatial axes: two where that is not known.</summary>
    internal int SpatialRank => Shape.Rank is 2 or 3 or 4 ? Shape.Rank - 1 : 2;

    internal int InputCount => _inputs.Length;

    /// <summary>What the user says of the input.</summary>
    internal ReadOptions Options => options;

    /// <summary>The shape of one of the inputs.</summary>
    internal TensorShape ShapeOf(int input) => input < _inputs.Length ? graph.ShapeOf(_inputs[input]) : TensorShape.Unknown;

    /// <summary>Whether training changes its weights.</summary>
    internal bool IsTrained => CaffeParameters.IsTrained(Proto);

    /// <summary>The kernel and the bias, as tensors of the file.</summary>
    internal IReadOnlyDictionary<string, StoredTensor>? StoredKernelAndBias() => Stored("kernel", "bias");

    /// <summary>Weights as tensors of the file: what they are called here, in Caffe's order.</summary>
    internal IReadOnlyDictionary<string, StoredTensor>? Stored(params string[] weights) => CaffeParameters.StoredOf(Proto, weights);

    /// <summary>The sizes of one of its weights, where the file has it.</summary>
    internal IReadOnlyList<long>? BlobSizes(int index) => index < Proto.Blobs.Count ? Proto.Blobs[index].Sizes() : null;

    /// <summary>Adds a layer that reads all that this one does, or what left the one that was added before.</summary>
    /// <param name="make">Makes the layer.</param>
    /// <param name="part">What it is called behind the name of this one, where it is not the first.</param>
    internal void Add(Func<LayerPlace, Layer> make, string part = "part") => Add(_last is null ? _inputs : [_last], make, part);

    /// <summary>Adds a layer that reads the first input alone.</summary>
    internal void AddToFirst(Func<LayerPlace, Layer> make) => Add(_last is null ? [.. _inputs.Take(1)] : [_last], make, "part");

    /// <summary>Adds an operator that has no layer of its own.</summary>
    internal void AddOperation(WorkKind kind, TensorShape shape, params TensorSpec[] tensors) => Add(place => new Operation
    {
        Name = place.Name, Inputs = place.Inputs, OperatorType = Proto.Type, OutputShape = shape, Kind = kind, Tensors = tensors,
    });

    /// <summary>Adds an operator of which nothing is known but, perhaps, the weights that the file has.</summary>
    internal void AddUnknown() => Add(place => new Operation
    {
        Name = place.Name,
        Inputs = place.Inputs,
        OperatorType = Proto.Type.Length > 0 ? Proto.Type : "?",
        WeightsKnown = Proto.Blobs.Count > 0,
        Tensors = [.. Proto.Blobs.Select((blob, i) => new TensorSpec(FormattableString.Invariant($"blob{i}"), new TensorShape([.. blob.Sizes()])))],
    });

    /// <summary>Lets what arrives leave under other names.</summary>
    internal void PassOn()
    {
        foreach (string top in Proto.Top)
            graph.Write(top, _inputs.Length > 0 ? _inputs[0] : throw Wrong("needs an input"));
    }

    /// <summary>Says that what leaves is what leaves the layers that were added.</summary>
    internal void Finish()
    {
        for (int i = 0; _last is not null && i < Proto.Top.Count; i++)
            graph.Write(Proto.Top[i], graph.HasOutput(_last, i) ? TensorGraph.OutputOf(_last, i) : _last);
    }

    /// <summary>Adds one input for each thing that leaves.</summary>
    internal void AddInputs(Func<int, TensorShape> shape)
    {
        for (int i = 0; i < Proto.Top.Count; i++)
        {
            int output = i;
            graph.Write(Proto.Top[i], graph.Add(Proto.Top[i], [], place => new Input
            {
                Name = place.Name, Shape = shape(output), Layout = ShapeLayout.ChannelsFirst,
            }));
        }
    }

    /// <summary>A shape of the file, its batch left out.</summary>
    internal TensorShape Sample(IReadOnlyList<long> sizes) => CaffeShapes.Sample(sizes, graph.File);

    /// <summary>Notes what is not understood.</summary>
    internal void Warn(string warning) => graph.Warn($"layer '{Proto.Name}': {warning}");

    /// <summary>The error of this layer.</summary>
    internal ModelFileException Wrong(string message) => graph.File.Damaged($"layer '{Proto.Name}' ({Proto.Type}) {message}");

    private void Add(IReadOnlyList<string> inputs, Func<LayerPlace, Layer> make, string part) =>
        _last = graph.Add(_last is null ? Proto.Name : $"{Proto.Name}/{part}", inputs, make);
}
