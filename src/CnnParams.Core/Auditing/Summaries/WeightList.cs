using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>
/// The weights of a network as a loop prints them, one a line: a name, and a shape, a count or both. The weights of a
/// layer make a row.
/// </summary>
internal sealed class WeightList : ISummaryFormat
{
    internal const string Name = "a list of weights";

    private const string Axes = @"\d+(\s*,\s*\d+)*\s*,?";

    private const string Number = @"(?<![\w.])(?<count>\d{1,3}([,_]\d{3})+|\d+)(?![\w.])";

    // Signs of lists and tables, the number of the row, a word such as "Layer:", and the name.
    private static readonly Regex Begin = new(
        @"^[\s|│┃*•({\[<,'""-]*(\d+[\s:.|)\]│,;]+['""(]*)?([A-Za-z][\w ]{0,30}[:=]\s*|(tf\.)?Variable\s+(path=)?|KerasVariable\s.*?path=)?['""(]*(?!torch\.Size|TensorShape)(?<name>[A-Za-z_][\w-]*([./][\w-]+)*)(:0)?(?=$|[^\w.])",
        RegexOptions.IgnoreCase
    );

    private static readonly Regex Shape = new(
        $@"(torch\.Size|TensorShape)\(\[\s*(?<axes>({Axes})?)\s*\]\)|(?<!\w)[(\[]\s*(?<axes>({Axes})?)\s*[)\]]|(?<=shape=)[(\[]\s*(?<axes>({Axes})?)\s*[)\]]|(?<![\w.])(?<axes>\d+(\s?[x×]\s?\d+)+)(?=\s|$|[|,;\]])"
    );

    private static readonly Regex Count = new(Number);

    private static readonly Regex Total = new(
        $@"^\W*(the\s+)?(grand\s+|overall\s+)?(total|sum)\b[^\d]*?{Number}[^\d]*$",
        RegexOptions.IgnoreCase
    );

    // What PyTorch, Keras, TensorFlow and Flax call the tensors of a layer.
    private static readonly Regex Tensor = new(
        @"^((in_proj_|q_proj_|k_proj_|v_proj_)?weights?(_[a-z]\w*)?|(in_proj_)?bias(es)?(_[a-z]\w*)?|\w*kernel|gamma|beta|moving_(mean|variance)|embeddings?|scale|running_(mean|var)|num_batches_tracked|bias_[kv])(_\d+)?$"
    );

    // What a module keeps beside its parameters.
    private static readonly Regex Buffer = new(
        @"(^|[./])(running_(mean|var)|num_batches_tracked|relative_position_index|position_ids|attn_mask)$|^batch_stats/"
    );

    private static readonly Regex Collection = new("^(params|batch_stats)/");

    private const int FewestRows = 2,
        FarthestRow = 24;

    public IEnumerable<string> Tools => [];

    /// <summary>Whether the first of several weights stands in a line, and one is named as only weights are.</summary>
    public bool Begins(IReadOnlyList<string> lines, int index)
    {
        if (Weight.Of(lines[index]) is null)
            return false;
        int rows = 0;
        bool isNamed = false;
        for (int i = index; i < Math.Min(lines.Count, index + FarthestRow) && !(rows >= FewestRows && isNamed); i++)
        {
            if (Weight.Of(lines[i]) is { } weight)
                (rows, isNamed) = (rows + 1, isNamed || weight.IsNamed);
        }

        return rows >= FewestRows && isNamed;
    }

    /// <summary>The name of the weight that a line is of; null for any other line.</summary>
    internal static string? NameIn(string line) => Weight.Of(line)?.Name;

    public PrintedSummary Read(IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        var summary = new PrintedSummary(Name) { Totals = PrintedCounts.Totals(lines) };
        Weight[] weights =
        [
            .. SummaryLines
                .Watched(lines, cancellation)
                .TakeWhile(line => !PrintedCounts.IsTotal(line))
                .Select(Weight.Of)
                .OfType<Weight>(),
        ];
        // Another name with a shape, of the input or of what comes out, has other words between the two.
        string? words = Array.Find(weights, weight => weight.IsNamed)?.Words;
        if (summary.Totals.IsEmpty)
            summary.Totals = new PrintedTotals
            {
                Parameters = lines
                    .Select(line => Total.Match(line))
                    .Where(match => match.Success)
                    .Select(match => PrintedCounts.Of(match.Groups["count"].Value))
                    .FirstOrDefault(),
            };
        AddLayers(
            summary,
            [
                .. weights
                    .Where(weight => weight.IsPath || weight.IsNamed || weight.Words == words)
                    .Select(weight => (weight.Name, weight.Count)),
            ],
            cancellation
        );
        return summary;
    }

