using CnnParams.Formats.Onnx.Writing.Schema;
using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Shapes;
using Axis = CnnParams.Formats.Onnx.Writing.Schema.Axis;

namespace CnnParams.Formats.Onnx.Writing;

/// <summary>A model of ONNX that is being written: its operators, its weights, and the tensors between them.</summary>
internal sealed class OnnxOutline
{
    // The last version of the operators that ONNX 1.12 has, so that most programs read it.
    private const int OperatorSetVersion = 17;

    private const int IrVersion = 8;

    private const string Batch = "N";

    private readonly WritableNetwork _network;
    private readonly TurnedTensors _tensors;
    private readonly Schema.Graph _graph = new();
    private readonly UniqueNames _names = new();
    private readonly Dictionary<string, long[]> _weights = new(StringComparer.Ordinal);

    internal OnnxOutline(WritableNetwork network)
    {
        _network = network;
        _graph.Name = network.Name;
        _tensors = new TurnedTensors(Turn, (_, turned) => turned);
    }

    /// <summary>What a layer reads, with channels first.</summary>
    internal string Image(WritableLayer layer, int index = 0) =>
        _tensors.Ordered(layer.Reads[index], channelsFirst: true);

    /// <summary>What a layer reads, in the network's own order of axes.</summary>
    internal string Plain(WritableLayer layer, int index = 0) =>
        _tensors.Ordered(layer.Reads[index], channelsFirst: false);

    /// <summary>What a layer reads that works on each value alone, in whatever order it is there.</summary>
    internal TurnedTensor Any(WritableLayer layer, int index = 0) => _tensors.Any(layer.Reads[index]);

    /// <summary>
    /// Whether all that a layer reads are images of one rank, one of which is there with channels first.
    /// </summary>
    internal bool AreImages(WritableLayer layer) => _tensors.AreImages(layer);

    /// <summary>The operator that a layer is, whose output has channels first.</summary>
    internal void SetImage(
        WritableLayer layer,
        string @operator,
        IEnumerable<string> inputs,
        params OnnxAttribute[] attributes
    ) => Set(layer, TurnedTensors.IsTurnable(layer.OutputShape), @operator, inputs, attributes);

    /// <summary>The operator that a layer is, whose output has the network's own order of axes.</summary>
    internal void SetPlain(
        WritableLayer layer,
        string @operator,
        IEnumerable<string> inputs,
        params OnnxAttribute[] attributes
    ) => Set(layer, false, @operator, inputs, attributes);

    /// <summary>The operator that a layer is.</summary>
    internal void Set(
        WritableLayer layer,
        bool isTurned,
        string @operator,
        IEnumerable<string> inputs,
        params OnnxAttribute[] attributes
    ) => _tensors.Set(layer, 0, Named(layer, @operator, inputs, attributes), isTurned);

    /// <summary>The operator that has the weights and the name of a layer; others after it finish the layer.</summary>
    internal string Named(
        WritableLayer layer,
        string @operator,
        IEnumerable<string> inputs,
        params OnnxAttribute[] attributes
    )
    {
        string name = Unique(layer.Name);
        Add(name, @operator, inputs, [name], attributes);
        return name;
    }

    /// <summary>The operator that finishes a layer, whose output has the network's own order of axes.</summary>
    internal void Finish(
        WritableLayer layer,
        string suffix,
        string @operator,
        IEnumerable<string> inputs,
        params OnnxAttribute[] attributes
    ) => _tensors.Set(layer, 0, Step(layer, suffix, @operator, inputs, attributes), false);

    /// <summary>An operator with several outputs.</summary>
    internal void SetParts(
        WritableLayer layer,
        bool isTurned,
        string @operator,
        IEnumerable<string> inputs,
        params OnnxAttribute[] attributes
    )
    {
        string name = Unique(layer.Name);
        string[] outputs = [.. layer.OutputShapes.Select((_, i) => Unique(FormattableString.Invariant($"{name}:{i}")))];
        Add(name, @operator, inputs, outputs, attributes);
        for (int i = 0; i < outputs.Length; i++)
            _tensors.Set(layer, i, outputs[i], isTurned);
    }

    /// <summary>An operator before the last one of a layer, and the name of its output.</summary>
    internal string Step(
        WritableLayer layer,
        string suffix,
        string @operator,
        IEnumerable<string> inputs,
        params OnnxAttribute[] attributes
    )
    {
        string name = Unique($"{layer.Name}/{suffix}");
        Add(name, @operator, inputs, [name], attributes);
        return name;
    }

