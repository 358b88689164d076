namespace CnnParams.Measuring.Arena;

/// <summary>
/// The buffers that have their places, to be asked for those that are alive with another one. Each lies in a tree over
/// the times, in as few nodes as its life takes up: a question costs the depth of the tree, the times of the question
/// and the number of answers, whatever lives elsewhere.
/// </summary>
internal sealed class PlacedBuffers
{
    private readonly IReadOnlyList<ArenaBuffer> _buffers;
    private readonly long[] _offsets;
    private readonly int _leaves = 1;
    private readonly List<int>?[] _living;
    private readonly List<int>?[] _born;
    private readonly List<int> _found = [];
    private long[] _keys = new long[16];
    private int[] _items = new int[16];

    internal PlacedBuffers(IReadOnlyList<ArenaBuffer> buffers, long[] offsets)
    {
        _buffers = buffers;
        _offsets = offsets;
        int times = buffers.Count == 0 ? 1 : buffers.Max(buffer => buffer.Last) + 1;
        while (_leaves < times)
            _leaves *= 2;
        _living = new List<int>?[2 * _leaves];
        _born = new List<int>?[times];
    }

    internal void Add(int index)
    {
        var buffer = _buffers[index];
        (_born[buffer.First] ??= []).Add(index);
        int left = buffer.First + _leaves;
        int right = buffer.Last + _leaves + 1;
        for (; left < right; left /= 2, right /= 2)
        {
            if (left % 2 == 1)
                (_living[left++] ??= []).Add(index);
            if (right % 2 == 1)
                (_living[--right] ??= []).Add(index);
        }
    }

    /// <summary>Those that are alive with a buffer, by their offsets from the lowest on.</summary>
    internal ArraySegment<int> LiveWith(ArenaBuffer buffer)
    {
        _found.Clear();
        // Alive when it begins: in the nodes above its first time, each once.
        for (int node = buffer.First + _leaves; node > 0; node /= 2)
        {
            if (_living[node] is { } living)
                _found.AddRange(living);
        }

        for (int time = buffer.First + 1; time <= buffer.Last; time++)
        {
            if (_born[time] is { } born)
                _found.AddRange(born);
        }

        if (_items.Length < _found.Count)
        {
            Array.Resize(ref _items, 2 * _found.Count);
            Array.Resize(ref _keys, 2 * _found.Count);
        }

        for (int i = 0; i < _found.Count; i++)
        {
            _items[i] = _found[i];
            _keys[i] = _offsets[_found[i]];
        }

        Array.Sort(_keys, _items, 0, _found.Count);
        return new ArraySegment<int>(_items, 0, _found.Count);
    }
}
