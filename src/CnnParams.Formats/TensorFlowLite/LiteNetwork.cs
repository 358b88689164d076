using CnnParams.Formats.TensorFlow;
using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.TensorFlowLite;

/// <summary>Makes a network of the first subgraph of a file.</summary>
internal sealed class LiteNetwork
{
    private const int MostSettings = 4096;

    // From which input on a custom operator reads what its converter has computed: the anchors, of sizes and scales
    // (tensorflow/lite/kernels/detection_postprocess.cc), and the windows and bands of audio (signal/micro/kernels of
    // TensorFlow Lite Micro).
    private static readonly Dictionary<string, int> Tables = new(StringComparer.Ordinal)
    {
        ["TFLite_Detection_PostProcess"] = 2,
        ["SignalWindow"] = 1,
        ["SignalFilterBank"] = 1,
        ["SignalPCAN"] = 2,
    };

    private readonly LiteModel _model;
    private readonly LiteSubgraph _graph;
    private readonly ModelFile _file;
    private readonly GraphTensor?[] _tensors;
    private readonly int[] _readers;
    private readonly long _batch;
    private readonly GraphBuilder _builder;
    private readonly Dictionary<int, LiteSubgraph> _others = [];
    private bool _isResized;

    internal LiteNetwork(LiteModel model, ModelFile file, CancellationToken cancellation)
    {
        _model = model;
        _file = file;
        _graph = model.Subgraph(0);
        _tensors = new GraphTensor?[_graph.Tensors.Count];
        _readers = new int[_graph.Tensors.Count];
        foreach (
            int read in _graph
                .Operators.SelectMany(call => call.Inputs)
                .Concat(_graph.Outputs)
                .Where(index => index >= 0)
        )
            _readers[Checked(read)]++;
        foreach (int input in _graph.Inputs)
            Checked(input);
        _batch =
            _graph
                .Inputs.Select(input => _graph.Tensors[input].Sizes)
                .Select(sizes => sizes.Count > 1 ? sizes[0] : null)
                .FirstOrDefault(size => size > 0)
            ?? 1;
        _builder = new GraphBuilder(ShapeLayout.ChannelsLast, _batch, cancellation);
    }

    internal Network Read(ReadOptions options, string format)
    {
        foreach (int input in _graph.Inputs)
        {
            int first = _builder.Count;
            _tensors[input] = AddInput(input, options.InputShape);
            _builder.StoreAs(first, _graph.Tensors[input].Type);
        }

        foreach (var call in _graph.Operators)
            Add(call);
        HoldWeights();

        foreach (string contradiction in _model.Contradictions.Texts)
            _builder.Warn(contradiction);
        if (_model.Subgraphs > 1 + _others.Count)
            _builder.Warn(
                $"it has {_model.Subgraphs} subgraphs; the first is measured, with the weights of those that it calls"
            );
        string producer = _model.Description.Length > 0 ? $"TensorFlow Lite ({_model.Description})" : "TensorFlow Lite";
        var network = _builder.Build(
            _graph.Outputs.Select(output => _tensors[Checked(output)]).OfType<GraphTensor>(),
            _file,
            format,
            producer
        );
        return _model.Contradictions.Mark(network);
    }

    // Of whole numbers those of 8 bits are quantised weights, and those with a scale biases; the others are sizes and
    // places.
    private void HoldWeights()
    {
        _file.Weights.Proof = ParameterProof.ByNamesOfFrameworks;
        // Settings of an operator take some bytes; what is larger is a compiled network, as the Edge TPU's.
        foreach (var call in _graph.Operators.Where(call => call.CustomBytes > MostSettings))
            _file.Weights.Hold($"the options of {call.Name}, in bytes", call.CustomBytes);
        var others = Enumerable
            .Range(1, _model.Subgraphs - 1)
            .Select(index => _others.TryGetValue(index, out var called) ? called : _model.Subgraph(index));
        foreach (var tensor in others.Prepend(_graph).SelectMany(graph => graph.Tensors))
        {
            if (!tensor.IsConstant || tensor.Sizes.Any(size => size is null))
                continue;
            long[] sizes = [.. tensor.Sizes.Select(size => size!.Value)];
            if (tensor is { IsSparse: false, Numbers: { } numbers })
                _file.Weights.Show(tensor.Name, numbers);
            if (tensor.Type is not (null or DataType.Int32 or DataType.Int64) || tensor.IsScaled)
                _file.Weights.Hold(tensor.Name, sizes);
            else
                _file.Weights.Allow(tensor.Name, sizes);
        }
    }

    // Names of tensors that were fused into one are joined by semicolons, the last one's first; the number of an output
    // says nothing.
    private static string NameOf(LiteTensor tensor)
    {
        string first = tensor.Name.Split(';')[0].Trim();
        int colon = first.LastIndexOf(':');
        string name = colon > 0 && int.TryParse(first.Substring(colon + 1), out _) ? first.Substring(0, colon) : first;
        return name.Length > 0 ? name.Replace(':', '_') : tensor.Name.Replace(':', '_');
    }