    /// <summary>Puts layers in place of rows of weights, where all rows of a table are.</summary>
    internal static void Join(PrintedSummary summary, CancellationToken cancellation)
    {
        if (
            summary.Rows.Count < FewestRows
            || !summary.Rows.TrueForAll(row =>
                row.Parameters is long or null && row.Name.IndexOfAny(['.', '/']) > 0 && row.Type.Length == 0
            )
            || summary.Rows.Count(row => Tensor.IsMatch(LastPart(row.Name))) * 2 <= summary.Rows.Count
        )
            return;
        var weights = summary.Rows.ConvertAll(row => (row.Name, row.Parameters as long?));
        summary.Rows.Clear();
        AddLayers(summary, weights, cancellation);
    }

    private static void AddLayers(
        PrintedSummary summary,
        List<(string Name, long? Count)> weights,
        CancellationToken cancellation
    )
    {
        // What is counted for a module is that of its weights.
        var modules = new HashSet<string>(
            weights.SelectMany(weight =>
                Enumerable
                    .Range(0, weight.Name.Length)
                    .Where(i => weight.Name[i] is '.' or '/')
                    .Select(i => weight.Name.Substring(0, i))
            ),
            StringComparer.Ordinal
        );
        weights.RemoveAll(weight => modules.Contains(weight.Name));
        // Where the total has what is no parameter, the rows have it too.
        bool hasBuffers = summary.Totals.Parameters is long total && weights.Sum(weight => weight.Count ?? 0) == total;
        foreach (
            var layer in weights
                .Select(weight => (Layer: LayerOf(weight.Name), weight.Name, weight.Count))
                .GroupBy(weight => weight.Layer, StringComparer.Ordinal)
        )
        {
            cancellation.ThrowIfCancellationRequested();
            long?[] counts =
            [
                .. layer.Where(weight => hasBuffers || !Buffer.IsMatch(weight.Name)).Select(weight => weight.Count),
            ];
            if (counts.Length > 0)
                summary.Rows.Add(
                    new PrintedRow
                    {
                        Name = layer.Key,
                        Parameters = Array.TrueForAll(counts, count => count is not null) ? counts.Sum() : null,
                    }
                );
        }
    }

    private static string LayerOf(string name)
    {
        string plain = Collection.Replace(name, "");
        int end = plain.LastIndexOfAny(['.', '/']);
        return end > 0 && (Tensor.IsMatch(LastPart(plain)) || Buffer.IsMatch(name)) ? plain.Substring(0, end) : plain;
    }

    private static string LastPart(string name) => name.Substring(name.LastIndexOfAny(['.', '/']) + 1);

    // A line of the list: the name, what stands between it and the sizes, and how many values the weight has.
    private sealed record Weight(string Name, string Words, long? Count)
    {
        internal bool IsNamed { get; } = Tensor.IsMatch(LastPart(Name));

        internal bool IsPath { get; } = Name.IndexOfAny(['.', '/']) > 0;

        internal static Weight? Of(string line)
        {
            if (!PrintedCounts.HasDigit(line) || Begin.Match(line) is not { Success: true } begin)
                return null;
            string name = begin.Groups["name"].Value;
            if (name.Length > LongestName)
                return null;
            // Keras has the shape of a variable before its path.
            int from = begin.Value.Contains("shape=") ? 0 : begin.Length;
            var shape = Shape.Match(line, from);
            var size = shape.Success ? shape : WeightList.Count.Match(line, from);
            if (!size.Success || size.Index > from + Farthest)
                return null;
            var count = shape.Success
                ? PrintedCounts.Product(shape.Groups["axes"].Value)
                : PrintedCounts.Of(size.Groups["count"].Value) as long?;
            string between = line.Substring(from, size.Index - from);
            string words = new([.. between.Where(char.IsLetter)]);
            var weight = new Weight(name, words, count);
            if (IsCode(weight, between, shape))
                return null;
            // A word with a number is anything, unless it is a path, or has the name of a weight.
            return shape.Success || weight.IsNamed || weight.IsPath ? weight : null;
        }

        // A call, x = torch.randn(1, 3), or what a variable or an argument of a program is set to.
        private static bool IsCode(Weight weight, string between, Match shape) =>
            !(weight is { IsNamed: true, IsPath: true } || shape.Value.IndexOf("Size", StringComparison.Ordinal) >= 0)
            && (between.Length == 0 || between.TrimStart().StartsWith("=", StringComparison.Ordinal));

        private const int Farthest = 60,
            LongestName = 300;
    }
}
