using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Measuring.Arena;

/// <summary>A tensor of a network as a runtime sees it: what an operator writes, or an input.</summary>
/// <param name="Name">The name of the layer, with the number of the output where it has several.</param>
/// <param name="Row">The layer.</param>
/// <param name="Shape">The shape of one sample.</param>
/// <param name="Bytes">The bytes of its values, for the batch.</param>
/// <param name="Owner">The tensor whose memory it is written over; itself where it has its own.</param>
internal sealed record OperatorTensor(string Name, LayerMeasurement Row, TensorShape Shape, long Bytes, int Owner);

/// <summary>An operator: what it reads and writes, by the numbers of the tensors.</summary>
/// <param name="Row">The layer whose kernel runs.</param>
/// <param name="Part">Which of its steps, for a layer that takes several.</param>
/// <param name="Reads">What it reads, each once.</param>
/// <param name="Writes">What it writes.</param>
internal sealed record OperatorStep(LayerMeasurement Row, int Part, int[] Reads, int[] Writes);

/// <summary>
/// A network as a runtime executes it: operators in order, after what is folded and fused, and the tensors between
/// them.
/// </summary>
internal sealed class OperatorGraph
{
    private readonly NetworkMeasurement _measurement;
    private readonly InPlaceOperations _inPlace;
    private readonly List<OperatorTensor> _tensors = [];
    private readonly List<OperatorStep> _steps = [];
    private readonly List<int> _inputs = [];
    private readonly HashSet<int> _outputs = [];
    private readonly HashSet<LayerOutput> _named;
    private readonly Dictionary<LayerOutput, int> _readers = [];

    // The tensor in which each output of a layer lies; of each tensor the output that was written there last, and
    // whether nothing else in its memory is still read.
    private readonly Dictionary<LayerOutput, int> _lies = [];
    private readonly List<LayerOutput> _values = [];
    private readonly List<bool> _isAlone = [];

    /// <summary>The operators of a measured network.</summary>
    /// <param name="measurement">The network.</param>
    /// <param name="inPlace">Which operators write over what they read, where nobody else reads it.</param>
    /// <exception cref="LayerException">It is not known who reads whom, or a shape.</exception>
    internal OperatorGraph(NetworkMeasurement measurement, InPlaceOperations inPlace)
    {
        _measurement = measurement;
        _inPlace = inPlace;
        Check(measurement);
        _named = [.. measurement.Network.Outputs.Select(Named).OfType<LayerOutput>()];
        CountReaders();
        foreach (int index in measurement.Graph.Order)
            Add(index);
    }

    internal IReadOnlyList<OperatorTensor> Tensors => _tensors;

    internal IReadOnlyList<OperatorStep> Steps => _steps;

    /// <summary>The tensors that are there before the first operator.</summary>
    internal IReadOnlyList<int> Inputs => _inputs;

    internal bool IsOutput(int tensor) => _outputs.Contains(tensor);

    private static void Check(NetworkMeasurement measurement)
    {
        if (!measurement.Network.HasGraph)
        {
            throw new LayerException(
                ErrorId.InvalidShape,
                "a plan of memory needs to know which layer reads which; this file holds weights alone"
            );
        }

        var rows = measurement.Rows;
        for (int index = 0; index < rows.Count; index++)
        {
            bool isKnown =
                rows[index].Failure is null
                && rows[index].Outputs.All(shape => shape.IsKnown)
                && Array.TrueForAll(measurement.Graph.Reads[index], read => read.Layer >= 0);
            if (isKnown)
                continue;
            throw new LayerException(
                ErrorId.InvalidShape,
                $"a plan of memory needs every shape, but '{rows[index].Name}' ({rows[index].Type}) has the output "
                    + $"{rows[index].OutputShape}; give the input its shape, or the layer its OutputShape"
            );
        }
    }

    private LayerOutput? Named(string output)
    {
        var names = _measurement.Graph.Names;
        int index = Array.IndexOf(names, output);
        if (index >= 0)
            return new LayerOutput(index, 0);
        int colon = output.LastIndexOf(':');
        return
            colon > 0
            && Array.IndexOf(names, output.Substring(0, colon)) is >= 0 and var named
            && int.TryParse(output.Substring(colon + 1), out int number)
            ? new LayerOutput(named, number)
            : null;
    }

