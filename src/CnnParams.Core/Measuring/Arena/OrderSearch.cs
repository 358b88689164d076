namespace CnnParams.Measuring.Arena;

/// <summary>
/// The order of the operators in which the fewest bytes are alive at once. What has run decides what can run and what
/// is alive, whatever the order was: so the search goes over sets of operators, the one with the lowest peak so far
/// first, and leaves out those that are no better than the order as given. When it comes to its end, no order is better
/// than what it found.
/// </summary>
internal sealed class OrderSearch
{
    private const int MostSets = 100_000;

    private readonly OperatorGraph _graph;
    private readonly IReadOnlyList<OperatorStep> _steps;

    // Of each operator what has to run before it, the buffers that it reads and writes, and its scratch.
    private readonly StepSet[] _needs = [];
    private readonly int[][] _buffersOf = [];
    private readonly long[] _scratch = [];

    // Of each buffer its bytes, the operators that read and write it, and whether it is there before and after them.
    private readonly long[] _bytes = [];
    private readonly StepSet[] _touched = [];
    private readonly bool[] _isInput = [];
    private readonly bool[] _isOutput = [];

    internal OrderSearch(OperatorGraph graph, ArenaDraft given, ScratchBuffers scratch, CancellationToken cancellation)
    {
        (_graph, _steps) = (graph, graph.Steps);
        int count = _steps.Count;
        if (count > StepSet.Capacity)
        {
            Outcome = $"not searched: {count} operators are more than {StepSet.Capacity}";
            return;
        }

        _needs = Needs();
        _bytes = new long[graph.Tensors.Count];
        _touched = new StepSet[graph.Tensors.Count];
        _isInput = new bool[graph.Tensors.Count];
        _isOutput = new bool[graph.Tensors.Count];
        for (int i = 0; i < graph.Tensors.Count; i++)
        {
            int owner = OwnerOf(i);
            _bytes[owner] = Math.Max(_bytes[owner], given.Lives[i].Bytes);
            _isOutput[owner] |= graph.IsOutput(i);
        }

        foreach (int input in graph.Inputs)
            _isInput[input] = true;
        _buffersOf = new int[count][];
        _scratch = new long[count];
        for (int step = 0; step < count; step++)
        {
            _buffersOf[step] = [.. _steps[step].Reads.Concat(_steps[step].Writes).Select(OwnerOf).Distinct()];
            foreach (int buffer in _buffersOf[step])
                _touched[buffer] = _touched[buffer].With(step);
            _scratch[step] = scratch.Of(_steps[step]).Sum(bytes => ArenaDraft.Align(bytes, given.Options.Alignment));
        }

        Run(given.LowerBound, cancellation);
    }

    /// <summary>
    /// The best order; null where the one as given is as good, or the search did not come to its end.
    /// </summary>
    internal IReadOnlyList<OperatorStep>? Best { get; private set; }

    /// <summary>What came of the search, where it found no better order.</summary>
    internal string Outcome { get; private set; } = "";

    private int OwnerOf(int tensor) => _graph.Tensors[tensor].Owner;

    // What writes the tensors that a step reads has to run before it.
    private StepSet[] Needs()
    {
        var writer = new Dictionary<int, int>();
        var needs = new StepSet[_steps.Count];
        for (int step = 0; step < _steps.Count; step++)
        {
            foreach (int tensor in _steps[step].Reads)
            {
                if (writer.TryGetValue(tensor, out int before))
                    needs[step] = needs[step].With(before);
            }

            foreach (int tensor in _steps[step].Writes)
                writer[tensor] = step;
        }

        return needs;
    }

    private void Run(long given, CancellationToken cancellation)
    {
        var inputs = _graph.Inputs.Where(input => _isOutput[input] || !_touched[input].IsEmpty);
        var start = new Found(StepSet.None, -1, -1, 0, inputs.Sum(input => _bytes[input]), 0);
        var found = new List<Found> { start };
        var seen = new Dictionary<StepSet, long> { [StepSet.None] = 0 };
        var waiting = new SortedSet<(long Peak, int Left, int Index)> { (0, _steps.Count, 0) };
        while (waiting.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var next = waiting.Min;
            waiting.Remove(next);
            var at = found[next.Index];
            if (at.Ran == _steps.Count)
            {
                Best = OrderOf(found, next.Index);
                return;
            }

            if (seen[at.Done] < at.Peak)
                continue;
            for (int step = 0; step < _steps.Count; step++)
            {
                if (at.Done.Contains(step) || !at.Done.Covers(_needs[step]))
                    continue;
                var after = After(at, next.Index, step);
                if (after.Peak >= given || (seen.TryGetValue(after.Done, out long known) && known <= after.Peak))
                    continue;
                seen[after.Done] = after.Peak;
                waiting.Add((after.Peak, _steps.Count - after.Ran, found.Count));
                found.Add(after);
            }

            if (seen.Count > MostSets)
            {
                Outcome = $"not searched to its end: more than {MostSets} sets of operators can have run";
                return;
            }
        }

        Outcome = "no order has a lower peak than the one as given";
    }

    private Found After(Found at, int index, int step)
    {
        var done = at.Done.With(step);
        long live = at.Live;
        long dying = 0;
        foreach (int buffer in _buffersOf[step])
        {
            if (!_isInput[buffer] && at.Done.Common(_touched[buffer]).IsEmpty)
                live = checked(live + _bytes[buffer]);
            if (!_isOutput[buffer] && done.Covers(_touched[buffer]))
                dying += _bytes[buffer];
        }

        long peak = Math.Max(at.Peak, checked(live + _scratch[step]));
        return new Found(done, index, step, at.Ran + 1, live - dying, peak);
    }

    private OperatorStep[] OrderOf(List<Found> found, int index)
    {
        var order = new OperatorStep[_steps.Count];
        for (var at = found[index]; at.Step >= 0; at = found[at.Before])
            order[at.Ran - 1] = _steps[at.Step];
        return order;
    }

    /// <summary>A set of operators that have run, with the best way to it so far.</summary>
    private readonly record struct Found(StepSet Done, int Before, int Step, int Ran, long Live, long Peak);
}
