namespace CnnParams.Comparing;

/// <summary>
/// The longest sequence that two have in common, by the algorithm of E. Myers, "An O(ND) Difference Algorithm and Its
/// Variations" (1986), in linear memory: time grows with the length and with how much differs.
/// </summary>
internal sealed class CommonSubsequence
{
    private readonly int[] _left;
    private readonly int[] _right;
    private readonly int[] _forward;
    private readonly int[] _backward;
    private readonly int _centre;
    private readonly CancellationToken _cancellation;
    private readonly List<(int Left, int Right)> _pairs = [];

    private CommonSubsequence(int[] left, int[] right, CancellationToken cancellation)
    {
        _left = left;
        _right = right;
        _centre = left.Length + right.Length + 1;
        _forward = new int[(2 * _centre) + 1];
        _backward = new int[(2 * _centre) + 1];
        _cancellation = cancellation;
    }

    /// <summary>The indices of equal keys that are kept in order.</summary>
    internal static IReadOnlyList<(int Left, int Right)> Of(int[] left, int[] right, CancellationToken cancellation)
    {
        var search = new CommonSubsequence(left, right, cancellation);
        search.Add(0, left.Length, 0, right.Length);
        return search._pairs;
    }

    private void Add(int left, int leftEnd, int right, int rightEnd)
    {
        while (left < leftEnd && right < rightEnd && _left[left] == _right[right])
            _pairs.Add((left++, right++));
        int same = 0;
        while (
            left < leftEnd - same && right < rightEnd - same && _left[leftEnd - same - 1] == _right[rightEnd - same - 1]
        )
            same++;
        leftEnd -= same;
        rightEnd -= same;

        if (left < leftEnd && right < rightEnd)
        {
            var snake = MiddleSnake(left, leftEnd - left, right, rightEnd - right);
            Add(left, left + snake.X, right, right + snake.Y);
            for (int i = 0; i < snake.Length; i++)
                _pairs.Add((left + snake.X + i, right + snake.Y + i));
            Add(left + snake.X + snake.Length, leftEnd, right + snake.Y + snake.Length, rightEnd);
        }

        for (int i = 0; i < same; i++)
            _pairs.Add((leftEnd + i, rightEnd + i));
    }

    // From both ends at once: where the two paths meet, a shortest one goes through.
    private (int X, int Y, int Length) MiddleSnake(int left, int width, int right, int height)
    {
        int delta = width - height;
        bool isOdd = delta % 2 != 0;
        _forward[_centre + 1] = 0;
        _backward[_centre + 1] = 0;
        for (int distance = 0; ; distance++)
        {
            _cancellation.ThrowIfCancellationRequested();
            int lowest = -(distance - (2 * Math.Max(0, distance - height))),
                highest = distance - (2 * Math.Max(0, distance - width));
            for (int k = lowest; k <= highest; k += 2)
            {
                int x = Furthest(_forward, k, distance),
                    start = x;
                while (x < width && x - k < height && _left[left + x] == _right[right + x - k])
                    x++;
                _forward[_centre + k] = x;
                if (isOdd && Math.Abs(delta - k) < distance && x + _backward[_centre + delta - k] >= width)
                    return (start, start - k, x - start);
            }

            for (int k = lowest; k <= highest; k += 2)
            {
                int x = Furthest(_backward, k, distance),
                    start = x;
                while (
                    x < width && x - k < height && _left[left + width - x - 1] == _right[right + height - (x - k) - 1]
                )
                    x++;
                _backward[_centre + k] = x;
                if (!isOdd && Math.Abs(delta - k) <= distance && x + _forward[_centre + delta - k] >= width)
                    return (width - x, height - (x - k), x - start);
            }
        }
    }

    private int Furthest(int[] reached, int k, int distance) =>
        k == -distance || (k != distance && reached[_centre + k - 1] < reached[_centre + k + 1])
            ? reached[_centre + k + 1]
            : reached[_centre + k - 1] + 1;
}
