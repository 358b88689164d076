namespace CnnParams.Reports.Figures;

/// <summary>
/// Places for the nodes of a graph without cycles, in ranks one below the other, after Sugiyama, Tagawa and Toda
/// (1981): a node stands one rank below the lowest that it reads; a line over several ranks has a place in each; the
/// order in a rank follows the means of what is connected, as long as fewer lines cross; then each rank is moved
/// towards its neighbours as far as its widths allow.
/// </summary>
internal sealed class LayeredLayout
{
    private const int Sweeps = 12;

    // A line that skips ranks should be straight.
    private const double StraightLine = 4,
        Spine = 1e6;

    private readonly List<Slot>[] _ranks;
    private readonly Dictionary<(int From, int To), List<Slot>> _lines = [];
    private readonly Slot[] _nodes;

    /// <param name="widths">How wide each node is, with the space around it.</param>
    /// <param name="reads">What each node reads: nodes with smaller numbers.</param>
    /// <param name="lineWidth">How wide a line is that goes past nodes, with the space around it.</param>
    internal LayeredLayout(IReadOnlyList<double> widths, IReadOnlyList<IReadOnlyList<int>> reads, double lineWidth)
    {
        int[] rank = new int[widths.Count];
        for (int i = 0; i < rank.Length; i++)
            rank[i] = reads[i].Select(read => rank[read] + 1).DefaultIfEmpty(0).Max();
        // What reads nothing stands right above the first that reads it.
        for (int i = 0; i < rank.Length; i++)
        {
            if (reads[i].Count == 0)
                rank[i] = Enumerable
                    .Range(0, rank.Length)
                    .Where(reader => reads[reader].Contains(i))
                    .Select(reader => rank[reader] - 1)
                    .DefaultIfEmpty(rank[i])
                    .Min();
        }

        _ranks = [.. Enumerable.Range(0, rank.DefaultIfEmpty(-1).Max() + 1).Select(_ => new List<Slot>())];
        _nodes = [.. widths.Select((width, i) => Put(rank[i], width, isLine: false))];
        for (int to = 0; to < reads.Count; to++)
        {
            foreach (int from in reads[to])
                Connect(from, to, rank, lineWidth);
        }

        MarkSpine(reads, rank);
        Order();
        Place();
    }

    internal int Ranks => _ranks.Length;

    /// <summary>The rank of a node and the middle of its place.</summary>
    internal (int Rank, double X) Of(int node) => (_nodes[node].Rank, _nodes[node].X);

    /// <summary>Where a line passes the ranks between its ends, from above.</summary>
    internal IReadOnlyList<(int Rank, double X)> Line(int from, int to) =>
        [.. _lines[(from, to)].Select(slot => (slot.Rank, slot.X))];

    // The longest way to the last node: it is drawn straight, and branches go beside it.
    private void MarkSpine(IReadOnlyList<IReadOnlyList<int>> reads, int[] rank)
    {
        for (
            int at = rank.Length - 1;
            at >= 0;
            at = reads[at].Where(read => rank[read] == rank[at] - 1).DefaultIfEmpty(-1).First()
        )
            _nodes[at].IsSpine = true;
    }

    private Slot Put(int rank, double width, bool isLine)
    {
        var slot = new Slot(rank, width, isLine);
        _ranks[rank].Add(slot);
        return slot;
    }

    private void Connect(int from, int to, int[] rank, double lineWidth)
    {
        var passes = new List<Slot>();
        var above = _nodes[from];
        for (int between = rank[from] + 1; between < rank[to]; between++)
        {
            var pass = Put(between, lineWidth, isLine: true);
            Slot.Connect(above, pass);
            passes.Add(pass);
            above = pass;
        }

        Slot.Connect(above, _nodes[to]);
        _lines.Add((from, to), passes);
    }

    private void Order()
    {
        Number();
        long fewest = Crossings();
        var best = _ranks.Select(rank => rank.ToArray()).ToArray();
        for (int sweep = 0; sweep < Sweeps && fewest > 0; sweep++)
        {
            bool down = sweep % 2 == 0;
            foreach (var rank in down ? _ranks : Enumerable.Reverse(_ranks))
                Sort(rank, slot => down ? slot.Above : slot.Below);
            long crossings = Crossings();
            if (crossings >= fewest)
                continue;
            fewest = crossings;
            best = [.. _ranks.Select(rank => rank.ToArray())];
        }

        for (int i = 0; i < best.Length; i++)
        {
            _ranks[i].Clear();
            _ranks[i].AddRange(best[i]);
        }

        Number();
    }