    /// <summary>A weight of a layer; that of another, where it uses another's.</summary>
    internal string Weight(WritableLayer layer, string weight, params long[] sizes)
    {
        string name = $"{layer.WeightsFrom ?? layer.Name}.{weight}";
        if (_weights.TryGetValue(name, out long[]? known))
        {
            InexpressibleException.Unless(
                known.SequenceEqual(sizes),
                $"it shares the weights of {layer.WeightsFrom}, whose sizes are others"
            );
            return name;
        }

        _weights.Add(name, sizes);
        _names.Take(name);
        var node = new Node
        {
            Name = name,
            Operator = "Constant",
            Outputs = { name },
        };
        node.Attributes.Add(OnnxAttribute.Empty("sparse_value", sizes).Written);
        _graph.Nodes.Add(node);
        return name;
    }

    /// <summary>A tensor of ones that nobody learns.</summary>
    internal string Ones(WritableLayer layer, string suffix, long size) =>
        Step(layer, suffix, "ConstantOfShape", [Numbers(layer, suffix + "_size", size)], OnnxAttribute.One("value"));

    /// <summary>A tensor of zeros that nobody learns.</summary>
    internal string Zeros(WritableLayer layer, string suffix, long size) =>
        Step(layer, suffix, "ConstantOfShape", [Numbers(layer, suffix + "_size", size)]);

    /// <summary>Whole numbers that an operator takes as an input.</summary>
    internal string Numbers(WritableLayer layer, string suffix, params long[] numbers)
    {
        string name = Unique($"{layer.Name}/{suffix}");
        _graph.Initializers.Add(
            new Tensor
            {
                Name = name,
                DataType = (int)ElementType.Int64,
                Dims = { numbers.LongLength },
                Int64Data = { numbers },
            }
        );
        return name;
    }

    /// <summary>Real numbers that an operator takes as an input.</summary>
    internal string Reals(WritableLayer layer, string suffix, params float[] numbers)
    {
        string name = Unique($"{layer.Name}/{suffix}");
        _graph.Initializers.Add(
            new Tensor
            {
                Name = name,
                DataType = (int)ElementType.Float,
                Dims = { numbers.LongLength },
                FloatData = { numbers },
            }
        );
        return name;
    }

    /// <summary>One real number that an operator takes as an input.</summary>
    internal string Real(WritableLayer layer, string suffix, float number)
    {
        string name = Unique($"{layer.Name}/{suffix}");
        _graph.Initializers.Add(
            new Tensor
            {
                Name = name,
                DataType = (int)ElementType.Float,
                FloatData = { number },
            }
        );
        return name;
    }

    /// <summary>Where data comes in.</summary>
    internal void SetInput(WritableLayer layer)
    {
        string name = Unique(layer.Name);
        _graph.Inputs.Add(Described(name, layer.OutputShape));
        _tensors.Set(layer, 0, name, false);
    }

    /// <summary>The model.</summary>
    internal Model Model()
    {
        foreach (var layer in _network.Outputs)
        {
            string name = _tensors.Ordered(new LayerTensor(layer, 0), channelsFirst: false);
            _graph.Outputs.Add(Described(name, layer.OutputShape));
        }

        return new Model
        {
            IrVersion = IrVersion,
            ProducerName = "CnnParams",
            Graph = _graph,
            OperatorSets = { new OperatorSet { Version = OperatorSetVersion } },
        };
    }

    private void Add(
        string name,
        string @operator,
        IEnumerable<string> inputs,
        string[] outputs,
        OnnxAttribute[] attributes
    )
    {
        var node = new Node
        {
            Name = name,
            Operator = @operator,
            Inputs = { inputs },
            Outputs = { outputs },
        };
        node.Attributes.AddRange(attributes.Select(attribute => attribute.Written));
        _graph.Nodes.Add(node);
    }

    // The batch stays in front.
    private string Turn(TensorShape shape, string tensor, bool channelsFirst)
    {
        string name = Unique($"{tensor}/{(channelsFirst ? "channels_first" : "channels_last")}");
        var others = Enumerable.Range(1, shape.Rank - 1).Select(axis => channelsFirst ? axis : axis + 1L);
        Add(
            name,
            "Transpose",
            [tensor],
            [name],
            [OnnxAttribute.Of("perm", channelsFirst ? [0, shape.Rank, .. others] : [0, .. others, 1])]
        );
        return name;
    }

    private static ValueInfo Described(string name, TensorShape shape)
    {
        var written = new Schema.Shape { Axes = { new Axis { Symbol = Batch } } };
        foreach (var axis in shape.Dimensions)
            written.Axes.Add(
                axis.IsKnown ? new Axis { Number = axis.Value }
                : axis.Symbol == "?" ? new Axis()
                : new Axis { Symbol = axis.Symbol }
            );
        return new ValueInfo
        {
            Name = name,
            Type = new Schema.ValueType
            {
                Tensor = new TensorType
                {
                    ElementType = (int)ElementType.Float,
                    Shape = shape.HasRank ? written : null,
                },
            },
        };
    }

    private string Unique(string name) => _names.Take(name);
}
