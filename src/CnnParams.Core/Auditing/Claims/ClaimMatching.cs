using System.Text.RegularExpressions;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing;

/// <summary>
/// What each row of a claimed table is about: by name where the network has it, of a layer or of a block, else by the
/// order of the rows, their types and figures, since tools and papers give layers names of their own.
/// </summary>
internal static class ClaimMatching
{
    // A table of text is short; what is longer than this has names.
    private const long MostPairs = 16_000_000;

    // What one framework has as one type, and another as two; units that see everything are Linear or Dense to tools.
    private static readonly HashSet<(string, string)> Interchangeable =
    [
        ("Dense", "FullyConnected"),
        ("DepthwiseConv2D", "Conv2D"),
        ("GlobalAveragePool2D", "AdaptiveAveragePool2D"),
        ("Dropout", "SpatialDropout1D"),
        ("Dropout", "SpatialDropout2D"),
        ("Dropout", "SpatialDropout3D"),
    ];

    // How papers call layers, before a number or a size: C1, S2, F6, Conv (5x5), Max pool /2, Output.
    private static readonly (Regex Name, Func<Layer, bool> IsOne)[] Kinds =
    [
        (Kind("c|conv|convolution|convolutional"), layer => layer is FilterLayer),
        (
            Kind(@"s|p|(max|avg|average|global)?[\W_]*(max|avg|average)?[\W_]*pool(ing)?|sub[\W_]*sampling"),
            layer => layer is IPooling
        ),
        (
            Kind(@"f|fc|ip|full|fully[\W_]*connected|dense|linear|output|logits|softmax|classifier"),
            layer => layer is UnitLayer
        ),
        (Kind(@"drop[\W_]*out"), layer => layer is Dropout),
    ];

    /// <summary>The measured layer or block of each claimed row; none for those of which it cannot be said.</summary>
    internal static IReadOnlyDictionary<ClaimedRow, ClaimMatch> Match(
        IReadOnlyList<ClaimedRow> table,
        NetworkMeasurement network,
        CancellationToken cancellation
    )
    {
        var matches = new Dictionary<ClaimedRow, ClaimMatch>();
        var taken = new HashSet<LayerMeasurement>();
        var forms = new Func<string, string>[] { name => name, Plain, LastPart };
        foreach (var name in forms)
        {
            MatchNames(
                table,
                network.Rows.Where(row => !taken.Contains(row)).Select(row => new ClaimMatch(row)),
                name,
                matches
            );
            taken.UnionWith(matches.Values.SelectMany(match => match.Rows));
        }

        ClaimMatch[] blocks = [.. Blocks.Every(network).Select(block => new ClaimMatch(block))];
        foreach (var name in forms)
            MatchNames(table, blocks, name, matches);

        // A table of names that are the network's needs no guessing: what is left over is unknown there. And a name
        // alone, without a type, is a guess that takes several rows to be believed.
        var open = table.Where(row => !row.IsTotal && !matches.ContainsKey(row)).ToArray();
        bool isTyped = open.All(row => row.Type.Length > 0 || row.Name.Length == 0);
        if (matches.Count <= open.Length && (isTyped || (matches.Count == 0 && open.Length > 1)))
            MatchInOrder(
                open,
                network.Rows.Where(row => !taken.Contains(row)).ToArray(),
                Array.FindAll(blocks, block => block.Rows.Count > 1),
                matches,
                cancellation
            );
        else if (matches.Count > 0 && HaveOwnNames(open, matches.Keys))
            MatchBetween(table, network, matches, cancellation);
        MatchOwn(matches);
        MatchRest(table, network, matches);
        MatchActivations(table, matches);
        return matches;
    }

    // Activations that the network has within other layers, or not at all, as a softmax that the loss computes.
    private static void MatchActivations(IReadOnlyList<ClaimedRow> table, Dictionary<ClaimedRow, ClaimMatch> matches)
    {
        ClaimMatch? before = null;
        foreach (var row in table.Where(row => !row.IsTotal))
        {
            if (matches.TryGetValue(row, out var match))
                before = match;
            else if (before is not null && ActivationOf(row) is { } function)
                matches.Add(row, WithoutLayer(before, function));
        }
    }