    private void Number()
    {
        foreach (var rank in _ranks)
        {
            for (int i = 0; i < rank.Count; i++)
                rank[i].Index = i;
        }
    }

    private static void Sort(List<Slot> rank, Func<Slot, List<Slot>> neighbours)
    {
        var sorted = rank.OrderBy(slot =>
                neighbours(slot) is { Count: > 0 } some ? some.Average(other => other.Index) : slot.Index
            )
            .ToArray();
        for (int i = 0; i < sorted.Length; i++)
        {
            rank[i] = sorted[i];
            rank[i].Index = i;
        }
    }

    private long Crossings()
    {
        long crossings = 0;
        foreach (var rank in _ranks)
        {
            var ends = rank.SelectMany(slot => slot.Below.Select(below => below.Index).OrderBy(index => index))
                .ToArray();
            for (int i = 0; i < ends.Length; i++)
            {
                for (int j = i + 1; j < ends.Length; j++)
                    crossings += ends[j] < ends[i] ? 1 : 0;
            }
        }

        return crossings;
    }

    private void Place()
    {
        foreach (var rank in _ranks)
            Settle(rank, slot => slot.Index);
        for (int sweep = 0; sweep < Sweeps * 2; sweep++)
        {
            foreach (var rank in sweep % 2 == 0 ? _ranks : Enumerable.Reverse(_ranks))
                Settle(rank, slot => slot.Wish());
        }
    }

    // The places next to what is wished, in the sense of least squares, that keep the order and the widths: those of
    // neighbours who would overlap are pooled (Ayer et al. 1955).
    private static void Settle(List<Slot> rank, Func<Slot, double> wish)
    {
        var pools = new List<(double Sum, double Weight, int Count)>();
        double[] offsets = new double[rank.Count];
        double offset = 0;
        for (int i = 0; i < rank.Count; i++)
        {
            if (i > 0)
                offset += (rank[i - 1].Width + rank[i].Width) / 2;
            offsets[i] = offset;
            double weight =
                rank[i].IsSpine ? Spine
                : rank[i].IsLine ? StraightLine
                : 1;
            pools.Add((weight * (wish(rank[i]) - offset), weight, 1));
            while (pools.Count > 1 && Mean(pools[pools.Count - 2]) >= Mean(pools[pools.Count - 1]))
            {
                var (one, two) = (pools[pools.Count - 2], pools[pools.Count - 1]);
                pools.RemoveRange(pools.Count - 2, 2);
                pools.Add((one.Sum + two.Sum, one.Weight + two.Weight, one.Count + two.Count));
            }
        }

        int at = 0;
        foreach (var pool in pools)
        {
            for (int i = 0; i < pool.Count; i++, at++)
                rank[at].X = Mean(pool) + offsets[at];
        }
    }

    private static double Mean((double Sum, double Weight, int Count) pool) => pool.Sum / pool.Weight;

    /// <summary>A place in a rank: of a node, or of a line that goes by.</summary>
    private sealed class Slot(int rank, double width, bool isLine)
    {
        internal int Rank => rank;

        internal double Width => width;

        internal bool IsLine => isLine;

        internal List<Slot> Above { get; } = [];

        internal List<Slot> Below { get; } = [];

        internal int Index { get; set; }

        internal bool IsSpine { get; set; }

        internal double X { get; set; }

        internal static void Connect(Slot above, Slot below)
        {
            above.Below.Add(below);
            below.Above.Add(above);
        }

        /// <summary>The mean of what it is connected with; the spine is wished to be one line.</summary>
        internal double Wish()
        {
            if (IsSpine)
                return 0;
            double sum = 0,
                weight = 0;
            foreach (var other in Above.Concat(Below))
            {
                double pull = IsLine == other.IsLine ? 2 : 1;
                sum += pull * other.X;
                weight += pull;
            }

            return weight > 0 ? sum / weight : X;
        }
    }
}
