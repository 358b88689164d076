namespace CnnParams.Measuring.Arena;

/// <summary>The operators of a network in an order, the buffers that they need, and where these lie.</summary>
internal sealed class ArenaDraft
{
    private readonly OperatorGraph _graph;
    private readonly ScratchBuffers _scratch;

    // Of each tensor its life; of each buffer the tensors that lie in it.
    private readonly ArenaBuffer[] _lives;
    private readonly int[] _bufferOf;
    private readonly List<ArenaBuffer> _buffers = [];
    private readonly List<(string Name, long Bytes)> _scratchBuffers = [];
    private readonly long[] _offsets;
    private readonly LiveBytes _live;

    internal ArenaDraft(
        OperatorGraph graph,
        IReadOnlyList<OperatorStep> steps,
        ScratchBuffers scratch,
        ArenaOptions options,
        CancellationToken cancellation
    )
    {
        (_graph, _scratch, Steps, Options) = (graph, scratch, steps, options);
        _lives = LivesOf(graph, steps, options.Alignment);
        _bufferOf = new int[_lives.Length];
        AddTensors();
        AddScratch();
        _live = new LiveBytes(_buffers);
        _offsets = Placement.Offsets(_buffers, options.Algorithm, cancellation);
        ArenaBytes = Placement.Size(_buffers, _offsets);
    }

    internal ArenaOptions Options { get; }

    internal OperatorGraph Graph => _graph;

    internal IReadOnlyList<OperatorStep> Steps { get; }

    /// <summary>What is planned: buffers of tensors, then those of scratch.</summary>
    internal IReadOnlyList<ArenaBuffer> Buffers => _buffers;

    internal long ArenaBytes { get; }

    internal long LowerBound => _live.Peak;

    internal string PeakLayer =>
        _live.PeakTime > 0 ? Steps[_live.PeakTime - 1].Row.Name
        : _graph.Tensors.Count > 0 ? _graph.Tensors[0].Name
        : "";

    internal IEnumerable<string> Notes => _scratch.Notes;

    /// <summary>The life of each tensor by itself, though it may lie in the memory of another.</summary>
    internal IReadOnlyList<ArenaBuffer> Lives => _lives;

    /// <summary>The scratch buffers of the first operators.</summary>
    internal IEnumerable<ArenaBuffer> ScratchUpTo(int count) =>
        _buffers.Skip(_buffers.Count - _scratchBuffers.Count).Where(buffer => buffer.Last <= count);

    internal static long Align(long bytes, int alignment) => checked((bytes + alignment - 1) / alignment * alignment);

    /// <summary>The tensors with their places; those without bytes have none, and begin at 0.</summary>
    internal IReadOnlyList<ArenaTensor> Tensors()
    {
        var tensors = new List<ArenaTensor>(_lives.Length + _scratchBuffers.Count);
        var inputs = new HashSet<int>(_graph.Inputs);
        for (int i = 0; i < _lives.Length; i++)
        {
            var tensor = _graph.Tensors[i];
            var kind =
                inputs.Contains(i) ? ArenaTensorKind.Input
                : _graph.IsOutput(i) ? ArenaTensorKind.Output
                : ArenaTensorKind.Activation;
            long offset = _bufferOf[i] >= 0 ? _offsets[_bufferOf[i]] : 0;
            tensors.Add(
                new ArenaTensor(tensor.Name, kind, tensor.Shape.ToString(), tensor.Bytes, _lives[i], offset)
                {
                    SharesWith = tensor.Owner == i ? "" : _graph.Tensors[tensor.Owner].Name,
                    IsAtPeak = tensor.Bytes > 0 && IsAtPeak(_lives[i]),
                }
            );
        }

        int first = _buffers.Count - _scratchBuffers.Count;
        for (int i = 0; i < _scratchBuffers.Count; i++)
        {
            var ((name, bytes), buffer) = (_scratchBuffers[i], _buffers[first + i]);
            tensors.Add(
                new ArenaTensor(name, ArenaTensorKind.Scratch, "", bytes, buffer, _offsets[first + i])
                {
                    IsAtPeak = IsAtPeak(buffer),
                }
            );
        }

        return tensors;
    }

    private bool IsAtPeak(ArenaBuffer life) => life.First <= _live.PeakTime && _live.PeakTime <= life.Last;

    // As AllocationInfoBuilder::MarkAllocationLifetimes (tensorflow/lite/micro/micro_allocation_info.cc): inputs are
    // there before the first operator, each operator is a time, outputs stay to the last.
    private static ArenaBuffer[] LivesOf(OperatorGraph graph, IReadOnlyList<OperatorStep> steps, int alignment)
    {
        var lives = new ArenaBuffer[graph.Tensors.Count];
        for (int i = 0; i < lives.Length; i++)
            lives[i] = new ArenaBuffer(
                Align(graph.Tensors[i].Bytes, alignment),
                0,
                graph.IsOutput(i) ? steps.Count : 0
            );
        for (int time = 1; time <= steps.Count; time++)
        {
            var step = steps[time - 1];
            foreach (int tensor in step.Writes)
                lives[tensor] = lives[tensor] with { First = time, Last = Math.Max(lives[tensor].Last, time) };
            foreach (int tensor in step.Reads)
                lives[tensor] = lives[tensor] with { Last = Math.Max(lives[tensor].Last, time) };
        }

        return lives;
    }

    // A buffer is as large as the largest tensor that lies in it, and lives as long as any of them.
    private void AddTensors()
    {
        for (int i = 0; i < _lives.Length; i++)
        {
            int owner = _graph.Tensors[i].Owner;
            if (owner != i)
            {
                _bufferOf[i] = _bufferOf[owner];
                if (_bufferOf[i] >= 0)
                    _buffers[_bufferOf[i]] = Together(_buffers[_bufferOf[i]], _lives[i]);
                continue;
            }

            _bufferOf[i] = _lives[i].Bytes > 0 ? _buffers.Count : -1;
            if (_lives[i].Bytes > 0)
                _buffers.Add(_lives[i]);
        }
    }

    /// <summary>A buffer that holds what one holds and then the other.</summary>
    internal static ArenaBuffer Together(ArenaBuffer one, ArenaBuffer other) =>
        new(Math.Max(one.Bytes, other.Bytes), Math.Min(one.First, other.First), Math.Max(one.Last, other.Last));

    private void AddScratch()
    {
        for (int time = 1; time <= Steps.Count; time++)
        {
            foreach (long bytes in _scratch.Of(Steps[time - 1]))
            {
                _buffers.Add(new ArenaBuffer(Align(bytes, Options.Alignment), time, time));
                _scratchBuffers.Add((Steps[time - 1].Row.Name + "/scratch", bytes));
            }
        }
    }
}