    private static ClaimMatch WithoutLayer(ClaimMatch before, string function) =>
        before.Block is { } block
            ? new ClaimMatch(block) { Without = function }
            : new ClaimMatch(before.Row!) { Without = function };

    private static string? ActivationOf(ClaimedRow row)
    {
        string type = TypeOf(row);
        if (type.Length == 0)
            type = TypeOf(ClaimedRow.Of([new("Type", row.Name.Split([' ', '(', '_'])[0])]));
        return LayerTypes.Find(type) is { Class: var known } && known == typeof(Activation) && type != "GLU"
            ? type
            : null;
    }

    // Papers call some rows by the names of blocks, and those between by what they are: inception (3a), max pool.
    private static void MatchBetween(
        IReadOnlyList<ClaimedRow> table,
        NetworkMeasurement network,
        Dictionary<ClaimedRow, ClaimMatch> matches,
        CancellationToken cancellation
    )
    {
        ClaimMatch[] blocks = [.. Blocks.Every(network).Select(block => new ClaimMatch(block))];
        var open = new List<ClaimedRow>();
        int from = 0;
        foreach (var row in table.Where(row => !row.IsTotal).ToArray())
        {
            if (!matches.TryGetValue(row, out var match))
            {
                open.Add(row);
                continue;
            }

            Match(match.Rows.Min(inside => inside.Index));
            from = match.Rows.Max(inside => inside.Index) + 1;
        }

        Match(network.Rows.Count);

        void Match(int to)
        {
            if (open.Count > 0 && from < to)
            {
                LayerMeasurement[] rows = [.. network.Rows.Skip(from).Take(to - from)];
                var found = new Dictionary<ClaimedRow, ClaimMatch>();
                MatchInOrder([.. open], rows, blocks, found, cancellation);
                // What stands between rows that are known is believed where a figure says so, too.
                foreach (var pair in found.Where(pair => Agreeing(pair.Key, pair.Value) > 0))
                    matches.Add(pair.Key, pair.Value);
            }

            open.Clear();
        }
    }

    // Where rows of its parts follow, a tool prints of a block what it has itself: learned tensors without a module.
    private static void MatchOwn(Dictionary<ClaimedRow, ClaimMatch> matches)
    {
        foreach (var (claimed, match) in matches.Select(pair => (pair.Key, pair.Value)).ToArray())
        {
            if (
                match.Block is null
                || claimed.Of(ClaimedQuantity.Parameters)?.Figure is not { } figure
                || match.Value(ClaimedQuantity.Parameters) is not { } whole
                || figure.Fits(whole)
            )
                continue;
            var inside = new HashSet<LayerMeasurement>(match.Rows);
            var others = new HashSet<LayerMeasurement>(
                matches
                    .Where(other => other.Key != claimed && other.Value.Rows.Count < match.Rows.Count)
                    .SelectMany(other => other.Value.Rows)
            );
            if (
                others.Overlaps(inside)
                && match.Rows.Where(row => !others.Contains(row)).Sum(row => row.OwnParameters) is var own
                && figure.Fits(own)
            )
                matches[claimed] = new ClaimMatch(match.Block) { Own = own };
        }
    }

    // By order and number, where no name tells the block.
    private static void MatchRest(
        IReadOnlyList<ClaimedRow> table,
        NetworkMeasurement network,
        Dictionary<ClaimedRow, ClaimMatch> matches
    )
    {
        var taken = new HashSet<LayerMeasurement>(matches.Values.SelectMany(match => match.Rows));
        LayerMeasurement[] left = [.. network.Rows.Where(row => row.Parameters > 0 && !taken.Contains(row))];
        int from = 0;
        foreach (
            var claimed in table.Where(row =>
                !row.IsTotal && !matches.ContainsKey(row) && row.Type.Length > 0 && TypeOf(row).Length == 0
            )
        )
        {
            if (
                claimed.Claims is [{ Quantity: ClaimedQuantity.Parameters, Figure: { } figure }]
                && Array.FindIndex(left, from, row => figure.Fits(row.Parameters!.Value)) is >= 0 and var place
            )
            {
                matches.Add(claimed, new ClaimMatch(left[place]) { IsByOrder = true });
                from = place + 1;
            }
        }
    }

