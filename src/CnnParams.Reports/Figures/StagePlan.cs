using System.Globalization;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Reports.Figures;

/// <summary>
/// What a figure shows of a network: as many stages as there is room for. Layers by themselves where they fit; else the
/// blocks that their names tell of, the same ones in a row as one; else what has one resolution.
/// </summary>
internal static class StagePlan
{
    // Names come from files; nobody nests deeper by hand.
    private const int Deepest = 16;

    /// <summary>The stages.</summary>
    /// <param name="network">The network.</param>
    /// <param name="most">The most stages.</param>
    /// <param name="depth">How many steps down blocks are folded; as the room asks when not given.</param>
    /// <exception cref="LayerException">A sum is larger than 2^63-1.</exception>
    internal static IReadOnlyList<Stage> Of(NetworkMeasurement network, int most, int? depth = null)
    {
        var units = new LayerUnits(network).All;
        IReadOnlyList<Part> best = [];
        foreach (var parts in Candidates(network, units, depth))
        {
            // What is finer comes first: it wins where both fit with as many.
            if (parts.Count <= most && parts.Count > best.Count)
                best = parts;
        }

        if (best.Count == 0 && units.Count > 0)
            best = Even(units, most);
        return Stages(network, best);
    }

    /// <summary>The finest stages that are as asked, if there are some.</summary>
    internal static IReadOnlyList<Stage>? Find(
        NetworkMeasurement network,
        int most,
        Func<IReadOnlyList<Stage>, bool> suits,
        int? depth = null
    ) =>
        Candidates(network, new LayerUnits(network).All, depth)
            .Where(parts => parts.Count <= most)
            .Select(parts => Stages(network, parts))
            .FirstOrDefault(suits);

    private static IEnumerable<IReadOnlyList<Part>> Candidates(
        NetworkMeasurement network,
        IReadOnlyList<Unit> units,
        int? depth
    )
    {
        if (depth is { } given)
        {
            var folded = Folded(network, units, given);
            yield return folded;
            yield return Repeated(network, folded);
            yield break;
        }

        Part[] single = [.. units.Select(unit => new Part([unit], "", 1))];
        yield return single;
        yield return Repeated(network, single);
        for (int steps = Deepest; steps >= 1; steps--)
        {
            var folded = Folded(network, units, steps);
            if (folded.Count == units.Count)
                continue;
            yield return folded;
            yield return Repeated(network, folded);
        }

        yield return Runs(units, unit => Resolution(unit), part => "");
    }

    // Blocks of neighbours: what stands between two parts of a block keeps them apart, so that no stage reads one that
    // comes later.
    private static IReadOnlyList<Part> Folded(NetworkMeasurement network, IReadOnlyList<Unit> units, int depth) =>
        Runs(
            [.. units.SelectMany(unit => unit.Split(network.Rows, depth))],
            unit => unit.Block(depth),
            part => part[0].Block(depth)
        );

    private static IReadOnlyList<Part> Runs(
        IReadOnlyList<Unit> units,
        Func<Unit, string> key,
        Func<IReadOnlyList<Unit>, string> block
    )
    {
        var parts = new List<Part>();
        for (int from = 0, to; from < units.Count; from = to)
        {
            string own = key(units[from]);
            for (
                to = from + 1;
                to < units.Count
                    && key(units[to]) == own
                    && LayerKinds.Of(units[from].Main.GetLayer()) != LayerKind.Input;
                to++
            ) { }

            Unit[] run = [.. units.Skip(from).Take(to - from)];
            parts.Add(new Part(run, run.Length == 1 ? "" : block(run), 1));
        }

        return parts;
    }

    private static string Resolution(Unit unit)
    {
        var shape = unit.Main.OutputShape;
        return shape.IsKnown ? string.Join("x", shape.GetSpatial()) : "";
    }

    private static IReadOnlyList<Part> Even(IReadOnlyList<Unit> units, int most) =>
        [
            .. Enumerable
                .Range(0, Math.Min(most, units.Count))
                .Select(i =>
                {
                    int from = (int)((long)i * units.Count / most),
                        to = (int)((i + 1L) * units.Count / most);
                    return new Part([.. units.Skip(from).Take(Math.Max(to - from, 1))], "", 1);
                }),
        ];

    // The same in a row, each reading the one before and nothing else.
    private static IReadOnlyList<Part> Repeated(NetworkMeasurement network, IReadOnlyList<Part> parts)
    {
        var links = new Links(network, parts);
        var repeated = new List<Part>();
        for (int from = 0, to; from < parts.Count; from = to)
        {
            for (to = from + 1; to < parts.Count && links.IsChain(to - 1, to) && parts[to].IsLike(parts[from]); to++)
            { }

            repeated.Add(
                to == from + 1
                    ? parts[from]
                    : new Part(
                        [.. parts.Skip(from).Take(to - from).SelectMany(part => part.Units)],
                        Common(parts, from, to - 1),
                        to - from
                    )
            );
        }

        return repeated;
    }