    // What passes a layer unchanged has the readers of that layer. Where no outputs are named, they are what nobody
    // reads.
    private void CountReaders()
    {
        var graph = _measurement.Graph;
        var order = graph.Order;
        for (int i = order.Count - 1; i >= 0; i--)
        {
            int index = order[i];
            bool hasReaders = false;
            for (int output = 0; output < _measurement.Rows[index].Outputs.Count; output++)
                hasReaders |= _readers.ContainsKey(new LayerOutput(index, output));
            if (_measurement.Network.Outputs.Count == 0 && !hasReaders)
                _named.Add(new LayerOutput(index, 0));
            var own = new LayerOutput(index, 0);
            int readers = OperatorFusion.Vanishes(_measurement.Rows[index]) ? ReadersOf(own) : 1;
            foreach (var read in graph.Reads[index])
                _readers[read] = (_readers.TryGetValue(read, out int known) ? known : 0) + readers;
        }
    }

    // Who takes an output of the network is a reader too.
    private int ReadersOf(LayerOutput output) =>
        (_readers.TryGetValue(output, out int readers) ? readers : 0) + (_named.Contains(output) ? 1 : 0);

    private void Add(int index)
    {
        var row = _measurement.Rows[index];
        var reads = _measurement.Graph.Reads[index];
        if (row.Layer is Input)
        {
            Write(row, 0);
            _inputs.Add(_tensors.Count - 1);
        }
        else if (OperatorFusion.Vanishes(row))
        {
            _lies[new LayerOutput(index, 0)] = _lies[reads[0]];
        }
        else if (reads.Length == 1 && IsFused(row, _lies[reads[0]]))
        {
            int tensor = _lies[reads[0]];
            _values[tensor] = new LayerOutput(index, 0);
            _lies[_values[tensor]] = tensor;
        }
        else
        {
            AddSteps(row, [.. reads.Select(read => _lies[read]).Distinct()]);
        }

        for (int output = 0; output < row.Outputs.Count; output++)
        {
            var own = new LayerOutput(index, output);
            if (_named.Contains(own))
                _outputs.Add(_lies[own]);
        }
    }

    // Through dropouts too; a kernel that applies an activation already takes no other.
    private bool IsFused(LayerMeasurement row, int tensor)
    {
        var before = _measurement.Rows[_values[tensor].Layer];
        bool applies = before.Layer is Activation;
        return ReadersOf(_values[tensor]) == 1
            && (
                NormalizationFolding.Folds(row, before)
                || (!applies && OperatorFusion.Fuses(row, _tensors[tensor].Row.Layer))
            );
    }

    private void AddSteps(LayerMeasurement row, int[] reads)
    {
        int part = 0;
        if (row.Layer.Between(row.SeenInputs, row.OutputShape) is { } between)
        {
            AddTensor(row, row.Name + "/depthwise", between, _tensors.Count, new LayerOutput(row.Index, -1));
            _steps.Add(new(row, part++, reads, [_tensors.Count - 1]));
            reads = [_tensors.Count - 1];
        }

        int first = _tensors.Count;
        for (int output = 0; output < row.Outputs.Count; output++)
            Write(row, output);
        _steps.Add(new(row, part, reads, [.. Enumerable.Range(first, _tensors.Count - first)]));
    }

    private void Write(LayerMeasurement row, int output)
    {
        string name = output == 0 ? row.Name : $"{row.Name}:{output}";
        AddTensor(row, name, row.Outputs[output], OwnerOf(row), new LayerOutput(row.Index, output));
    }

    private void AddTensor(LayerMeasurement row, string name, TensorShape shape, int owner, LayerOutput value)
    {
        // What is written over has no reader left; a view is read beside what it views.
        bool isBeside = owner != _tensors.Count && row.Layer.IsView;
        var read = isBeside ? _lies[_measurement.Graph.Reads[row.Index][0]] : -1;
        _isAlone.Add(!isBeside || (_isAlone[read] && ReadersOf(_values[read]) == 1));
        _lies[value] = _tensors.Count;
        _values.Add(value);
        long bytes = _measurement.Bytes(row.Layer, shape.ElementCount) ?? 0;
        _tensors.Add(new(name, row, shape, bytes, owner));
    }

    private int OwnerOf(LayerMeasurement row)
    {
        var reads = _measurement.Graph.Reads[row.Index];
        if (_inPlace == InPlaceOperations.None || row.Outputs.Count != 1 || reads.Length == 0)
            return _tensors.Count;
        if (row.Layer.IsView)
            return _tensors[_lies[reads[0]]].Owner;
        if (!Liveness.Overwrites(row.Layer, _inPlace))
            return _tensors.Count;
        foreach (var read in reads)
        {
            int tensor = _lies[read];
            // A sum that repeats what it reads is larger than that.
            if (ReadersOf(_values[tensor]) == 1 && _isAlone[tensor] && _tensors[tensor].Shape.Equals(row.OutputShape))
                return _tensors[tensor].Owner;
        }

        return _tensors.Count;
    }
}