    private static void MatchNames(
        IReadOnlyList<ClaimedRow> table,
        IEnumerable<ClaimMatch> parts,
        Func<string, string> plain,
        Dictionary<ClaimedRow, ClaimMatch> matches
    )
    {
        // A module that is called again has a row for each call, all of one name; the network numbers them.
        var calls = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var byName = parts
            .GroupBy(part => plain(part.Name), StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Count() == 1)
            .ToDictionary(same => same.Key, same => same.First(), StringComparer.OrdinalIgnoreCase);
        foreach (var claimed in table.Where(row => !row.IsTotal && row.Name.Length > 0))
        {
            calls.TryGetValue(claimed.Name, out int before);
            int call = calls[claimed.Name] = before + 1;
            if (
                !matches.ContainsKey(claimed)
                && (
                    (call > 1 && byName.TryGetValue(plain($"{claimed.Name}_{call}"), out var part))
                    || byName.TryGetValue(plain(claimed.Name), out part)
                )
            )
                matches.Add(claimed, part);
        }
    }

    // The longest sequence of pairs in the order of both, of what is the same or may be.
    private static void MatchInOrder(
        ClaimedRow[] table,
        LayerMeasurement[] rows,
        ClaimMatch[] blocks,
        Dictionary<ClaimedRow, ClaimMatch> matches,
        CancellationToken cancellation
    )
    {
        if ((long)table.Length * rows.Length > MostPairs)
            return;
        var types = Array.ConvertAll(table, TypeOf);
        var parts = Parts(rows, blocks);
        int[,] best = new int[table.Length + 1, rows.Length + 1];
        for (int i = table.Length - 1; i >= 0; i--)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int j = rows.Length - 1; j >= 0; j--)
            {
                int most = Math.Max(best[i + 1, j], best[i, j + 1]);
                foreach (var part in parts[j])
                {
                    if (Likeness(table[i], types[i], part) is > 0 and var pair)
                        most = Math.Max(most, pair + best[i + 1, j + part.Rows.Count]);
                }

                best[i, j] = most;
            }
        }

        for (int i = 0, j = 0; i < table.Length && j < rows.Length; )
        {
            var part = parts[j]
                .Find(part =>
                    Likeness(table[i], types[i], part) is > 0 and var pair
                    && best[i, j] == pair + best[i + 1, j + part.Rows.Count]
                );
            if (part is not null)
            {
                matches.Add(table[i++], part);
                j += part.Rows.Count;
            }
            else if (best[i, j] == best[i + 1, j])
            {
                i++;
            }
            else
            {
                j++;
            }
        }
    }

    // The layer at each place, and the blocks that begin there and have no gap.
    private static List<ClaimMatch>[] Parts(LayerMeasurement[] rows, ClaimMatch[] blocks)
    {
        var parts = Array.ConvertAll(rows, row => new List<ClaimMatch> { new(row) { IsByOrder = true } });
        var places = rows.Select((row, place) => (row, place)).ToDictionary(row => row.row, row => row.place);
        foreach (var block in blocks)
        {
            if (
                places.TryGetValue(block.Rows[0], out int first)
                && block
                    .Rows.Select((row, i) => places.TryGetValue(row, out int place) && place == first + i)
                    .All(follows => follows)
            )
            {
                parts[first].Add(new ClaimMatch(block.Block!) { IsByOrder = true });
            }
        }

        return parts;
    }

    // Rows that are named by what they are, and not as those of the network, which has CONV1 where a table has CONV3.
    private static bool HaveOwnNames(ClaimedRow[] open, IEnumerable<ClaimedRow> matched)
    {
        var names = new HashSet<string>(matched.Select(row => Stem(row.Name)), StringComparer.OrdinalIgnoreCase);
        return Array.TrueForAll(open, row => IsOfKind(row) && !names.Contains(Stem(row.Name)));

        static string Stem(string name) => new([.. name.Where(char.IsLetter)]);
    }

    private static bool IsOfKind(ClaimedRow row) => Array.Exists(Kinds, kind => kind.Name.IsMatch(row.Name));

    // How many of the shape and the parameters are those of a part.
    private static int Agreeing(ClaimedRow claimed, ClaimMatch part) =>
        (claimed.Of(ClaimedQuantity.OutputShape)?.Shape is { } stated && Fits(stated, part) ? 1 : 0)
        + (
            claimed.Of(ClaimedQuantity.Parameters)?.Figure is { } figure
            && part.Value(ClaimedQuantity.Parameters) is { } count
            && figure.Fits(count)
                ? 1
                : 0
        );

    // Papers and frameworks have the channels at one end or at the other.
    private static bool Fits(ShapeFigure stated, ClaimMatch part) =>
        stated.Fits(part.ShapeFor(stated))
        || (
            part.OutputShape is { IsKnown: true, Rank: > 1 } shape
            && stated.Fits(Mistakes.ChannelsMoved.Moved(shape).Select(axis => (long?)axis).ToArray())
        );

    // The type decides; of several pairs, those whose figures agree. Where no type is known, the figures do.
    private static int Likeness(ClaimedRow claimed, string type, ClaimMatch part)
    {
        int figures = Agreeing(claimed, part);
        if (type.Length > 0)
        {
            int types =
                part.Row is null ? 0
                : type == part.Type ? 4
                : Interchangeable.Contains((type, part.Type)) || Interchangeable.Contains((part.Type, type)) ? 3
                : 0;
            return types == 0 ? 0 : types + figures;
        }

        // A row of a type that is none of ours is one of a block, which may be of one layer; a row of a name alone is
        // one of a layer.
        if (part.Row is not { } row)
            return figures == 0 ? 0 : 2 + figures;
        if (claimed.Type.Length > 0)
            return figures == 2 && row.Parameters > 0 ? 1 + figures : 0;
        bool isOfKind = Array.Exists(Kinds, kind => kind.Name.IsMatch(claimed.Name) && kind.IsOne(row.Layer));
        return isOfKind ? 2 + figures
            : figures == claimed.Claims.Count && figures > 0 ? 1 + figures
            : 0;
    }

    // The type that is stated, or what the name begins with: conv2d_3, max_pooling2d.
    private static string TypeOf(ClaimedRow row)
    {
        string prefix = Regex.Replace(row.Name, @"([_\-: ]*\d+)+$", "");
        // torch for R writes nn_batch_norm2d.
        string type = row.Type.StartsWith("nn_", StringComparison.Ordinal)
            ? row.Type.Substring("nn_".Length).Replace("_", "")
            : row.Type;
        // LayerNorm2d is a LayerNorm, of images.
        string plain = Regex.Replace(type, @"[123][dD]$", "");
        return (
                LayerTypes.Find(type)
                ?? LayerTypes.Find(plain)
                ?? LayerTypes.Find(prefix)
                ?? LayerTypes.Find(prefix.Replace("_", ""))
            )?.Name
            ?? "";
    }

    private static Regex Kind(string words) =>
        new($@"^({words})[\W_]*(\d|[\W_]|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static string Plain(string name) => Regex.Replace(name, "[^A-Za-z0-9]+", "").ToUpperInvariant();

    // layer1.0.conv1 is conv1 within its block; a number alone is the name of nothing.
    private static string LastPart(string name) =>
        name.Split(['/', '.'], StringSplitOptions.RemoveEmptyEntries) is { Length: > 1 } parts
        && !parts[parts.Length - 1].All(char.IsDigit)
            ? Plain(parts[parts.Length - 1])
            : "\0" + name;
}
