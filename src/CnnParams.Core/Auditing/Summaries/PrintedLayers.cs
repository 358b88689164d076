using System.Text.RegularExpressions;
using CnnParams.Layers;

namespace CnnParams.Auditing.Summaries;

/// <summary>
/// Layers as a loop prints them, one a line: what each is called, its output shape, its count, or both:
/// <c>conv2d_1 (None, 26, 26, 32) 320</c>, <c>Conv2d output shape: torch.Size([1, 6, 28, 28])</c>; in a loop over
/// modules with their types, blocks among them: <c>layer1.0 BasicBlock 73984</c>.
/// </summary>
internal static class PrintedLayers
{
    private const string Name = "a list of layers";

    private const int FewestRows = 2;

    private static readonly Regex Label = new(
        @"^[\s|•*'""-]*(\d{1,4}[\s.:)|]+)?((layer|name)\s*[:=]\s*)?['""]?(?<name>[A-Za-z_][\w.-]*)['""]?(?=[\s:,;|=(]|->)",
        RegexOptions.IgnoreCase
    );

    private static readonly Regex Size = new(@"(torch\.Size|TensorShape)\((?<axes>\[[^\[\]]*\])\)");

    private static readonly Regex Shapes = new(@"^[\[(](\s*[\[(][\d\s,]*[\])]\s*,?)+[\])]$");

    private static readonly Regex Axes = new(@"[\[(][\d\s,]*[\])]");

    private static readonly Regex Between = new(
        @"^([|:,;=]|-+>|=>|→|(output|out|input|shape|size|with|params?|parameters|layer|has|count|#|True|False|(torch\.)?float\d\d|int64)[:=]?)$",
        RegexOptions.IgnoreCase
    );

    // How people call layers, and blocks of them: conv1, fc2, pool, layer4.
    private static readonly Regex Kind = new(
        @"^(layer|block|stage|features?|classifier|head|backbone|encoder|decoder|stem|body|neck|downsample|norm|conv|pool|maxpool|avgpool|fc|dense|linear|bn|batch_?norm|relu|flatten|dropout|lstm|gru|rnn|embedding|softmax|input)[\w.-]*$",
        RegexOptions.IgnoreCase
    );

    // A class of Python, or of a layer.
    private static readonly Regex Class = new(@"^[(<'""]*(?<name>[A-Z][A-Za-z0-9]*)[)>'""]*,?$");

    private static readonly Regex Parameters = new("^param(eter)?s?[:=]?$", RegexOptions.IgnoreCase);

    private static readonly Regex Whole = new("^(model|net|network|it|this|that|which|[A-Z].*)$");

    private static readonly Regex Total = new(
        @"^\W*(total|sum)\b[^\d]*(?<count>\d[\d,._]*)\D*$",
        RegexOptions.IgnoreCase
    );