    private GraphTensor AddInput(int index, TensorShape? wanted)
    {
        var tensor = _graph.Tensors[index];
        IReadOnlyList<long?> sizes = tensor.Sizes;
        if (wanted is not null)
        {
            IReadOnlyList<long?> given = [sizes.Count > 0 ? sizes[0] : _batch, .. wanted.Sizes];
            bool fits =
                given.Count == sizes.Count
                && given.Zip(sizes, (user, file) => file is null || user == file).All(equal => equal);
            if (fits || _graph.Inputs.Length == 1)
            {
                _isResized = !given.SequenceEqual(sizes);
                if (!fits)
                    _builder.Warn(
                        $"input '{NameOf(tensor)}': the file says {OperatorCall.Text(sizes)}; the shape {wanted} that "
                            + "was asked for is taken instead"
                    );
                sizes = given;
            }
        }

        return _builder.AddInput(NameOf(tensor), sizes, _readers[index]);
    }

    private void Add(LiteOperator written)
    {
        OperatorOutput[] outputs =
        [
            .. written
                .Outputs.Select(index => _graph.Tensors[Checked(index)])
                .Select(
                    (tensor, i) =>
                        new OperatorOutput(
                            NameOf(tensor),
                            _readers[written.Outputs[i]],
                            _isResized || IsOpen(tensor, written) ? null : tensor.Sizes
                        )
                ),
        ];
        // What a custom operator works in need not be computed.
        var missing = written
            .Inputs.Where(index => !written.IsCustom && index >= 0 && _tensors[Checked(index)] is null)
            .Select(index => _graph.Tensors[index])
            .FirstOrDefault(tensor => !tensor.IsConstant && !tensor.IsState && !tensor.Sizes.Contains(0));
        var call = new OperatorCall(
            outputs.Length > 0 ? outputs[0].Name : written.Name,
            written.Name,
            [.. written.Inputs.Select((index, at) => Read(index, at, written)), .. Called(written)],
            written.Attributes,
            outputs
        )
        {
            After = written.Attributes.TryGetValue("activation", out object? function)
                ?
                [
                    ActivationOperators.Layer(
                        ActivationOperators.Function((string)function) ?? "linear",
                        "/" + function
                    ),
                ]
                : [],
        };
        int first = _builder.Count;
        var made = _builder.Add(call);
        if (missing is not null)
            _builder.Contradict(
                first,
                $"{call.Name} ({call.Operator}): nothing computes '{missing.Name}', which it reads"
            );
        if (written.Outputs.Length > 0)
            _builder.StoreAs(first, _graph.Tensors[written.Outputs[0]].Type);
        for (int i = 0; i < written.Outputs.Length; i++)
            _tensors[written.Outputs[i]] = made.Count > 0 ? made[Math.Min(i, made.Count - 1)] : null;
    }

    // A compiler's operator keeps a network in bytes without a scale: Ethos-U's command stream and its packed weights.
    private GraphTensor? Read(int index, int at, LiteOperator by)
    {
        var tensor = Find(index);
        return tensor is not { IsConstant: true } || !by.IsCustom ? tensor
            : Tables.TryGetValue(by.Name, out int table) && at >= table ? tensor.AsTable()
            : tensor is { Type: DataType.Int8, Rank: 1 } or { Type: DataType.Int16 } && !_graph.Tensors[index].IsScaled
                ? tensor.AsCompiled()
            : tensor;
    }

    // What a custom operator writes may have no shape before it runs.
    private static bool IsOpen(LiteTensor tensor, LiteOperator by) => by.IsCustom && tensor.Sizes.Count == 0;

    private GraphTensor? Find(int index)
    {
        if (index < 0)
            return null;
        var tensor = _graph.Tensors[Checked(index)];
        return _tensors[index] ??= tensor.IsConstant ? tensor.Constant : new GraphTensor(tensor.Name, tensor.Sizes);
    }

    // The weights of the subgraphs that an operator runs, and of those that they run.
    private IEnumerable<GraphTensor> Called(LiteOperator call)
    {
        var waiting = new Stack<LiteOperator>([call]);
        var seen = new HashSet<int>();
        while (waiting.Count > 0)
        {
            var caller = waiting.Pop();
            foreach (string option in new[] { "subgraph", "other_subgraph" })
            {
                if (
                    !caller.Attributes.TryGetValue(option, out object? value)
                    || value is not long index
                    || !seen.Add((int)index)
                )
                    continue;
                if (index <= 0 || index >= _model.Subgraphs)
                    throw _file.Damaged(
                        $"an operator {caller.Name} calls subgraph {index}, but there are {_model.Subgraphs}, and the "
                            + "first is the model"
                    );
                if (!_others.TryGetValue((int)index, out var called))
                    _others[(int)index] = called = _model.Subgraph((int)index);
                foreach (var inner in called.Operators)
                    waiting.Push(inner);
                foreach (var tensor in called.Tensors.Where(tensor => tensor.IsConstant))
                    yield return tensor.Constant;
            }
        }
    }

    private int Checked(int index) =>
        index >= 0 && index < _graph.Tensors.Count
            ? index
            : throw _file.Damaged($"something reads or writes tensor {index}, but there are {_graph.Tensors.Count}");
}