    private static string Common(IReadOnlyList<Part> parts, int from, int to) => Span(parts[from].Name, parts[to].Name);

    // "layer1.0" to "layer1.2" is "layer1.0–2".
    private static string Span(string first, string last)
    {
        int same = 0;
        for (int i = 0; i < Math.Min(first.Length, last.Length) && first[i] == last[i]; i++)
        {
            if (first[i] is '.' or '/')
                same = i + 1;
        }

        return first == last ? first
            : same > 0 ? $"{first}–{last.Substring(same)}"
            : $"{first} – {last}";
    }

    private static IReadOnlyList<Stage> Stages(NetworkMeasurement network, IReadOnlyList<Part> parts)
    {
        var links = new Links(network, parts);
        return [.. parts.Select((part, index) => Made(network, part, links.Reads(index)))];
    }

    private static Stage Made(NetworkMeasurement network, Part part, IReadOnlyList<int> reads)
    {
        LayerMeasurement[] rows = [.. part.Layers.Select(layer => network.Rows[layer])];
        var main =
            part.Units.Count == 1 ? part.Units[0].Main : rows.OrderByDescending(row => row.Parameters ?? 0).First();
        return new Stage
        {
            Name = part.Name.Length > 0 ? part.Name : Span(rows[0].Name, rows[rows.Length - 1].Name),
            Operation = part.Operation,
            Numbers = Blocks.Measure(part.Name, network, rows),
            Rows = rows,
            Main = main,
            Repeats = part.Repeats,
            Reads = reads,
        };
    }

    private sealed class Part(IReadOnlyList<Unit> units, string block, int repeats)
    {
        internal IReadOnlyList<Unit> Units => units;

        internal IEnumerable<int> Layers => units.SelectMany(unit => unit.Layers);

        internal int Repeats => repeats;

        internal string Name =>
            block.Length > 0 ? block
            : units.Count == 1 ? units[0].Main.Name
            : Span(units[0].Main.Name, units[units.Count - 1].Main.Name);

        internal string Operation
        {
            get
            {
                int each = units.Count / repeats;
                string one =
                    each == 1 ? Describe(units[0].Main.GetLayer())
                    : repeats == 1 ? Invariant($"{units.Sum(unit => unit.Layers.Count)} layers")
                    : "block";
                return repeats > 1 ? Invariant($"{repeats} × {one}") : one;
            }
        }

        internal bool IsLike(Part other) =>
            LayerKinds.Of(Last.GetLayer()) != LayerKind.Input
            && Last.OutputShape.Equals(other.Last.OutputShape)
            && (units.Count == 1 ? other.Operation == Operation : other.Units.Count > 1);

        private LayerMeasurement Last => units[units.Count - 1].Main;

        private static string Describe(Layer layer)
        {
            var axes = layer.GetWindow();
            // In a figure the image tells that there are two axes.
            string type = layer.Type.EndsWith("2D", StringComparison.Ordinal)
                ? layer.Type.Substring(0, layer.Type.Length - 2)
                : layer.Type;
            if (axes.Count == 0)
                return type;
            string window = string.Join("×", axes.Select(axis => axis.Size));
            string[] steps = [.. axes.Select(axis => axis.Step.ToString(CultureInfo.InvariantCulture)).Distinct()];
            return $"{type} {window}" + (steps is ["1"] ? "" : "/" + string.Join("×", steps));
        }

        private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Which parts read which.</summary>
    private sealed class Links
    {
        private readonly int[][] _reads;
        private readonly int[] _readers;

        internal Links(NetworkMeasurement network, IReadOnlyList<Part> parts)
        {
            int[] partOf = new int[network.Rows.Count];
            for (int i = 0; i < parts.Count; i++)
            {
                foreach (int layer in parts[i].Layers)
                    partOf[layer] = i;
            }

            _reads =
            [
                .. parts.Select(
                    (part, index) =>
                        part
                            .Layers.SelectMany(network.GetReads)
                            .Where(read => read.Layer >= 0)
                            .Select(read => partOf[read.Layer])
                            .Where(read => read != index)
                            .Distinct()
                            .OrderBy(read => read)
                            .ToArray()
                ),
            ];
            _readers = new int[parts.Count];
            foreach (int read in _reads.SelectMany(reads => reads))
                _readers[read]++;
        }

        internal IReadOnlyList<int> Reads(int part) => _reads[part];

        internal bool IsChain(int before, int after) =>
            _readers[before] == 1 && _reads[after].Length == 1 && _reads[after][0] == before;
    }
}