    /// <summary>The list in the lines of a text that is nothing else; null where there is none.</summary>
    internal static PrintedSummary? Of(IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        var summary = new PrintedSummary(Name) { Totals = PrintedCounts.Totals(lines) };
        var waiting = new List<string>();
        foreach (string line in lines.TakeWhile(line => !PrintedCounts.IsTotal(line)))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Total.Match(line) is { Success: true } total)
            {
                if (summary.Totals.IsEmpty)
                    summary.Totals = new PrintedTotals { Parameters = PrintedCounts.Of(total.Groups["count"].Value) };
            }
            else if (RowOf(line) is { } row)
            {
                summary.Rows.Add(row);
                summary.Unread.AddRange(waiting);
                waiting.Clear();
            }
            else if (summary.Rows.Count > 0 && TableRows.IsContent(line))
                waiting.Add(line);
        }

        // Two words and a number may be of anything: of some the type is known.
        if (!summary.Rows.Exists(row => TypeOf(row.Type).Length > 0 || IsNamedAsLayers(row)))
            return null;
        LeaveOutBlocks(summary);
        // What follows the last row is text around the list.
        summary.HasCounts = summary.Rows.Exists(row => row.Parameters is not null);
        return summary.Rows.Count >= FewestRows ? summary : null;
    }

    private static bool IsNamedAsLayers(PrintedRow row) => row.Type.Length == 0 || Kind.IsMatch(row.Name);

    // A block has what its layers have, which stand below it.
    private static void LeaveOutBlocks(PrintedSummary summary)
    {
        var names = new HashSet<string>(summary.Rows.Select(row => row.Name), StringComparer.Ordinal);
        var blocks = new HashSet<string>(
            summary.Rows.SelectMany(row => Blocks(row.Name)).Where(names.Contains),
            StringComparer.Ordinal
        );
        summary.Rows.RemoveAll(row => blocks.Contains(row.Name));

        static IEnumerable<string> Blocks(string path) =>
            path.Select((sign, i) => (sign, i)).Where(at => at.sign == '.').Select(at => path.Substring(0, at.i));
    }

    private static PrintedRow? RowOf(string text)
    {
        string line = Size.Replace(text, "${axes}");
        if (Label.Match(line) is not { Success: true } label)
            return null;
        string name = label.Groups["name"].Value.TrimEnd('.', '-');
        string type = TypeOf(name);
        bool isLayer = type.Length > 0 || Kind.IsMatch(name),
            isTyped = false;
        string shape = "";
        var counts = new List<string>();
        long? weights = null;
        foreach (var token in TableToken.From(Spaced(line, label.Length), 0))
        {
            if (token.Text == "[]" || (token.Kind == TableTokenKind.Shape && OfWeights(token.Text) is not null))
                weights = OfWeights(token.Text) ?? 0;
            else if (token.Kind == TableTokenKind.Shape)
                shape = token.Text;
            else if (token.Kind == TableTokenKind.Count)
                counts.Add(token.Text);
            else if (token.Kind is TableTokenKind.Blank or TableTokenKind.Flag)
                continue;
            else if (Between.IsMatch(token.Text))
                isLayer |= Parameters.IsMatch(token.Text) && !Whole.IsMatch(name);
            else if (counts.Count == 0 && !isTyped && Class.Match(token.Text) is { Success: true } word)
                (type, isTyped) = (word.Groups["name"].Value, true);
            else
                return null;
        }

        if (!isLayer && !isTyped)
            return null;

        // A shape of one axis is a number, too.
        if (counts.Count == 2 && shape.Length == 0)
            (shape, counts) = (counts[0], [counts[1]]);
        if (counts.Count > 1)
            return null;
        object? count = counts.Count > 0 ? PrintedCounts.Of(counts[0]) : weights;
        return shape.Length == 0 && count is null
            ? null
            : new PrintedRow
            {
                Name = name,
                Type = type,
                OutputShape = shape,
                Parameters = count,
            };
    }

    // Several shapes without a batch are those of the weights: [w.shape for w in layer.weights].
    private static long? OfWeights(string shapes)
    {
        if (!Shapes.IsMatch(shapes))
            return null;
        var counts = Axes.Matches(shapes).Cast<Match>().Select(weight => PrintedCounts.Product(weight.Value));
        return counts.Aggregate((long?)0, (sum, count) => sum + count);
    }

    // What follows a name, without its settings in parentheses, and with blanks around what only divides it.
    private static string Spaced(string line, int start)
    {
        int depth = 0,
            end = start;
        while (end < line.Length && (depth > 0 || (end == start && line[end] == '(')))
        {
            depth += line[end] switch
            {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            end++;
        }

        string rest = line.Substring(end);
        return Regex.Replace(
            Regex.Replace(rest, @"[:|;=]|->|→", " $0 "),
            @"^\s*,|,\s*$|(?<=[)\]\d])\s*,\s+(?=\d+\s*$)",
            " "
        );
    }

    private static string TypeOf(string name)
    {
        string word = Regex.Replace(name, @"([_-]\d+)+$", "");
        return LayerTypes.Find(word) is not null || LayerTypes.Find(word.Replace("_", "")) is not null
            ? char.IsUpper(word[0])
                ? word
                : LayerTypes.Find(word.Replace("_", ""))?.Name ?? word
            : "";
    }
}
